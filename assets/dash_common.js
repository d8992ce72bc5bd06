/**
 * What the pages with a map share between Dash's controls and the map: a reader's change of a
 * control calls `window.gridmap.choose(patch)`, the map changes address and picture and sends
 * the view back into the store `view`, from which the controls are written. Changes are heard
 * as events of the page, which only a reader causes: a callback on the controls' values would
 * also run when they are written, and late echoes of quick steps would undo newer ones.
 *
 * A page says with `use({…})` what its controls ask for; dash_view.js and dash_progress.js do.
 */
(() => {
  const byId = (id) => document.getElementById(id);
  const fill = (text, values) => window.dashWidgets.picker.fill(text, values);

  const readJson = (id) => {
    try {
      return JSON.parse(byId(id).textContent);
    } catch {
      return null;
    }
  };
  const config = readJson('gridmap-config') ?? {};
  const index = config.index ?? { strata: [], surveys: [], countries: [], regions: [] };

  let pageTexts = null;
  /** Words of the page's script, written by the server in the page's language. */
  const texts = () => (pageTexts ??= JSON.parse(byId('view-texts')?.dataset.texts ?? '{}'));

  // ---- The view -------------------------------------------------------------------

  let last = config.view ?? {};
  /** What holds now: the map's own view, and without a map the last one heard of. */
  const current = () => window.gridmap?.view?.() ?? last;
  const hear = (view) => {
    if (view) last = view;
  };

  const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

  /** Change the view; without the map's script by loading the changed address. */
  function change(patch, { push = false } = {}) {
    const view = current();
    const news = Object.fromEntries(Object.entries(patch).filter(([name, value]) => !same(view[name], value)));
    if (!Object.keys(news).length) return;
    if (window.gridmap?.choose) window.gridmap.choose(news, { push });
    else window.location.search = changedQuery(window.location.search, news, config.fields ?? []);
  }

  /** A query with some fields changed, by the field table of the page. */
  function changedQuery(query, patch, fields) {
    const parameters = new URLSearchParams(query);
    for (const [name, value] of Object.entries(patch)) {
      const field = fields.find((f) => f.name === name);
      if (!field) continue;
      const text = Array.isArray(value) ? value.join('~') : { true: '1', false: '0' }[value] ?? value;
      if (text === null || text === undefined || text === '') parameters.delete(field.key);
      else parameters.set(field.key, text);
    }
    // `~` needs no escape in a query and reads better.
    return parameters.toString().replaceAll('%7E', '~');
  }

  /** The query of some fields of a view, with the release that is on the page. */
  function queryOf(view, names) {
    // By its id: another may have been switched in since, also under the name `simulated`.
    const asked = { ...view, release: index.release };
    const patch = Object.fromEntries(names.filter((name) => asked[name] != null).map((name) => [name, asked[name]]));
    return changedQuery('', patch, config.fields ?? []);
  }

  /** Write properties of a component: only those that differ, as Dash tells all components of each write. */
  const set = (id, props) => {
    if (!byId(id)) return;
    const now = window.dash_component_api?.getLayout?.(id)?.props ?? {};
    const news = Object.fromEntries(Object.entries(props).filter(([name, value]) => !Object.hasOwn(now, name) || !same(now[name], value)));
    if (Object.keys(news).length) window.dash_clientside.set_props(id, news);
  };

  // ---- From a control to the view -----------------------------------------------------

  /**
   * What the page of now does: `asks` control id → (value, view, target) → the change it asks
   * for, null where its value says nothing; `pushes` controls whose change is a step for the
   * back button; `sliding` those heard while they move; `groups` a selector of the elements
   * that have a control's id around its radio buttons or check boxes; `deeds` of buttons;
   * `links` writes addresses of downloads before a menu is read.
   */
  let page = { asks: {}, pushes: new Set(), sliding: new Set(), groups: null, deeds: {}, links: () => {} };
  const use = (mine) => {
    page = { ...page, ...mine };
  };

  /** Pass on what the reader set a control to. */
  function ask(id, value, target) {
    const patch = Object.hasOwn(page.asks, id) && page.asks[id](value, current(), target);
    if (patch) change(patch, { push: page.pushes.has(id) });
  }

  function onChange({ type, target }) {
    const id = Object.hasOwn(page.asks, target.id) ? target.id : page.groups && target.closest?.(page.groups)?.id;
    if (!id || (type === 'input') !== page.sliding.has(id)) return;
    ask(id, target.type === 'checkbox' ? target.checked : target.value, target);
  }

  // ---- Parts that are fetched when the reader comes near -------------------------------------

  const far = new Map();

  /** Call back once, when a place is nearly in view (`margin` as of IntersectionObserver). */
  function whenNear(place, margin, come) {
    const watcher = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) far.get(place)?.();
    }, { rootMargin: margin });
    far.set(place, () => {
      watcher.disconnect();
      far.delete(place);
      come(place);
    });
    watcher.observe(place);
  }

  const isFar = () => [...far.keys()].some((place) => place.isConnected);

  /** Treat all places as near, and return those that were not: paper shows the whole page. */
  function bringNear() {
    const waiting = [...far].filter(([place]) => place.isConnected);
    for (const [, come] of waiting) come();
    return waiting.map(([place]) => place);
  }

  // ---- Parts of pages -------------------------------------------------------------------

  const chip = (text, label, data) => {
    const item = document.createElement('li');
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', className: 'chip', textContent: text });
    button.setAttribute('aria-label', label);
    Object.assign(button.dataset, data);
    item.append(button);
    return item;
  };

  /** The chosen countries, each with a button that takes it out; `more` stand before them. */
  function showChips(view, more = []) {
    const chips = (view.countries ?? []).map((id) => {
      const name = index.countries.find((country) => country.id === id)?.name ?? id;
      return chip(name, fill(texts().removeCountry, { name }), { removeCountry: id });
    });
    const focused = document.activeElement?.dataset;
    byId('country-chips').replaceChildren(...more, ...chips);
    if (focused?.removeCountry) (byId('country-chips').querySelector('button') ?? byId('country-search-input')).focus();
  }

  /** The search for a country, in the place that Dash left empty for it. */
  function enlivenCountries() {
    const countries = byId('country-search');
    if (!countries || countries.dataset.alive) return;
    countries.dataset.alive = 'yes';
    window.dashWidgets.combobox(countries, {
      options: () => index.countries.filter(({ id }) => !(current().countries ?? []).includes(id)),
      pick: ({ id }) => change({ countries: [...(current().countries ?? []), id] }, { push: true }),
    });
  }

  /**
   * Address to share: `live` follows new releases, `frozen` names this one.
   *
   * @param {string} kind
   * @param {object} [named] fields written even where they are defaults: a later release may
   *   have others, and a link shows what was shared.
   */
  function shareAddress(kind, href = window.location.href, named = page.named?.(current()) ?? {}) {
    const address = new URL(href);
    const release = kind === 'frozen' ? index.release : config.live ?? null;
    address.search = changedQuery(address.search, { release, ...named }, config.fields ?? []);
    return address.href;
  }

  let fading = 0;
  function toast(text) {
    const line = byId('toast');
    line.textContent = text;
    clearTimeout(fading);
    fading = setTimeout(() => { line.textContent = ''; }, 4000);
  }

  async function copy(text, done) {
    try {
      await navigator.clipboard.writeText(text);
      toast(done);
    } catch {
      // No clipboard outside https: show the text, chosen, to be copied by hand.
      const host = byId('share-address');
      const field = document.createElement('input');
      Object.assign(field, { type: 'text', readOnly: true, className: 'form-control', value: text });
      field.setAttribute('aria-label', host.dataset.label);
      host.replaceChildren(field);
      field.focus();
      field.select();
      toast(texts().copyByHand);
    }
  }

  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll('details.menu[open]')) {
      if (menu !== except) menu.open = false;
    }
  };

  /** Deeds of buttons by data attribute: `data-does="copy-live"`. */
  const DEEDS = {
    'close-dialog': (button) => button.closest('dialog').close(),
    'copy-live': () => copy(shareAddress('live'), texts().copied),
    'copy-frozen': () => copy(shareAddress('frozen'), texts().copiedFrozen),
    'download-png': () => window.gridmap?.download?.('png'),
    more: (button) => {
      const open = button.closest('.bar').classList.toggle('bar-open');
      button.setAttribute('aria-expanded', String(open));
    },
  };

  /** Whether a click that landed on a modal dialog fell on the shade around its box. */
  function isBeside(dialog, { clientX, clientY }) {
    const box = dialog.getBoundingClientRect();
    return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
  }

  function onClick(event) {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const button = target.closest('[data-does]');
    if (button) ({ ...DEEDS, ...page.deeds })[button.dataset.does]?.(button);
    const removed = target.closest('[data-remove-country]')?.dataset.removeCountry;
    if (removed) change({ countries: current().countries.filter((id) => id !== removed) }, { push: true });
    if (target instanceof HTMLDialogElement && target.open && isBeside(target, event)) target.close();
    closeMenus(target.closest('details.menu'));
  }

  if (typeof document !== 'undefined' && document.addEventListener) {
    document.addEventListener('click', onClick);
    document.addEventListener('change', onChange);
    document.addEventListener('input', onChange);
    document.addEventListener('keydown', (event) => {
      const menu = event.key === 'Escape' && document.querySelector('details.menu[open]');
      if (!menu) return;
      menu.open = false;
      menu.querySelector('summary').focus();
    });
    document.addEventListener('toggle', (event) => {
      if (event.target.matches?.('details.menu[open]')) page.links();
    }, true);
    document.addEventListener('gridmap:painted', () => set('view', { data: current() }));
    // The map answers back and forward itself. Dash's router would build the whole page
    // anew for each change of the query and take focus and open panels with it.
    window.addEventListener('popstate', (event) => {
      if (byId('map') && window.gridmap) event.stopImmediatePropagation();
    });
  }

  window.dashWidgets = Object.assign(window.dashWidgets ?? {}, {
    page: {
      ask, bringNear, byId, change, changedQuery, chip, config, copy, current, enlivenCountries, fill, hear, index, isFar, queryOf, same,
      set, shareAddress, showChips, texts, toast, use, whenNear,
    },
  });
})();

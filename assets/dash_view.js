/**
 * Between Dash's controls and the map: a reader's change of a control calls
 * `window.gridmap.choose(patch)`, the map changes address and picture and sends the view
 * back into the store `view`, from which the controls are written. Changes are heard as
 * events of the page, which only a reader causes: a callback on the controls' values would
 * also run when they are written, and late echoes of quick steps would undo newer ones.
 *
 * Dash calls the functions of `dash_clientside.view`; see dashboard/callbacks/view.py.
 */
(() => {
  const { combobox, picker } = window.dashWidgets;
  const byId = (id) => document.getElementById(id);
  const noUpdate = () => window.dash_clientside.no_update;

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
  /** Words of this script, written by the server in the page's language. */
  const texts = () => (pageTexts ??= JSON.parse(byId('view-texts')?.dataset.texts ?? '{}'));

  // ---- The view -------------------------------------------------------------------

  let last = config.view ?? {};
  /** What holds now: the map's own view, and without a map the last one heard of. */
  const current = () => window.gridmap?.view?.() ?? last;

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

  /** Own class bounds as typed: numbers between spaces, semicolons or commas. */
  function parseBreaks(text) {
    const parts = String(text ?? '').trim().split(/[\s;,~]+/).filter(Boolean);
    const numbers = parts.map(Number);
    if (!numbers.length) return { breaks: [], fault: null };
    if (!numbers.every(Number.isFinite)) return { breaks: null, fault: 'breaksNumbers' };
    if (numbers.length > 12) return { breaks: null, fault: 'breaksMany' };
    if (numbers.some((n, i) => i && n <= numbers[i - 1])) return { breaks: null, fault: 'breaksOrder' };
    return { breaks: numbers, fault: null };
  }

  const datesOf = (view) => index.strata.find((s) => s.id === view.stratum)?.dates ?? [];

  /** Position of a date on the slider: the last collection day not after it. */
  function datePosition(dates, date) {
    if (!date) return dates.length;
    const after = dates.findIndex((day) => day > date);
    return Math.max(0, (after < 0 ? dates.length : after) - 1);
  }

  /** What the server is told of a view, by what it answers with. */
  const TOLD = {
    cell: ['release', 'stratum', 'analyte', 'date', 'cell', 'language'],
    countries: ['release', 'stratum', 'analyte', 'date', 'countries', 'language'],
    stratum: ['release', 'stratum', 'date', 'language'],
  };

  /**
   * Queries of the server's answers: `''` for what nobody chose. They change only when the
   * answer does, so that panning, or an element switch with nothing chosen, asks nothing.
   */
  function detailQueries(view) {
    // The release on the map is named: a newer one may have been switched in since.
    const asked = { ...view, release: view.release ?? index.release };
    const query = (names) => {
      const patch = Object.fromEntries(names.filter((name) => asked[name] != null).map((name) => [name, asked[name]]));
      return changedQuery('', patch, config.fields ?? []);
    };
    return [
      view.cell ? query(TOLD.cell) : '',
      view.countries?.length ? query(TOLD.countries) : '',
      query(TOLD.stratum),
    ];
  }

  // ---- From a control to the view -----------------------------------------------------

  /** Control id → the change it asks for; null where its value says nothing. */
  const ASKS = {
    stratum: (value) => ({ stratum: value }),
    statistic: (value) => ({ statistic: value }),
    by: (value) => ({ by: value }),
    level: (value) => ({ level: value }),
    classes: (value, view) => {
      const missing = value === 'own' && !view.breaks?.length;
      set('breaks-message', { children: missing ? texts().breaksMissing : '' });
      return missing ? null : { classes: value };
    },
    ramp: (value) => ({ ramp: value }),
    rescale: (value) => ({ rescale: value }),
    projection: (value) => ({ projection: value }),
    theme: (value) => ({ theme: value }),
    region: (value) => ({ region: value === 'world' ? null : value }),
    date: (value, view) => {
      const dates = datesOf(view);
      return dates.length ? { date: dates[Number(value)] ?? null } : null;
    },
    breaks: (value) => {
      const { breaks, fault } = parseBreaks(value);
      const message = fault ? texts()[fault] : '';
      set('breaks', { invalid: Boolean(fault) });
      set('breaks-message', { children: message });
      if (fault) return null;
      return breaks.length ? { breaks, classes: 'own' } : { breaks };
    },
  };

  const set = (id, props) => {
    if (byId(id)) window.dash_clientside.set_props(id, props);
  };

  const PUSHES = new Set(['stratum', 'by']);

  /** Pass on what the reader set a control to. */
  function ask(id, value) {
    const patch = Object.hasOwn(ASKS, id) && ASKS[id](value, current());
    if (patch) change(patch, { push: PUSHES.has(id) });
  }

  /** A change of a control; of the slider while it moves. */
  function onChange({ type, target }) {
    // Radio buttons and check boxes stand in an element that has the control's id.
    const id = Object.hasOwn(ASKS, target.id) ? target.id : target.closest?.('#by, #rescale')?.id;
    if (!id || (type === 'input') !== (id === 'date')) return;
    ask(id, target.type === 'checkbox' ? target.checked : target.value);
  }

  // ---- From the view to the controls -----------------------------------------------------

  /** Callback on the store: write the view into every control. */
  function sync(data) {
    if (data) last = data;
    const view = current();
    const stratum = index.strata.find((s) => s.id === view.stratum);
    if (!stratum || !byId('statistic')) return;
    enliven();
    const analyte = stratum.analytes.find((a) => a.id === view.analyte);
    for (const id of ['statistic', 'by', 'classes', 'ramp', 'projection', 'theme']) set(id, { value: view[id] });
    set('region', { value: view.region ?? 'world' });
    set('rescale', { value: view.rescale ? ['rescale'] : [] });
    // Not while somebody types in it.
    if (document.activeElement !== byId('breaks') && !same(parseBreaks(byId('breaks')?.value).breaks, view.breaks)) {
      set('breaks', { value: (view.breaks ?? []).join('  '), invalid: false });
      set('breaks-message', { children: '' });
    }
    const fits = (option) => Number.isNaN(Number(option.value)) || Number(option.value) <= stratum.finest;
    set('level', { options: texts().levels.filter(fits), value: view.level });
    set('element-symbol', { children: view.analyte ?? '' });
    set('element-name', { children: analyte && analyte.name !== analyte.id ? analyte.name : '' });
    byId('stratum').value = view.stratum;
    set('distribution-part', { hidden: !view.countries?.length });
    showDate(view);
    showChips(view);
    showLinks();
    if (byId('element-dialog').open) showPicker();
  }

  function showDate(view) {
    const dates = datesOf(view);
    const place = byId('time');
    place.hidden = dates.length < 2;
    if (place.hidden) return;
    const position = datePosition(dates, view.date);
    set('date', { max: dates.length, value: position });
    byId('date')?.setAttribute('aria-valuetext', view.date ? dates[position] : texts().allDates);
  }

  function showChips(view) {
    const chips = (view.countries ?? []).map((id) => {
      const name = index.countries.find((country) => country.id === id)?.name ?? id;
      const item = document.createElement('li');
      const button = document.createElement('button');
      Object.assign(button, { type: 'button', className: 'chip', textContent: name });
      button.setAttribute('aria-label', picker.fill(texts().removeCountry, { name }));
      button.dataset.removeCountry = id;
      item.append(button);
      return item;
    });
    const focused = document.activeElement?.dataset?.removeCountry;
    byId('country-chips').replaceChildren(...chips);
    if (focused) (byId('country-chips').querySelector('button') ?? byId('country-search-input')).focus();
  }

  /** Address to share: `live` follows new releases, `frozen` names this one. */
  function shareAddress(kind, href = window.location.href) {
    const address = new URL(href);
    // Defaults are named: a later release may have others, and a link shows what was shared.
    const { stratum, analyte } = current();
    const patch = { release: kind === 'frozen' ? index.release : null, ...(stratum && { stratum }), ...(analyte && { analyte }) };
    const query = changedQuery(address.search, patch, config.fields ?? []);
    address.search = query;
    return address.href;
  }

  /** What is cited: the source, its licence, the release, the day and a link that stays. */
  function citation(text, view = current(), today = new Date().toISOString().slice(0, 10)) {
    const stratum = index.strata.find((one) => one.id === view.stratum);
    const survey = index.surveys.find((one) => one.id === stratum?.survey);
    const facts = { licence: survey?.licence ?? '', release: index.release, date: today, link: shareAddress('frozen') };
    return `${text} ${picker.fill(texts().citationFacts, facts)}`.trim();
  }

  /** Downloads name the release and the size of cells on screen, so that they equal the view. */
  function showLinks() {
    const { release, level, by } = current();
    const units = window.gridmap?.units?.();
    const automatic = by === 'cells' && level === 'auto' && units != null;
    const patch = { release: release ?? index.release, ...(automatic && { level: String(units) }) };
    const query = changedQuery(window.location.search, patch, config.fields ?? []);
    for (const kind of ['csv', 'geojson']) {
      const link = byId(`download-${kind}`);
      if (link) link.href = `${config.prefix ?? '/'}api/v1/view.${kind}?${query}`;
    }
  }

  // ---- What Dash has no component for ---------------------------------------------------

  const showPicker = () => picker.show(byId('element-dialog'), { index, view: current(), texts: texts() });

  /** Fill the places that Dash left empty; a page that Dash built anew is filled again. */
  function enliven() {
    const dialog = byId('element-dialog');
    if (dialog && !dialog.dataset.alive) {
      dialog.dataset.alive = 'yes';
      picker.attach(dialog, () => ({ index, view: current(), texts: texts() }), (patch) => change(patch, { push: true }));
    }
    const countries = byId('country-search');
    if (countries && !countries.dataset.alive) {
      countries.dataset.alive = 'yes';
      combobox(countries, {
        options: () => index.countries.filter(({ id }) => !(current().countries ?? []).includes(id)),
        pick: ({ id }) => change({ countries: [...(current().countries ?? []), id] }, { push: true }),
      });
    }
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
    'open-elements': () => {
      enliven();
      showPicker();
      byId('element-dialog').showModal();
      byId('element-search-input').focus();
    },
    'open-survey': () => byId('survey-dialog').showModal(),
    'close-dialog': (button) => button.closest('dialog').close(),
    'copy-live': () => copy(shareAddress('live'), texts().copied),
    'copy-frozen': () => copy(shareAddress('frozen'), texts().copiedFrozen),
    'copy-citation': () => copy(citation(byId('survey-citation')?.textContent ?? ''), texts().copiedCitation),
    'download-png': () => window.gridmap?.download?.('png'),
    more: (button) => {
      const open = byId('bar').classList.toggle('bar-open');
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
    if (button) DEEDS[button.dataset.does]?.(button);
    const chip = target.closest('[data-remove-country]');
    if (chip) change({ countries: current().countries.filter((id) => id !== chip.dataset.removeCountry) }, { push: true });
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
      if (event.target.matches?.('details.menu[open]')) showLinks();
    }, true);
    document.addEventListener('gridmap:painted', () => set('view', { data: current() }));
    // The map answers back and forward itself. Dash's router would build the whole page
    // anew for each change of the query and take focus and open panels with it.
    window.addEventListener('popstate', (event) => {
      if (byId('map') && window.gridmap) event.stopImmediatePropagation();
    });
  }

  window.dash_clientside = window.dash_clientside ?? {};
  window.dash_clientside.view = {
    ask,
    sync,
    /** First value of the store: the view of the map that was there before Dash. */
    start: () => current(),
    /** Callback on the store: the queries that differ from those known. */
    details: (view, ...known) =>
      detailQueries(view ?? current()).map((query, i) => (query === (known[i] ?? '') ? noUpdate() : query)),
    changedQuery, datePosition, detailQueries, parseBreaks, shareAddress, citation,
  };
})();

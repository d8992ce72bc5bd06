/**
 * The controls of the page of elements together: what each asks the map for, how they follow
 * its view (assets/dash_common.js has the flow), and which parts below are asked for.
 *
 * Dash calls the functions of `dash_clientside.elements`; see dashboard/callbacks/together.py.
 */
(() => {
  const { page } = window.dashWidgets;
  const {
    byId, change, changedQuery, config, current, enlivenCountries, fill, hear, index, queryOf, set, showChips, texts, whenNear,
  } = page;
  const presets = config.presets ?? [];
  // Dash loads scripts by name: the picker's comes after this one.
  const picker = () => window.dashWidgets.picker;

  const stratumOf = (view) => index.strata.find(({ id }) => id === view.stratum);
  /** Elements of a stratum; parameters such as pH are no parts of a whole. */
  const elementsOf = (stratum) => (stratum?.analytes ?? []).filter(({ number }) => number);
  const presetOf = (view) => (view.elements?.length ? null : presets.find(({ id }) => id === view.preset) ?? null);

  // ---- What each part below depends on ----------------------------------------------------

  const CELLS = ['release', 'stratum', 'level', 'elements', 'preset', 'language'];
  const PLACES = ['date', 'countries', 'region'];
  const TOLD = {
    heat: [...CELLS, ...PLACES, 'reference', 'order'],
    spider: [...CELLS, ...PLACES, 'cells'],
    biplot: [...CELLS, ...PLACES, 'component'],
    correlation: [...CELLS, 'order'],
    pair: [...CELLS, ...PLACES, 'analyte', 'pair'],
    anomalies: [...CELLS, ...PLACES, 'threshold'],
  };
  /** Names of the parts in the addresses of their tables. */
  const TABLES = { biplot: 'components' };
  const MAPS = { component: 'components' };
  /** Tables of the menu besides that of the map; of those in `PLACED` every row is a cell. */
  const FILES = ['heat', 'spider', 'components', 'correlation', 'pair', 'anomalies'];
  const PLACED = new Set(['pair', 'anomalies']);

  /** The query of a part: only what its answer depends on, so that others change nothing. */
  const partQuery = (view, part) => queryOf(view, TOLD[part]);

  /** Stores have no element of their own. */
  const store = (id, data) => window.dash_clientside.set_props(id, { data });

  /** Parts that have come near, and their queries of now. */
  const near = new Map();

  function ask(view) {
    for (const [part, known] of near) {
      const query = partQuery(view, part);
      if (query === known) continue;
      near.set(part, query);
      store(`${part}-query`, query);
    }
  }

  /** Parts are asked for when they come near: a reader of the map alone asks for none. */
  function watch() {
    for (const place of document.querySelectorAll('[data-part]:not([data-watched])')) {
      place.dataset.watched = 'yes';
      near.delete(place.dataset.part); // a page that Dash built anew has asked for nothing
      whenNear(place, '25%', ({ dataset }) => {
        near.set(dataset.part, null);
        if (byId(`${dataset.part}-frame`)) store(`${dataset.part}-near`, 1);
        ask(current());
      });
    }
  }

  // ---- From a control to the view -----------------------------------------------------

  const other = (name) => (value) => ({ [name]: value });
  const ASKS = {
    stratum: other('stratum'),
    together: (value) => (value.startsWith('component-')
      ? { together: 'component', component: value.slice(10), muted: null }
      : { together: value, muted: null }),
    threshold: other('threshold'),
    'anomaly-threshold': other('threshold'),
    analyte: other('analyte'),
    'pair-x': other('analyte'),
    'pair-y': other('pair'),
    level: other('level'),
    reference: other('reference'),
    order: other('order'),
    ramp: other('ramp'),
    projection: other('projection'),
    theme: other('theme'),
    region: (value) => ({ region: value === 'world' ? null : value }),
  };

  // ---- From the view to the controls ----------------------------------------------------

  const shownMap = ({ together, component }) => (together === 'component' ? `component-${component}` : together);
  const option = ({ id, name }) => ({ value: id, label: `${id} – ${name}` });

  /** Callback on the store: write the view into every control, and ask for the parts that are near; nothing is put out. */
  function sync(data) {
    hear(data);
    if (!byId('elements-bar')) return window.dash_clientside.no_update;
    const view = current();
    const stratum = stratumOf(view);
    if (!stratum) return window.dash_clientside.no_update;
    enlivenCountries();
    enlivenPicker();
    byId('stratum').value = view.stratum;
    for (const id of ['level', 'reference', 'order', 'ramp', 'projection', 'theme', 'threshold']) set(id, { value: view[id] });
    set('anomaly-threshold', { value: view.threshold });
    set('together', { value: shownMap(view) });
    set('region', { value: view.region ?? 'world' });
    set('level', { options: texts().levels.filter(({ value }) => value === 'auto' || stratum.levels.includes(Number(value))), value: view.level });
    const options = elementsOf(stratum).map(option);
    set('analyte', { options, value: view.analyte });
    set('pair-x', { options, value: view.analyte });
    set('pair-y', { options: options.filter(({ value }) => value !== view.analyte), value: pairOf(view, stratum) });
    byId('threshold-field').hidden = view.together !== 'anomalies';
    byId('analyte-field').hidden = view.together !== 'element';
    set('members-name', { children: membersName(view) });
    set('preset-words', { children: presetWords(view, stratum) });
    showChips(view);
    showCells(view);
    showLinks();
    if (byId('members-dialog').open) showMembers();
    watch();
    ask(view);
    return window.dash_clientside.no_update;
  }

  /** The second element of the pair: the one asked for, else the first of those taken together that is not the first. */
  function pairOf(view, stratum) {
    const has = elementsOf(stratum).map(({ id }) => id);
    const named = view.elements?.length ? view.elements : presetOf(view)?.elements ?? has;
    return view.pair ?? [...named, ...has].find((id) => has.includes(id) && id !== view.analyte) ?? null;
  }

  function membersName(view) {
    const { elements = [] } = view;
    if (!elements.length) return presetOf(view)?.name ?? texts().allElements;
    return elements.length > 4 ? fill(texts().someElements, { n: elements.length }) : elements.join(', ');
  }

  /** Which elements of a list of minerals the stratum lacks, by name. */
  function presetWords(view, stratum) {
    const preset = presetOf(view);
    if (!preset) return '';
    const has = new Set(elementsOf(stratum).map(({ id }) => id));
    const missing = preset.elements.filter((id) => !has.has(id));
    const values = { list: preset.name, total: preset.elements.length, n: preset.elements.length - missing.length, names: missing.map(nameOf).join(', ') };
    return fill(missing.length ? texts().presetMissing : texts().presetWhole, values);
  }

  const nameOf = (id) => byId('members-dialog')?.querySelector(`[data-analyte="${id}"]`)?.dataset.name ?? id;

  function showCells({ cells = [] }) {
    byId('cells-line').hidden = !cells.length;
    set('cells-words', { children: cells.length === 1 ? texts().cellsOne : fill(texts().cellsMany, { n: cells.length }) });
  }

  /** Downloads name the release on screen, so that they equal the view. */
  function showLinks() {
    const query = changedQuery(window.location.search, { release: index.release }, config.fields ?? []);
    const address = (part) => `${config.prefix ?? '/'}api/v1/${part}.csv?${query}`;
    const links = {};
    for (const part of Object.keys(TOLD)) links[`${part}-csv`] = `together/${TABLES[part] ?? part}`;
    for (const [id, part] of Object.entries(links)) if (byId(id)) byId(id).href = address(part);
    const { together } = current();
    // The map of one element has the cells of the analysis, also where the page chose their size.
    const level = String(window.gridmap?.units?.() ?? current().level);
    const own = changedQuery(`?${query}`, { level, statistic: null, by: null, date: null }, config.fields ?? []);
    const map = together === 'element'
      ? { table: 'view', query: own }
      : { table: `together/${MAPS[together] ?? together}`, flat: together === 'component' };
    const tables = { map, ...Object.fromEntries(FILES.map((part) => [part, { table: `together/${part}`, flat: !PLACED.has(part) }])) };
    window.dashWidgets.downloads.show({ prefix: config.prefix ?? '/', tables, page: 'elements', query });
  }

  // ---- Choosing elements ------------------------------------------------------------------

  /** What is chosen in the open dialog; it counts once that is closed. */
  let draft = null;

  const draftOf = ({ elements = [], preset }) => ({ elements: [...elements], preset: elements.length ? null : preset ?? null });
  /** Elements of a draft: those chosen, or of its list; none for all. */
  const membersOf = ({ elements, preset }) => (elements.length ? elements : presets.find(({ id }) => id === preset)?.elements ?? []);

  /** A draft with an element put in or taken out. */
  function toggledMember(state, id) {
    const members = membersOf(state);
    return { elements: members.includes(id) ? members.filter((one) => one !== id) : [...members, id], preset: null };
  }

  const cellsOf = (dialog) => [...dialog.querySelectorAll('[data-analyte]')];

  function showMembers() {
    const dialog = byId('members-dialog');
    const view = current();
    picker().show(dialog, { index, view, texts: texts() });
    const members = new Set(membersOf(draft));
    const has = new Set(elementsOf(stratumOf(view)).map(({ id }) => id));
    const stop = dialog.contains(document.activeElement) ? document.activeElement.dataset.analyte : null;
    for (const cell of cellsOf(dialog)) {
      cell.setAttribute('aria-pressed', String(members.has(cell.dataset.analyte)));
      if (stop) cell.tabIndex = cell.dataset.analyte === stop ? 0 : -1;
    }
    for (const button of dialog.querySelectorAll('[data-set]')) {
      button.setAttribute('aria-pressed', String(!draft.elements.length && (draft.preset ?? '') === button.dataset.set));
    }
    const missing = [...members].filter((id) => !has.has(id));
    const words = members.size ? [fill(texts().membersChosen, { names: [...members].filter((id) => has.has(id)).join(', ') || '–' })] : [texts().membersAll];
    if (missing.length) words.push(fill(texts().membersMissing, { names: missing.map(nameOf).join(', ') }));
    byId('members-words').textContent = words.join(' ');
  }

  function redraft(next) {
    draft = next;
    showMembers();
  }

  function enlivenPicker() {
    const dialog = byId('members-dialog');
    if (!dialog || dialog.dataset.alive) return;
    dialog.dataset.alive = 'yes';
    dialog.addEventListener('click', ({ target }) => {
      const id = target.closest('[data-analyte]')?.dataset.analyte;
      if (id) redraft(toggledMember(draft, id));
    });
    dialog.addEventListener('keydown', (event) => {
      const cell = event.target.closest('[data-analyte]');
      if (!cell || !event.key.startsWith('Arrow')) return;
      event.preventDefault();
      const all = cellsOf(dialog);
      const places = all.map((one) => one.getBoundingClientRect()).map((r) => ({ x: r.x + r.width / 2, y: r.y + r.height / 2 }));
      const next = all[picker().neighbour(places, all.indexOf(cell), event.key)];
      all.forEach((one) => { one.tabIndex = one === next ? 0 : -1; });
      next.focus();
    });
    dialog.addEventListener('close', () => {
      const { elements, preset } = draft;
      change({ elements, preset }, { push: true });
    });
  }

  const DEEDS = {
    'open-members': () => {
      enlivenPicker();
      draft = draftOf(current());
      showMembers();
      byId('members-dialog').showModal();
    },
    'take-set': ({ dataset }) => redraft({ elements: [], preset: dataset.set || null }),
    'clear-cells': () => {
      change({ cells: [] }, { push: true });
      byId('map')?.querySelector('[tabindex="0"]')?.focus();
    },
    'show-cell': ({ dataset }) => {
      window.gridmap?.showCell?.(dataset.cell);
      byId('map-shell')?.querySelector('#map')?.scrollIntoView({ block: 'nearest' });
    },
    'show-pair': ({ dataset }) => {
      change({ analyte: dataset.x, pair: dataset.y }, { push: true });
      byId('together-pair')?.scrollIntoView({ block: 'start' });
    },
  };

  if (config.page === 'elements') {
    page.use({
      asks: ASKS,
      pushes: new Set(['stratum', 'together', 'pair-x', 'pair-y', 'analyte', 'threshold', 'anomaly-threshold', 'level']),
      deeds: DEEDS,
      links: showLinks,
      named: ({ stratum }) => (stratum ? { stratum } : {}),
    });
  }

  window.dash_clientside = window.dash_clientside ?? {};
  window.dash_clientside.elements = { sync, partQuery, toggledMember, membersOf, membersName, pairOf, presetWords };
})();

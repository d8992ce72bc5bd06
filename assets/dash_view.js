/**
 * The controls of the map page: what each asks the map for, and how they follow its view
 * (assets/dash_common.js has the flow).
 *
 * Dash calls the functions of `dash_clientside.view`; see dashboard/callbacks/view.py.
 */
(() => {
  const { downloads, page, picker } = window.dashWidgets;
  const {
    byId, change, changedQuery, config, copy, current, enlivenCountries, hear, index, queryOf, same, set, shareAddress,
    showChips, texts,
  } = page;
  const noUpdate = () => window.dash_clientside.no_update;

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
    return [
      view.cell ? queryOf(view, TOLD.cell) : '',
      view.countries?.length ? queryOf(view, TOLD.countries) : '',
      queryOf(view, TOLD.stratum),
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

  // ---- From the view to the controls -----------------------------------------------------

  /** Callback on the store: write the view into every control. */
  function sync(data) {
    hear(data);
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

  /** What a link names even where it is the default of today. */
  const named = ({ stratum, analyte }) => ({ ...(stratum && { stratum }), ...(analyte && { analyte }) });

  /** What is cited: the source, its licence, the release, the day and a link that stays. */
  function citation(text, view = current(), today = new Date().toISOString().slice(0, 10)) {
    const stratum = index.strata.find((one) => one.id === view.stratum);
    const survey = index.surveys.find((one) => one.id === stratum?.survey);
    const facts = { licence: survey?.licence ?? '', release: index.release, date: today, link: shareAddress('frozen') };
    return `${text} ${picker.fill(texts().citationFacts, facts)}`.trim();
  }

  /** Downloads name the release and the size of cells on screen, so that they equal the view. */
  function showLinks() {
    const { level, by } = current();
    const units = window.gridmap?.units?.();
    const automatic = by === 'cells' && level === 'auto' && units != null;
    const patch = { release: index.release, ...(automatic && { level: String(units) }) };
    const query = changedQuery(window.location.search, patch, config.fields ?? []);
    downloads.show({ prefix: config.prefix ?? '/', table: 'view', page: 'map', query });
    const link = byId('compare-link');
    const view = changedQuery(window.location.search, named(current()), config.fields ?? []);
    if (link) link.href = `${config.prefix ?? '/'}compare${view && '?'}${view}`;
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
    enlivenCountries();
  }

  const DEEDS = {
    'open-elements': () => {
      enliven();
      showPicker();
      byId('element-dialog').showModal();
      byId('element-search-input').focus();
    },
    'open-survey': () => byId('survey-dialog').showModal(),
    'copy-citation': () => copy(citation(byId('survey-citation')?.textContent ?? ''), texts().copiedCitation),
  };

  if ((config.page ?? 'map') === 'map') {
    page.use({
      asks: ASKS,
      pushes: new Set(['stratum', 'by']),
      sliding: new Set(['date']),
      groups: '#by, #rescale',
      deeds: DEEDS,
      links: showLinks,
      named,
    });
  }

  window.dash_clientside = window.dash_clientside ?? {};
  window.dash_clientside.view = {
    ask: page.ask,
    sync,
    /** First value of the store: the view of the map that was there before Dash. */
    start: () => current(),
    /** Callback on the store: the queries that differ from those known. */
    details: (view, ...known) =>
      detailQueries(view ?? current()).map((query, i) => (query === (known[i] ?? '') ? noUpdate() : query)),
    changedQuery, datePosition, detailQueries, parseBreaks, shareAddress, citation,
  };
})();

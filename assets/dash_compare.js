/**
 * The bar of the page of comparison and the dialog of elements of its maps
 * (assets/dash_common.js has the flow; the heads of the maps are the map's own,
 * assets/gridmap/compare-heads.mjs).
 *
 * Dash calls the function of `dash_clientside.compare`; see dashboard/callbacks/compare_view.py.
 */
(() => {
  const { page } = window.dashWidgets;
  const { byId, changedQuery, config, current, enlivenCountries, hear, index, queryOf, same, set, showChips, texts } = page;
  // Scripts come in the order of their names: these two come later.
  const picker = () => window.dashWidgets.picker;
  const parseBreaks = (text) => window.dash_clientside.view.parseBreaks(text);

  /** What the figures below the maps depend on. */
  const TOLD = [
    'release', 'stratum', 'analyte', 'statistic', 'date', 'countries', 'region', 'pane2', 'pane3', 'pane4', 'figures',
    'levelled', 'language',
  ];

  // ---- From a control to the view -----------------------------------------------------

  const ASKS = {
    // Other classes have other numbers: what stepped back among these means nothing there.
    mode: (value) => ({ mode: value, muted: [] }),
    common: (value) => ({ common: value, muted: [] }),
    figures: (value) => ({ figures: value }),
    by: (value) => ({ by: value }),
    level: (value) => ({ level: value }),
    region: (value) => ({ region: value === 'world' ? null : value }),
    projection: (value) => ({ projection: value }),
    theme: (value) => ({ theme: value }),
    levelled: (value) => ({ levelled: value }),
    ramp: (value) => ({ ramp: value }),
    rescale: (value) => ({ rescale: value }),
    classes: (value, view) => {
      const missing = value === 'own' && !view.breaks?.length;
      set('breaks-message', { children: missing ? texts().breaksMissing : '' });
      return missing ? null : { classes: value };
    },
    breaks: (value) => {
      const { breaks, fault } = parseBreaks(value);
      set('breaks', { invalid: Boolean(fault) });
      set('breaks-message', { children: fault ? texts()[fault] : '' });
      if (fault) return null;
      return breaks.length ? { breaks, classes: 'own' } : { breaks };
    },
  };

  // ---- From the view to the controls ----------------------------------------------------

  /** Callback on the store: write the view into every control; returns the query of the figures where it is a new one. */
  function sync(data, known) {
    hear(data);
    if (!byId('compare-bar')) return window.dash_clientside.no_update;
    const view = current();
    enliven();
    for (const id of ['mode', 'common', 'by', 'level', 'projection', 'theme', 'classes', 'ramp']) set(id, { value: view[id] });
    const count = 1 + ['pane2', 'pane3', 'pane4'].filter((name) => view[name]?.length).length;
    set('figures', { options: texts().maps.slice(0, count), value: view.figures });
    set('region', { value: view.region ?? 'world' });
    set('levelled', { value: view.levelled ? ['levelled'] : [] });
    set('rescale', { value: view.rescale ? ['rescale'] : [] });
    // Not while somebody types in it.
    if (document.activeElement !== byId('breaks') && !same(parseBreaks(byId('breaks')?.value).breaks, view.breaks)) {
      set('breaks', { value: (view.breaks ?? []).join('  '), invalid: false });
      set('breaks-message', { children: '' });
    }
    showChips(view);
    showLinks();
    if (byId('element-dialog').open) showPicker();
    const query = queryOf(view, TOLD);
    // Dash asks for all figures anew whenever it is written, also by the same query.
    return query === known ? window.dash_clientside.no_update : query;
  }

  /** Downloads name the release and the size of cells on screen, so that they equal the view. */
  function showLinks() {
    const view = current();
    const levels = new Set(String(window.gridmap?.units?.() ?? '').split(','));
    const automatic = view.by === 'cells' && view.level === 'auto' && levels.size === 1 && !levels.has('');
    const panes = Object.fromEntries(['pane2', 'pane3', 'pane4'].map((name) => [name, view[name]]));
    const patch = { release: index.release, ...panes, ...(automatic && { level: [...levels][0] }) };
    const query = changedQuery(window.location.search, patch, config.fields ?? []);
    const tables = {
      maps: { table: 'panes' },
      statistics: { table: 'compare', more: 'part=statistics', flat: true },
      pairs: { table: 'compare', more: 'part=pairs', flat: true },
    };
    window.dashWidgets.downloads.show({ prefix: config.prefix ?? '/', tables, page: 'compare', query });
  }

  // ---- The dialog of elements --------------------------------------------------------------

  /** The map whose element is chosen, from 0. */
  let pane = 0;
  const paneView = () => ({ ...current(), ...window.gridmap?.panes?.()[pane] });
  const showPicker = () => picker().show(byId('element-dialog'), { index, view: paneView(), texts: texts() });

  function enliven() {
    const dialog = byId('element-dialog');
    if (dialog && !dialog.dataset.alive) {
      dialog.dataset.alive = 'yes';
      picker().attach(dialog, () => ({ index, view: paneView(), texts: texts() }), (patch) => window.gridmap.choosePane(pane, patch));
    }
    enlivenCountries();
  }

  const DEEDS = {
    'open-elements': (button) => {
      pane = Number(button.dataset.pane) - 1;
      enliven();
      showPicker();
      byId('element-dialog').showModal();
      byId('element-search-input').focus();
    },
  };

  /** What a link names even where it is the default of today: the panes too. */
  const named = ({ stratum, analyte, pane2 }) => ({ ...(stratum && { stratum }), ...(analyte && { analyte }), ...(pane2?.length && { pane2 }) });

  if (config.page === 'compare') {
    page.use({
      asks: ASKS,
      pushes: new Set(['mode', 'by', 'region', 'levelled']),
      groups: '#by, #rescale, #levelled',
      deeds: DEEDS,
      links: showLinks,
      named,
    });
  }

  window.dash_clientside = window.dash_clientside ?? {};
  window.dash_clientside.compare = { ...window.dash_clientside.compare, sync };
})();

/**
 * The tables of elements together that the browser draws from the server's numbers: ratios of
 * countries and elements, and correlations. They are redrawn in place, so that the keyboard's
 * focus stays where it was.
 *
 * Dash calls the functions of `dash_clientside.elementsTables`; see dashboard/callbacks/together.py.
 */
(() => {
  const { byId, current, fill } = window.dashWidgets.page;
  // Dash loads scripts by name: those of the parts of progress come after this one.
  const shared = (name) => (...given) => window.dashWidgets.progressParts[name](...given);
  const [element, moveInGrid, number, redraw] = ['element', 'moveInGrid', 'number', 'redraw'].map(shared);

  /** 32-bit floats sent as base 64. */
  const floats = (text) => new Float32Array(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  /** Shade of a number: −4 to 4 by steps of `size`, 0 for what lies within half a step of none. */
  const shade = (value, size) => Math.sign(value) * Math.min(4, Math.round(Math.abs(value) / size));

  /** With a sign and a true minus; no sign before a rounded nought. */
  function signed(value, digits) {
    const text = number(Math.abs(value), digits);
    if (Number(Math.abs(value).toFixed(digits)) === 0) return number(0, digits);
    return `${value < 0 ? '−' : '+'}${text}`;
  }

  /** Marks of the states of a ratio: measured, below, above; a dot for all that have no number. */
  const LIMITS = ['', '<', '>'];

  function tableOf({ caption, corner, heads, rows, wide }) {
    const table = element('table', { className: `ratios${wide ? ' ratios-wide' : ''}`, role: 'grid' }, [
      element('caption', { className: 'visually-hidden', textContent: caption }),
      element('thead', {}, [element('tr', {}, [element('td', { textContent: corner, className: 'corner' }), ...heads])]),
      element('tbody', {}, rows),
    ]);
    table.addEventListener('keydown', moveInGrid);
    const first = table.querySelector('tbody td > *');
    if (first) first.tabIndex = 0;
    return element('div', { className: 'scroll ratios-scroll', role: 'region', 'aria-label': caption }, [table]);
  }

  const headOf = ([symbol, name]) => element('th', { scope: 'col' }, [element('abbr', { textContent: symbol, title: name })]);

  const key = (words) => element('ul', { className: 'ratios-key' }, words.map(([step, text]) =>
    element('li', {}, step === null ? [text] : [element('span', { 'data-step': step }), ` ${text}`])));

  /** Redraw, and keep the place that a reader has scrolled to. */
  function replace(host, children) {
    const scroll = host.querySelector('.ratios-scroll');
    const place = scroll && [scroll.scrollLeft, scroll.scrollTop];
    redraw(host, children);
    if (place) host.querySelector('.ratios-scroll')?.scrollTo(...place);
  }

  // ---- Countries and elements ---------------------------------------------------------------

  let heat = null;

  function heatCell(at, country, symbol) {
    const value = heat.value[at];
    const state = heat.state[at];
    const has = Number.isFinite(value) && state < LIMITS.length;
    // A median that has no ratio: the reference is below detection as it is, or there is none.
    const open = !has && heat.medians[at] !== '';
    const mark = open ? '?' : heat.words.marks[state] ?? '·';
    const text = has ? LIMITS[state] + signed(value, 1) : mark;
    const n = heat.n[at];
    const values = {
      country, element: symbol[1], state: heat.words.states[state], median: heat.medians[at],
      cells: fill(n === 1 ? heat.words.cellsOne : heat.words.cellsMany, { n: number(n, 0) }),
      ratio: has ? LIMITS[state] + number(2 ** value, 2) : '–',
    };
    const words = fill(heat.words[has ? 'cell' : open ? 'cellOpen' : 'cellNone'], values);
    // The focus has one stop in the whole grid; arrows move inside.
    const inner = element('span', { textContent: text, title: words, tabIndex: -1, role: 'img', 'aria-label': words });
    const cell = element('td', has ? { 'data-step': shade(value, 0.5) } : { 'data-none': 'yes' }, [inner]);
    if (has && state) cell.dataset.limit = 'yes';
    return cell;
  }

  function drawHeat() {
    const host = byId('heat-body');
    if (!host || !heat) return;
    if (!heat.countries?.length) {
      redraw(host, []);
      return;
    }
    const chosen = current().countries ?? [];
    const size = heat.elements.length;
    const rows = heat.countries.map(([id, name], c) => {
      const button = element('button', {
        type: 'button', className: 'country', textContent: name, tabIndex: -1,
        'aria-pressed': String(chosen.includes(id)), 'data-toggle-country': id, 'data-focus-key': `c-${id}`,
      });
      return element('tr', { className: chosen.includes(id) ? 'chosen' : '' }, [
        element('th', { scope: 'row' }, [button]), ...heat.elements.map((symbol, e) => heatCell(c * size + e, name, symbol)),
      ]);
    });
    const { caption, corner } = heat.words;
    replace(host, [key(heat.words.key), tableOf({ caption, corner, heads: heat.elements.map(headOf), rows, wide: true })]);
  }

  // ---- Correlations -------------------------------------------------------------------------

  let correlation = null;

  function correlationCell(at, a, b, view) {
    const value = correlation.value[at];
    if (a[0] === b[0]) return element('td', { 'data-self': 'yes' }, [element('span', { textContent: '', tabIndex: -1 })]);
    const words = fill(correlation.words.cell, {
      a: a[1], b: b[1], r: signed(value, 2), variation: number(correlation.variation[at], 2),
    });
    const button = element('button', {
      type: 'button', textContent: signed(value, 2), title: words, 'aria-label': words, tabIndex: -1,
      'data-does': 'show-pair', 'data-x': a[0], 'data-y': b[0], 'data-focus-key': `r-${a[0]}-${b[0]}`,
    });
    const cell = element('td', { 'data-step': shade(value, 0.25) }, [button]);
    if (view.analyte === a[0] && view.pair === b[0]) cell.setAttribute('aria-current', 'true');
    return cell;
  }

  function drawCorrelation() {
    const host = byId('correlation-body');
    if (!host || !correlation) return;
    if (!correlation.elements?.length) {
      redraw(host, []);
      return;
    }
    const view = current();
    const { elements, words } = correlation;
    const rows = elements.map((a, i) => element('tr', {}, [
      element('th', { scope: 'row' }, [element('abbr', { textContent: a[0], title: a[1] })]),
      ...elements.map((b, j) => correlationCell(i * elements.length + j, a, b, view)),
    ]));
    replace(host, [key(words.key), tableOf({ caption: words.caption, corner: '', heads: elements.map(headOf), rows, wide: false })]);
  }

  // ---- Tables of texts ----------------------------------------------------------------------

  /** The first cell of a row: its name, or a button that shows the cell of that name on the map. */
  function rowHead(text, data) {
    if (!data.cells) return element('th', { scope: 'row', textContent: text });
    return element('th', { scope: 'row' }, [element('button', {
      type: 'button', className: 'link-button', textContent: text, 'aria-label': fill(data.cells, { cell: text }),
      'data-does': 'show-cell', 'data-cell': text, 'data-focus-key': `cell-${text}`,
    })]);
  }

  /** Draw a table of texts, of dashboard/components/elements_tables.py. */
  function drawTexts(name, data) {
    const host = byId(`${name}-table`);
    if (!host || !data) return;
    if (!data.rows) {
      redraw(host, data.note ? [element('p', { className: 'hint', textContent: data.note })] : []);
      return;
    }
    const numeric = new Set(data.numeric);
    const kind = (i) => (numeric.has(i) ? 'number' : '');
    const table = element('table', { className: 'data-table' }, [
      element('caption', { textContent: data.caption }),
      element('thead', {}, [element('tr', {}, data.head.map((text, i) => element('th', { scope: 'col', className: kind(i), textContent: text })))]),
      element('tbody', {}, data.rows.map(([first, ...others]) => element('tr', {}, [
        rowHead(first, data), ...others.map((text, i) => element('td', { className: kind(i + 1), textContent: text })),
      ]))),
    ]);
    const scroll = element('div', { className: 'scroll data-table-scroll', role: 'region', tabIndex: 0, 'aria-label': data.caption }, [table]);
    const [title, text] = data.details ?? [];
    const details = title && element('details', { className: 'table-twin' }, [
      element('summary', { textContent: title }), element('p', { className: 'summary', textContent: text }),
    ]);
    redraw(host, [scroll, ...[details].filter(Boolean)]);
  }

  /** What of the view each table marks; most changes of the view, such as a pan, are of something else. */
  const marked = {};
  function differs(table, choice) {
    const text = JSON.stringify(choice ?? null);
    const news = marked[table] !== text;
    marked[table] = text;
    return news;
  }

  window.dash_clientside = window.dash_clientside ?? {};
  window.dash_clientside.elementsTables = {
    /** Callbacks on the server's numbers, and on the view, whose choices are marked. */
    heat(data, view) {
      const news = data && data !== heat?.data;
      if (news) heat = { ...data, data, value: floats(data.value ?? ''), state: bytes(data.state ?? '') };
      if (news || differs('heat', view?.countries)) drawHeat();
      return window.dash_clientside.no_update;
    },
    correlation(data, view) {
      const news = data && data !== correlation?.data;
      if (news) correlation = { ...data, data, value: floats(data.value ?? ''), variation: floats(data.variation ?? '') };
      if (news || differs('correlation', [view?.analyte, view?.pair])) drawCorrelation();
      return window.dash_clientside.no_update;
    },
    spider: (data) => drawTexts('spider', data),
    biplot: (data) => drawTexts('biplot', data),
    pair: (data) => drawTexts('pair', data),
    anomalies: (data) => drawTexts('anomalies', data),
    shade, signed,
  };
})();

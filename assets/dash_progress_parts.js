/**
 * The parts of the progress page that the browser draws from the server's numbers: ranked
 * countries, the matrix of countries and elements, the periodic table, and the cursor of time
 * over the charts. They are redrawn in place, so that the keyboard's focus stays where it was.
 *
 * Dash calls the functions of `dash_clientside.progressParts`; see
 * dashboard/callbacks/progress_charts.py.
 */
(() => {
  const { byId, change, changedQuery, config, current, fill } = window.dashWidgets.page;
  const language = () => document.documentElement.lang || 'en';

  /**
   * Address of another page, which shows the same release in the same language.
   *
   * @param {string} path without the prefix, such as `country/FIN`.
   * @param {Object<string, string>} [query] its other parts, by key.
   */
  function address(path, query = {}) {
    const { release, language: tongue } = current();
    const named = { release: release ?? config.live ?? null, language: tongue === 'en' ? null : tongue };
    const text = changedQuery(new URLSearchParams(query).toString(), named, config.fields ?? []);
    return (config.prefix ?? '/') + path + (text ? `?${text}` : '');
  }

  /** A query without some of its keys. */
  function without(query, keys) {
    const parameters = new URLSearchParams(query);
    for (const key of keys) parameters.delete(key);
    return parameters.toString().replaceAll('%7E', '~');
  }

  /** A list with an item added, or taken out where it was in. */
  const toggled = (list, item) => (list.includes(item) ? list.filter((one) => one !== item) : [...list, item]);

  const formatters = new Map();
  /** A number with as many decimals as its column has, so that decimal points stand in line. */
  function number(value, digits) {
    const key = `${language()} ${digits}`;
    if (!formatters.has(key)) {
      const decimals = { minimumFractionDigits: digits, maximumFractionDigits: digits };
      formatters.set(key, new Intl.NumberFormat(language(), decimals).format);
    }
    return formatters.get(key)(value);
  }

  /** A share in per cent that says 0 only of none and 100 only of all. */
  function percent(value, digits) {
    const least = 10 ** -digits;
    if (value > 0 && value < least / 2) return `< ${number(least, digits)}`;
    if (value < 100 && value > 100 - least / 2) return `> ${number(100 - least, digits)}`;
    return number(value, digits);
  }

  function element(name, properties = {}, children = []) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key in made) made[key] = value;
      else made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  /** Redraw an element and put the focus back on what stands for the same thing. */
  function redraw(host, children) {
    const { focusKey } = host.contains(document.activeElement) ? document.activeElement.dataset : {};
    host.replaceChildren(...children);
    if (focusKey) host.querySelector(`[data-focus-key="${CSS.escape(focusKey)}"]`)?.focus();
  }

  function countryButton(id, name, chosen) {
    return element('button', {
      type: 'button', className: 'country', textContent: name,
      'aria-pressed': String(chosen.includes(id)), 'data-toggle-country': id, 'data-focus-key': `c-${id}`,
    });
  }

  // ---- Ranking --------------------------------------------------------------------------

  const FIRST_ROWS = 12;
  let ranking = null;
  let allRows = false;

  /** Rows to list: the first of them and the chosen ones. */
  const listed = (rows, chosen, all, first = FIRST_ROWS) =>
    rows.filter(([id], i) => all || i < first || chosen.includes(id));

  /** Length of a bar in per cent of its track. */
  const share = (value, most) => (most > 0 ? Math.max(0, Math.min(100, (100 * value) / most)) : 0);

  function rankRow([id, name, value, part, whole, rank], chosen) {
    const { unit, digits, most, target, words } = ranking;
    const print = unit === '%' ? percent : number;
    const bar = element('span', { className: 'rank-bar' });
    bar.style.width = `${share(value, most)}%`;
    // The bar is for the pointer what the name beside it is for everybody.
    const track = element('span', { className: 'rank-track', 'aria-hidden': 'true', 'data-toggle-country': id }, [bar]);
    if (target) {
      const line = element('span', { className: 'rank-target' });
      line.style.insetInlineStart = `${share(target.value, most)}%`;
      track.append(line);
    }
    const figure = element('span', { className: 'rank-value', textContent: `${print(value, digits)}${unit ? ` ${unit}` : ''}` });
    const detail = whole === null ? '' : fill(words.of, { part: number(part, 0), whole: number(whole, 0) });
    const leads = `${name}: ${words.page}`;
    return element('li', { value: rank, className: chosen.includes(id) ? 'chosen' : '' }, [
      element('span', { className: 'rank', textContent: `${rank}.`, 'aria-hidden': 'true' }),
      countryButton(id, name, chosen), track, figure,
      element('span', { className: 'rank-detail hint', textContent: detail }),
      element('a', {
        className: 'page-link-small', href: address(`country/${id}`), textContent: '→', title: leads, 'aria-label': leads,
      }),
    ]);
  }

  function restPart(chosen) {
    const { rest, words } = ranking;
    if (!rest.length) return [];
    const count = rest.reduce((sum, { countries }) => sum + countries.length, 0);
    const groups = rest.map(({ reason, countries }) => element('div', { className: 'rest-group' }, [
      element('p', { className: 'hint', textContent: `${reason} (${countries.length})` }),
      element('ul', { className: 'rest-names' }, countries.map(([id, name]) => element('li', {}, [countryButton(id, name, chosen)]))),
    ]));
    const open = byId('progress-ranking-body').querySelector('details')?.open ?? false;
    return [element('details', { className: 'not-ranked', open }, [
      element('summary', { textContent: fill(words.rest, { n: count }), 'data-focus-key': 'rest' }), ...groups,
    ])];
  }

  function drawRanking() {
    const host = byId('progress-ranking-body');
    if (!host || !ranking) return;
    const chosen = current().countries ?? [];
    const { rows, target, words, note, metric } = ranking;
    const shown = listed(rows, chosen, allRows);
    const info = element('a', {
      href: `${address('about/methods')}#${metric}`, className: 'info', textContent: 'i', title: words.info, 'aria-label': words.info,
    });
    const parts = [element('p', { className: 'hint' }, [rows.length ? note : words.none, info])];
    if (target && rows.length) parts.push(element('p', { className: 'hint target-note', textContent: target.label }));
    if (rows.length) {
      const list = element('ol', { className: 'ranking' }, shown.map((row) => rankRow(row, chosen)));
      list.style.setProperty('--rows', Math.ceil(shown.length / 2));
      parts.push(list);
    }
    if (rows.length > FIRST_ROWS) {
      const more = element('button', {
        type: 'button', className: 'link-button', 'data-focus-key': 'more', 'aria-expanded': String(allRows),
        textContent: allRows ? words.fewer : fill(words.all, { n: rows.length }),
      });
      more.addEventListener('click', () => { allRows = !allRows; drawRanking(); });
      parts.push(more);
    }
    redraw(host, [...parts, ...restPart(chosen)]);
  }

  // ---- Matrix and periodic table ----------------------------------------------------------

  /** A share where there is nothing to share. */
  const NONE = 255;

  /** Numbers of 0 to 255 sent as base 64. */
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  /** Shade of a share in per cent: 0 none at all, 1 to 5 by fifths. */
  const step = (percent) => (percent === 0 || percent === NONE ? 0 : Math.min(5, Math.ceil(percent / 20)));

  /** Address of the map of an element in the stratum with most of it, in a country if any. */
  function mapAddress(strata, symbol, stratum, country = null) {
    return address('map', { ...(strata[stratum] && { s: strata[stratum] }), el: symbol, ...(country && { c: country }) });
  }

  function matrixCell(data, symbol, at, country, values, best) {
    const percent = values[at];
    const known = percent !== NONE;
    const cell = element('td', { 'data-step': step(percent) });
    if (!known) cell.dataset.none = 'yes';
    const words = fill(known ? data.words.cell : data.words.cellNone, { country: country[1], element: symbol[1], percent: known ? percent : '' });
    if (!known || percent === 0) {
      cell.append(element('span', { textContent: known ? '0' : '·', title: words, tabIndex: -1 }));
    } else {
      cell.append(element('a', {
        href: mapAddress(data.strata, symbol[0], best[at], country[0]), textContent: percent, title: words, 'aria-label': words, tabIndex: -1,
      }));
    }
    return cell;
  }

  /** Move the focus between the cells of a grid: one stop of the tab key, arrows inside. */
  function moveInGrid(event) {
    const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    const at = event.target.closest('td, th');
    const table = event.currentTarget;
    if (!steps || !at || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = table.rows[at.parentElement.rowIndex + steps[0]];
    const next = row?.cells[at.cellIndex + steps[1]]?.querySelector('a, button, span[tabindex]');
    if (!next) return;
    event.preventDefault();
    for (const one of table.querySelectorAll('[tabindex="0"]')) one.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
    next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  function matrixTable(data, chosen) {
    const [values, best, worldBest] = [bytes(data.shares), bytes(data.best), bytes(data.worldBest)];
    const size = data.elements.length;
    const heads = data.elements.map(([symbol, name], i) => element('th', { scope: 'col' }, [
      element('a', { href: mapAddress(data.strata, symbol, worldBest[i]), textContent: symbol, title: name, 'aria-label': name, tabIndex: i ? -1 : 0 }),
    ]));
    const rows = data.countries.map((country, c) => {
      const button = countryButton(country[0], country[1], chosen);
      button.tabIndex = -1;
      return element('tr', { className: chosen.includes(country[0]) ? 'chosen' : '' }, [
        element('th', { scope: 'row' }, [button]),
        ...data.elements.map((symbol, i) => matrixCell(data, symbol, c * size + i, country, values, best)),
      ]);
    });
    const table = element('table', { className: 'matrix', role: 'grid' }, [
      element('caption', { className: 'visually-hidden', textContent: data.words.caption }),
      element('thead', {}, [element('tr', {}, [element('td', { textContent: data.words.corner, className: 'corner' }), ...heads])]),
      element('tbody', {}, rows),
    ]);
    table.addEventListener('keydown', moveInGrid);
    return element('div', { className: 'scroll matrix-scroll', role: 'region', 'aria-label': data.words.caption }, [table]);
  }

  function periodicTable(data) {
    const worldBest = bytes(data.worldBest);
    const cells = data.elements.map(([symbol, name, row, column, atomic], i) => {
      const percent = data.world[i];
      const digits = percent > 0 && percent < 10 ? 1 : 0;
      const printed = percent === null ? '–' : `${number(percent, digits)}`;
      const words = fill(percent === null ? data.words.worldNone : data.words.world, { element: name, percent: printed });
      return element('a', {
        href: mapAddress(data.strata, symbol, worldBest[i]), className: `analyte r${row} g${column}`, title: words, 'aria-label': words,
        'data-step': percent === null ? 0 : step(percent),
      }, [
        element('span', { className: 'number', textContent: atomic }),
        element('span', { className: 'count', textContent: percent ? printed : '' }),
        element('span', { className: 'symbol', textContent: symbol }),
      ]);
    });
    return element('div', { className: 'periodic', role: 'group', 'aria-label': data.words.periodic }, cells);
  }

  let matrix = null;
  function drawMatrix() {
    const host = byId('progress-matrix-body');
    if (!host || !matrix) return;
    const chosen = current().countries ?? [];
    const { words } = matrix;
    const key = element('ul', { className: 'picker-key' }, words.key.map((text, i) =>
      element('li', {}, [element('span', { className: 'swatch', 'data-step': i }), ` ${text}`])));
    const scroll = host.querySelector('.matrix-scroll');
    const place = scroll && [scroll.scrollLeft, scroll.scrollTop];
    redraw(host, [
      element('p', { className: 'hint', textContent: words.periodicNote }), periodicTable(matrix), key,
      element('h3', { textContent: words.title }),
      ...(matrix.countries.length
        ? [element('p', { className: 'hint', textContent: words.matrixNote }), matrixTable(matrix, chosen)]
        : [element('p', { className: 'hint', textContent: words.empty })]),
    ]);
    if (place) host.querySelector('.matrix-scroll')?.scrollTo(...place);
  }

  // ---- The cursor of time over the charts -------------------------------------------------

  /** Place the line of a day over a chart; it goes where the chart has no such day. */
  function moveCursor(cursor, day) {
    const plot = cursor.parentElement.querySelector('.js-plotly-plot');
    const { xaxis: axis, yaxis } = plot?._fullLayout ?? {};
    const x = axis && day ? axis.d2p(day) : NaN;
    cursor.hidden = !(x >= 0 && x <= axis?._length);
    if (cursor.hidden) return;
    cursor.style.transform = `translateX(${Math.round(x + axis._offset)}px)`;
    // As high as the plot, whatever rows its legend above has.
    cursor.style.top = `${plot.offsetTop + yaxis._offset}px`;
    cursor.style.height = `${yaxis._length}px`;
  }

  let playedDay = null;
  const moveCursors = () => {
    for (const cursor of document.querySelectorAll('.time-cursor')) moveCursor(cursor, playedDay);
  };

  /**
   * The charts are wanted once they come near: Plotly is 1.4 MB. Only a page whose ranking
   * is drawn knows where they are.
   */
  function watchGrowth() {
    const place = byId('progress-growth');
    if (!place || place.dataset.watched) return;
    place.dataset.watched = 'yes';
    window.dashWidgets.page.whenNear(place, '10%', () =>
      window.dash_clientside.set_props('progress-growth-wanted', { data: 1 }));
  }

  // ---- Hooks ------------------------------------------------------------------------------

  if (typeof document !== 'undefined' && document.addEventListener) {
    document.addEventListener('click', ({ target }) => {
      const id = target.closest?.('[data-toggle-country]')?.dataset.toggleCountry;
      if (id) change({ countries: toggled(current().countries ?? [], id) }, { push: true });
    });
    document.addEventListener('gridmap:day', ({ detail }) => {
      playedDay = detail?.date ?? null;
      moveCursors();
    });
  }

  window.dashWidgets = Object.assign(window.dashWidgets ?? {}, {
    progressParts: {
      address, bytes, element, language, listed, mapAddress, moveCursor, moveInGrid, number, percent, redraw, share, step, toggled, without,
    },
  });

  window.dash_clientside = window.dash_clientside ?? {};
  window.dash_clientside.progressParts = {
    /**
     * Callback on the query of the figures: what the ranking depends on, and what table and
     * matrix do. Chosen countries are marked by the browser, and ask the server nothing.
     */
    queries(query, ...known) {
      if (!query) return known.map(() => window.dash_clientside.no_update);
      return [without(query, ['c']), without(query, ['c', 'm'])].map((text, i) =>
        (text === known[i] ? window.dash_clientside.no_update : text));
    },
    /** Callbacks on the server's numbers, and on the view, whose chosen countries are marked. */
    ranking(data) {
      ranking = data ?? ranking;
      drawRanking();
      if (ranking) watchGrowth();
      return window.dash_clientside.no_update;
    },
    matrix(data) {
      matrix = data ?? matrix;
      drawMatrix();
      return window.dash_clientside.no_update;
    },
    table(data) {
      window.dashWidgets.progressTable.show(data);
      return window.dash_clientside.no_update;
    },
    /** Callback on the charts: their axes may be others now. */
    cursor() {
      playedDay = playedDay ?? current().date ?? null;
      requestAnimationFrame(moveCursors);
    },
  };
})();

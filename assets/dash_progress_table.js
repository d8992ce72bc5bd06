/**
 * The table of countries: sort, filter, choose columns, a line of growth in each row.
 *
 * The server sends numbers (dashboard/components/progress_table.py), this script writes them
 * into an element that Dash leaves empty. Which columns and in which order is part of the
 * view, so that the address and the downloads say the same; what is typed into the filter is
 * said to the downloads as the list of countries left.
 */
(() => {
  const plain = (text) => text.normalize('NFD').replace(/\p{Diacritic}/gu, '').toLocaleLowerCase('en');

  /** `-samples` → `{id: 'samples', down: true}`. */
  const parseSort = (text) => ({ id: (text ?? '').replace(/^-/, ''), down: (text ?? '').startsWith('-') });

  /**
   * Rows in the order of a column; rows without a value come last either way.
   *
   * @param {{id: string, cells: object}[]} rows
   * @param {{id: string, down: boolean}} sort
   * @param {string} [language] BCP 47 tag, for texts.
   */
  function sorted(rows, { id, down }, language = 'en') {
    const { compare } = new Intl.Collator(language);
    const empty = (value) => value === null || value === undefined || value === '';
    return [...rows].sort((a, b) => {
      const [x, y] = [a.cells[id], b.cells[id]];
      if (empty(x) || empty(y)) return empty(x) - empty(y);
      const order = typeof x === 'number' ? x - y : compare(x, y);
      return down ? -order : order;
    });
  }

  /** Rows whose name, code or region has every word that was typed. */
  function filtered(rows, text) {
    const words = plain(text ?? '').split(/\s+/).filter(Boolean);
    if (!words.length) return rows;
    return rows.filter(({ id, cells }) => {
      const found = plain([id, cells.name, cells.region].join(' '));
      return words.every((word) => found.includes(word));
    });
  }

  /** The next order when a head is pressed: figures begin with the largest, texts with A. */
  function nextSort(sort, column) {
    const falls = column.kind !== 'text';
    const down = sort.id === column.id ? !sort.down : falls;
    return (down ? '-' : '') + column.id;
  }

  /** Columns to show: those asked for that exist, in the table's order; the name always. */
  function shownColumns(columns, asked) {
    const wanted = columns.filter(({ id }) => asked?.includes(id));
    const chosen = wanted.length ? wanted : columns.filter((column) => column.shown);
    return columns.filter((column) => column.id === 'name' || chosen.includes(column));
  }

  /**
   * A query with the table's own parts: what the downloads are asked.
   *
   * @param {string} query of the choice of figures.
   * @param {{sort: string, columns: string[], countries: string[]|null}} table `countries`:
   *   those that a filter left, null for all.
   */
  function downloadQuery(query, { sort, columns, countries }) {
    const parameters = new URLSearchParams(query);
    parameters.set('sort', sort);
    parameters.set('cols', columns.join('~'));
    if (countries) parameters.set('c', countries.join('~'));
    else parameters.delete('c');
    return parameters.toString().replaceAll('%7E', '~');
  }

  /** Points of a line of growth in a box of 60 × 16. */
  function sparkPoints(values, width = 60, height = 16) {
    const most = Math.max(...values, 1);
    const step = width / Math.max(1, values.length - 1);
    return values.map((value, i) => `${(i * step).toFixed(1)},${(height - 1 - (value / most) * (height - 2)).toFixed(1)}`).join(' ');
  }

  // ---- The page -------------------------------------------------------------------------

  const SVG = 'http://www.w3.org/2000/svg';
  const { byId, change, current, fill } = window.dashWidgets.page;
  // dash_progress_parts.js, which Dash loads first by its name.
  const { address, element, language, number, percent } = window.dashWidgets.progressParts;

  /** What is on screen: the server's data, and what was typed. */
  let data = null;
  let typed = '';

  /** What a cell prints: nothing is never zero. */
  function text(value, column) {
    if (value === null || value === undefined || value === '') return '–';
    if (typeof value !== 'number') return value;
    return (column.unit === '%' ? percent : number)(value, column.digits ?? 0);
  }

  function spark(values, label) {
    if (!values?.length) return '–';
    const picture = document.createElementNS(SVG, 'svg');
    for (const [key, value] of Object.entries({ viewBox: '0 0 60 16', class: 'spark', role: 'img', 'aria-label': label })) {
      picture.setAttribute(key, value);
    }
    const line = document.createElementNS(SVG, 'polyline');
    line.setAttribute('points', sparkPoints(values));
    picture.append(line);
    return picture;
  }

  function head(columns, sort) {
    const { words } = data;
    return element('tr', {}, columns.map((column) => {
      const held = sort.id === column.id;
      const mark = held ? (sort.down ? ' ▼' : ' ▲') : '';
      const label = column.kind === 'spark'
        ? element('span', { textContent: column.name })
        : element('button', { type: 'button', className: 'sort', textContent: column.name + mark, 'data-sort': column.id });
      const counted = `${words.info}: ${column.name}`;
      const info = column.metric
        ? [element('a', { href: `${address('about/methods')}#${column.metric}`, className: 'info', textContent: 'i', title: counted, 'aria-label': counted })]
        : [];
      // A name of its own: the head is said with every cell, the link in it only where it stands.
      const made = element('th', { scope: 'col', className: column.kind === 'text' ? '' : 'number', 'aria-label': column.name }, [label, ...info]);
      if (held) made.setAttribute('aria-sort', sort.down ? 'descending' : 'ascending');
      return made;
    }));
  }

  function bodyRow(row, columns, chosen) {
    const { words } = data;
    const held = chosen.includes(row.id);
    const cells = columns.map((column) => {
      if (column.id === 'name') {
        const name = element('button', {
          type: 'button', className: 'country', textContent: row.cells.name, 'aria-pressed': String(held), 'data-toggle-country': row.id,
        });
        const leads = `${row.cells.name}: ${words.page}`;
        const page = element('a', { href: address(`country/${row.id}`), className: 'page-link-small', textContent: '→', title: leads, 'aria-label': leads });
        return element('th', { scope: 'row', 'aria-label': row.cells.name }, [name, page]);
      }
      if (column.kind === 'spark') {
        return element('td', {}, [spark(row.growth, `${row.cells.name}: ${words.growth}`)]);
      }
      return element('td', { className: column.kind === 'text' ? '' : 'number', textContent: text(row.cells[column.id], column) });
    });
    return element('tr', { className: held ? 'chosen' : '' }, cells);
  }

  /** Write rows, heads, counts and downloads as they hold now. */
  function render() {
    const host = byId('progress-table-body');
    if (!host || !data) return;
    build(host);
    const now = current();
    const columns = shownColumns(data.columns, now.columns);
    const sort = parseSort(now.sort || data.sort);
    const rows = sorted(filtered(data.rows, typed), sort, language());
    const focused = document.activeElement;
    const [part, key] = focused?.dataset?.sort ? ['sort', focused.dataset.sort] : ['toggle-country', focused?.dataset?.toggleCountry];
    const inside = host.contains(focused);
    host.querySelector('thead').replaceChildren(head(columns, sort));
    host.querySelector('tbody').replaceChildren(...rows.map((row) => bodyRow(row, columns, now.countries ?? [])));
    host.querySelector('output').textContent = fill(data.words.count, { n: rows.length, all: data.rows.length });
    for (const box of host.querySelectorAll('[data-column]')) box.checked = columns.some(({ id }) => id === box.dataset.column);
    const query = downloadQuery(data.query, {
      sort: (sort.down ? '-' : '') + sort.id,
      columns: columns.filter((column) => column.kind !== 'spark').map(({ id }) => id),
      countries: typed.trim() ? rows.map(({ id }) => id) : null,
    });
    for (const kind of ['csv', 'xlsx']) {
      const link = host.querySelector(`[data-download="${kind}"]`);
      // A filter that nothing fits leaves no table to take away.
      if (rows.length) link.href = `${address(`api/v1/progress.${kind}`).split('?')[0]}?${query}`;
      else link.removeAttribute('href');
    }
    if (inside && key) host.querySelector(`[data-${part}="${key}"]`)?.focus();
  }

  /** Build the frame once: filter, columns, downloads, an empty table. */
  function build(host) {
    if (host.querySelector('table')) return;
    const { columns, words } = data;
    const filter = element('input', { type: 'search', id: 'progress-filter', className: 'form-control', placeholder: words.filterHint, autocomplete: 'off' });
    const label = element('label', { htmlFor: 'progress-filter', textContent: words.filter });
    const boxes = columns.filter(({ id }) => id !== 'name').map((column) =>
      element('label', { className: 'column-choice' }, [
        element('input', { type: 'checkbox', className: 'form-check-input', 'data-column': column.id }), ` ${column.name}`,
      ]));
    const menu = element('details', { className: 'menu columns-menu' }, [
      element('summary', { textContent: words.columns }),
      element('div', { className: 'menu-panel' }, boxes),
    ]);
    const downloads = ['csv', 'xlsx'].map((kind) =>
      element('a', {
        className: 'button', textContent: words[kind], 'data-download': kind,
        'aria-label': fill(words.download, { kind: words[kind] }),
      }));
    const table = element('table', { className: 'data-table progress-table' }, [
      element('caption', { className: 'visually-hidden', textContent: words.caption }),
      element('thead'), element('tbody'),
    ]);
    host.replaceChildren(
      element('div', { className: 'table-tools' }, [
        element('div', { className: 'field' }, [label, filter]), menu, ...downloads, element('output', { className: 'hint', htmlFor: 'progress-filter' }),
      ]),
      element('div', { className: 'scroll table-scroll', role: 'region', tabIndex: 0, 'aria-label': words.caption }, [table]),
    );
    filter.value = typed;
    filter.addEventListener('input', () => { typed = filter.value; render(); });
    host.addEventListener('click', ({ target }) => {
      const id = target.closest?.('[data-sort]')?.dataset.sort;
      if (id) change({ sort: nextSort(parseSort(current().sort || data.sort), columns.find((column) => column.id === id)) });
    });
    host.addEventListener('change', ({ target }) => {
      if (!target.dataset.column) return;
      const kept = [...host.querySelectorAll('[data-column]')].filter((box) => box.checked).map((box) => box.dataset.column);
      // The name alone is a table too, but an empty list would mean the usual columns.
      change({ columns: kept.length ? kept : ['name'] });
    });
  }

  window.dashWidgets = Object.assign(window.dashWidgets ?? {}, {
    progressTable: {
      downloadQuery, filtered, nextSort, parseSort, render, shownColumns, sorted, sparkPoints,
      /** Take new data of the server, if any, and show them as the view says. */
      show(news) {
        // Another language or release has its own words; the frame is built anew.
        if (data && news && data.words.caption !== news.words.caption) byId('progress-table-body')?.replaceChildren();
        data = news ?? data;
        render();
      },
    },
  });
})();

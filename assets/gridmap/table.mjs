/** The table twin: the rows of the map as a real table, sortable and copyable. */

import { h } from './dom.mjs';
import { onPaper } from './theme.mjs';

const PAGE = 100;

/** Rows that paper has of a table that is closed on the screen. */
const PRINTED = 20;

function compare(a, b) {
  if (Array.isArray(a)) return compare(a[0], b[0]) || compare(a[1], b[1]);
  if (typeof a === 'string') return a.localeCompare(b);
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(b) - Number.isNaN(a);
  return a - b;
}

/**
 * Row numbers in the order of a column, those of the selection only. Rows without a value
 * come last in a descending order of values; ties keep the order of the grid.
 */
export function sortedRows(shown, column, descending) {
  const order = [];
  for (let i = 0; i < shown.rows.length; i++) if (!shown.selected || shown.selected[i]) order.push(i);
  const keys = new Map(order.map((i) => [i, column.key(i)]));
  const sign = descending ? -1 : 1;
  return order.sort((a, b) => sign * compare(keys.get(a), keys.get(b)) || a - b);
}

/** The rows as tab-separated text, as a spreadsheet takes it from the clipboard. */
export function tableText(columns, order) {
  const clean = (text) => String(text).replace(/[\t\n\r]+/g, ' ');
  return [
    columns.map((c) => clean(c.label)).join('\t'),
    ...order.map((i) => columns.map((c) => clean(c.text(i))).join('\t')),
  ].join('\n');
}

/**
 * @param {HTMLElement} element `#map-table`.
 * @param {object} options
 * @param {Function} options.t
 * @param {(shown: object) => object[]} options.columns of a view: `{id, label, numeric, text(i), key(i)}`.
 * @param {(shown: object, i: number) => boolean} options.quiet rows that step back.
 * @param {(shown: object) => *} options.kind the reader's page of rows is kept while it is the same.
 * @param {(open: boolean) => void} options.onToggle
 * @param {(row: number) => void} options.onPick
 * @param {boolean} [options.printed] paper has the first rows of a closed table.
 */
export function createTable(element, { t, columns: columnsOf, quiet, kind, onToggle, onPick, printed = false }) {
  let current = null;
  let paper = false;
  let sort = { id: 'value', descending: true };
  let page = 0;

  const toggle = h('button', {
    type: 'button', class: 'map-table-toggle', 'aria-expanded': 'false', 'aria-controls': 'map-table-body',
    onclick: () => onToggle(!current?.shown.view.table),
  });
  const body = h('div', { id: 'map-table-body', class: 'map-table-body', hidden: true });
  element.replaceChildren(toggle, body);

  function header(column) {
    const active = sort.id === column.id;
    const direction = sort.descending ? 'descending' : 'ascending';
    const press = () => {
      sort = { id: column.id, descending: active ? !sort.descending : Boolean(column.numeric) };
      page = 0;
      draw(`th-${column.id}`);
    };
    return h(
      'th', { scope: 'col', 'aria-sort': active ? direction : 'none', class: column.numeric ? 'num' : null },
      h('button', { type: 'button', 'data-focus': `th-${column.id}`, onclick: press }, column.label),
    );
  }

  function row(columns, i) {
    const [first, ...others] = columns;
    const name = h('button', { type: 'button', class: 'map-table-pick', onclick: () => onPick(i) }, first.text(i));
    return h(
      'tr', { class: quiet(current.shown, i) ? 'quiet' : null },
      h('th', { scope: 'row' }, name),
      ...others.map((c) => h('td', { class: c.numeric ? 'num' : null }, c.text(i))),
    );
  }

  function pager(order, size) {
    const pages = Math.max(1, Math.ceil(order.length / size));
    page = Math.min(page, pages - 1);
    const turn = (by, name) => () => {
      page += by;
      draw(name);
    };
    return h(
      'div', { class: 'map-table-pager' },
      h('button', { type: 'button', 'data-focus': 'back', disabled: page === 0, onclick: turn(-1, 'back') }, t('Previous')),
      h('span', { role: 'status' }, t('Rows {from} to {to} of {total}', {
        from: order.length ? page * size + 1 : 0, to: Math.min(order.length, (page + 1) * size), total: order.length,
      })),
      h('button', { type: 'button', 'data-focus': 'next', disabled: page >= pages - 1, onclick: turn(1, 'next') }, t('Next')),
    );
  }

  function copyButton(columns, order) {
    const button = h('button', { type: 'button', 'data-focus': 'copy' }, t('Copy all rows'));
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(tableText(columns, order));
        button.textContent = t('Copied');
      } catch {
        button.textContent = t('The browser does not allow copying here');
      }
    });
    return button;
  }

  function draw(focus = null) {
    const { shown, summary } = current;
    const columns = columnsOf(shown);
    const column = columns.find((c) => c.id === sort.id) ?? columns[0];
    const order = sortedRows(shown, column, sort.descending);
    const size = shown.view.table ? PAGE : PRINTED;
    const controls = pager(order, size);
    const rows = order.slice(page * size, (page + 1) * size).map((i) => row(columns, i));
    body.replaceChildren(
      h('div', { class: 'map-table-tools' }, controls, copyButton(columns, order)),
      h('div', { class: 'map-table-scroll', tabindex: '0', role: 'region', 'aria-label': t('Table of the map') },
        h('table', {}, h('caption', {}, h('span', {}, summary)), h('thead', {}, h('tr', {}, columns.map(header))), h('tbody', {}, rows))),
    );
    if (focus) body.querySelector(`[data-focus="${focus}"]`)?.focus();
  }

  function render() {
    const { table: open } = current.shown.view;
    toggle.setAttribute('aria-expanded', String(open));
    toggle.textContent = open ? t('Hide the table') : t('Show as table');
    body.hidden = !open && !paper;
    if (body.hidden) body.replaceChildren();
    else draw();
  }

  if (printed) {
    onPaper((now) => {
      paper = now;
      if (current) render();
    });
  }

  return {
    /** Show a view model; rows are only made while the table is open, or printed. */
    show(shown, summary) {
      if (current && kind(current.shown) !== kind(shown)) page = 0;
      current = { shown, summary };
      render();
    },
  };
}

/** The table twin: the rows of the map as a real table, sortable and copyable. */

import { h } from './dom.mjs';
import { formatNumber, formatValue, stateLabel, statisticLabel } from './format.mjs';
import { dateText } from './rows.mjs';
import { rowName } from './shown.mjs';
import { STATE } from './states.mjs';

const PAGE = 100;

/** States in the order of what is known: values, then limits, then the rest. */
const RANK = [2, 1, 3, 0, 0, 0, 0, 0];

/**
 * Columns of a view: `{id, label, text(i), key(i)}`; `key` is what the column sorts by.
 */
export function tableColumns(shown, tools) {
  const { t, catalogue } = tools;
  const { rows, unit, language, statistic, analyte } = shown;
  const number = (v) => formatNumber(v, language);
  const name = (i) => rowName(shown, i, tools);
  const country = (i) => catalogue.countryName(rows.country[i]) ?? '–';
  const valueLabel = [analyte.id, statistic && statisticLabel(statistic, t), unit && `(${unit})`];
  const columns = [];
  if (rows.units !== 'countries') {
    const label = rows.units === 'sites' ? t('Sample') : t('Cell');
    columns.push({ id: 'name', label, text: name, key: rows.cell && rows.units !== 'sites' ? (i) => rows.cell[i] : name });
  }
  columns.push({ id: 'country', label: t('Country'), text: country, key: country });
  columns.push({
    id: 'value', label: valueLabel.filter(Boolean).join(' '), numeric: true,
    text: (i) => formatValue(rows.value[i], rows.state[i], '', t, language),
    key: (i) => [RANK[rows.state[i]], rows.value[i]],
  });
  columns.push({
    id: 'state', label: t('State'), text: (i) => stateLabel(rows.state[i], t), key: (i) => rows.state[i],
  });
  const numeric = (id, label, column) =>
    column && columns.push({ id, label, numeric: true, text: (i) => number(column[i]), key: (i) => column[i] });
  numeric('n', t('Results'), rows.n);
  numeric('censored', t('Below detection'), rows.censored);
  numeric('sites', t('Sites'), rows.sites);
  if (rows.date) columns.push({ id: 'date', label: t('Date'), text: (i) => dateText(rows.date[i]), key: (i) => rows.date[i] });
  if (rows.units === 'sites') {
    for (const [id, label, column] of [['lat', t('Latitude'), rows.lat], ['lon', t('Longitude'), rows.lon]]) {
      columns.push({ id, label, numeric: true, text: (i) => column[i].toFixed(3), key: (i) => column[i] });
    }
  }
  return columns;
}

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
 * @param {object} options tools {t, catalogue, cellId}; onToggle(open), onPick(row).
 */
export function createTable(element, { tools, onToggle, onPick }) {
  const { t } = tools;
  let current = null;
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
    const withoutValue = current.shown.rows.state[i] > STATE.above;
    return h(
      'tr', { class: withoutValue ? 'quiet' : null },
      h('th', { scope: 'row' }, name),
      ...others.map((c) => h('td', { class: c.numeric ? 'num' : null }, c.text(i))),
    );
  }

  function pager(order) {
    const pages = Math.max(1, Math.ceil(order.length / PAGE));
    page = Math.min(page, pages - 1);
    const turn = (by, name) => () => {
      page += by;
      draw(name);
    };
    return h(
      'div', { class: 'map-table-pager' },
      h('button', { type: 'button', 'data-focus': 'back', disabled: page === 0, onclick: turn(-1, 'back') }, t('Previous')),
      h('span', { role: 'status' }, t('Rows {from} to {to} of {total}', {
        from: order.length ? page * PAGE + 1 : 0, to: Math.min(order.length, (page + 1) * PAGE), total: order.length,
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
    const columns = tableColumns(shown, tools);
    const column = columns.find((c) => c.id === sort.id) ?? columns[0];
    const order = sortedRows(shown, column, sort.descending);
    const controls = pager(order);
    const rows = order.slice(page * PAGE, (page + 1) * PAGE).map((i) => row(columns, i));
    body.replaceChildren(
      h('div', { class: 'map-table-tools' }, controls, copyButton(columns, order)),
      h('div', { class: 'map-table-scroll', tabindex: '0', role: 'region', 'aria-label': t('Table of the map') },
        h('table', {}, h('caption', {}, h('span', {}, summary)), h('thead', {}, h('tr', {}, columns.map(header))), h('tbody', {}, rows))),
    );
    if (focus) body.querySelector(`[data-focus="${focus}"]`)?.focus();
  }

  return {
    /** Show a view model; rows are only made while the table is open. */
    show(shown, summary) {
      const other = current && (current.shown.rows.units !== shown.rows.units || current.shown.stratum !== shown.stratum);
      if (other) page = 0;
      current = { shown, summary };
      const { table: open } = shown.view;
      toggle.setAttribute('aria-expanded', String(open));
      toggle.textContent = open ? t('Hide the table') : t('Show as table');
      body.hidden = !open;
      if (open) draw();
      else body.replaceChildren();
    },
  };
}

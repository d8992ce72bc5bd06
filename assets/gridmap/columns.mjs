/** Columns of the map's table twin. */

import { formatNumber, formatValue, stateLabel, statisticLabel } from './format.mjs';
import { dateText } from './rows.mjs';
import { rowName } from './shown.mjs';
import { STATE } from './states.mjs';

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

/** What `createTable` needs to know of the map's rows. */
export const columnsFor = (tools) => ({
  columns: (shown) => tableColumns(shown, tools),
  quiet: (shown, i) => shown.rows.state[i] > STATE.above, // no value to tell
  kind: (shown) => `${shown.rows.units} ${shown.stratum.id}`,
});

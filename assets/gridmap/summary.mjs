/** The map in sentences: what a screen reader hears and the table's caption says. */

import { formatNumber, formatValue } from './format.mjs';
import { STATE } from './states.mjs';
import { rowName, stateWords, titleOf, unitsText, warnings } from './shown.mjs';

const HIGHEST = 3;
const DESCRIBED_STATES = [
  STATE.below, STATE.above, STATE.undetermined, STATE.awaiting, STATE.planned, STATE.too_few, STATE.withheld,
  STATE.outside,
];

/** Rows of the highest measured values, highest first. */
export function highestRows(shown, count = HIGHEST) {
  const { rows, selected } = shown;
  const top = [];
  for (let i = 0; i < rows.length; i++) {
    if (rows.state[i] !== STATE.measured || (selected && !selected[i])) continue;
    if (top.length === count && rows.value[i] <= rows.value[top.at(-1)]) continue;
    top.push(i);
    top.sort((a, b) => rows.value[b] - rows.value[a]);
    top.length = Math.min(top.length, count);
  }
  return top;
}

/** Name, country and value of the highest, among all that is counted. */
function highest(shown, tools) {
  const { rows, whole } = shown;
  if (whole) {
    return Array.from(whole.cell, (cell, i) => ({
      name: tools.cellId(cell, rows.units), country: whole.country[i], value: whole.value[i],
    }));
  }
  return highestRows(shown).map((i) => ({ name: rowName(shown, i, tools), country: rows.country[i], value: rows.value[i] }));
}

/** Lowest measured value of the rows shown; NaN for none. */
function lowest(shown) {
  let low = NaN;
  shown.rows.value.forEach((value, i) => {
    if (shown.rows.state[i] !== STATE.measured || (shown.selected && !shown.selected[i])) return;
    if (!(low <= value)) low = value;
  });
  return low;
}

/**
 * @param {object} shown view model of `shown.mjs`.
 * @param {object} tools {t, catalogue, cellId}.
 * @returns {string}
 */
export function summarise(shown, tools) {
  const { t, catalogue } = tools;
  const { rows, counts, unit, name, analyte, language } = shown;
  const number = (v) => formatNumber(v, language);
  const value = (v) => formatValue(v, STATE.measured, unit, t, language);
  const sentences = [`${titleOf(shown, t)}. ${name}.`, ...warnings(shown, t).map((w) => `${w}.`)];
  if (shown.selected) {
    const names = [...shown.countries].map(catalogue.countryName).filter(Boolean);
    sentences.push(t('Selected: {names}.', { names: names.slice(0, 12).join(', ') + (names.length > 12 ? ' …' : '') }));
  }
  sentences.push(t('With a value: {measured} of {total} shown ({units}).', {
    measured: number(counts.states[STATE.measured]),
    total: number(counts.total),
    units: unitsText(shown, t),
  }));
  const top = highest(shown, tools);
  if (top.length) {
    const low = shown.whole ? shown.whole.curve[0] : lowest(shown);
    sentences.push(t('Values run from {low} to {high}.', { low: value(low), high: value(top[0].value) }));
    if (shown.statistic !== 'n' && shown.statistic !== 'censored' && analyte.percentiles?.length === 101) {
      sentences.push(t('The median of the stratum is {median}.', { median: value(analyte.percentiles[50]) }));
    }
    const named = top.map((place) => {
      const country = rows.units === 'countries' ? null : catalogue.countryName(place.country);
      const where = country ? ` (${country})` : '';
      return `${place.name}${where} ${value(place.value)}`;
    });
    sentences.push(t('Highest: {rows}.', { rows: named.join('; ') }));
  }
  const states = DESCRIBED_STATES.filter((s) => counts.states[s] > 0).map(
    (s) => `${stateWords(shown, s, t)} ${number(counts.states[s])}`,
  );
  if (states.length) sentences.push(t('Without a value: {states}.', { states: states.join(', ') }));
  return sentences.join(' ');
}

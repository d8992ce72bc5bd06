/**
 * Rows: what is shown, one row for each cell, country or sample, as columns of equal length.
 *
 * `{units, length, value, state, n, censored, country, cell, sites, lon, lat, date, ids}`;
 * `cell` is a cell number of the level (of level 0 for samples), `country` an index into the
 * release's countries, columns that the unit does not have are null.
 */

import { STATE, STATES } from './states.mjs';

/** Countries are numbered in 16 bits; this stands for none (docs/interfaces.md §2). */
export const NO_COUNTRY = 65535;
/** Days since 1970-01-01 where a sample's date is not known. */
const UNKNOWN_DATE = -2147483648;
const DAY = 86400000;

const EMPTY = { n: null, censored: null, cell: null, sites: null, lon: null, lat: null, date: null, ids: null };

/** Cells of one level: the stratum's cells and one vector aligned with them. */
export function cellRows(level, coverage, vector) {
  const { cell, country, sites } = coverage.planes;
  const { value, state, n, censored } = vector.planes;
  return { ...EMPTY, units: level, length: cell.length, cell, country, sites, value, state, n, censored };
}

/** Countries with results. */
export function countryRows(vector) {
  const { country, value, state, n, censored } = vector.planes;
  return { ...EMPTY, units: 'countries', length: country.length, country, value, state, n, censored };
}

/**
 * Samples, up to a day where one is given; a sample of unknown date is then left out.
 *
 * @param {string|null} date `YYYY-MM-DD`.
 */
export function sampleRows(samples, vector, date = null) {
  const columns = { ...samples.planes, value: vector.planes.value, state: vector.planes.state };
  const ids = samples.header.ids ?? null;
  if (!date) return { ...EMPTY, ...columns, units: 'sites', length: columns.value.length, ids };
  const last = Date.parse(date) / DAY;
  const kept = [];
  columns.date.forEach((day, i) => {
    if (day !== UNKNOWN_DATE && day <= last) kept.push(i);
  });
  const take = (column) => column.constructor.from(kept, (i) => column[i]);
  const taken = Object.fromEntries(Object.entries(columns).map(([name, c]) => [name, take(c)]));
  return { ...EMPTY, ...taken, units: 'sites', length: kept.length, ids: ids && kept.map((i) => ids[i]) };
}

/** `YYYY-MM-DD` of a sample's date, empty where unknown. */
export function dateText(days) {
  return days === UNKNOWN_DATE ? '' : new Date(days * DAY).toISOString().slice(0, 10);
}

/**
 * Country indices that the view selects: its countries and those of its region.
 *
 * @returns {Set<number>} empty when nothing is selected.
 */
export function selectedCountries(view, catalogue) {
  const own = view.countries.map((id) => catalogue.countryIndex.get(id)).filter((i) => i !== undefined);
  return new Set([...own, ...(view.region ? catalogue.countriesOf(view.region) : [])]);
}

/** 1 for each row in the selection; null when nothing is selected, which means all. */
export function selectRows(rows, countries) {
  if (!countries.size) return null;
  return Uint8Array.from(rows.country, (country) => (countries.has(country) ? 1 : 0));
}

/** Measured values of the rows chosen (all where `selected` is null). */
export function measuredValues(rows, selected = null) {
  const values = [];
  for (let i = 0; i < rows.length; i++) {
    if (rows.state[i] === STATE.measured && (!selected || selected[i])) values.push(rows.value[i]);
  }
  return values;
}

/**
 * How many rows lie in each class and each state.
 *
 * @returns {{classes: number[], states: number[], total: number}}
 */
export function countRows(rows, classes, classCount, selected = null) {
  const perClass = new Array(classCount).fill(0);
  const states = new Array(STATES.length).fill(0);
  let total = 0;
  for (let i = 0; i < rows.length; i++) {
    if (selected && !selected[i]) continue;
    total++;
    states[rows.state[i]]++;
    if (classes[i] < classCount) perClass[classes[i]]++;
  }
  return { classes: perClass, states, total };
}

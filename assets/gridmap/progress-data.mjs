/**
 * What a map of progress is made of: days of cells and series of countries, fetched once for
 * each size of cells and choice of surveys, so that time plays without asking anybody
 * (docs/interfaces.md §8).
 */

import { FetchError } from './data.mjs';
import { formatDay } from './format.mjs';

/** The day that never comes. */
export const NEVER = 65535;

const EPOCH = Date.UTC(1900, 0, 1);
const DAY = 86400000;

/** Days since 1900-01-01 of `YYYY-MM-DD`, within what 16 bits hold; `NEVER` is no day. */
export const dayOf = (date) => Math.max(0, Math.min(NEVER - 1, Math.round((Date.parse(date) - EPOCH) / DAY)));

/** `YYYY-MM-DD` of days since 1900-01-01. */
export const dateOf = (day) => new Date(EPOCH + day * DAY).toISOString().slice(0, 10);

/** A day of these in words, as exact as `precision` says. */
export const dayText = (day, language, precision) => formatDay(EPOCH + day * DAY, language, precision);

/** Position of the last step that is not after a day; 0 where all are. */
export function stepOf(days, day) {
  let low = 0;
  let high = days.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (days[middle] <= day) low = middle;
    else high = middle;
  }
  return low;
}

/** Size of the cells of a view. */
export const levelOf = (view) => (view.level === 'auto' ? 0 : Number(view.level));

const query = (surveys) => (surveys.length ? `?sv=${surveys.join('~')}` : '');

/** Addresses of the parts, below the release. */
const progressPaths = {
  cells: (view) => `progress/level-${levelOf(view)}.bin${query(view.surveys)}`,
  countries: (view) => `progress/countries-${levelOf(view)}.bin${query(view.surveys)}`,
  programme: 'programme.json',
};

/** What a view needs, first of all what the page preloads. */
export const neededPaths = (view) =>
  view.by === 'countries' ? [progressPaths.countries(view), progressPaths.cells(view)] : [progressPaths.cells(view)];

/**
 * Everything a view shows, fetched where it is not here yet.
 *
 * @param {object} store of `data.mjs`, for planes.
 * @param {object} words of `data.mjs`, for JSON.
 * @returns {Promise<{cells: object, days: number[], land: number[], series: object|null,
 *   programme: object|null}>} `land` counts each country's land cells; rejects with FetchError
 *   or AbortError.
 */
export async function loadProgress(store, words, view) {
  const [[first, second], programme] = await Promise.all([
    Promise.all(neededPaths(view).map((path) => store.get(path))),
    view.by === 'countries' ? loadProgramme(words, view) : null,
  ]);
  const [cells, countries] = second ? [second, first] : [first, null];
  return {
    cells: cells.planes,
    days: cells.header.days,
    land: cells.header.land_cells,
    series: countries && readSeries(countries.planes),
    programme,
  };
}

/** What is reported; without it only the map of stages is impossible. */
async function loadProgramme(words, view) {
  try {
    return await words.get(progressPaths.programme, { pin: true });
  } catch (error) {
    if (view.metric === 'stage' || !(error instanceof FetchError)) throw error;
    return null;
  }
}

/** Series by country: `at(key, step, country)`, 0 for a country without any. */
export function readSeries({ country, day, ...values }) {
  const row = new Map();
  country.forEach((index, c) => row.set(index, c));
  return {
    days: day,
    has: (key) => Object.hasOwn(values, key),
    at(key, step, index) {
      const c = row.get(index);
      return c === undefined ? 0 : values[key][step * country.length + c];
    },
  };
}

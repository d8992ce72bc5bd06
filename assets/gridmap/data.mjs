/**
 * Fetches the release's parts: each address once while it is in flight, geometry for good,
 * vectors in a small least-recently-used store, and stale requests aborted.
 */

import { unpack } from './planes.mjs';
import { cellRows, countryRows, sampleRows } from './rows.mjs';

/** Unpacked vectors kept: going back to a recent element transfers nothing. */
const KEPT_VECTORS = 48;
/** More are kept while all take no more bytes than this: chunks are many and small. */
const ROOM = 2 ** 25;

/** A part of the release could not be had. */
export class FetchError extends Error {
  constructor(path, status) {
    super(`${path}: ${status || 'network'}`);
    this.name = 'FetchError';
    this.path = path;
    this.status = status;
  }
}

const sizeOf = ({ planes = {} }) => Object.values(planes).reduce((sum, plane) => sum + plane.byteLength, 0);
const readPlanes = async (answer) => unpack(await answer.arrayBuffer());

/**
 * @param {string} api address of the release, with a slash at its end.
 * @param {object} [options]
 * @param {typeof fetch} [options.fetch]
 * @param {number} [options.kept] vectors kept in any case.
 * @param {number} [options.room] bytes up to which more are.
 * @param {(answer: Response) => Promise<object>} [options.read] what an answer holds; planes by default.
 */
export function createStore(api, { fetch = globalThis.fetch.bind(globalThis), kept = KEPT_VECTORS, room = ROOM, read = readPlanes } = {}) {
  const pinned = new Map();
  const vectors = new Map();
  const inFlight = new Map();
  let held = 0;

  async function transfer(path, signal) {
    let response;
    try {
      response = await fetch(api + path, { signal });
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      throw new FetchError(path, 0);
    }
    if (!response.ok) throw new FetchError(path, response.status);
    return read(response);
  }

  function remember(path, part, pin) {
    if (pin) {
      pinned.set(path, part);
      return;
    }
    vectors.set(path, part);
    held += sizeOf(part);
    for (const [oldest, old] of vectors) {
      if (vectors.size <= kept || held <= room) return;
      vectors.delete(oldest);
      held -= sizeOf(old);
    }
  }

  /** What is already here, without waiting; a vector asked for becomes the most recent. */
  function have(path) {
    if (pinned.has(path)) return pinned.get(path);
    const part = vectors.get(path);
    if (part) {
      vectors.delete(path);
      vectors.set(path, part);
    }
    return part ?? null;
  }

  /**
   * One part. Geometry (`pin`) is kept for the life of the page and never aborted.
   *
   * @returns {Promise<{header: object, planes: object}>} rejects with FetchError or AbortError.
   */
  function get(path, { pin = false } = {}) {
    const part = have(path);
    if (part) return Promise.resolve(part);
    if (inFlight.has(path)) return inFlight.get(path).promise;
    const aborter = new AbortController();
    const promise = transfer(path, aborter.signal)
      .then((answer) => {
        remember(path, answer, pin);
        return answer;
      })
      .finally(() => {
        if (inFlight.get(path)?.aborter === aborter) inFlight.delete(path);
      });
    inFlight.set(path, { promise, aborter, pin });
    return promise;
  }

  return {
    have,
    get,
    /** Abort vectors in flight that the present view does not want. */
    keepOnly(paths) {
      const wanted = new Set(paths);
      for (const [path, { aborter, pin }] of inFlight) {
        if (pin || wanted.has(path)) continue;
        inFlight.delete(path);
        aborter.abort();
      }
    },
  };
}

/** The query of an address: only what is not the default. */
function queryOf(statistic, date, more = {}) {
  const query = new URLSearchParams();
  if (statistic !== 'median') query.set('stat', statistic);
  if (date) query.set('date', date);
  for (const [key, values] of Object.entries(more)) if (values.length) query.set(key, values.join('~'));
  return query.size ? `?${query}` : '';
}

const folderOf = (stratum, analyte) => `strata/${stratum}/${encodeURIComponent(analyte)}`;

/** Addresses of the parts, below the release (docs/interfaces.md §5). */
export const paths = {
  grid: 'grid.bin',
  boundaries: (detail) => `boundaries/world-${detail}.bin`,
  level: (stratum, level) => `strata/${stratum}/level-${level}.bin`,
  samples: (stratum) => `strata/${stratum}/sites.bin`,
  /** Values of one analyte by cells of a level, countries or samples. */
  vector(stratum, analyte, units, statistic = 'median', date = null) {
    const folder = folderOf(stratum, analyte);
    if (units === 'sites') return `${folder}/sites.bin`; // samples are chosen by date here
    const name = units === 'countries' ? units : `level-${units}`;
    return `${folder}/${name}.bin${queryOf(statistic, date)}`;
  },
  chunks: (stratum, level) => `strata/${stratum}/level-${level}/chunks.bin`,
  chunkCells: (stratum, level, name) => `strata/${stratum}/level-${level}/chunks/${name}.bin`,
  chunkVector: (stratum, analyte, level, name, statistic = 'median', date = null) =>
    `${folderOf(stratum, analyte)}/level-${level}/chunks/${name}.bin${queryOf(statistic, date)}`,
  /** Counts of a whole level: in the classes of some bounds, of some countries (all for none). */
  summary: ({ stratum, analyte, statistic, date }, level, countries, breaks) =>
    `${folderOf(stratum, analyte)}/level-${level}/summary.bin${queryOf(statistic, date, { c: countries, br: breaks })}`,
};

/**
 * Addresses of what a view shows by a unit: the places (null for countries, whose places
 * are the boundaries) and the values.
 */
export function neededPaths(view, units) {
  const { stratum, analyte, statistic, date } = view;
  const places = { countries: null, sites: paths.samples(stratum) };
  return {
    places: units in places ? places[units] : paths.level(stratum, units),
    values: paths.vector(stratum, analyte, units, statistic, date),
  };
}

/**
 * Rows of a view, fetched where they are not here yet; the two parts travel side by side.
 *
 * @returns {Promise<{rows: object, header: object}>} rejects with FetchError or AbortError.
 */
export async function loadRows(store, view, units) {
  const needed = neededPaths(view, units);
  const [places, values] = await Promise.all([
    needed.places && store.get(needed.places, { pin: true }),
    store.get(needed.values),
  ]);
  return { rows: makeRows(view, units, places, values), header: values.header, extent: places?.header.extent };
}

function makeRows(view, units, places, values) {
  if (units === 'countries') return countryRows(values);
  if (units === 'sites') return sampleRows(places, values, view.date);
  return cellRows(units, places, values);
}

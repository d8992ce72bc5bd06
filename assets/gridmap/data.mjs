/**
 * Fetches the release's parts: each address once while it is in flight, geometry for good,
 * vectors in a small least-recently-used store, and stale requests aborted.
 */

import { unpack } from './planes.mjs';

/** Unpacked vectors kept: going back to a recent element transfers nothing. */
const KEPT_VECTORS = 48;

/** A part of the release could not be had. */
export class FetchError extends Error {
  constructor(path, status) {
    super(`${path}: ${status || 'network'}`);
    this.name = 'FetchError';
    this.path = path;
    this.status = status;
  }
}

/**
 * @param {string} api address of the release, with a slash at its end.
 * @param {object} [options]
 * @param {typeof fetch} [options.fetch]
 * @param {number} [options.kept] vectors kept.
 */
export function createStore(api, { fetch = globalThis.fetch.bind(globalThis), kept = KEPT_VECTORS } = {}) {
  const pinned = new Map();
  const vectors = new Map();
  const inFlight = new Map();

  async function transfer(path, signal) {
    let response;
    try {
      response = await fetch(api + path, { signal });
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      throw new FetchError(path, 0);
    }
    if (!response.ok) throw new FetchError(path, response.status);
    return unpack(await response.arrayBuffer());
  }

  function remember(path, part, pin) {
    if (pin) {
      pinned.set(path, part);
      return;
    }
    vectors.set(path, part);
    if (vectors.size > kept) vectors.delete(vectors.keys().next().value);
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

/** Addresses of the parts, below the release (docs/interfaces.md §5). */
export const paths = {
  grid: 'grid.bin',
  boundaries: (detail) => `boundaries/world-${detail}.bin`,
  level: (stratum, level) => `strata/${stratum}/level-${level}.bin`,
  samples: (stratum) => `strata/${stratum}/sites.bin`,
  /** Values of one analyte by cells of a level, countries or samples. */
  vector(stratum, analyte, units, statistic = 'median', date = null) {
    const name = typeof units === 'number' ? `level-${units}` : units;
    const query = new URLSearchParams();
    if (statistic !== 'median' && units !== 'sites') query.set('stat', statistic);
    if (date) query.set('date', date);
    const tail = query.size ? `?${query}` : '';
    return `strata/${stratum}/${encodeURIComponent(analyte)}/${name}.bin${tail}`;
  },
};

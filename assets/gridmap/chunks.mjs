/**
 * Levels of very many cells, which come in chunks (docs/interfaces.md §2): those in view are
 * asked for and put together as rows; what is counted of the whole level the server counts.
 */

import { loadRows, neededPaths, paths } from './data.mjs';
import { bounds } from './grid.mjs';
import { wrap } from './projections.mjs';
import { cellRows } from './rows.mjs';

/** Share of the view that is fetched beyond each of its edges, so that small steps need nothing new. */
const MARGIN = 0.25;
/** Requests under way at a time; as many as a browser holds open to a server of HTTP/1.1. */
const AT_ONCE = 6;
/** A view of more chunks takes the whole level: two answers cost the server less than so many. */
const MOST = 24;

/** Boxes of the level-0 cells of a table of chunks, made once. */
const boxes = new WeakMap();

function boxesOf({ parent }) {
  if (!boxes.has(parent)) boxes.set(parent, Array.from(parent, (cell) => bounds(cell)));
  return boxes.get(parent);
}

/** Position of the chunk of a level-0 cell. */
export function chunkOf({ first }, parent) {
  let low = 0;
  let high = first.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (first[middle] <= parent) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Chunks that have cells in a part of the globe, ascending.
 *
 * @param {object} table planes of `chunks.bin`.
 * @param {{lon: number, half: number, south: number, north: number}} window `half` degrees to
 *   either side of `lon`.
 * @param {number} [margin] share of the window's size that is added at each edge.
 * @returns {number[]} positions in the table.
 */
export function chunksIn(table, { lon, half, south, north }, margin = 0) {
  const reach = half * (1 + 2 * margin);
  const [low, high] = [south - (north - south) * margin, north + (north - south) * margin];
  const found = new Set();
  boxesOf(table).forEach(([west, bottom, east, top], i) => {
    if (top < low || bottom > high) return;
    if (Math.abs(wrap((west + east) / 2 - lon)) <= reach + (east - west) / 2) found.add(chunkOf(table, table.parent[i]));
  });
  return [...found].sort((a, b) => a - b);
}

/** Results of tasks in their order, some at a time; none is begun after a failure or once it is stale. */
export async function inTurn(tasks, atOnce, stale) {
  const results = new Array(tasks.length);
  let next = 0;
  let failed = false;
  async function work() {
    while (next < tasks.length && !failed) {
      if (stale()) throw new DOMException('overtaken', 'AbortError');
      const mine = next++;
      try {
        results[mine] = await tasks[mine]();
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, tasks.length) }, work));
  return results;
}

/** Planes one after the other; counts may be narrower in one part than in the next. */
function joined(parts) {
  const planes = {};
  for (const name of Object.keys(parts[0].planes)) {
    const columns = parts.map((part) => part.planes[name]);
    const Widest = columns.reduce((a, b) => (b.BYTES_PER_ELEMENT > a.BYTES_PER_ELEMENT ? b : a)).constructor;
    planes[name] = new Widest(columns.reduce((sum, column) => sum + column.length, 0));
    let at = 0;
    for (const column of columns) {
      planes[name].set(column, at);
      at += column.length;
    }
  }
  return { planes };
}

/**
 * The chunks of a release.
 *
 * @param {object} store of `data.mjs`.
 */
export function createChunks(store) {
  let turn = 0;
  /** Places put together last: another element finds the same ones, and the map its geometry. */
  let places = { key: null, joined: null };

  const tableOf = ({ stratum }, level) => store.have(paths.chunks(stratum, level))?.planes ?? null;

  function wanted(table, window) {
    const found = chunksIn(table, window, MARGIN);
    // The header of one tells the classes, even where nothing is in view.
    return found.length ? found : [0];
  }

  const nameOf = ({ first, last }, k) => `${first[k]}-${last[k]}`;
  const vectorOf = ({ stratum, analyte, statistic, date }, level, name) =>
    paths.chunkVector(stratum, analyte, level, name, statistic, date);

  return {
    /** Addresses of the vectors that a view wants. */
    needed(view, level, window) {
      const table = tableOf(view, level);
      if (!table) return [];
      const chunks = wanted(table, window);
      if (chunks.length > MOST) return [neededPaths(view, level).values];
      return chunks.map((k) => vectorOf(view, level, nameOf(table, k)));
    },

    /**
     * Rows of the chunks in a part of the globe, and around it.
     *
     * @param {object} view
     * @param {number} level
     * @param {() => object} windowOf the part, as of `chunksIn`, once the chunks are known.
     * @returns {Promise<{rows, header, part?: {table: object, chunks: Set<number>}}>} without
     *   `part` the rows are all of the level. Rejects with FetchError or AbortError.
     */
    async load(view, level, windowOf) {
      const mine = ++turn;
      const { planes: table } = await store.get(paths.chunks(view.stratum, level), { pin: true });
      const chunks = wanted(table, windowOf());
      if (chunks.length > MOST) return loadRows(store, view, level);
      const names = chunks.map((k) => nameOf(table, k));
      const cells = names.map((name) => () => store.get(paths.chunkCells(view.stratum, level, name), { pin: true }));
      const values = names.map((name) => () => store.get(vectorOf(view, level, name)));
      const parts = await inTurn(cells.flatMap((cell, i) => [cell, values[i]]), AT_ONCE, () => mine !== turn);
      const key = [view.stratum, level, ...names].join();
      if (places.key !== key) places = { key, joined: joined(parts.filter((_, i) => i % 2 === 0)) };
      const vectors = parts.filter((_, i) => i % 2);
      return {
        rows: cellRows(level, places.joined, joined(vectors)),
        header: vectors[0].header,
        part: { table, chunks: new Set(chunks) },
      };
    },
  };
}

/** Whether a part of the globe has cells that were not fetched. */
export const lacks = ({ table, chunks }, window) => chunksIn(table, window).some((k) => !chunks.has(k));

/** Whether a level-0 cell has cells that were not fetched. */
export const lacksCell = ({ table, chunks }, parent) =>
  !chunks.has(chunkOf(table, parent)) && table.parent.includes(parent);

/** Level-0 cells, those with samples only where there are any, as boxes; of some countries or of all. */
export function boxesOfPart({ table }, countries = null) {
  const all = boxesOf(table);
  const chosen = Array.from(table.parent.keys()).filter((i) => !countries || countries.has(table.country[i]));
  const sampled = chosen.filter((i) => table.sampled[i]);
  return (sampled.length || countries ? sampled : chosen).map((i) => ({ box: all[i], country: table.country[i] }));
}

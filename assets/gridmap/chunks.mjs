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
 * Level-0 cells with cells of the level in a part of the globe, in grid order.
 *
 * @param {object} table planes of `chunks.bin`.
 * @param {{lon: number, half: number, south: number, north: number}} window `half` degrees to
 *   either side of `lon`.
 * @param {number} [margin] share of the window's size that is added at each edge.
 * @returns {Set<number>}
 */
export function parentsIn(table, { lon, half, south, north }, margin = 0) {
  const reach = half * (1 + 2 * margin);
  const [low, high] = [south - (north - south) * margin, north + (north - south) * margin];
  const found = new Set();
  boxesOf(table).forEach(([west, bottom, east, top], i) => {
    if (top < low || bottom > high) return;
    if (Math.abs(wrap((west + east) / 2 - lon)) <= reach + (east - west) / 2) found.add(table.parent[i]);
  });
  return found;
}

/** Positions of the chunks that level-0 cells in grid order belong to, ascending. */
export const chunksOf = (table, parents) => [...new Set(Array.from(parents, (parent) => chunkOf(table, parent)))];

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

/** First and last + 1 of the runs of rows below level-0 cells; `cell` ascends. */
export function runsBelow(parents, cell, level) {
  const size = 4 ** level;
  const runs = [];
  let parent = -1;
  let inside = false;
  for (let i = 0; i < cell.length; i++) {
    const own = Math.floor(cell[i] / size);
    if (own !== parent) {
      const now = parents.has(own);
      if (now && !inside) runs.push([i, i]);
      [parent, inside] = [own, now];
    }
    if (inside) runs.at(-1)[1] = i + 1;
  }
  return runs;
}

/**
 * Planes one after the other, of each part the runs of rows given; counts may be narrower in
 * one part than in the next.
 */
function joined(parts, runs) {
  const length = runs.flat().reduce((sum, [from, to]) => sum + to - from, 0);
  const planes = {};
  for (const name of Object.keys(parts[0].planes)) {
    const columns = parts.map((part) => part.planes[name]);
    const Widest = columns.reduce((a, b) => (b.BYTES_PER_ELEMENT > a.BYTES_PER_ELEMENT ? b : a)).constructor;
    const plane = new Widest(length);
    let at = 0;
    columns.forEach((column, k) => runs[k].forEach(([from, to]) => {
      plane.set(column.subarray(from, to), at);
      at += to - from;
    }));
    planes[name] = plane;
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
  let places = { key: null, runs: [], joined: null };

  const tableOf = ({ stratum }, level) => store.have(paths.chunks(stratum, level))?.planes ?? null;

  function wanted(table, window) {
    const parents = parentsIn(table, window, MARGIN);
    // The header of one tells the classes, even where nothing is in view.
    return { parents, chunks: parents.size ? chunksOf(table, parents) : [0] };
  }

  const nameOf = ({ first, last }, k) => `${first[k]}-${last[k]}`;
  const vectorOf = ({ stratum, analyte, statistic, date }, level, name) =>
    paths.chunkVector(stratum, analyte, level, name, statistic, date);

  return {
    /** Addresses of the vectors that a view wants. */
    needed(view, level, window) {
      const table = tableOf(view, level);
      if (!table) return [];
      const { chunks } = wanted(table, window);
      if (chunks.length > MOST) return [neededPaths(view, level).values];
      return chunks.map((k) => vectorOf(view, level, nameOf(table, k)));
    },

    /**
     * Rows of the chunks in a part of the globe, and around it.
     *
     * @param {object} view
     * @param {number} level
     * @param {() => object} windowOf the part, as of `chunksIn`, once the chunks are known.
     * @returns {Promise<{rows, header, part?: {table: object, parents: Set<number>}}>} without
     *   `part` the rows are all of the level. Rejects with FetchError or AbortError.
     */
    async load(view, level, windowOf) {
      const mine = ++turn;
      const { planes: table } = await store.get(paths.chunks(view.stratum, level), { pin: true });
      const { parents, chunks } = wanted(table, windowOf());
      if (chunks.length > MOST) return loadRows(store, view, level);
      const names = chunks.map((k) => nameOf(table, k));
      const cells = names.map((name) => () => store.get(paths.chunkCells(view.stratum, level, name), { pin: true }));
      const values = names.map((name) => () => store.get(vectorOf(view, level, name)));
      const parts = await inTurn(cells.flatMap((cell, i) => [cell, values[i]]), AT_ONCE, () => mine !== turn);
      const [coverage, vectors] = [0, 1].map((own) => parts.filter((_, i) => i % 2 === own));
      const key = [view.stratum, level, ...parents].join();
      if (places.key !== key) {
        const runs = coverage.map(({ planes }) => runsBelow(parents, planes.cell, level));
        places = { key, runs, joined: joined(coverage, runs) };
      }
      return {
        rows: cellRows(level, places.joined, joined(vectors, places.runs)),
        header: vectors[0].header,
        part: { table, parents },
      };
    },
  };
}

/** Whether a part of the globe has cells that are not among the rows. */
export const lacks = ({ table, parents }, window) => [...parentsIn(table, window)].some((own) => !parents.has(own));

/** Whether a level-0 cell has cells that are not among the rows. */
export const lacksCell = ({ table, parents }, parent) => !parents.has(parent) && table.parent.includes(parent);

/** Level-0 cells, those with samples only where there are any, as boxes; of some countries or of all. */
export function boxesOfPart({ table }, countries = null) {
  const all = boxesOf(table);
  const chosen = Array.from(table.parent.keys()).filter((i) => !countries || countries.has(table.country[i]));
  const sampled = chosen.filter((i) => table.sampled[i]);
  return (sampled.length || countries ? sampled : chosen).map((i) => ({ box: all[i], country: table.country[i] }));
}

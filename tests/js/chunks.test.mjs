import assert from 'node:assert/strict';
import test from 'node:test';
import { boxesOfPart, chunkOf, chunksOf, createChunks, inTurn, lacks, lacksCell, parentsIn, runsBelow } from '../../assets/gridmap/chunks.mjs';
import { paths } from '../../assets/gridmap/data.mjs';
import { bounds, cellAt } from '../../assets/gridmap/grid.mjs';
import { makeShown } from '../../assets/gridmap/shown.mjs';
import { legendEntries } from '../../assets/gridmap/legend.mjs';
import { summarise } from '../../assets/gridmap/summary.mjs';
import { id as cellId } from '../../assets/gridmap/grid.mjs';
import { CATALOGUE, PALETTE, ROWS, VIEW, t } from './fixtures.mjs';

const PLACES = [[-170, 60], [10, 50], [12, 50], [179.9, 50], [20, -30]];

/** A table with one chunk for each place, in grid order. */
function tableOf(places = PLACES) {
  const parent = Uint16Array.from(places.map(([lon, lat]) => cellAt(lon, lat)).sort((a, b) => a - b));
  const first = Uint16Array.from(parent);
  first[0] = 0;
  return {
    first, last: Uint16Array.from(parent, (_, k) => (k + 1 < first.length ? first[k + 1] - 1 : 19837)), parent,
    country: Uint16Array.from(parent, (_, i) => i), sampled: Uint8Array.from(parent, (_, i) => Number(i > 0)),
  };
}

/** Chunks that hold places, by the places' positions in PLACES. */
const chunksIn = (table, ...where) => chunksOf(table, parentsIn(table, ...where));
const holding = (table, ...which) => which.map((i) => chunkOf(table, cellAt(...PLACES[i]))).sort((a, b) => a - b);

test('a level-0 cell belongs to the chunk whose range holds it', () => {
  const table = tableOf();
  for (const cell of [0, 5000, ...table.parent, 19837]) {
    const k = chunkOf(table, cell);
    assert.ok(table.first[k] <= cell && cell <= table.last[k], String(cell));
  }
});

test('the chunks in view are those with a cell in it, on both sides of 180°', () => {
  const table = tableOf();
  assert.deepEqual(chunksIn(table, { lon: 11, half: 4, south: 45, north: 55 }), holding(table, 1, 2));
  assert.deepEqual(chunksIn(table, { lon: -178, half: 3, south: 45, north: 55 }), holding(table, 3));
  assert.deepEqual(chunksIn(table, { lon: 11, half: 4, south: 0, north: 5 }), []);
  assert.deepEqual(chunksIn(table, { lon: 0, half: 180, south: -90, north: 90 }), [0, 1, 2, 3, 4]);
});

test('the margin reaches beyond every edge of the view', () => {
  const table = tableOf();
  const east = bounds(cellAt(12, 50))[0];
  const window = { lon: east - 5, half: 4, south: 49, north: 51 };
  const near = holding(table, 1);
  assert.deepEqual(chunksIn(table, window), near);
  assert.deepEqual(chunksIn(table, window, 0.25), holding(table, 1, 2));
});

test('tasks go on some at a time and answer in their order', async () => {
  let running = 0;
  let most = 0;
  const task = (value) => async () => {
    most = Math.max(most, ++running);
    await new Promise((done) => setTimeout(done, 3));
    running--;
    return value;
  };
  assert.deepEqual(await inTurn([1, 2, 3, 4, 5].map(task), 2, () => false), [1, 2, 3, 4, 5]);
  assert.equal(most, 2);
});

test('after a failure, or once overtaken, nothing is begun', async () => {
  const begun = [];
  const task = (name, fails) => async () => {
    begun.push(name);
    await null;
    if (fails) throw new Error(name);
  };
  await assert.rejects(inTurn([task('a', true), task('b'), task('c')], 1, () => false), /a/);
  assert.deepEqual(begun, ['a']);
  let stale = false;
  const overtaking = async () => {
    stale = true;
  };
  await assert.rejects(inTurn([overtaking, task('d')], 1, () => stale), { name: 'AbortError' });
  assert.deepEqual(begun, ['a']);
});

/** A store that answers from a table: every chunk has two cells. */
function storeOf(table) {
  const asked = [];
  const kept = new Map();
  const answer = (path) => {
    if (path.endsWith('chunks.bin')) return { header: {}, planes: table };
    const first = Number(/chunks\/(\d+)-/.exec(path)?.[1] ?? 0);
    if (path.includes('/Cu/') || path.includes('/Ni/')) {
      // The second chunk has more results than 16 bits hold.
      const n = first ? Uint32Array.of(70000, 1) : Uint16Array.of(2, 1);
      return { header: { stat: 'median' }, planes: { value: Float32Array.of(1, 2), state: Uint8Array.of(0, 0), n, censored: Uint16Array.of(0, 0) } };
    }
    return { header: {}, planes: { cell: Uint32Array.of(first * 64, first * 64 + 1), country: Uint16Array.of(0, 1), sites: Uint32Array.of(1, 1) } };
  };
  const have = (path) => kept.get(path) ?? null;
  return {
    asked, have,
    async get(path) {
      if (!kept.has(path)) {
        asked.push(path);
        kept.set(path, answer(path));
      }
      return kept.get(path);
    },
  };
}

const EUROPE = { lon: 11, half: 4, south: 45, north: 55 };

test('rows are those of the chunks in view, and another element asks for its values only', async () => {
  const table = tableOf();
  const store = storeOf(table);
  const chunks = createChunks(store);
  assert.deepEqual(chunks.needed(VIEW, 3, EUROPE), []);
  const { rows, part, header } = await chunks.load(VIEW, 3, () => EUROPE);
  const [a, b] = holding(table, 1, 2);
  assert.deepEqual([rows.units, rows.length, header.stat], [3, 4, 'median']);
  assert.deepEqual([...rows.cell], [a, b].flatMap((k) => [table.first[k] * 64, table.first[k] * 64 + 1]));
  assert.deepEqual([...rows.n], [70000, 1, 70000, 1]);
  assert.deepEqual([...part.parents], [table.parent[a], table.parent[b]]);
  assert.equal(store.asked.length, 5);
  assert.deepEqual(chunks.needed(VIEW, 3, EUROPE), store.asked.filter((path) => path.includes('/Cu/')));
  const next = await chunks.load({ ...VIEW, analyte: 'Ni' }, 3, () => EUROPE);
  assert.equal(next.rows.cell, rows.cell, 'the map keeps its geometry');
  assert.deepEqual(store.asked.slice(5).map((path) => path.includes('/Ni/')), [true, true]);
});

test('rows of a chunk that lie elsewhere stay out', async () => {
  assert.deepEqual(runsBelow(new Set([1, 2, 5]), Uint32Array.of(3, 4, 7, 8, 12, 19, 20, 23, 90), 1), [[1, 4], [6, 8]]);
  const table = tableOf();
  // One chunk for all, whose rows lie below cell 0: none of them is in view.
  const one = { ...table, first: Uint16Array.of(0), last: Uint16Array.of(19837) };
  const chunks = createChunks(storeOf(one));
  const nowhere = await chunks.load(VIEW, 3, () => EUROPE);
  assert.deepEqual([nowhere.rows.length, nowhere.rows.value.length, nowhere.part.parents.size], [0, 0, 2]);
});

test('a step asks for what is new', async () => {
  const table = tableOf();
  const store = storeOf(table);
  const chunks = createChunks(store);
  const { part } = await chunks.load(VIEW, 3, () => EUROPE);
  assert.equal(lacks(part, EUROPE), false);
  assert.equal(lacksCell(part, cellAt(10, 50)), false);
  assert.equal(lacksCell(part, cellAt(20, -30)), true);
  assert.equal(lacksCell(part, cellAt(21.9, -30)), false, 'there is nothing to fetch');
  const further = { lon: 15, half: 15, south: -40, north: 55 };
  assert.equal(lacks(part, further), true);
  const before = store.asked.length;
  await chunks.load(VIEW, 3, () => further);
  assert.equal(store.asked.length - before, 2);
});

test('a view of nearly everything takes the level whole', async () => {
  const everywhere = tableOf(Array.from({ length: 30 }, (_, i) => [-160 + 10 * i, 20]));
  const store = storeOf(everywhere);
  const chunks = createChunks(store);
  const world = { lon: 0, half: 180, south: -90, north: 90 };
  const { part } = await chunks.load(VIEW, 3, () => world);
  assert.equal(part, undefined);
  assert.deepEqual(store.asked.slice(1).sort(), ['strata/kola.aqua/Cu/level-3.bin', 'strata/kola.aqua/level-3.bin']);
  assert.deepEqual(chunks.needed(VIEW, 3, world), ['strata/kola.aqua/Cu/level-3.bin']);
});

test('an overtaken load is given up', async () => {
  const chunks = createChunks(storeOf(tableOf()));
  const first = chunks.load(VIEW, 3, () => EUROPE);
  const second = chunks.load(VIEW, 3, () => EUROPE);
  await assert.rejects(first, { name: 'AbortError' });
  assert.equal((await second).rows.length, 4);
});

test('home is where samples are; a country is where it has any', () => {
  const table = tableOf();
  assert.equal(boxesOfPart({ table }).length, 4);
  assert.deepEqual(boxesOfPart({ table }, new Set([2])).map(({ country }) => country), [2]);
  assert.deepEqual(boxesOfPart({ table }, new Set([0])), []);
  table.sampled.fill(0);
  assert.equal(boxesOfPart({ table }).length, 5);
});

test('addresses of counts name selection and bounds', () => {
  assert.equal(paths.summary(VIEW, 5, [], []), 'strata/kola.aqua/Cu/level-5/summary.bin');
  const path = paths.summary({ ...VIEW, statistic: 'max', date: '2009-10-31' }, 5, ['FIN', 'NOR'], [0.5, 2]);
  const query = new URLSearchParams(path.split('?')[1]);
  assert.deepEqual([...query], [['stat', 'max'], ['date', '2009-10-31'], ['c', 'FIN~NOR'], ['br', '0.5~2']]);
});

const WHOLE = {
  classes: Uint32Array.of(100, 200, 300), states: Uint32Array.of(600, 5, 0, 0, 0, 7, 0, 0, 0),
  curve: Float32Array.from({ length: 1001 }, (_, i) => 1 + i), cell: Uint32Array.of(64, 65),
  country: Uint16Array.of(2, 65535), value: Float32Array.of(1001, 900),
};
const PART = { ...ROWS, units: 3 };
const tools = { t, catalogue: CATALOGUE, cellId };

test('the legend counts all cells once the server has, and says so until then', () => {
  const before = makeShown({ view: VIEW, catalogue: CATALOGUE, rows: PART, wholeOf: () => null });
  assert.match(summarise(before, tools), /With a value: 3 of 6 shown \(cells of 20 km in and around the view\)/);
  const after = makeShown({ view: VIEW, catalogue: CATALOGUE, rows: PART, wholeOf: () => WHOLE });
  assert.deepEqual(legendEntries(after, PALETTE, t).slice(0, 3).map(({ count }) => count), [100, 200, 300]);
  const said = summarise(after, tools);
  assert.match(said, /With a value: 600 of 612 shown \(cells of 20 km\)/);
  assert.match(said, /Values run from 1 mg\/kg to 1,001 mg\/kg/);
  assert.ok(said.includes(`Highest: ${cellId(64, 3)} (United States) 1,001 mg/kg; ${cellId(65, 3)} 900 mg/kg.`), said);
});

test('classes of a selection stand on all of it and not on what is in view', () => {
  const shown = makeShown({ view: { ...VIEW, rescale: true }, catalogue: CATALOGUE, rows: PART, wholeOf: () => WHOLE });
  assert.deepEqual(shown.breaks, [21, 51, 251, 501, 751, 951, 981]);
});

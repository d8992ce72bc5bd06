/** Maps side by side: their panes, shared classes, difference and ratio, places and words. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  contrastBreaks, contrastOf, contrastRows, contrastText, divergingColours, positionOf, unionOfKeys,
} from '../../assets/gridmap/compare-contrast.mjs';
import { byName, chooseCountries } from '../../assets/gridmap/compare-heads.mjs';
import { headsOf, mapsOf, ringFor } from '../../assets/gridmap/compare-panes.mjs';
import { cellUnder, isLevelled, levelled, makeCompared, rowAt, sharing, tableRows } from '../../assets/gridmap/compare-shown.mjs';
import { classesText, compareColumns, compareTitle, describePlace, sharedEntries } from '../../assets/gridmap/compare-words.mjs';
import { cellAt, id as cellId } from '../../assets/gridmap/grid.mjs';
import { panesOf, panesPatch, withPanes } from '../../assets/gridmap/panes-state.mjs';
import { oklab } from '../../assets/gridmap/ramps.mjs';
import { makeShown, paintRows } from '../../assets/gridmap/shown.mjs';
import { STATE } from '../../assets/gridmap/states.mjs';
import { swipeTo } from '../../assets/gridmap/swipe.mjs';
import { CATALOGUE, PALETTE, ROWS, VIEW, t } from './fixtures.mjs';

const NONE = { pane2: [], pane3: [], pane4: [], mode: 'panes', common: 'auto', levelled: false, figures: '1' };
const BASE = { ...VIEW, ...NONE };
const tools = { t, catalogue: CATALOGUE, cellId };

/** A view model of panes over the fixtures' rows, the second with other values. */
function compared(view, seconds = ROWS, levellings = null) {
  const views = panesOf(view);
  const contents = views.map((_, k) => ({ rows: k === 1 ? seconds : ROWS, header: CATALOGUE.analyte('kola.aqua', 'Cu') }));
  const make = views.map(() => (own, units, { rows, header }) => makeShown({ view: own, catalogue: CATALOGUE, rows, header }));
  return makeCompared({ view, views, contents, levellings: levellings ?? views.map(() => null), make, units: views.map(() => 0), catalogue: CATALOGUE });
}

test('panes say what differs from the first, and a choice for one leaves the others', () => {
  const views = [BASE, { ...BASE, analyte: 'Ni' }, { ...BASE, countries: ['FIN'] }];
  const state = withPanes(BASE, views);
  assert.deepEqual([state.pane2, state.pane3, state.pane4], [['el.Ni'], ['c.FIN'], []]);
  assert.deepEqual(panesOf(state), views);
  const patch = panesPatch(state, panesOf(state).map((view, k) => (k ? view : { ...view, analyte: 'Ni' })));
  assert.deepEqual(panesOf({ ...state, ...patch }).map(({ analyte }) => analyte), ['Ni', 'Ni', 'Cu']);
});

test('the first of two items for one thing counts, and days that do not exist are nothing', () => {
  const [, second] = panesOf({ ...BASE, pane2: ['el.Ni', 'el.Cu', 'date.2001-02-30', 'stat.mean'] });
  assert.deepEqual([second.analyte, second.date, second.statistic], ['Ni', null, 'mean']);
});

test('a difference is second minus first, a ratio second over first, where both are measured', () => {
  const measured = (value) => ({ value, state: STATE.measured });
  assert.deepEqual(contrastOf('difference', measured(2), measured(5)), { value: 3, state: STATE.measured });
  assert.deepEqual(contrastOf('ratio', measured(2), measured(5)), { value: 2.5, state: STATE.measured });
  const stateOf = (kind, a, b) => contrastOf(kind, a, b).state;
  assert.equal(stateOf('difference', measured(2), { value: 0.5, state: STATE.below }), STATE.below);
  assert.equal(stateOf('ratio', { value: 9, state: STATE.above }, measured(1)), STATE.above);
  assert.equal(stateOf('ratio', measured(2), null), STATE.undetermined);
  assert.equal(stateOf('ratio', null, { value: NaN, state: STATE.planned }), STATE.planned);
  assert.equal(stateOf('ratio', measured(0), measured(1)), STATE.too_few);
});

test('no contrast is guessed: only measured rows have a number', () => {
  const other = { ...ROWS, cell: Uint32Array.of(10, 20, 30, 40, 55, 60), value: Float32Array.of(3, 5, 80, 1, 7, NaN), state: Uint8Array.of(0, 0, 0, 0, 0, 5) };
  const rows = contrastRows('difference', ROWS, other);
  assert.deepEqual([...rows.cell], [10, 20, 30, 40, 50, 55, 60]);
  assert.deepEqual([...rows.value].map((v) => (Number.isNaN(v) ? null : v)), [1.5, -5, 40, null, null, null, null]);
  assert.deepEqual([...rows.state], [0, 0, 0, STATE.below, STATE.planned, STATE.undetermined, STATE.planned]);
});

test('a contrast within one survey has its very cells, so that their places are drawn once', () => {
  const rows = contrastRows('difference', ROWS, { ...ROWS, value: ROWS.value.map((value) => 2 * value) });
  assert.equal(rows.cell, ROWS.cell);
  const apart = contrastRows('difference', ROWS, { ...ROWS, cell: ROWS.cell.slice(), value: ROWS.value.map((value) => 2 * value) });
  assert.deepEqual(rows, apart);
});

test('classes of a contrast lie alike around 0, and around 1 for ratios', () => {
  const differences = contrastBreaks('difference', [-8, -4, -2, -1, 1, 2, 4, 8]);
  assert.deepEqual(differences, differences.map((b) => -b).reverse());
  const ratios = contrastBreaks('ratio', [0.125, 0.25, 0.5, 1, 2, 4]);
  ratios.forEach((b, i) => assert.ok(Math.abs(b * ratios.at(-1 - i) - 1) < 1e-12));
  assert.deepEqual(contrastBreaks('difference', [0, 0]), []);
  assert.deepEqual(contrastBreaks('ratio', []), []);
});

test('the diverging ramp is lightest in the middle and its arms darken outwards', () => {
  const light = divergingColours(9).map((rgb) => oklab(rgb)[0]);
  for (let k = 0; k < 4; k++) {
    assert.ok(light[k] < light[k + 1]);
    assert.ok(light[8 - k] < light[7 - k]);
  }
  const [low, high] = [divergingColours(9)[1], divergingColours(9)[7]];
  assert.ok(low[2] > low[0] && high[0] > high[2], 'blue is lower, red is higher');
});

test('numbers of a contrast read alike in both directions', () => {
  assert.equal(contrastText('ratio', 0.5), '÷ 2');
  assert.equal(contrastText('ratio', 2), '× 2');
  assert.equal(contrastText('difference', -0.25), '− 0.25');
  assert.equal(contrastText('difference', 0), '0');
});

test('panes of one element share the classes of the first, and panes of two have their own', () => {
  const two = compared({ ...BASE, pane2: ['stat.mean'] });
  assert.deepEqual(two.leaders, [0, 0]);
  assert.equal(two.shared, true);
  assert.deepEqual(two.panes[1].breaks, two.panes[0].breaks);
  assert.deepEqual(sharing(panesOf({ ...BASE, pane2: ['el.Ni'], pane3: ['a'] }), 'auto', CATALOGUE), [0, 1, 0]);
  assert.deepEqual(sharing(panesOf({ ...BASE, pane2: ['a'] }), 'own', CATALOGUE), [0, 1]);
  assert.equal(compared({ ...BASE, pane2: ['el.Ni'] }).shared, false);
});

test('classes shared by several elements stand on the values of all maps', () => {
  const { panes } = compared({ ...BASE, pane2: ['el.Ni'], common: 'shared' });
  assert.equal(panes[0].basis, 'pooled');
  assert.deepEqual(panes[0].breaks, panes[1].breaks);
});

test('one legend counts each map and says whose classes they are', () => {
  const two = compared({ ...BASE, pane2: ['c.FIN'] });
  const classes = sharedEntries(two.panes, PALETTE, t).filter(({ kind }) => kind === 'class');
  assert.deepEqual(classes.map(({ count }) => count), [[1, 1], [0, 0], [2, 1]].map(([all, own]) => [all, own]));
  assert.match(classesText(two, 1, t), /shared by maps 1, 2/);
  const strata = { ...two, panes: two.panes.map((pane, k) => ({ ...pane, stratum: { id: String(k) } })) };
  assert.match(classesText(strata, 1, t), /stratum of map 1/);
});

test('a levelled pane is multiplied with its bounds, and only where the element is the same', () => {
  const content = { rows: ROWS, header: { breaks: { percentile: [2, 10] }, percentiles: [1, 2] } };
  const times = levelled(content, 2);
  assert.deepEqual([...times.rows.value].slice(0, 4), [3, 20, 80, 1]);
  assert.deepEqual(times.header, { breaks: { percentile: [4, 20] }, percentiles: [2, 4] });
  const other = { ...BASE, stratum: 'rocks', levelled: true };
  assert.equal(isLevelled({ levelled: true }, other, BASE, CATALOGUE), true);
  assert.equal(isLevelled({ levelled: false }, other, BASE, CATALOGUE), false);
  assert.equal(isLevelled({ levelled: true }, { ...other, statistic: 'n' }, BASE, CATALOGUE), false);
  assert.equal(isLevelled({ levelled: true }, { ...other, analyte: 'Si' }, BASE, CATALOGUE), false);
});

test('detection limits of a levelled pane are at its level, too', () => {
  const view = { ...BASE, pane2: ['s.rocks'], levelled: true };
  const { panes } = compared(view, ROWS, [null, { factor: 3, note: '' }]);
  assert.deepEqual(panes.map(({ analyte }) => analyte.limit), [[0.5, 0.5], [1.5, 1.5]]);
});

test('without a factor nothing is set against the first map', () => {
  const view = { ...BASE, pane2: ['s.rocks'], mode: 'difference', levelled: true };
  const { contrast } = compared(view, ROWS, [null, { factor: null, note: 'Not levelled' }]);
  assert.equal(contrast.counts.states[STATE.measured], 0);
});

test('a place is found in panes of all levels: the cell at that place', () => {
  const number = cellAt(20.3, 65.2, 2);
  const hit = { kind: 'cell', level: 2, number, lon: 20.3, lat: 65.2, country: 0 };
  const parent = cellAt(20.3, 65.2, 0);
  assert.equal(cellUnder(hit, 2), number);
  assert.equal(cellUnder(hit, 0), parent);
  assert.equal(rowAt({ units: 0, cell: Uint32Array.of(parent - 1, parent) }, hit), 1);
  assert.equal(rowAt({ units: 0, cell: Uint32Array.of(parent - 1) }, hit), -1);
  assert.equal(ringFor(hit, 0).number, parent);
  assert.equal(ringFor({ ...hit, kind: 'sea' }, 0), null);
  assert.equal(ringFor(hit, 'countries').index, 0);
});

test('cards tell the value in each map, and the contrast says why it has none', () => {
  const place = { kind: 'cell', level: 0, number: 40, lon: 0, lat: 0, country: 1 };
  const apart = describePlace(compared({ ...BASE, pane2: ['a'] }), place, tools);
  assert.equal(apart.cards.length, 2);
  assert.match(apart.value, /Map 1: Cu < 0\.5/);
  const one = describePlace(compared({ ...BASE, pane2: ['a'], mode: 'difference' }), place, tools);
  assert.match(one.value, /below the detection limit/);
  assert.match(one.lines[1], /Map 2: Cu < 0\.5/);
});

test('the title of a contrast says which minus which', () => {
  const title = compareTitle(compared({ ...BASE, pane2: ['stat.mean'], mode: 'difference' }), tools);
  assert.match(title, /Map 2 minus map 1: .*mean.* − .*median/);
});

test('the table has a row a place and a column a map, and the contrast before them', () => {
  const other = { ...ROWS, cell: Uint32Array.of(10, 20, 30, 40, 50, 70) };
  const table = tableRows(compared({ ...BASE, pane2: ['a'], mode: 'ratio' }, other));
  assert.equal(table.rows.length, 7);
  const columns = compareColumns(table, tools);
  assert.deepEqual(columns.map(({ id }) => id), ['name', 'country', 'value', 'map1', 'n1', 'map2', 'n2']);
  assert.equal(columns[2].text(0), '1');
  assert.equal(columns[5].text(5), 'outside the survey');
});

test('rows that no pane selects are not in the table', () => {
  const table = tableRows(compared({ ...BASE, countries: ['FIN'], pane2: ['c.NOR'] }));
  assert.deepEqual([...table.rows.key], [10, 20, 30, 40]);
});

test('a swipe and a contrast need two panes, a contrast one map', () => {
  assert.deepEqual(['panes', 'swipe', 'ratio'].map((mode) => [mapsOf({ mode }, 4), headsOf({ mode }, 4)]), [[4, 4], [2, 2], [1, 2]]);
});

test('the divider is moved by keys within its ends', () => {
  assert.equal(swipeTo('ArrowRight', 50), 52);
  assert.equal(swipeTo('ArrowLeft', 1), 0);
  assert.equal(swipeTo('End', 10), 100);
  assert.equal(swipeTo('a', 10), null);
});

test('the list of countries adds, takes out, and gives all', () => {
  assert.deepEqual(chooseCountries({ countries: ['FIN'] }, 'NOR').countries, ['FIN', 'NOR']);
  assert.deepEqual(chooseCountries({ countries: ['FIN'] }, 'FIN').countries, []);
  assert.deepEqual(chooseCountries({ countries: ['FIN'] }, 'all'), { countries: [], region: null });
  assert.equal(chooseCountries({ countries: [] }, ''), null);
});

test('countries are listed by their names, accents aside', () => {
  const listed = [['ALA', 'Åland Islands'], ['CHE', 'Switzerland'], ['CHL', 'Chile'], ['CIV', 'Côte d’Ivoire'], ['COL', 'Colombia'], ['HRV', 'Croatia'], ['AND', 'Andorra'], ['ALB', 'Albania']];
  const names = byName(listed.map(([id, name]) => ({ id, name })), 'en').map(({ name }) => name);
  assert.deepEqual(names, ['Åland Islands', 'Albania', 'Andorra', 'Chile', 'Colombia', 'Côte d’Ivoire', 'Croatia', 'Switzerland']);
});

test('keys of rows are put together once and found again', () => {
  const keys = unionOfKeys([ROWS, { units: 0, cell: Uint32Array.of(5, 20, 60) }]);
  assert.deepEqual([...keys], [5, 10, 20, 30, 40, 50, 60]);
  keys.forEach((key) => assert.equal(ROWS.cell[positionOf(ROWS, key)] ?? key, key));
  assert.equal(positionOf({ units: 'countries', country: Uint16Array.of(4, 2) }, 2), 1);
});

test('results of each pane are painted by its own classes', () => {
  const { panes } = compared({ ...BASE, pane2: ['a'] });
  assert.deepEqual(paintRows(panes[0], PALETTE).colours, paintRows(panes[1], PALETTE).colours);
});

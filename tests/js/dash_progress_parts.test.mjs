/** The scripts that draw ranking, matrix and table of the progress page: their pure parts. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

const FIELDS = [{ name: 'release', key: 'release' }, { name: 'language', key: 'lang' }];

/** Load the scripts as a page does. */
function load({ view = {}, config = {} } = {}) {
  const patches = [];
  const window = {
    gridmap: { view: () => view, choose: (patch, options) => patches.push([patch, options]) },
    dash_clientside: { no_update: 'same' },
    addEventListener: () => {},
  };
  const elements = { 'gridmap-config': { textContent: JSON.stringify(config) } };
  const document = { getElementById: (id) => elements[id] ?? null, documentElement: { lang: 'en' }, addEventListener: () => {} };
  const context = vm.createContext({ window, document, URL, URLSearchParams, Intl, Element: class {}, Uint8Array, atob, console });
  for (const name of ['dash_combobox', 'dash_common', 'dash_picker', 'dash_progress_parts', 'dash_progress_table']) {
    vm.runInContext(readFileSync(new URL(`../../assets/${name}.js`, import.meta.url), 'utf8'), context);
  }
  return { patches, queries: window.dash_clientside.progressParts.queries, parts: window.dashWidgets.progressParts, table: window.dashWidgets.progressTable };
}

/** Plain copies: objects of another realm are never deeply equal to ours. */
const plain = (value) => JSON.parse(JSON.stringify(value));
const ids = (rows) => plain(rows).map(({ id }) => id);
const row = (id, name, samples) => ({ id, cells: { name, region: 'Europe', ...(samples !== undefined && { samples }) } });
const ROWS = [row('FIN', 'Finland', 20), row('ALA', 'Åland Islands'), row('NOR', 'Norway', 5), row('SWE', 'Sweden', 0)];

test('rows without a figure come last in both directions, and a zero is a figure', () => {
  const { sorted } = load().table;
  assert.deepEqual(ids(sorted(ROWS, { id: 'samples', down: true })), ['FIN', 'NOR', 'SWE', 'ALA']);
  assert.deepEqual(ids(sorted(ROWS, { id: 'samples', down: false })), ['SWE', 'NOR', 'FIN', 'ALA']);
});

test('names are sorted as the language does, not by code points', () => {
  const { sorted } = load().table;
  assert.deepEqual(ids(sorted(ROWS, { id: 'name', down: false })), ['ALA', 'FIN', 'NOR', 'SWE']);
});

test('a filter finds words without their accents in name, code and region', () => {
  const { filtered } = load().table;
  assert.deepEqual(ids(filtered(ROWS, 'aland')), ['ALA']);
  assert.deepEqual(ids(filtered(ROWS, 'europe nor')), ['NOR']);
  assert.deepEqual(ids(filtered(ROWS, ' ')), ['FIN', 'ALA', 'NOR', 'SWE']);
  assert.deepEqual(ids(filtered(ROWS, 'asia')), []);
});

test('a pressed head sorts figures from the largest and texts from A, and turns when pressed again', () => {
  const { nextSort, parseSort } = load().table;
  assert.equal(nextSort(parseSort('-covered'), { id: 'samples', kind: 'count' }), '-samples');
  assert.equal(nextSort(parseSort('-samples'), { id: 'samples', kind: 'count' }), 'samples');
  assert.equal(nextSort(parseSort('-covered'), { id: 'name', kind: 'text' }), 'name');
});

test('the name is always a column, and columns keep their order', () => {
  const { shownColumns } = load().table;
  const columns = [{ id: 'name', shown: true }, { id: 'a', shown: true }, { id: 'b' }, { id: 'c' }];
  assert.deepEqual(ids(shownColumns(columns, [])), ['name', 'a']);
  assert.deepEqual(ids(shownColumns(columns, ['c', 'b'])), ['name', 'b', 'c']);
  assert.deepEqual(ids(shownColumns(columns, ['gone'])), ['name', 'a']);
  assert.deepEqual(ids(shownColumns(columns, ['name'])), ['name']);
});

test('a download is asked for the columns, the order and the rows on screen', () => {
  const { downloadQuery } = load().table;
  const parts = { sort: '-samples', columns: ['name', 'samples'], countries: null };
  assert.equal(downloadQuery('release=abc', parts), 'release=abc&sort=-samples&cols=name~samples');
  assert.equal(
    downloadQuery('release=abc', { ...parts, countries: ['FIN', 'NOR'] }),
    'release=abc&sort=-samples&cols=name~samples&c=FIN~NOR',
  );
});

test('a line of growth goes from the foot of its box to the top', () => {
  const points = load().table.sparkPoints([0, 50, 100]).split(' ').map((pair) => pair.split(',').map(Number));
  assert.deepEqual(points, [[0, 15], [30, 8], [60, 1]]);
});

test('another country chosen asks the server for no ranking, table or matrix', () => {
  const { queries } = load();
  assert.deepEqual(plain(queries('release=a&c=FIN&m=area', undefined, undefined)), ['release=a&m=area', 'release=a']);
  assert.deepEqual(plain(queries('release=a&c=NOR&m=area', 'release=a&m=area', 'release=a')), ['same', 'same']);
  assert.deepEqual(plain(queries('release=a&m=samples', 'release=a&m=area', 'release=a')), ['release=a&m=samples', 'same']);
});

test('a country is added to those chosen, or taken out', () => {
  const { toggled } = load().parts;
  assert.deepEqual(plain(toggled(['FIN'], 'NOR')), ['FIN', 'NOR']);
  assert.deepEqual(plain(toggled(['FIN', 'NOR'], 'FIN')), ['NOR']);
});

test('the ranking lists the first and the chosen with the ranks they have', () => {
  const rows = Array.from({ length: 20 }, (_, i) => [`C${i}`, `Country ${i}`, 20 - i, 20 - i, 100, i + 1]);
  const { listed } = load().parts;
  assert.deepEqual(plain(listed(rows, ['C15'], false, 3)).map(([id, , , , , rank]) => [id, rank]),
    [['C0', 1], ['C1', 2], ['C2', 3], ['C15', 16]]);
  assert.equal(listed(rows, [], true, 3).length, 20);
});

test('bars stay in their tracks', () => {
  const { share } = load().parts;
  assert.equal(share(25, 100), 25);
  assert.equal(share(130, 100), 100);
  assert.equal(share(1, 0), 0);
});

test('a share is 0 only of none and 100 only of all', () => {
  const { percent } = load().parts;
  assert.deepEqual([0, 0.01, 0.06, 50, 99.94, 99.99, 100].map((one) => percent(one, 1)),
    ['0.0', '< 0.1', '0.1', '50.0', '99.9', '> 99.9', '100.0']);
});

test('none has a shade of its own, and the least is not none', () => {
  const { step } = load().parts;
  assert.deepEqual([0, 1, 20, 21, 100, 255].map(step), [0, 1, 1, 2, 5, 0]);
});

test('links to other pages keep the prefix, a frozen release and the language', () => {
  const { address } = load({ config: { prefix: '/geo/', fields: FIELDS }, view: { release: 'abc', language: 'fr' } }).parts;
  assert.equal(address('country/FIN'), '/geo/country/FIN?release=abc&lang=fr');
  const live = load({ config: { prefix: '/', live: 'simulated', fields: FIELDS }, view: { release: null, language: 'en' } }).parts;
  assert.equal(live.address('country/FIN'), '/country/FIN?release=simulated');
});

test('an element leads to its map in the stratum with most of it, and to the country', () => {
  const { mapAddress } = load({ config: { prefix: '/' }, view: { release: null } }).parts;
  assert.equal(mapAddress(['kola.xrf', 'ds801'], 'Cu', 1, 'USA'), '/map?s=ds801&el=Cu&c=USA');
  assert.equal(mapAddress(['kola.xrf'], 'Te', 255), '/map?el=Te');
});

test('the cursor of time stands at its day, and goes where the chart ends', () => {
  const { moveCursor } = load().parts;
  const axis = { d2p: (day) => (day === '2010-01-01' ? 40 : 900), _length: 500, _offset: 60 };
  const _fullLayout = { xaxis: axis, yaxis: { _offset: 50, _length: 280 } };
  const cursor = { style: {}, parentElement: { querySelector: () => ({ _fullLayout, offsetTop: 24 }) } };
  moveCursor(cursor, '2010-01-01');
  assert.deepEqual([cursor.style.top, cursor.style.height], ['74px', '280px']);
  assert.deepEqual([cursor.hidden, cursor.style.transform], [false, 'translateX(100px)']);
  moveCursor(cursor, '2030-01-01');
  assert.equal(cursor.hidden, true);
  moveCursor(cursor, null);
  assert.equal(cursor.hidden, true);
});

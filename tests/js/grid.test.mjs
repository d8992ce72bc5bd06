import assert from 'node:assert/strict';
import test from 'node:test';
import {
  CellSet, COLUMNS, bounds, cellAt, centre, columns, id, neighbours, numberOf, numberOfCells,
} from '../../assets/gridmap/grid.mjs';
import { random } from './engine-fixtures.mjs';

const close = (found, wanted, within = 1e-9) => found.forEach((value, i) =>
  assert.ok(Math.abs(value - wanted[i]) <= within, `${found} is not ${wanted}`));

test('rows have the golden numbers of columns', () => {
  assert.deepEqual([1, 10, 24, 30, 33, 40, 50, 60].map(columns), [250, 245, 210, 186, 172, 136, 77, 13]);
  assert.equal(numberOfCells(0), 19838);
  assert.equal(numberOfCells(2), 19838 * 16);
  assert.throws(() => columns(61), RangeError);
});

test('N24E15 lies at 34.5–36.0° N, 24.000–25.714° E', () => {
  const { number, level } = numberOf('N24E15');
  close(bounds(number, level), [24, 34.5, 25.714286, 36], 1e-6);
});

test('numbers and ids agree with the server (dashboard/grid.py)', () => {
  const golden = [
    [45.034, -89.052, 5, 20308378, 'S60E02.12122'], [142.997, 57.821, 2, 27683, 'N39E57.03'],
    [-98.925, -5.772, 5, 10983115, 'S04W69.23023'], [-71.94, -35.454, 0, 15455, 'S24W42'],
    [134.479, -39.883, 2, 258925, 'S27E74.31'], [180, 14.2, 2, 122876, 'N10E123.30'],
    [179.9, 14.2, 5, 7863891, 'N10E123.21103'], [-179.9, 14.2, 5, 7864070, 'N10E123.30012'],
    [-180, -90, 0, 19837, 'S60E07'], [0, 90, 2, 96, 'N60E01.00'], [24, 34.5, 5, 4460202, 'N24E15.22222'],
    // On edges, where one rounding step would lead to the next cell (tests/test_grid.py has them, too).
    [180, 0, 2, 154714, 'N01W125.22'], [112.5, -49.5, 3, 1105662, 'S33E54.332'],
    [-63.75, 8.25, 5, 8704507, 'N06W45.13323'], [-121.5, -35.5, 4, 3949196, 'S24W71.2030'],
  ];
  for (const [lon, lat, level, number, name] of golden) {
    assert.equal(cellAt(lon, lat, level), number);
    assert.equal(id(number, level), name);
    assert.deepEqual(numberOf(name), { number, level });
  }
});

test('text that names no cell gives null', () => {
  for (const text of ['', 'N24', 'N61E01', 'N00E01', 'N60E08', 'N60W07', 'N24E15.4', 'N24E15.012345', 'n24e15']) {
    assert.equal(numberOf(text), null, text);
  }
});

test('the cell over 180° is one, named from the east and reached from both sides', () => {
  const number = cellAt(179.9, 14.2);
  assert.equal(number, cellAt(-179.9, 14.2));
  const [west, , east] = bounds(number);
  assert.ok(west < 180 && east > 180);
});

test('a point on an edge belongs to the cell east and north of it', () => {
  assert.equal(id(cellAt(0, 0)), 'N01E01');
  assert.equal(id(cellAt(24, 36)).slice(0, 3), 'N25');
});

test('centre, bounds, id and number of any cell agree', () => {
  const next = random(11);
  for (let i = 0; i < 3000; i++) {
    const level = Math.floor(next() * 6), number = Math.floor(next() * numberOfCells(level));
    assert.equal(cellAt(...centre(number, level), level), number);
    assert.deepEqual(numberOf(id(number, level)), { number, level });
    if (level) {
      const [west, south, east, north] = bounds(number, level), [w, s, e, n] = bounds(Math.floor(number / 4), level - 1);
      const turn = west < w - 1e-9 ? 360 : 0;
      assert.ok(west + turn >= w - 1e-9 && east + turn <= e + 1e-9 && south >= s - 1e-9 && north <= n + 1e-9);
    }
  }
});

test('cells of a row tile the parallel', () => {
  for (const [row, count] of COLUMNS.entries()) {
    const lat = 90 - (row + 0.5) * 1.5, seen = new Set();
    for (let i = 0; i < count * 4; i++) seen.add(cellAt(-180 + ((i + 0.5) * 360) / (count * 4), lat));
    assert.equal(seen.size, count);
  }
});

test('numbers beyond the grid are refused', () => {
  assert.throws(() => bounds(19838, 0), RangeError);
  assert.throws(() => new CellSet(0, Uint32Array.of(19838), new Uint16Array(1)), RangeError);
});

test('neighbours east and west are each other’s, and walking east comes round', () => {
  const start = numberOf('S10E05').number;
  let at = start;
  for (let i = 0; i < columns(10); i++) {
    assert.equal(neighbours(neighbours(at).east).west, at);
    at = neighbours(at).east;
  }
  assert.equal(at, start);
});

test('neighbours above and below touch, and the poles keep their cells', () => {
  const next = random(3);
  for (let i = 0; i < 500; i++) {
    const level = Math.floor(next() * 4), number = Math.floor(next() * numberOfCells(level));
    const { north } = neighbours(number, level), [, , , top] = bounds(number, level);
    if (top > 89.999) assert.equal(north, number);
    else assert.ok(Math.abs(bounds(north, level)[1] - top) < 1e-9);
  }
});

test('a cell set finds every position and nothing else', () => {
  const next = random(5);
  for (const level of [0, 1, 3, 5]) {
    const cells = Uint32Array.from(new Set(Array.from({ length: 400 }, () => Math.floor(next() * numberOfCells(level))))).sort();
    const set = new CellSet(level, cells, new Uint16Array(cells.length)), known = new Set(cells);
    cells.forEach((number, position) => assert.equal(set.positionOf(number), position));
    for (let i = 0; i < 400; i++) {
      const number = Math.floor(next() * numberOfCells(level));
      if (!known.has(number)) assert.equal(set.positionOf(number), -1);
    }
  }
});

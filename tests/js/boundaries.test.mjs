import assert from 'node:assert/strict';
import test from 'node:test';
import { countryBounds, decodeBoundaries, forEachRingPoint } from '../../assets/gridmap/boundaries.mjs';
import { unpack } from '../../assets/gridmap/planes.mjs';
import { boundariesOf, box, pack, shippedBoundaries } from './engine-fixtures.mjs';

const fine = shippedBoundaries('50m');
const shown = (iso) => countryBounds(fine, fine.countries.indexOf(iso));

test('quantised, shared and reversed arcs come back as points', () => {
  // Two squares side by side; the second goes along the first's eastern edge backwards.
  const boundaries = decodeBoundaries(unpack(pack({
    arc_start: ['i4', [0, 0, 10, 0, 10, 10]],
    arc_length: ['u2', [2, 2, 4]],
    arc_kind: ['u1', [0, 1, 0]],
    arc_delta: ['i2', [10, 0, 0, 10, 10, 0, 0, -10, -10, 0]],
    ring_arcs: ['i4', [~1, 2]],
    ring_length: ['u2', [2]],
    ring_country: ['u2', [1]],
    label: ['f4', [1, 2, 3, 4]],
    area: ['f4', [5, 6]],
  }, { quantum: 0.5, countries: ['AAA', 'BBB'] })));
  const points = [];
  forEachRingPoint(boundaries, 0, (lon, lat) => points.push([lon, lat]));
  assert.deepEqual(points, [[5, 5], [5, 0], [5, 5], [10, 5], [10, 0], [5, 0]]);
  assert.deepEqual([...boundaries.arcBox.slice(4, 8)], [5, 0, 5, 5]);
  assert.deepEqual([...boundaries.ringBox], [5, 0, 10, 5]);
  assert.deepEqual([[...boundaries.labelLon], [...boundaries.labelLat]], [[1, 3], [2, 4]]);
});

test('far small parts do not widen a country, near ones do', () => {
  const boundaries = decodeBoundaries(boundariesOf({ AAA: [box(0, 40, 10, 50), box(12, 42, 14, 44), box(-60, 0, -55, 5)] }));
  assert.deepEqual(countryBounds(boundaries, 0), [0, 40, 14, 50]);
});

test('a country without rings has no bounds', () => {
  const boundaries = decodeBoundaries(boundariesOf({ AAA: [box(0, 0, 1, 1)], BBB: [] }));
  assert.equal(countryBounds(boundaries, 1), null);
});

test('Fiji and Russia reach over the antimeridian', () => {
  const [west, , east] = shown('FJI');
  assert.ok(west > 170 && east > 180 && east < 185, `${west} … ${east}`);
  const [russiaWest, , russiaEast] = shown('RUS');
  assert.ok(russiaWest < 30 && russiaEast > 188 && russiaEast < 192, `${russiaWest} … ${russiaEast}`);
});

test('metropolitan France is shown without Guiana and Réunion, New Zealand without going round the world', () => {
  const [west, south, east, north] = shown('FRA');
  assert.ok(west > -6 && east < 10 && south > 41 && north < 52);
  const [nzWest, , nzEast] = shown('NZL');
  assert.ok(nzEast - nzWest < 20);
});

test('both shipped details name the same countries', () => {
  assert.deepEqual(shippedBoundaries('110m').countries, fine.countries);
});

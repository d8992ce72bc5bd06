import assert from 'node:assert/strict';
import test from 'node:test';
import { PROJECTIONS, equalEarth, globe, outline, wrap } from '../../assets/gridmap/projections.mjs';
import { random } from './engine-fixtures.mjs';

const close = (found, wanted, within) => found.forEach((value, i) =>
  assert.ok(Math.abs(value - wanted[i]) <= within, `${found} is not ${wanted}`));

test('Equal Earth agrees with PROJ 9 (+proj=eqearth +R=1)', () => {
  const golden = [
    [2, 1, 0.0300714785, 0.020257546], [120, 45, 1.5464726655, 0.8602310855], [-75, -60, -0.8496083698, -1.0883008355],
    [179, 85, 1.6118861926, 1.3099478794], [60, 10, 0.8956550755, 0.2020424396],
  ];
  for (const [lon, lat, x, y] of golden) close(equalEarth.forward(lon, lat, [0, 0]), [x, y], 1e-9);
});

test('the globe agrees with PROJ 9 (+proj=ortho +R=1 +lon_0=100 +lat_0=35)', () => {
  const golden = [
    [120, 45, 0.2418447626, 0.1981076317], [179, 85, 0.0855544463, 0.8064962901], [60, 10, -0.6330222216, -0.290465536],
  ];
  for (const [lon, lat, x, y] of golden) close(globe.forward(lon, lat, [100, 35]), [x, y], 1e-9);
  assert.equal(globe.forward(2, 1, [100, 35]), null);
});

test('Equal Earth keeps areas: cells of one area on the sphere take one area on the map', () => {
  const area = (south, north) => {
    let sum = 0;
    for (let i = 0; i < 400; i++) {
      const a = south + ((north - south) * i) / 400, b = south + ((north - south) * (i + 1)) / 400;
      sum += equalEarth.a((a + b) / 2) * (equalEarth.y(b) - equalEarth.y(a));
    }
    return sum;
  };
  const sine = (lat) => Math.sin((lat * Math.PI) / 180), unit = area(0, 10) / sine(10);
  for (const [south, north] of [[20, 35], [50, 60], [70, 89]]) {
    assert.ok(Math.abs(area(south, north) / (sine(north) - sine(south)) / unit - 1) < 1e-4);
  }
});

test('inverse undoes forward in every projection and centre', () => {
  const next = random(1);
  for (const projection of Object.values(PROJECTIONS)) {
    for (let i = 0; i < 2000; i++) {
      const place = [next() * 359.8 - 179.9, next() * 179 - 89.5], centre = [next() * 360 - 180, next() * 160 - 80];
      const point = projection.forward(...place, centre);
      if (!point || (!projection.planar && Math.hypot(...point) > 0.999)) continue;
      const [lon, lat] = projection.inverse(...point, centre);
      assert.ok(Math.abs(wrap(lon - place[0])) * Math.cos((place[1] * Math.PI) / 180) < 1e-6 && Math.abs(lat - place[1]) < 1e-6);
    }
  }
});

test('points beside the world have no place', () => {
  for (const projection of Object.values(PROJECTIONS)) {
    assert.equal(projection.inverse(projection.halfWidth * 1.01, 0, [0, 0]), null);
    assert.equal(projection.inverse(0, projection.halfHeight * 1.01, [0, 0]), null);
  }
  assert.equal(equalEarth.inverse(2.6, 1.2, [0, 0]), null);
});

test('the outline is closed and as large as the projection says', () => {
  for (const projection of Object.values(PROJECTIONS)) {
    const ring = outline(projection);
    close(ring.at(-1), ring[0], 1e-9);
    assert.ok(Math.abs(Math.max(...ring.map(([x]) => x)) - projection.halfWidth) < 1e-6);
    assert.ok(Math.abs(Math.max(...ring.map(([, y]) => y)) - projection.halfHeight) < 1e-6);
  }
});

test('longitudes wrap to −180…180', () => {
  assert.deepEqual([190, -190, 540, 0, -180].map(wrap), [-170, 170, -180, 0, -180]);
});

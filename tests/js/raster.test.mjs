import assert from 'node:assert/strict';
import test from 'node:test';
import { createCamera } from '../../assets/gridmap/camera.mjs';
import { CellSet, cellAt, numberOfCells } from '../../assets/gridmap/grid.mjs';
import { PROJECTIONS } from '../../assets/gridmap/projections.mjs';
import { COUNTRY_BASE, SEA, SPACE, cellBase } from '../../assets/gridmap/raster.mjs';
import { createGeometry } from '../../assets/gridmap/geometry.mjs';
import { box, geometryOf, random, shippedBoundaries } from './engine-fixtures.mjs';

const size = { width: 400, height: 240, ratio: 1 };
const views = [
  { lon: 0, lat: 0, zoom: 0 }, { lon: 180, lat: 60, zoom: 2 }, { lon: -75, lat: -85, zoom: 3 }, { lon: 30, lat: 68, zoom: 6 },
];

/** Index value at a place, null where it cannot be seen. */
function at(raster, camera, lon, lat) {
  const point = camera.toScreen(lon, lat);
  if (!point) return null;
  const [x, y] = point.map(Math.floor);
  return x < 0 || y < 0 || x >= camera.width || y >= camera.height ? null : raster.index[y * camera.width + x];
}

test('every pixel holds the cell under its centre, in every projection, level and turn', () => {
  const next = random(4);
  for (const projection of Object.values(PROJECTIONS)) {
    for (const view of views) {
      for (const level of [0, 2]) {
        const camera = createCamera(projection, view, size), geometry = createGeometry();
        const all = Uint32Array.from({ length: numberOfCells(level) }, (_, i) => i);
        const { index } = geometry.acquire(camera, geometry.setGrid(level, all, new Uint16Array(all.length)), false);
        let seen = 0, wrong = 0;
        for (let i = 0; i < 3000; i++) {
          const x = Math.floor(next() * camera.width), y = Math.floor(next() * camera.height);
          const place = camera.toGeo(x + 0.5, y + 0.5), value = index[y * camera.width + x];
          if (!place) {
            assert.equal(value, SPACE);
            continue;
          }
          seen++;
          // On the globe places between are interpolated, to a twentieth of a pixel.
          const slack = projection.planar ? 1e-6 : 0.06; // centres may lie on an edge
          const near = [[0, 0], [-slack, 0], [slack, 0], [0, -slack], [0, slack], [slack, slack], [-slack, -slack], [slack, -slack], [-slack, slack]]
            .map(([dx, dy]) => camera.toGeo(x + 0.5 + dx, y + 0.5 + dy)).filter(Boolean).map((p) => cellAt(...p, level));
          if (!near.includes(value - cellBase(0))) wrong++;
        }
        assert.ok(wrong === 0 && seen > 500, `${projection.id} ${JSON.stringify(view)} level ${level}: ${wrong} of ${seen}`);
      }
    }
  }
});

test('only cells of the set are drawn; elsewhere land and sea stay', () => {
  const geometry = geometryOf({ AAA: [box(0, 0, 30, 30)] }), number = cellAt(10, 10);
  const set = geometry.setGrid(0, Uint32Array.of(number), Uint16Array.of(0));
  for (const projection of Object.values(PROJECTIONS)) {
    const camera = createCamera(projection, { lon: 10, lat: 10, zoom: 2 }, size), raster = geometry.acquire(camera, set, false);
    assert.equal(at(raster, camera, 10, 10), cellBase(1));
    assert.equal(at(raster, camera, 20, 20), COUNTRY_BASE);
    assert.equal(at(raster, camera, -5, 10), SEA);
  }
});

test('polygons fill what is inside their rings, holes left out', () => {
  const next = random(9);
  const geometry = geometryOf({ AAA: [box(-20, -20, 40, 40), box(0, 0, 20, 20)], BBB: [box(5, 5, 15, 15)] });
  for (const projection of Object.values(PROJECTIONS)) {
    const camera = createCamera(projection, { lon: 10, lat: 10, zoom: 1 }, size), raster = geometry.acquire(camera, null, false);
    for (let i = 0; i < 2000; i++) {
      const lon = -40 + next() * 100, lat = -40 + next() * 100;
      const edge = [-20, 40, 0, 20, 5, 15].some((e) => Math.abs(lon - e) < 1.5 || Math.abs(lat - e) < 1.5);
      const value = edge ? null : at(raster, camera, lon, lat);
      if (value === null || value === SPACE) continue;
      const within = (w, e) => lon > w && lon < e && lat > w && lat < e;
      const wanted = within(5, 15) ? COUNTRY_BASE + 1 : within(0, 20) ? SEA : within(-20, 40) ? COUNTRY_BASE : SEA;
      assert.equal(value, wanted, `${projection.id} ${lon} ${lat}`);
    }
  }
});

test('a country on both sides of 180° is whole in a view across it and at both ends of a world map', () => {
  const geometry = geometryOf({ AAA: [box(170, 50, 180, 60), box(-180, 50, -170, 60)] });
  for (const projection of Object.values(PROJECTIONS)) {
    for (const lon of [-180, 179.9, 120, -100]) {
      const camera = createCamera(projection, { lon, lat: 0, zoom: 0 }, { width: 1200, height: 640, ratio: 1 });
      const raster = geometry.acquire(camera, null, false);
      for (const [placeLon, placeLat] of [[172, 55], [179.95, 55], [-179.95, 55], [-172, 55]]) {
        const value = at(raster, camera, placeLon, placeLat);
        if (value !== null) assert.equal(value, COUNTRY_BASE, `${projection.id} ${lon}: ${placeLon}`);
      }
      assert.notEqual(at(raster, camera, 160, 55), COUNTRY_BASE);
      geometry.release(raster);
    }
  }
});

test('neighbours leave no gap and share no pixel', () => {
  const west = [[0, 0], [10, 0], [13, 10], [10, 20], [0, 20]], east = [[10, 0], [20, 0], [20, 20], [10, 20], [13, 10]];
  const geometry = geometryOf({ AAA: [west], BBB: [east] });
  const camera = createCamera(PROJECTIONS['equal-earth'], { lon: 10, lat: 10, zoom: 2.5 }, size);
  const { index } = geometry.acquire(camera, null, false);
  for (const lat of [3, 9, 10, 15]) {
    const row = Math.floor(camera.toScreen(10, lat)[1]) * camera.width;
    const values = [...index.slice(row + Math.ceil(camera.toScreen(1, lat)[0]), row + Math.floor(camera.toScreen(19, lat)[0]))];
    assert.deepEqual([...new Set(values)], [COUNTRY_BASE, COUNTRY_BASE + 1]);
    assert.equal(values.lastIndexOf(COUNTRY_BASE) + 1, values.indexOf(COUNTRY_BASE + 1));
  }
});

test('the shipped countries lie where they are', () => {
  const geometry = createGeometry(), boundaries = shippedBoundaries('50m');
  geometry.setBoundaries('50m', boundaries);
  const places = { LAO: [102.6, 19], BRA: [-55, -10], ATA: [0, -85], RUS: [-175, 66.5], FJI: [178, -17.8], USA: [-100, 40], ZAF: [24, -30], LSO: [28.3, -29.5] };
  for (const projection of Object.values(PROJECTIONS)) {
    for (const [iso, [lon, lat]] of Object.entries(places)) {
      const camera = createCamera(projection, { lon: lon + 3, lat, zoom: 2 }, size), raster = geometry.acquire(camera, null, true);
      assert.equal(at(raster, camera, lon, lat) - COUNTRY_BASE, boundaries.countries.indexOf(iso), `${projection.id} ${iso}`);
      geometry.release(raster);
    }
  }
});

test('panes that show the same share one raster; others keep theirs', () => {
  const geometry = geometryOf({ AAA: [box(0, 0, 30, 30)] });
  const camera = (lon) => createCamera(PROJECTIONS['equal-earth'], { lon, lat: 0, zoom: 0 }, size);
  const first = geometry.acquire(camera(0), null, false);
  assert.equal(geometry.acquire(camera(0), null, false), first);
  const kept = first.index.slice();
  for (let lon = 10; lon < 100; lon += 10) geometry.release(geometry.acquire(camera(lon), null, false));
  assert.deepEqual(first.index, kept);
});

test('new boundaries draw a new raster', () => {
  const geometry = geometryOf({ AAA: [box(0, 0, 30, 30)] });
  const camera = createCamera(PROJECTIONS['plate-carree'], { lon: 0, lat: 0, zoom: 0 }, size);
  let changes = 0;
  geometry.on('change', () => changes++);
  const before = geometry.acquire(camera, null, true);
  geometry.setBoundaries('50m', shippedBoundaries('50m'));
  assert.equal(changes, 1);
  assert.notEqual(geometry.acquire(camera, null, true), before);
});

test('an empty cell set leaves the raster as it is', () => {
  const set = new CellSet(1, new Uint32Array(0), new Uint16Array(0)), geometry = createGeometry();
  const camera = createCamera(PROJECTIONS.globe, { lon: 0, lat: 0, zoom: 0 }, size);
  assert.ok(geometry.acquire(camera, set, false).index.every((value) => value === SPACE || value === SEA));
});

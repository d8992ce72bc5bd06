import assert from 'node:assert/strict';
import test from 'node:test';
import { createCamera, visibleWindow } from '../../assets/gridmap/camera.mjs';
import { cellAt, numberOf } from '../../assets/gridmap/grid.mjs';
import { placeLabels, tooSmall } from '../../assets/gridmap/labels.mjs';
import { PROJECTIONS } from '../../assets/gridmap/projections.mjs';
import { pack } from '../../assets/gridmap/rgba.mjs';
import { hitScene, layOut, paintScene } from '../../assets/gridmap/scene.mjs';
import { drawDiscs, nearestDisc, projectDiscs } from '../../assets/gridmap/sites.mjs';
import { cellRing, graticuleStep, strokeCell, strokeGraticule, strokeLand } from '../../assets/gridmap/strokes.mjs';
import { createGeometry } from '../../assets/gridmap/geometry.mjs';
import { box, geometryOf, recorder, shippedBoundaries } from './engine-fixtures.mjs';

const size = { width: 1200, height: 640, ratio: 1 };
const world = createGeometry();
world.setBoundaries('50m', shippedBoundaries('50m'));
const land = world.land(true);
const index = (iso) => land.boundaries.countries.indexOf(iso);

test('no coast, graticule or cell runs across the map at its seam', () => {
  for (const projection of Object.values(PROJECTIONS)) {
    for (const lon of [0, 100, -179.5]) {
      const camera = createCamera(projection, { lon, lat: 0, zoom: 0 }, size), context = recorder();
      strokeLand(context, camera, land, visibleWindow(camera), {});
      strokeCell(context, camera, numberOf('N10E123'), '', '');
      for (const line of context.lines) {
        for (let i = 1; i < line.length; i++) {
          assert.ok(Math.hypot(line[i][0] - line[i - 1][0], line[i][1] - line[i - 1][1]) < 90, `${projection.id} ${lon}`);
        }
      }
      assert.ok(context.lines.length > 50);
    }
  }
});

test('graticule lines lie 90 CSS pixels or more apart', () => {
  for (const zoom of [0, 2, 5, 9, 13]) {
    for (const ratio of [1, 2]) {
      const camera = createCamera(PROJECTIONS['plate-carree'], { lon: 0, lat: 0, zoom }, { ...size, ratio });
      const step = graticuleStep(camera), pixels = (camera.toScreen(step, 0)[0] - camera.cx) / ratio;
      assert.ok(pixels >= 90 || step === 30, `zoom ${zoom}: ${step}°`);
    }
  }
});

test('graticule lines stay few at every zoom', () => {
  for (const projection of Object.values(PROJECTIONS)) {
    for (const zoom of [0, 4, 10]) {
      const camera = createCamera(projection, { lon: 20, lat: 50, zoom }, size), context = recorder();
      strokeGraticule(context, camera, visibleWindow(camera), '');
      const drawn = context.lines.filter((line) => line.length > 1).length;
      assert.ok(drawn > 5 && drawn < 60, `${projection.id} ${zoom}: ${drawn}`);
    }
  }
});

test('a cell’s outline is closed and follows its parallels', () => {
  const ring = cellRing(...Object.values(numberOf('N24E15')));
  assert.deepEqual(ring[0], ring.at(-1));
  assert.ok(ring.length > 30);
});

test('names stand apart, inside the map, and in bigger numbers the closer one looks', () => {
  const count = (zoom) => {
    const camera = createCamera(PROJECTIONS['equal-earth'], { lon: 15, lat: 48, zoom }, size);
    const labels = placeLabels(camera, land.boundaries, (i) => land.boundaries.countries[i], (text, px) => text.length * px * 0.6);
    labels.forEach((a, i) => labels.slice(i + 1).forEach((b) => {
      assert.ok(Math.abs(a.x - b.x) >= a.half + b.half || Math.abs(a.y - b.y) >= a.rise + b.rise, `${a.text} over ${b.text}`);
    }));
    labels.forEach(({ x, half }) => assert.ok(x - half >= 0 && x + half <= 1200));
    return labels.length;
  };
  assert.ok(count(0) > 10);
  assert.ok(count(3) > 15);
});

test('territories are too small on the world and not when near', () => {
  const at = (zoom) => tooSmall(createCamera(PROJECTIONS['equal-earth'], { lon: 6, lat: 50, zoom }, size), land);
  assert.ok(at(0)(index('LUX')) && at(0)(index('SGP')) && !at(0)(index('FRA')));
  assert.ok(!at(5)(index('LUX')));
});

test('the nearest disc within reach is found, and none beyond it', () => {
  const camera = createCamera(PROJECTIONS['plate-carree'], { lon: 0, lat: 0, zoom: 4 }, size);
  const discs = projectDiscs(camera, [0, 1, 90], [0, 0, 0]);
  assert.equal(discs.length, 2);
  const [x, y] = camera.toScreen(1, 0);
  assert.equal(nearestDisc(discs, x + 8, y + 8, 12), 1);
  assert.equal(nearestDisc(discs, x + 9, y + 9, 12), -1);
});

test('discs behind the globe are not there', () => {
  const camera = createCamera(PROJECTIONS.globe, { lon: 0, lat: 0, zoom: 0 }, size);
  assert.deepEqual([...projectDiscs(camera, [0, 180], [0, 0]).index.slice(0, 1)], [0]);
  assert.equal(projectDiscs(camera, [0, 180], [0, 0]).length, 1);
});

test('a disc is filled, rimmed, and cut at the edge of the map', () => {
  const pixels = new Uint32Array(20 * 20).fill(pack(255, 255, 255)), red = pack(255, 0, 0), rim = pack(0, 0, 0);
  const shown = { x: Float32Array.of(10, 0), y: Float32Array.of(10, 0), index: Uint32Array.of(0, 1), length: 2 };
  drawDiscs(pixels, { width: 20, height: 20, ratio: 1 }, shown, { colour: () => red, radius: 5, rim });
  assert.equal(pixels[10 * 20 + 10], red);
  assert.equal(pixels[0], red);
  assert.equal(pixels[10 * 20 + 18], pack(255, 255, 255));
  assert.ok(Math.min(...Array.from({ length: 8 }, (_, i) => pixels[10 * 20 + 10 + i] & 255)) < 160, 'the rim is dark');
});

/** A scene over the small world of two countries. */
function sceneOf(more) {
  const geometry = geometryOf({ AAA: [box(0, 0, 30, 30)], BBB: [box(-60, -30, -55, -25)] }, [[15, 15], [-57, -27]]);
  const camera = createCamera(PROJECTIONS['equal-earth'], { lon: 0, lat: 0, zoom: 1 }, size);
  return {
    geometry, camera, fine: false, cellset: null, cells: null, choropleth: null, sites: null,
    selection: { countries: new Set(), cell: null }, highlight: null,
    words: { space: 0, sea: pack(0, 0, 99), land: pack(99, 99, 0), fade: pack(255, 255, 255), coast: 0xff000000, rim: 0xff000000 },
    ...more,
  };
}
const hitAt = (scene, lon, lat) => hitScene(scene, layOut(scene), ...scene.camera.toScreen(lon, lat));

test('a hit names sea, space, country and cell with the grid cell under it', () => {
  const scene = sceneOf();
  const far = { ...scene, camera: createCamera(PROJECTIONS['equal-earth'], { lon: 0, lat: 0, zoom: 0 }, size) };
  assert.equal(hitScene(far, layOut(far), 2, 2).kind, 'space');
  assert.deepEqual([hitAt(scene, -20, 10).kind, hitAt(scene, -20, 10).country], ['sea', -1]);
  assert.deepEqual([hitAt(scene, 10, 10).kind, hitAt(scene, 10, 10).country], ['country', 0]);
  const number = cellAt(12, 12), cellset = scene.geometry.setGrid(0, Uint32Array.of(number), Uint16Array.of(1));
  assert.equal(hitAt({ ...scene, cellset }, 12, 12).kind, 'country', 'not painted yet');
  const cells = { colours: Uint32Array.of(1) }, hit = hitAt({ ...scene, cellset, cells }, 12, 12);
  assert.deepEqual([hit.kind, hit.index, hit.number, hit.level, hit.country], ['cell', 0, number, 0, 1]);
  assert.equal(hitAt({ ...scene, cellset, cells }, 25, 25).number, cellAt(25, 25));
});

test('a sample is hit within 12 CSS pixels, before the cell under it', () => {
  const scene = sceneOf({ sites: { lon: [12], lat: [12], colours: Uint32Array.of(1) } }), laid = layOut(scene);
  const [x, y] = scene.camera.toScreen(12, 12);
  assert.deepEqual([hitScene(scene, laid, x + 11, y).kind, hitScene(scene, laid, x + 11, y).index], ['site', 0]);
  assert.equal(hitScene(scene, laid, x + 14, y).kind, 'country');
});

test('countries instead of cells: cells are neither drawn nor hit', () => {
  const scene = sceneOf({ choropleth: { colours: Uint32Array.of(pack(1, 1, 1), pack(2, 2, 2)) } });
  scene.cellset = scene.geometry.setGrid(0, Uint32Array.of(cellAt(12, 12)), Uint16Array.of(0));
  assert.equal(hitAt(scene, 12, 12).kind, 'country');
});

test('a territory too small to see is a round mark with a target of 24 CSS pixels at sea', () => {
  const colours = Uint32Array.from(land.boundaries.countries, () => pack(9, 99, 9));
  const scene = { ...sceneOf({ choropleth: { colours } }), geometry: world, fine: true, camera: createCamera(PROJECTIONS['equal-earth'], { lon: 160, lat: 0, zoom: 0 }, size) };
  const laid = layOut(scene), nauru = index('NRU'), pixels = new Uint32Array(1200 * 640);
  const [x, y] = scene.camera.toScreen(land.boundaries.labelLon[nauru], land.boundaries.labelLat[nauru]);
  paintScene(scene, laid, pixels, null);
  assert.equal(pixels[Math.floor(y) * 1200 + Math.floor(x)], pack(9, 99, 9));
  for (const [dx, dy] of [[0, 0], [8, 8], [-11, 0], [0, 11]]) {
    assert.deepEqual([hitScene(scene, laid, x + dx, y + dy).kind, hitScene(scene, laid, x + dx, y + dy).index], ['country', nauru]);
  }
});

import assert from 'node:assert/strict';
import test from 'node:test';
import {
  MAX_ZOOM, clampView, createCamera, fitView, pixelsPerKm, viewWithPlaceAt, visibleWindow,
} from '../../assets/gridmap/camera.mjs';
import { PROJECTIONS, wrap } from '../../assets/gridmap/projections.mjs';
import { random } from './engine-fixtures.mjs';

const size = { width: 1200, height: 640, ratio: 1 };
const each = Object.values(PROJECTIONS);

test('at zoom 0 the whole world fits, whatever the element and the pixel ratio', () => {
  for (const projection of each) {
    for (const [width, height, ratio] of [[1200, 640, 1], [360, 500, 3], [1440, 300, 1.5]]) {
      const camera = createCamera(projection, { lon: 20, lat: 0, zoom: 0 }, { width, height, ratio });
      const wide = (2 * projection.halfWidth * camera.scale) / camera.width;
      const high = (2 * projection.halfHeight * camera.scale) / camera.height;
      assert.ok(wide <= 1 && high <= 1 && Math.max(wide, high) > 0.95, `${projection.id}: ${wide} × ${high}`);
    }
  }
});

test('each step of zoom doubles the scale', () => {
  const at = (zoom) => pixelsPerKm(createCamera(PROJECTIONS['equal-earth'], { lon: 0, lat: 0, zoom }, size));
  assert.ok(Math.abs(at(4) / at(1) - 8) < 1e-9);
});

test('160 km take the same room at any latitude of Equal Earth, and on the globe’s centre', () => {
  const at = (projection, lat) => pixelsPerKm(createCamera(projection, { lon: 0, lat, zoom: 3 }, size));
  const equator = at(PROJECTIONS['equal-earth'], 0);
  for (const lat of [20, -50, 75]) assert.ok(Math.abs(at(PROJECTIONS['equal-earth'], lat) / equator - 1) < 1e-4);
  assert.equal(at(PROJECTIONS.globe, 60), at(PROJECTIONS.globe, 0));
});

test('screen and geography undo each other', () => {
  for (const projection of each) {
    const camera = createCamera(projection, { lon: 179, lat: 40, zoom: 4 }, size);
    const [x, y] = camera.toScreen(-178, 42);
    const [lon, lat] = camera.toGeo(x, y);
    assert.ok(Math.abs(lon + 178) < 1e-8 && Math.abs(lat - 42) < 1e-8);
  }
});

test('a place taken hold of stays under the pointer while dragging and zooming', () => {
  const next = random(2);
  for (const projection of each) {
    for (let i = 0; i < 300; i++) {
      const view = { lon: next() * 360 - 180, lat: next() * 80 - 40, zoom: 2 + 6 * next() };
      const camera = createCamera(projection, view, size);
      const place = camera.toGeo(next() * 1200, next() * 640);
      if (!place || Math.abs(place[1]) > 70) continue;
      const x = 300 + next() * 600, y = 160 + next() * 320;
      const moved = viewWithPlaceAt({ ...view, zoom: view.zoom + 0.3 }, place, x, y, projection, size);
      const at = createCamera(projection, moved, size).toScreen(...place);
      assert.ok(at && Math.hypot(at[0] - x, at[1] - y) < 2, `${projection.id} ${JSON.stringify(view)}: ${at} is not ${x}, ${y}`);
    }
  }
});

test('a fitted view shows the bounds and fills the element with them', () => {
  for (const projection of each) {
    for (const [west, south, east, north] of [[22, 66, 38, 71], [-10, 35, 30, 60], [176, -20, 183, -15], [100, -80, 120, -60]]) {
      const camera = createCamera(projection, fitView([west, south, east, north], projection, size), size);
      let least = 1, xs = [], ys = [];
      for (let i = 0; i <= 10; i++) {
        for (const [lon, lat] of [[west, south + ((north - south) * i) / 10], [east, south + ((north - south) * i) / 10], [west + ((east - west) * i) / 10, south], [west + ((east - west) * i) / 10, north]]) {
          const [x, y] = camera.toScreen(lon, lat);
          xs.push(x);
          ys.push(y);
        }
      }
      least = Math.max((Math.max(...xs) - Math.min(...xs)) / 1200, (Math.max(...ys) - Math.min(...ys)) / 640);
      assert.ok(Math.min(...xs) >= -1 && Math.max(...xs) <= 1201 && Math.min(...ys) >= -1 && Math.max(...ys) <= 641, `${projection.id} ${west}: ${Math.min(...xs)} ${Math.max(...xs)} ${Math.min(...ys)} ${Math.max(...ys)}`);
      assert.ok(least > 0.75, `${projection.id} ${west}: only ${least} of the element`);
    }
  }
});

test('half a world and more fits the globe from outside', () => {
  assert.equal(fitView([-170, -60, 170, 80], PROJECTIONS.globe, size).zoom, 0);
});

test('views are brought into range', () => {
  for (const projection of each) {
    const view = clampView({ lon: 200, lat: 99, zoom: 99 }, projection, size);
    assert.equal(view.lon, -160);
    assert.equal(view.zoom, MAX_ZOOM);
    assert.ok(view.lat <= 90);
  }
  assert.equal(clampView({ lon: 0, lat: 50, zoom: 0 }, PROJECTIONS['equal-earth'], size).lat, 0);
  assert.equal(clampView({ lon: 0, lat: 50, zoom: 0 }, PROJECTIONS.globe, size).lat, 50);
});

test('the window holds every place in sight', () => {
  const next = random(8);
  for (const projection of each) {
    for (let i = 0; i < 60; i++) {
      const camera = createCamera(projection, { lon: next() * 360 - 180, lat: next() * 176 - 88, zoom: next() * 7 }, size);
      const window = visibleWindow(camera);
      for (let k = 0; k < 200; k++) {
        const place = camera.toGeo(next() * 1200, next() * 640);
        if (!place) continue;
        assert.ok(place[1] >= window.south - 1e-9 && place[1] <= window.north + 1e-9, `${projection.id}: latitude ${place[1]}`);
        assert.ok(Math.abs(wrap(place[0] - window.lon)) <= window.half + 1e-9, `${projection.id}: longitude ${place[0]}`);
      }
    }
  }
});

test('an element without width or height leaves every view a view', () => {
  const views = [{ lon: 20, lat: 50, zoom: 0 }, { lon: -179, lat: -80, zoom: 7 }];
  for (const projection of each) {
    for (const [width, height] of [[0, 0], [800, 0], [0, 600]]) {
      const flat = { width, height, ratio: 1 };
      for (const view of views) {
        const found = [
          clampView(view, projection, flat),
          fitView([20, 40, 30, 50], projection, flat),
          viewWithPlaceAt(view, [10, 10], 0, 0, projection, flat),
        ];
        for (const { lon, lat, zoom } of found) {
          assert.ok([lon, lat, zoom].every(Number.isFinite), `${projection.id} ${width} × ${height}: ${lon}, ${lat}, ${zoom}`);
        }
        assert.deepEqual(clampView(clampView(view, projection, flat), projection, size), clampView(view, projection, size));
      }
      assert.ok(pixelsPerKm(createCamera(projection, views[0], flat)) > 0);
    }
  }
});

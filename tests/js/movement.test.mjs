import assert from 'node:assert/strict';
import test from 'node:test';
import { flight } from '../../assets/gridmap/animate.mjs';
import { nextCell, nextCountry } from '../../assets/gridmap/focus.mjs';
import { id, numberOf } from '../../assets/gridmap/grid.mjs';
import { attachInteraction } from '../../assets/gridmap/interact.mjs';
import { shippedBoundaries } from './engine-fixtures.mjs';

const boundaries = shippedBoundaries('50m');
const index = (iso) => boundaries.countries.indexOf(iso);

test('a flight starts and ends where it should, without jumps', () => {
  const cases = [
    [{ lon: 10, lat: 50, zoom: 4 }, { lon: 150, lat: -30, zoom: 5 }],
    [{ lon: 170, lat: 0, zoom: 3 }, { lon: -170, lat: 10, zoom: 3 }],
    [{ lon: 0, lat: 0, zoom: 0 }, { lon: 0, lat: 0, zoom: 6 }],
  ];
  for (const [from, to] of cases) {
    const { at, length } = flight(from, to);
    assert.ok(length > 0);
    for (const key of ['lon', 'lat', 'zoom']) {
      assert.ok(Math.abs(at(0)[key] - from[key]) < 1e-9 && Math.abs(at(1)[key] - to[key]) < 1e-9);
      assert.ok(Math.abs(at(0.9999)[key] - to[key]) < 0.05, `${key}: ${at(0.9999)[key]}`);
    }
  }
});

test('a far flight rises to see both ends, and takes the short way over 180°', () => {
  const far = flight({ lon: 10, lat: 50, zoom: 6 }, { lon: 110, lat: 20, zoom: 6 });
  assert.ok(far.at(0.5).zoom < 3);
  const short = flight({ lon: 170, lat: 0, zoom: 3 }, { lon: -170, lat: 0, zoom: 3 });
  assert.ok(Math.abs(short.at(0.5).lon) > 175);
});

test('staying takes no flight', () => {
  assert.equal(flight({ lon: 1, lat: 2, zoom: 3 }, { lon: 1, lat: 2, zoom: 3 }).length, 0);
});

test('arrows walk from the centre of the view to neighbouring cells', () => {
  const view = { lon: 25, lat: 35 }, start = nextCell(null, 'north', view, 0);
  assert.equal(id(start.number), 'N24E15');
  assert.equal(id(nextCell(start, 'east', view, 0).number), 'N24E16');
  assert.equal(id(nextCell(start, 'south', view, 0).number).slice(0, 3), 'N23');
  const finer = nextCell(start, 'east', view, 1);
  assert.equal(finer.level, 1);
});

test('arrows walk countries by their place', () => {
  const view = { lon: 2, lat: 47 }, from = nextCountry(null, 'east', view, boundaries);
  assert.equal(from, index('FRA'));
  const west = nextCountry(index('DEU'), 'west', view, boundaries), east = nextCountry(index('DEU'), 'east', view, boundaries);
  assert.ok(boundaries.labelLon[west] < boundaries.labelLon[index('DEU')] && boundaries.labelLon[east] > boundaries.labelLon[index('DEU')]);
  assert.equal(boundaries.countries[nextCountry(index('PRT'), 'east', view, boundaries)], 'ESP');
});

/** A surface that takes the events of a test, and what the map was asked to do. */
function stage(overrides = {}) {
  const surface = new EventTarget(), calls = [];
  surface.getBoundingClientRect = () => ({ left: 100, top: 50 });
  surface.setPointerCapture = () => {};
  const note = (name, value) => (...args) => { calls.push([name, ...args]); return value; };
  const map = Object.fromEntries(['holdPlace', 'zoomBy', 'panBy', 'settle', 'home', 'hover', 'click', 'walk', 'open'].map((name) => [name, note(name)]));
  Object.assign(map, { view: () => ({ lon: 0, lat: 0, zoom: 2 }), place: (x, y) => [x, y], canZoomOut: () => true, leave: note('leave', true) }, overrides);
  const detach = attachInteraction(surface, map);
  const send = (type, fields) => {
    const event = new Event(type, { cancelable: true });
    Object.defineProperty(event, 'target', { value: surface });
    Object.assign(event, { ctrlKey: false, shiftKey: false, metaKey: false, altKey: false }, fields);
    surface.dispatchEvent(event);
    return event;
  };
  const pointer = (type, x, y, fields = {}) => send(type, { pointerId: 1, pointerType: 'mouse', button: 0, clientX: 100 + x, clientY: 50 + y, ...fields });
  surface.closest = () => null;
  return { calls, send, pointer, detach };
}

test('a drag holds the place it took, and a rest is told once', () => {
  const { calls, pointer } = stage();
  pointer('pointerdown', 10, 20);
  pointer('pointermove', 12, 21); // within the slack of a tap
  pointer('pointermove', 40, 60);
  pointer('pointerup', 40, 60);
  assert.deepEqual(calls.filter(([name]) => name !== 'hover'), [['holdPlace', [10, 20], 40, 60, 2], ['settle']]);
});

test('a press without movement is a tap, with its modifier', () => {
  const { calls, pointer } = stage();
  pointer('pointerdown', 10, 20);
  pointer('pointerup', 11, 20, { ctrlKey: true });
  assert.deepEqual(calls, [['click', 11, 20, { modifier: true, touch: false }]]);
});

test('two quick taps zoom in on their place; with Shift out', () => {
  for (const [shiftKey, steps] of [[false, 1], [true, -1]]) {
    const { calls, pointer } = stage();
    for (let i = 0; i < 2; i++) {
      pointer('pointerdown', 10, 20);
      pointer('pointerup', 10, 20, { shiftKey });
    }
    assert.deepEqual(calls.at(-1), ['zoomBy', steps, 10, 20, true]);
  }
});

test('a pinch to twice the spread zooms by one step around the fingers’ middle', () => {
  const { calls, pointer } = stage();
  pointer('pointerdown', 100, 100, { pointerType: 'touch' });
  pointer('pointerdown', 200, 100, { pointerType: 'touch', pointerId: 2 });
  pointer('pointermove', 300, 100, { pointerType: 'touch', pointerId: 2 });
  const [, place, x, y, zoom] = calls.filter(([name]) => name === 'holdPlace').at(-1);
  assert.deepEqual([place, x, y, zoom], [[150, 100], 200, 100, 3]);
  pointer('pointerup', 300, 100, { pointerType: 'touch', pointerId: 2 });
  pointer('pointerup', 100, 100, { pointerType: 'touch' });
  assert.ok(!calls.some(([name]) => name === 'click'));
});

test('a long press is a click with a modifier and no tap after it', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { calls, pointer } = stage();
  pointer('pointerdown', 10, 20, { pointerType: 'touch' });
  t.mock.timers.tick(600);
  pointer('pointerup', 10, 20, { pointerType: 'touch' });
  assert.deepEqual(calls.filter(([name]) => name === 'click'), [['click', 10, 20, { modifier: true, touch: true }]]);
});

test('a mouse without buttons hovers, and leaving ends it', () => {
  const { calls, pointer } = stage();
  pointer('pointermove', 5, 6);
  pointer('pointerleave', 5, 6);
  assert.deepEqual(calls, [['hover', 5, 6], ['hover', null, null]]);
});

test('the wheel zooms around the pointer and leaves the page its scrolling at the far end', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { calls, send } = stage();
  const event = send('wheel', { deltaY: -100, deltaMode: 0, clientX: 300, clientY: 150 });
  assert.ok(event.defaultPrevented);
  const [, steps, x, y] = calls[0];
  assert.ok(steps > 0.1 && steps < 0.5 && x === 200 && y === 100);
  const out = stage({ canZoomOut: () => false });
  assert.ok(!out.send('wheel', { deltaY: 100, deltaMode: 0, clientX: 0, clientY: 0 }).defaultPrevented);
  assert.deepEqual(out.calls, []);
});

test('keys walk, pan, open, zoom, go home and leave; others pass', () => {
  const { calls, send } = stage();
  for (const key of ['ArrowLeft', 'ArrowUp', 'Enter', '+', '-', 'Home', 'Escape']) assert.ok(send('keydown', { key }).defaultPrevented, key);
  send('keydown', { key: 'ArrowRight', shiftKey: true });
  assert.deepEqual(calls.map(([name, first]) => [name, first].filter((x) => x !== undefined && x !== null)), [
    ['walk', 'west'], ['walk', 'north'], ['open'], ['zoomBy', 1], ['zoomBy', -1], ['home'], ['leave'], ['panBy', -80], ['settle'],
  ]);
  assert.ok(!send('keydown', { key: 'Tab' }).defaultPrevented);
  assert.ok(!send('keydown', { key: '+', ctrlKey: true }).defaultPrevented);
});

test('after detaching nothing is heard', () => {
  const { calls, send, pointer, detach } = stage();
  detach();
  send('keydown', { key: 'Home' });
  pointer('pointermove', 1, 1);
  assert.deepEqual(calls, []);
});

test('cells that a link names exist for the walk', () => {
  assert.equal(nextCell(numberOf('N60E01'), 'north', { lon: 0, lat: 0 }, 0).number, numberOf('N60E01').number);
});

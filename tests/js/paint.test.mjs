import assert from 'node:assert/strict';
import test from 'node:test';
import { CellSet } from '../../assets/gridmap/grid.mjs';
import { inked, swatch, tiles } from '../../assets/gridmap/marks.mjs';
import { composePalette, paintPixels } from '../../assets/gridmap/paint.mjs';
import { brightness, css, mix, pack, parse, unpackColour } from '../../assets/gridmap/rgba.mjs';
import { MARKS, STATES, STATE, markOf } from '../../assets/gridmap/states.mjs';

const theme = { space: 0, sea: pack(200, 220, 230), land: pack(240, 240, 230), fade: pack(255, 255, 255) };
const plain = { countries: 2, cellset: null, cells: null, choropleth: null, selected: new Set(), highlight: null, theme };
const cellset = new CellSet(0, Uint32Array.of(5, 6, 7), Uint16Array.of(0, 1, 65535));
const red = pack(200, 0, 0), green = pack(0, 150, 0), blue = pack(0, 0, 200);
const cells = { colours: Uint32Array.of(red, green, blue) };

/** Colours of index values 0, 1, … as painted at pixels of their own. */
function painted(options) {
  const palette = composePalette({ ...plain, ...options }), index = Uint32Array.from({ length: palette.length }, (_, i) => i);
  const pixels = new Uint32Array(index.length);
  paintPixels(index, palette, pixels, index.length, 1);
  return [...pixels];
}

test('space stays clear, sea, land and cells have their colours', () => {
  assert.deepEqual(painted({ cellset, cells }), [0, theme.sea, theme.land, theme.land, red, green, blue]);
});

test('selected countries keep their colours and the rest steps back', () => {
  const [, sea, , other, selected, ...rest] = painted({ cellset, cells, selected: new Set([0]) });
  assert.equal(sea, theme.sea);
  assert.equal(selected, red);
  assert.notEqual(other, theme.land);
  rest.forEach((word, i) => assert.ok(brightness(word) > brightness([green, blue][i])));
});

test('a highlight and faded cells step the others back', () => {
  assert.deepEqual(painted({ cellset, cells, highlight: (i) => i === 1 }).slice(4).map((word, i) => word === cells.colours[i]), [false, true, false]);
  assert.deepEqual(painted({ cellset, cells: { ...cells, faded: Uint8Array.of(0, 1, 0) } }).slice(4).map((word, i) => word === cells.colours[i]), [true, false, true]);
});

test('countries take their own colours where countries are coloured', () => {
  assert.deepEqual(painted({ choropleth: { colours: Uint32Array.of(red, blue) } }), [0, theme.sea, red, blue]);
});

test('with more cells than pixels only those in sight get a colour', () => {
  const palette = composePalette({ ...plain, cellset, cells, index: Uint32Array.of(4, 6) });
  assert.deepEqual([...palette.slice(4)], [red, 0, blue]);
});

test('a palette is used again where it fits', () => {
  const first = composePalette({ ...plain, cellset, cells });
  assert.equal(composePalette({ ...plain, cellset, cells }, first), first);
  assert.notEqual(composePalette(plain, first), first);
});

test('every mark draws a pattern of its own over the colour', () => {
  const seen = new Set();
  for (const mark of Object.values(MARKS)) {
    const pixels = new Uint32Array(64 * 64), palette = composePalette({ ...plain, cellset, cells: { ...cells, marks: Uint8Array.of(mark, 0, 0) } });
    paintPixels(new Uint32Array(64 * 64).fill(4), palette, pixels, 64, 1);
    seen.add(pixels.join());
    const covered = pixels.filter((word) => word !== red).length / pixels.length;
    assert.ok(mark === MARKS.none ? covered === 0 : covered > 0.05 && covered < 0.75, `mark ${mark} covers ${covered}`);
  }
  assert.equal(seen.size, Object.keys(MARKS).length);
});

test('every state has its own mark, but the measured and the outside, told by class and flat tone', () => {
  const marked = STATES.map((_, state) => markOf(state)).filter((mark) => mark !== MARKS.none);
  assert.equal(new Set(marked).size, marked.length);
  assert.equal(marked.length, STATES.length - 2);
  assert.deepEqual([STATE.measured, STATE.below, STATE.too_few], [0, 1, 7]);
});

test('patterns repeat without a seam and scale with the pixel ratio', () => {
  for (const ratio of [1, 1.5, 2, 3]) {
    for (const [mark, tile] of tiles(ratio).entries()) {
      if (!tile) continue;
      assert.equal(tile.size, Math.round(8 * ratio));
      assert.ok(tile.cover.some((c) => c > 200) && tile.cover.some((c) => c === 0), `mark ${mark} at ${ratio}`);
    }
  }
});

test('a legend swatch is the map’s own pattern', () => {
  const words = new Uint32Array(swatch(MARKS.hatch, red, 16, 16).buffer);
  const pixels = new Uint32Array(256), palette = composePalette({ ...plain, cellset, cells: { ...cells, marks: Uint8Array.of(MARKS.hatch, 0, 0) } });
  paintPixels(new Uint32Array(256).fill(4), palette, pixels, 16, 1);
  assert.deepEqual(words, pixels);
});

test('patterns are dark on light colours and light on dark ones', () => {
  const light = pack(240, 240, 200), dark = pack(40, 10, 60);
  assert.ok(brightness(inked(light, 255)) < brightness(light) - 60);
  assert.ok(brightness(inked(dark, 255)) > brightness(dark) + 60);
});

test('colours are read, written and mixed', () => {
  assert.equal(parse('#fa0'), pack(255, 170, 0));
  assert.equal(parse(' rgb(1, 2, 3) '), pack(1, 2, 3));
  assert.equal(parse('rgba(1, 2, 3, 0.5)'), pack(1, 2, 3));
  assert.equal(parse('transparent'), 0);
  assert.equal(css(pack(9, 8, 7)), 'rgb(9, 8, 7)');
  assert.throws(() => parse('papayawhip'), RangeError);
  assert.deepEqual([0, 128, 256].map((share) => unpackColour(mix(pack(0, 100, 255), pack(200, 0, 255), share))), [[0, 100, 255], [100, 50, 255], [200, 0, 255]]);
});

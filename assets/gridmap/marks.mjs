/**
 * Marks of value states: small repeating patterns drawn over a colour, in the map's own
 * pixel loop and in the legend's swatches alike.
 */

import { MARKS } from './states.mjs';
import { brightness, mix, pack } from './rgba.mjs';

/** CSS pixels after which a pattern repeats. */
const PERIOD = 8;

/** Distance of two coordinates on a circle of PERIOD. */
const apart = (a, b) => {
  const d = Math.abs(a - b) % PERIOD;
  return Math.min(d, PERIOD - d);
};
const dot = (x, y, cx, cy) => Math.hypot(apart(x, cx), apart(y, cy));
const bar = (x, y, cx, cy, halfX, halfY) => Math.max(apart(x, cx) - halfX, apart(y, cy) - halfY);

/** Signed distance (CSS pixels) of a point from the pattern; negative is inside. */
const PATTERNS = {
  [MARKS.dots]: (x, y) => Math.min(dot(x, y, 2, 2), dot(x, y, 6, 6)) - 1.1,
  [MARKS.ticks]: (x, y) => Math.min(bar(x, y, 2.5, 2, 0.55, 2), bar(x, y, 6.5, 6, 0.55, 2)),
  [MARKS.hatch]: (x, y) => apart(x + y, 0) * Math.SQRT1_2 - 0.65,
  [MARKS.cross]: (x, y) => Math.min(apart(x + y, 0), apart(x - y + PERIOD, 0)) * Math.SQRT1_2 - 0.55,
  [MARKS.rings]: (x, y) => Math.abs(dot(x, y, 4, 4) - 2.2) - 0.5,
  [MARKS.dashes]: (x, y) => Math.min(bar(x, y, 2, 2.5, 2, 0.55), bar(x, y, 6, 6.5, 2, 0.55)),
  [MARKS.rain]: (x) => apart(x, 4.5) - 0.55,
};

/**
 * @typedef {object} Tile
 * @property {number} size device pixels on a side
 * @property {Uint8Array} cover 0…255 by row and column
 */

const cache = new Map();

/**
 * @param {number} ratio device pixels per CSS pixel
 * @returns {Array<Tile | undefined>} by mark code; none for MARKS.none
 */
export function tiles(ratio) {
  if (!cache.has(ratio)) {
    const size = Math.max(4, Math.round(PERIOD * ratio)), unit = PERIOD / size;
    const list = [];
    for (const [mark, distance] of Object.entries(PATTERNS)) {
      const cover = new Uint8Array(size * size);
      for (let i = 0; i < cover.length; i++) {
        const d = distance(((i % size) + 0.5) * unit, (Math.floor(i / size) + 0.5) * unit);
        // Half a device pixel to either side of the edge is smoothed.
        cover[i] = Math.round(255 * Math.max(0, Math.min(1, 0.5 - d / unit)));
      }
      list[mark] = { size, cover };
    }
    cache.set(ratio, list);
  }
  return cache.get(ratio);
}

const DARK = pack(25, 25, 25), LIGHT = pack(255, 255, 255);

/** The colour of a pattern over a colour, at a coverage of 0…255. */
export function inked(colour, cover) {
  const onDark = brightness(colour) < 120;
  return mix(colour, onDark ? LIGHT : DARK, (cover * (onDark ? 190 : 150)) >> 8);
}

/**
 * A rectangle of a colour with its mark, for legends.
 * @param {number} mark
 * @param {number} colour word
 * @param {number} width device pixels
 * @param {number} height device pixels
 * @returns {Uint8ClampedArray} RGBA, for `new ImageData(pixels, width)`
 */
export function swatch(mark, colour, width, height, ratio = 1) {
  const pixels = new Uint32Array(width * height), tile = tiles(ratio)[mark];
  for (let p = 0; p < pixels.length; p++) {
    const x = p % width, y = Math.floor(p / width);
    const cover = tile ? tile.cover[(y % tile.size) * tile.size + (x % tile.size)] : 0;
    pixels[p] = cover ? inked(colour, cover) : colour;
  }
  return new Uint8ClampedArray(pixels.buffer);
}

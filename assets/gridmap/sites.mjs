/** Discs: samples, and territories too small to see. Drawn into the pixels, found by distance. */

import { pixelsPerDegree } from './camera.mjs';
import { inked, tiles } from './marks.mjs';
import { mix } from './rgba.mjs';

/** CSS pixels within which a disc is hit: a target of 24 px (WCAG 2.2, 2.5.8). */
export const HIT_RADIUS = 12;

/**
 * Discs on the screen, in the order given.
 * @returns {{x: Float32Array, y: Float32Array, index: Uint32Array, length: number}} device
 *   pixels, and each disc's place in `lon`
 */
export function projectDiscs(camera, lon, lat, keep = null) {
  const x = new Float32Array(lon.length), y = new Float32Array(lon.length), index = new Uint32Array(lon.length);
  const room = HIT_RADIUS * camera.ratio;
  let length = 0;
  for (let i = 0; i < lon.length; i++) {
    if (keep && !keep(i)) continue;
    const point = camera.toScreen(lon[i], lat[i]);
    if (!point || point[0] < -room || point[1] < -room || point[0] > camera.width + room || point[1] > camera.height + room) continue;
    x[length] = point[0];
    y[length] = point[1];
    index[length++] = i;
  }
  return { x, y, index, length };
}

/** Radius of samples in CSS pixels: small dots on the world, discs to be read when near. */
export function siteRadius(camera) {
  return Math.max(2.2, Math.min(6, 1.6 + 0.55 * Math.log2(Math.max(1, pixelsPerDegree(camera)))));
}

const discs = new Map();

/** Coverage of a disc and of its rim, 0…255, on a square of odd size. */
function disc(radius, ratio) {
  const key = `${radius}|${ratio}`;
  if (discs.has(key)) return discs.get(key);
  const r = radius * ratio, reach = Math.ceil(r + 0.5), size = 2 * reach + 1;
  const fill = new Uint8Array(size * size), rim = new Uint8Array(size * size);
  const width = Math.max(1, 0.8 * ratio);
  for (let i = 0; i < fill.length; i++) {
    const d = Math.hypot((i % size) - reach, Math.floor(i / size) - reach);
    const inside = (edge) => Math.max(0, Math.min(1, 0.5 + edge - d));
    fill[i] = Math.round(255 * inside(r));
    rim[i] = Math.round(255 * (inside(r) - inside(r - width)));
  }
  const made = { reach, size, fill, rim };
  if (discs.size > 40) discs.clear();
  discs.set(key, made);
  return made;
}

/** A coverage of 0…255 as a share of 256. */
const share = (cover) => cover + (cover >> 7);

/**
 * Draw discs over pixels.
 * @param {Uint32Array} pixels
 * @param {object} camera
 * @param {{x, y, index, length}} shown from `projectDiscs`
 * @param {{colour: (i: number) => number, mark?: (i: number) => number, radius: number, rim: number}} style
 */
export function drawDiscs(pixels, { width, height, ratio }, shown, { colour, mark, radius, rim }) {
  const { reach, size, fill, rim: edge } = disc(Math.round(radius * 2) / 2, ratio), patterns = tiles(ratio);
  for (let n = 0; n < shown.length; n++) {
    const i = shown.index[n], left = Math.floor(shown.x[n]) - reach, top = Math.floor(shown.y[n]) - reach;
    const word = colour(i), tile = mark && patterns[mark(i)];
    for (let row = Math.max(0, -top); row < size && top + row < height; row++) {
      for (let column = Math.max(0, -left); column < size && left + column < width; column++) {
        const m = row * size + column;
        if (!fill[m]) continue;
        const p = (top + row) * width + left + column;
        const cover = tile ? tile.cover[(row % tile.size) * tile.size + (column % tile.size)] : 0;
        const inside = mix(cover ? inked(word, cover) : word, rim, share(edge[m]));
        pixels[p] = fill[m] === 255 ? inside : mix(pixels[p] || inside, inside, share(fill[m]));
      }
    }
  }
}

/**
 * The nearest disc within reach.
 * @param {number} x device pixels
 * @param {number} y device pixels
 * @param {number} reach device pixels
 * @returns {number} its index in the list projected, −1 for none; the later drawn of equals
 */
export function nearestDisc(shown, x, y, reach) {
  let found = -1, least = reach * reach;
  for (let n = 0; n < shown.length; n++) {
    const dx = shown.x[n] - x, dy = shown.y[n] - y, d = dx * dx + dy * dy;
    if (d <= least) {
      least = d;
      found = shown.index[n];
    }
  }
  return found;
}

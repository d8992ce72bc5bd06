/** The legend of a composite of three elements: a triangle with one of them at each corner. */

import { h } from './dom.mjs';

const WIDTH = 200;
const HEIGHT = Math.round((WIDTH * Math.sqrt(3)) / 2);

/**
 * The shares of three corners (top, left, right) at a place of the triangle, which sum to one.
 *
 * @param {number} x 0 to 1 from left to right; y 0 to 1 from the top to the base.
 * @returns {number[]|null} null outside.
 */
export function sharesAt(x, y) {
  const top = 1 - y;
  const right = x - top / 2;
  const left = 1 - top - right;
  return [top, left, right].every((share) => share >= -1e-9) ? [top, left, right] : null;
}

/** The colour of shares as the server mixes it (`colour_of` in dashboard/together/composite.py). */
export const mixtureOf = (shares) => shares.map((share) => Math.round(255 * Math.sqrt(Math.max(0, share))));

/**
 * @param {string[]} names of the elements: red (top), green (left), blue (right).
 * @param {string} words what the triangle says, for those who do not see it.
 */
export function drawTriangle(names, words, ratio = globalThis.devicePixelRatio ?? 1) {
  const canvas = h('canvas', { class: 'triangle-canvas', role: 'img', 'aria-label': words });
  canvas.width = Math.round(WIDTH * ratio);
  canvas.height = Math.round(HEIGHT * ratio);
  const context = canvas.getContext('2d');
  const image = context.createImageData(canvas.width, canvas.height);
  for (let row = 0; row < canvas.height; row++) {
    for (let column = 0; column < canvas.width; column++) {
      const shares = sharesAt((column + 0.5) / canvas.width, (row + 0.5) / canvas.height);
      if (shares) image.data.set([...mixtureOf(shares), 255], 4 * (row * canvas.width + column));
    }
  }
  context.putImageData(image, 0, 0);
  const corners = ['top', 'left', 'right'].map((corner, i) => h('span', { class: `triangle-${corner}`, 'aria-hidden': 'true' }, names[i] ?? ''));
  return h('div', { class: 'triangle' }, canvas, ...corners);
}

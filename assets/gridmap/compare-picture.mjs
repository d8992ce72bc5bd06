/** The picture of all maps: each with its title and legend, tiled, and one block of credits. */

import { drawPicture, wrap } from './picture.mjs';

const RATIO = 2;
const MARGIN = 24;
const LINE = 18;
const FONT = '12px system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/**
 * @param {object} options
 * @param {HTMLCanvasElement[]} options.maps drawn at twice the pixels of the screen.
 * @param {{title, labels, entries}[]} options.tiles of each map.
 * @param {string[]} options.credits below all.
 * @param {{paper: string, ink: string}} options.style CSS colours.
 * @param {string} options.language BCP 47 tag.
 * @returns {HTMLCanvasElement}
 */
export function drawPictures({ maps, tiles, credits, style, language }) {
  const drawn = maps.map((canvas, k) => drawPicture({ map: { canvas: () => canvas }, ...tiles[k], credits: [], style, language }));
  const columns = drawn.length > 1 ? 2 : 1;
  const rows = Array.from({ length: Math.ceil(drawn.length / columns) }, (_, r) => drawn.slice(r * columns, (r + 1) * columns));
  const heights = rows.map((row) => Math.max(...row.map(({ height }) => height)));
  const width = Math.max(...drawn.map((one) => one.width));
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  context.font = FONT;
  const notes = credits.flatMap((text) => wrap(context, text, (columns * width) / RATIO - 2 * MARGIN));
  canvas.width = columns * width;
  canvas.height = heights.reduce((sum, one) => sum + one, 0) + (notes.length * LINE + MARGIN) * RATIO;
  context.fillStyle = style.paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  let y = 0;
  rows.forEach((row, r) => {
    row.forEach((one, c) => context.drawImage(one, c * width, y));
    y += heights[r];
  });
  context.scale(RATIO, RATIO);
  Object.assign(context, { font: FONT, fillStyle: style.ink, textBaseline: 'top' });
  notes.forEach((text, i) => context.fillText(text, MARGIN, y / RATIO + i * LINE));
  return canvas;
}

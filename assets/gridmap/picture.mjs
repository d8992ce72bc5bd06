/** The map as a picture that can be cited: title, legend, source, licence, link and notes. */

import { formatNumber } from './format.mjs';
import { drawSwatch } from './key.mjs';

const RATIO = 2;
const MARGIN = 24;
const FONT = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const LINE = 18;
const SWATCH = { width: 16, height: 14 };

/** Break a text into lines no wider than given (CSS pixels, in the context's font). */
export function wrap(context, text, width) {
  const lines = [];
  let line = '';
  for (const word of text.split(/(?<=[\s/&])/)) {
    if (line && context.measureText(line + word).width > width) {
      lines.push(line.trimEnd());
      line = word;
    } else line += word;
  }
  return [...lines, line.trimEnd()].filter(Boolean);
}

/** Legend entries in rows that fit the width. */
function layEntries(context, entries, width, language) {
  const rows = [[]];
  let x = 0;
  for (const entry of entries) {
    const text = entry.count === null ? entry.label : `${entry.label} (${formatNumber(entry.count, language)})`;
    const wide = 22 + context.measureText(text).width + 18;
    if (x + wide > width && rows.at(-1).length) {
      rows.push([]);
      x = 0;
    }
    rows.at(-1).push({ ...entry, text, x });
    x += wide;
  }
  return rows;
}

/**
 * @param {object} options
 * @param {object} options.map of the engine.
 * @param {string} options.title
 * @param {string[]} options.labels what must not be missing, such as that data are simulated.
 * @param {{label, count, colour, mark}[]} options.entries of the legend.
 * @param {string[]} options.credits
 * @param {{paper: string, ink: string}} options.style CSS colours.
 * @param {string} options.language BCP 47 tag.
 * @returns {HTMLCanvasElement} at twice the pixels of the screen.
 */
export function drawPicture({ map, title, labels, entries, credits, style, language }) {
  const picture = map.canvas({ ratio: RATIO });
  const mapWidth = picture.width / RATIO;
  const mapHeight = picture.height / RATIO;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  const width = mapWidth + 2 * MARGIN;
  const inner = mapWidth;

  const small = `12px ${FONT}`;
  context.font = `600 20px ${FONT}`;
  const heading = wrap(context, title, inner);
  context.font = small;
  const rows = layEntries(context, entries, inner, language);
  const notes = credits.flatMap((text) => wrap(context, text, inner));
  const height = MARGIN + heading.length * 26 + labels.length * LINE + 8 + mapHeight + 12 +
    rows.length * 22 + 8 + notes.length * LINE + MARGIN / 2;

  canvas.width = width * RATIO;
  canvas.height = height * RATIO;
  context.scale(RATIO, RATIO);
  context.fillStyle = style.paper;
  context.fillRect(0, 0, width, height);
  context.fillStyle = style.ink;
  context.strokeStyle = style.ink;
  context.textBaseline = 'top';

  let y = MARGIN;
  const lines = (texts, font, step) => {
    context.font = font;
    for (const text of texts) {
      context.fillText(text, MARGIN, y);
      y += step;
    }
  };
  lines(heading, `600 20px ${FONT}`, 26);
  lines(labels, `600 13px ${FONT}`, LINE);
  y += 8;
  context.drawImage(picture, MARGIN, y, mapWidth, mapHeight);
  y += mapHeight + 12;
  context.font = small;
  for (const row of rows) {
    for (const { text, x, ...entry } of row) {
      context.drawImage(drawSwatch(entry, SWATCH, RATIO), MARGIN + x, y, SWATCH.width, SWATCH.height);
      context.strokeRect(MARGIN + x + 0.5, y + 0.5, SWATCH.width - 1, SWATCH.height - 1);
      context.fillText(text, MARGIN + x + 22, y + 1);
    }
    y += 22;
  }
  y += 8;
  lines(notes, small, LINE);
  return canvas;
}

/** Hand a canvas to the reader as a file. */
export function saveCanvas(canvas, name) {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (!blob) {
        reject(new Error('The browser made no picture.'));
        return;
      }
      const link = document.createElement('a');
      link.href = URL.createObjectURL(blob);
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
      resolve();
    }, 'image/png');
  });
}

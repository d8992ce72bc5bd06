/**
 * Colouring of an index raster: a palette with one word for every index value, then one
 * look-up for each pixel. The palette's alpha byte is 255 − mark (0 for nothing at all),
 * so that plain colours need no second look-up.
 */

import { inked, tiles } from './marks.mjs';
import { mix } from './rgba.mjs';
import { COUNTRY_BASE, SEA, SPACE, cellBase } from './raster.mjs';

const NONE = 65535;
/** Share of 256 by which what steps back is mixed into the background. */
const STEP_BACK = 196;

const encode = (colour, mark) => ((colour & 0xffffff) | ((255 - (mark ?? 0)) << 24)) >>> 0;

/**
 * @typedef {object} Painting
 * @property {Uint32Array} colours words by position (or country)
 * @property {Uint8Array} [marks]
 * @property {Uint8Array} [faded] 1 steps back
 */

/**
 * The palette of a raster.
 *
 * @param {object} what
 * @param {number} what.countries how many countries there are
 * @param {object | null} what.cellset shown, or null
 * @param {Painting | null} what.cells its colours; needed with a cell set
 * @param {Painting | null} what.choropleth colours by country, or null
 * @param {Set<number>} what.selected countries that stand out; empty: all
 * @param {((index: number) => unknown) | null} what.highlight by position, or by country
 *   where countries are coloured; what it refuses steps back
 * @param {{space: number, sea: number, land: number, fade: number}} what.theme words
 * @param {Uint32Array} [what.index] the raster the palette is for; cells out of sight may be left out
 * @param {Uint32Array} [palette] to be used again
 * @returns {Uint32Array}
 */
export function composePalette({ countries, cellset, cells, choropleth, selected, highlight, theme, index }, palette) {
  const base = cellBase(countries), count = cellset ? cellset.cells.length : 0;
  const out = palette?.length === base + count ? palette : new Uint32Array(base + count);
  const back = (colour) => mix(colour, theme.fade, STEP_BACK);
  const chosen = (country) => !selected.size || selected.has(country);
  out[SPACE] = theme.space === 0 ? 0 : encode(theme.space, 0);
  out[SEA] = encode(theme.sea, 0);
  for (let country = 0; country < countries; country++) {
    let colour = choropleth ? choropleth.colours[country] : theme.land;
    const quiet = choropleth
      ? !chosen(country) || choropleth.faded?.[country] || (highlight && !highlight(country))
      : !chosen(country);
    if (quiet) colour = choropleth ? back(colour) : mix(colour, theme.fade, STEP_BACK >> 1);
    out[COUNTRY_BASE + country] = encode(colour, choropleth?.marks?.[country]);
  }
  if (!cellset) return out;
  const { colours, marks, faded } = cells;
  const steps = selected.size || highlight || faded;
  const write = (i) => {
    let colour = colours[i];
    if (steps && (faded?.[i] || !chosen(cellset.country[i]) || (highlight && !highlight(i)))) colour = back(colour);
    out[base + i] = (colour & 0xffffff) | ((255 - (marks ? marks[i] : 0)) << 24);
  };
  if (index && index.length < count) {
    // More cells than pixels: only those in sight need a colour.
    for (let p = 0, before = 0; p < index.length; p++) {
      const value = index[p];
      if (value >= base && value !== before) write(value - base);
      before = value;
    }
  } else for (let i = 0; i < count; i++) write(i);
  return out;
}

/**
 * Colour the pixels of a raster.
 * @param {Uint32Array} index
 * @param {Uint32Array} palette from `composePalette`
 * @param {Uint32Array} pixels as long as `index`
 * @param {number} width device pixels
 * @param {number} ratio device pixels per CSS pixel
 */
export function paintPixels(index, palette, pixels, width, ratio) {
  const patterns = tiles(ratio), words = new Int32Array(palette.buffer, palette.byteOffset, palette.length);
  let before = -1, word = 0, plain = true;
  for (let p = 0; p < index.length; p++) {
    const value = index[p];
    if (value !== before) {
      before = value;
      word = words[value];
      plain = word >>> 24 === 255 || word === 0;
    }
    if (plain) pixels[p] = word;
    else {
      const { size, cover } = patterns[255 - (word >>> 24)];
      const x = p % width, y = (p - x) / width;
      pixels[p] = inked(word | 0xff000000, cover[(y % size) * size + (x % size)]);
    }
  }
}

/** Country of a cell, or −1. */
export const countryOf = (cellset, position) => {
  const country = cellset.country[position];
  return country === NONE ? -1 : country;
};

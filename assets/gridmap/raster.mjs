/**
 * The index raster: what is at each device pixel.
 *
 *   0 outside the world · 1 sea · 2 + country · 2 + countries + position of a cell
 *
 * Cells of the grid are not filled one by one: each pixel's longitude and latitude give
 * row and column directly, so a view costs its pixels, however many cells there are, and
 * a cell's edges are the parallels and meridians themselves at every zoom.
 */

import { COLUMNS, FIRST, ROW_HEIGHT, ROWS, SPREAD } from './grid.mjs';
import { visibleWindow } from './camera.mjs';
import { fillCountries } from './polygons.mjs';
import { plateCarree, wrap } from './projections.mjs';

export const SPACE = 0;
export const SEA = 1;
export const COUNTRY_BASE = 2;
const RADIAN = Math.PI / 180;

/** First index value of cells. */
export const cellBase = (countries) => COUNTRY_BASE + countries;

const countryValue = (country) => COUNTRY_BASE + country;

/** Pixels per degree of longitude for each row of a planar camera, with the row's latitude. */
function parallels(camera) {
  const { projection, height, scale, cy, y0 } = camera;
  const k = new Float64Array(height), lats = new Float64Array(height).fill(NaN);
  for (let row = 0; row < height; row++) {
    const y = y0 + (cy - row - 0.5) / scale;
    if (Math.abs(y) > projection.halfHeight) continue;
    lats[row] = projection.lat(y);
    k[row] = projection.a(lats[row]) * scale;
  }
  return { k, lats };
}

/**
 * Fill the raster of a planar camera.
 * @param {Uint32Array} index camera.width × camera.height
 * @param {object} camera
 * @param {object | null} land boundaries with rings by country
 * @param {Float64Array | null} ys projected y of the boundaries' points
 * @param {object | null} cellset
 * @param {number} base first index value of cells
 * @param {Function} fill from `createFiller`
 */
export function fillPlanar(index, camera, land, ys, cellset, base, fill) {
  const { width, height, cx, cy, y0, scale, lon } = camera;
  const { k, lats } = parallels(camera);
  index.fill(SPACE);
  for (let row = 0; row < height; row++) {
    if (!(k[row] > 0)) continue;
    const from = Math.max(0, Math.ceil(cx - 180 * k[row] - 0.5)), to = Math.min(width, Math.ceil(cx + 180 * k[row] - 0.5));
    index.fill(SEA, row * width + from, row * width + to);
  }
  if (land) {
    const frame = { index, width, height, lon0: lon, cx, k, y0, cy, scale };
    fillCountries(frame, land, ys, visibleWindow(camera), countryValue, fill);
  }
  if (cellset) fillCells(index, camera, k, lats, cellset, base);
}

/** Write the cells of a set over a planar raster. */
function fillCells(index, { width, height, cx, lon }, k, lats, cellset, base) {
  const { level, block, slots, rows } = cellset;
  const size = 1 << level, mask = size - 1, last = (2 * ROWS << level) - 1;
  for (let y = 0; y < height; y++) {
    if (!(k[y] > 0)) continue;
    const row = Math.min(last, Math.floor(((90 - lats[y]) / ROW_HEIGHT) * size));
    const row0 = row >> level;
    if (!rows[row0]) continue;
    const from = Math.max(0, Math.ceil(cx - 180 * k[y] - 0.5)), to = Math.min(width, Math.ceil(cx + 180 * k[y] - 0.5));
    const count = COLUMNS[row0], total = count * size;
    const first = FIRST[row0], half = count >> 1;
    const south = SPREAD[row & mask] * 2;
    // Columns from Greenwich at the first pixel, and per pixel.
    const step = total / 360 / k[y];
    let at = ((lon + (from + 0.5 - cx) / k[y]) / 360) * total;
    at -= Math.floor(at / total) * total;
    let before = -1, value = 0;
    for (let p = y * width + from, end = y * width + to; p < end; p++) {
      const column = at | 0;
      if (column !== before) {
        before = column;
        let column0 = (column >> level) + half;
        if (column0 >= count) column0 -= count;
        value = slots[block[first + column0] + south + SPREAD[column & mask]];
        if (value) value += base - 1;
      }
      if (value) index[p] = value;
      at += step;
      if (at >= total) at -= total;
    }
  }
}

/**
 * The countries of a globe view, filled once in longitude and latitude at the view's
 * resolution and kept while it serves: turning the globe only samples it again.
 */
export function createChart() {
  let chart = null;

  /** A frame that covers what the camera shows. */
  return function charted(camera, land, ys, fill) {
    const window = visibleWindow(camera);
    const perDegree = camera.scale * RADIAN;
    const covers = chart && chart.land === land && chart.perDegree >= perDegree * 0.99 && chart.perDegree < perDegree * 2.1
      && chart.south <= window.south && chart.north >= window.north
      && (chart.half >= 180 || Math.abs(wrap(window.lon - chart.lon0)) + window.half <= chart.half);
    if (covers) return chart;
    const margin = 0.25 * (window.north - window.south);
    const south = Math.max(-90, window.south - margin), north = Math.min(90, window.north + margin);
    const half = Math.min(180, window.half * 1.5);
    const nearest = south * north < 0 ? 0 : Math.min(Math.abs(south), Math.abs(north));
    // No finer across than the least squeezed parallel needs.
    const across = Math.min(perDegree * Math.max(0.02, Math.cos(nearest * RADIAN)), 4096 / (2 * half));
    const along = Math.min(perDegree, 4096 / (north - south));
    const width = Math.max(1, Math.ceil(2 * half * across)), height = Math.max(1, Math.ceil((north - south) * along));
    const index = chart && chart.index.length === width * height ? chart.index : new Uint32Array(width * height);
    index.fill(SEA);
    chart = {
      index, width, height, land, perDegree, south, north, half, across, along,
      lon0: half >= 180 ? 0 : window.lon,
      cx: width / 2,
      k: new Float64Array(height).fill(across),
      y0: north * RADIAN,
      cy: 0,
      scale: along / RADIAN,
    };
    const lon = chart.lon0;
    if (land) fillCountries(chart, land, ys, { lon, half, south, north }, countryValue, fill);
    return chart;
  };
}

/** Pixels at most between which longitude and latitude are interpolated on the globe. */
const LONGEST = 16;
/** Error allowed for it, in pixels. */
const BEND = 0.05;

/**
 * Fill the raster of a globe. Longitude and latitude are computed every few pixels and
 * interpolated between. Over h pixels they bend by about h² / (8 · scale · b) pixels, with
 * b = z² towards the limb (z: height over the screen) and b = cos(latitude) towards the
 * poles: so h follows from the error allowed, down to every pixel.
 */
export function fillGlobe(index, camera, chart, cellset, base) {
  const { width, height, cx, cy, scale, lon, lat } = camera;
  const sin0 = Math.sin(lat * RADIAN), cos0 = Math.cos(lat * RADIAN);
  const put = pixelWriter(index, chart, cellset, base);
  index.fill(SPACE);
  for (let row = 0; row < height; row++) {
    const y = (cy - row - 0.5) / scale, room = 1 - y * y;
    if (room <= 0) continue;
    const reach = Math.sqrt(room) * scale, start = row * width;
    const from = Math.max(0, Math.ceil(cx - reach - 0.5)), to = Math.min(width, Math.ceil(cx + reach - 0.5));
    let lon1 = 0, lat1 = 0, z1 = 0, cos1 = 0;
    const locate = (pixel) => {
      const x = (pixel + 0.5 - cx) / scale;
      z1 = Math.sqrt(Math.max(0, room - x * x));
      const sin = y * cos0 + z1 * sin0, away = z1 * cos0 - y * sin0;
      lon1 = lon + Math.atan2(x, away) / RADIAN;
      cos1 = Math.sqrt(x * x + away * away);
      lat1 = Math.atan2(sin, cos1) / RADIAN;
    };
    let column = from;
    if (column < to) locate(column);
    while (column < to) {
      const lonA = lon1, latA = lat1;
      const end = (Math.min(column + LONGEST, to - 1) + 0.5 - cx) / scale;
      const pole = Math.max(0, cos1 - LONGEST / scale), limb = Math.min(z1 * z1, Math.max(0, room - end * end));
      const steps = Math.min(LONGEST, Math.max(1, Math.floor(Math.sqrt(8 * BEND * scale * Math.min(pole, limb)))), to - column);
      locate(column + steps);
      let turn = lon1 - lonA;
      if (turn > 180) turn -= 360; else if (turn < -180) turn += 360;
      const dLon = turn / steps, dLat = (lat1 - latA) / steps;
      for (let i = 0; i < steps; i++) put(start + column + i, lonA + i * dLon, latA + i * dLat);
      column += steps;
    }
  }
}

/** Writes the index of the place at a longitude (any turn) and latitude. */
function pixelWriter(index, chart, cellset, base) {
  const { index: countries, width, height, lon0, cx, across, along, north } = chart;
  const level = cellset ? cellset.level : 0, size = 1 << level, mask = size - 1;
  const { block, slots, rows } = cellset ?? {};
  const rowsPerDegree = size / ROW_HEIGHT, lastRow = (2 * ROWS << level) - 1;
  return (pixel, lon, lat) => {
    if (cellset) {
      const row = Math.min(lastRow, ((90 - lat) * rowsPerDegree) | 0), row0 = row >> level;
      if (rows[row0]) {
        const count = COLUMNS[row0];
        let turn = lon / 360;
        turn -= Math.floor(turn);
        const column = (turn * count * size) | 0;
        let column0 = (column >> level) + (count >> 1);
        if (column0 >= count) column0 -= count;
        const value = slots[block[FIRST[row0] + column0] + SPREAD[row & mask] * 2 + SPREAD[column & mask]];
        if (value) {
          index[pixel] = value + base - 1;
          return;
        }
      }
    }
    let away = lon - lon0;
    if (away >= 180) away -= 360; else if (away < -180) away += 360;
    const x = (cx + away * across) | 0, y = ((north - lat) * along) | 0;
    index[pixel] = x >= 0 && x < width && y >= 0 && y < height ? countries[y * width + x] : SEA;
  };
}

/** Projected y of the points of boundaries in the frame a projection is filled in. */
export function pointHeights(boundaries, projection) {
  const { y } = projection.planar ? projection : plateCarree;
  return Float64Array.from(boundaries.lat, y);
}

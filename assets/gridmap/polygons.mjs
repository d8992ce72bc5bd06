/**
 * Even-odd scan fill of country polygons into an index raster.
 *
 * The rings are filled as they lie in longitude and latitude, on a frame whose rows are
 * parallels: no point is projected sideways. What lies beyond the frame's seam comes in
 * from the other side by shifting whole spans by 360°, so nothing is cut at the
 * antimeridian. Pixels belong to a polygon when their centre does, so that neighbours
 * share no pixel and leave none.
 *
 * @typedef {object} Frame
 * @property {Uint32Array} index pixels, row by row
 * @property {number} width
 * @property {number} height
 * @property {number} lon0 longitude at column `cx`
 * @property {number} cx
 * @property {Float64Array} k pixels per degree of longitude, for each row
 * @property {number} y0 projected y at row `cy`
 * @property {number} cy
 * @property {number} scale rows per unit of projected y
 */

/** Scratch memory of the fill, grown as needed and used again. */
export function createFiller() {
  let crossingRow = new Int32Array(4096), crossingLon = new Float64Array(4096);
  let sorted = new Float64Array(4096), starts = new Int32Array(1024);

  function grow(needed) {
    if (needed <= crossingRow.length) return;
    const size = 2 * needed;
    const rows = new Int32Array(size), lons = new Float64Array(size);
    rows.set(crossingRow);
    lons.set(crossingLon);
    crossingRow = rows;
    crossingLon = lons;
    sorted = new Float64Array(size);
  }

  /**
   * Fill some rings as one polygon.
   * @param {Frame} frame
   * @param {object} boundaries from `decodeBoundaries`
   * @param {Float64Array} ys projected y of every point of the boundaries
   * @param {number[]} rings
   * @param {number} value
   */
  function fill(frame, boundaries, ys, rings, value) {
    const { height, y0, cy, scale } = frame;
    const { lon, arcStart, ringArcs, ringStart } = boundaries;
    let count = 0, top = height, bottom = -1;
    for (const ring of rings) {
      for (let i = ringStart[ring]; i < ringStart[ring + 1]; i++) {
        // An arc's direction does not matter to even-odd crossings.
        const arc = ringArcs[i] < 0 ? ~ringArcs[i] : ringArcs[i];
        let p = arcStart[arc];
        const end = arcStart[arc + 1];
        let lon1 = lon[p], y1 = cy - (ys[p] - y0) * scale - 0.5;
        for (p++; p < end; p++) {
          const lon2 = lon[p], y2 = cy - (ys[p] - y0) * scale - 0.5;
          const upper = y1 < y2 ? y1 : y2, lower = y1 < y2 ? y2 : y1;
          const from = upper <= 0 ? 0 : Math.ceil(upper), to = lower > height ? height : Math.ceil(lower);
          if (from < to) {
            const step = (lon2 - lon1) / (y2 - y1);
            grow(count + to - from);
            let at = lon1 + (from - y1) * step;
            for (let row = from; row < to; row++, at += step) {
              crossingRow[count] = row;
              crossingLon[count++] = at;
            }
            if (from < top) top = from;
            if (to - 1 > bottom) bottom = to - 1;
          }
          lon1 = lon2;
          y1 = y2;
        }
      }
    }
    if (count) fillRows(frame, count, top, bottom, value);
  }

  function fillRows(frame, count, top, bottom, value) {
    const rows = bottom - top + 1;
    if (starts.length < rows + 1) starts = new Int32Array(2 * rows);
    starts.fill(0, 0, rows + 1);
    for (let c = 0; c < count; c++) starts[crossingRow[c] - top + 1]++;
    for (let r = 0; r < rows; r++) starts[r + 1] += starts[r];
    for (let c = 0; c < count; c++) sorted[starts[crossingRow[c] - top]++] = crossingLon[c];
    // Each start now is the next row's: the row runs from the one before.
    for (let r = 0, from = 0; r < rows; r++) {
      const to = starts[r];
      for (let i = from + 1; i < to; i++) {
        const moving = sorted[i];
        let j = i - 1;
        while (j >= from && sorted[j] > moving) { sorted[j + 1] = sorted[j]; j--; }
        sorted[j + 1] = moving;
      }
      for (let i = from; i + 1 < to; i += 2) fillSpan(frame, top + r, sorted[i], sorted[i + 1], value);
      from = to;
    }
  }

  return fill;
}

function fillSpan({ index, width, lon0, cx, k }, row, west, east, value) {
  const perDegree = k[row], start = row * width;
  for (let shift = -360; shift <= 360; shift += 360) {
    const a = Math.max(-180, west - lon0 + shift), b = Math.min(180, east - lon0 + shift);
    if (a >= b) continue;
    const from = Math.max(0, Math.ceil(cx + a * perDegree - 0.5));
    const to = Math.min(width, Math.ceil(cx + b * perDegree - 0.5));
    if (from < to) index.fill(value, start + from, start + to);
  }
}

/**
 * Fill every country that a window may show.
 * @param {Frame} frame
 * @param {object} land from `geometry`: boundaries, rings by country
 * @param {Float64Array} ys
 * @param {{lon: number, half: number, south: number, north: number}} window
 * @param {(country: number) => number} valueOf
 * @param {ReturnType<typeof createFiller>} fill
 */
export function fillCountries(frame, { boundaries, countryRings }, ys, window, valueOf, fill) {
  const { ringBox } = boundaries;
  countryRings.forEach((rings, country) => {
    const seen = rings.filter((ring) => boxInWindow(ringBox, 4 * ring, window));
    if (seen.length) fill(frame, boundaries, ys, seen, valueOf(country));
  });
}

/** Whether the box at an offset (west, south, east, north) can touch a window. */
export function boxInWindow(boxes, offset, { lon, half, south, north }) {
  if (boxes[offset + 3] < south || boxes[offset + 1] > north) return false;
  if (half >= 180) return true;
  for (let shift = -360; shift <= 360; shift += 360) {
    if (boxes[offset + 2] + shift >= lon - half && boxes[offset] + shift <= lon + half) return true;
  }
  return false;
}

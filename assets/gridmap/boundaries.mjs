/**
 * Decoding of boundary containers (docs/interfaces.md §3): quantised arcs shared by
 * the rings of neighbouring countries, after TopoJSON (M. Bostock, specification 1.0).
 */

export const ARC_COAST = 0;
export const ARC_BORDER = 1;
export const ARC_CUT = 2;

/**
 * @typedef {object} Boundaries
 * @property {string[]} countries ISO 3166-1 alpha-3 by country index
 * @property {Float64Array} lon of all points, degrees, −180…180
 * @property {Float64Array} lat of all points, degrees
 * @property {Uint32Array} arcStart first point of each arc, and at the end the number of points
 * @property {Uint8Array} arcKind ARC_COAST, ARC_BORDER or ARC_CUT
 * @property {Float64Array} arcBox west, south, east, north of each arc
 * @property {Int32Array} ringArcs arcs of all rings, `~i` reversed
 * @property {Uint32Array} ringStart first arc of each ring in `ringArcs`, and its length at the end
 * @property {Uint16Array} ringCountry country index of each ring
 * @property {Float64Array} ringBox west, south, east, north of each ring
 * @property {Float32Array} labelLon
 * @property {Float32Array} labelLat
 * @property {Float32Array} area km²
 */

/**
 * @param {{header: object, planes: Object<string, TypedArray>}} container from `unpack`
 * @returns {Boundaries}
 */
export function decodeBoundaries({ header, planes }) {
  const arcs = planes.arc_length.length;
  const arcStart = prefixSums(planes.arc_length);
  const points = arcStart[arcs];
  const lon = new Float64Array(points), lat = new Float64Array(points);
  const { arc_start: first, arc_delta: delta } = planes, { quantum } = header;
  for (let arc = 0, d = 0; arc < arcs; arc++) {
    let x = first[2 * arc], y = first[2 * arc + 1];
    for (let p = arcStart[arc]; p < arcStart[arc + 1]; p++) {
      if (p > arcStart[arc]) { x += delta[d++]; y += delta[d++]; }
      lon[p] = x * quantum;
      lat[p] = y * quantum;
    }
  }
  const arcBox = new Float64Array(4 * arcs);
  for (let arc = 0; arc < arcs; arc++) {
    const from = arcStart[arc], to = arcStart[arc + 1];
    growBox(arcBox, arc, from === to, lon.subarray(from, to), lat.subarray(from, to));
  }
  const ringStart = prefixSums(planes.ring_length);
  const rings = planes.ring_length.length, ringBox = new Float64Array(4 * rings);
  for (let ring = 0; ring < rings; ring++) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = ringStart[ring]; i < ringStart[ring + 1]; i++) {
      const arc = planes.ring_arcs[i] < 0 ? ~planes.ring_arcs[i] : planes.ring_arcs[i];
      for (const k of [0, 1]) {
        box[k] = Math.min(box[k], arcBox[4 * arc + k]);
        box[k + 2] = Math.max(box[k + 2], arcBox[4 * arc + k + 2]);
      }
    }
    ringBox.set(box, 4 * ring);
  }
  const countries = header.countries.length;
  return {
    countries: header.countries,
    lon, lat, arcStart, arcKind: planes.arc_kind, arcBox,
    ringArcs: planes.ring_arcs, ringStart, ringCountry: planes.ring_country, ringBox,
    labelLon: planes.label.filter((_, i) => i % 2 === 0),
    labelLat: planes.label.filter((_, i) => i % 2 === 1),
    area: planes.area ?? new Float32Array(countries),
  };
}

function prefixSums(lengths) {
  const start = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, i) => { start[i + 1] = start[i] + length; });
  return start;
}

function growBox(boxes, index, empty, lon, lat) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  if (!empty) {
    for (let p = 0; p < lon.length; p++) {
      if (lon[p] < box[0]) box[0] = lon[p];
      if (lon[p] > box[2]) box[2] = lon[p];
      if (lat[p] < box[1]) box[1] = lat[p];
      if (lat[p] > box[3]) box[3] = lat[p];
    }
  }
  boxes.set(box, 4 * index);
}

/**
 * Bounds to show a country by: its largest part and the parts of at least a hundredth of
 * that area within 15° of them, and smaller ones that touch: so France is not shown from
 * Guiana to Réunion, and Russia not without Chukotka, which the antimeridian cuts off.
 *
 * @param {Boundaries} boundaries
 * @param {number} country index
 * @returns {[number, number, number, number] | null} west, south, east (may exceed 180),
 *   north; null where the detail has no ring of the country
 */
export function countryBounds(boundaries, country) {
  const parts = [];
  for (let ring = 0; ring < boundaries.ringCountry.length; ring++) {
    if (boundaries.ringCountry[ring] !== country) continue;
    const box = boundaries.ringBox.slice(4 * ring, 4 * ring + 4);
    parts.push({ box, size: ringSize(boundaries, ring) });
  }
  if (!parts.length) return null;
  parts.sort((p, q) => q.size - p.size);
  const [west, south, east, north] = parts[0].box;
  const all = { west, south, east, north };
  const near = 15, touching = 0.05;
  let left = parts.slice(1);
  for (let grown = true; grown;) {
    grown = false;
    left = left.filter(({ box: [w, s, e, n], size }) => {
      const reach = size >= parts[0].size / 100 ? near : touching;
      // The turn that brings the part nearest to what is gathered.
      const middle = (all.west + all.east) / 2;
      const turn = 360 * Math.round((middle - (w + e) / 2) / 360);
      const gapX = Math.max(all.west - (e + turn), w + turn - all.east);
      const gapY = Math.max(all.south - n, s - all.north);
      if (gapX > reach || gapY > reach) return true;
      all.west = Math.min(all.west, w + turn);
      all.east = Math.max(all.east, e + turn);
      all.south = Math.min(all.south, s);
      all.north = Math.max(all.north, n);
      grown = true;
      return false;
    });
  }
  const turn = 360 * Math.floor((all.west + 180) / 360);
  return all.east - all.west >= 360
    ? [-180, all.south, 180, all.north]
    : [all.west - turn, all.south, all.east - turn, all.north];
}

/** Area of a ring in square degrees shrunk by the cosine of latitude: enough to rank parts. */
function ringSize(boundaries, ring) {
  let doubled = 0, previous = null;
  forEachRingPoint(boundaries, ring, (lon, lat) => {
    if (previous) doubled += previous[0] * lat - lon * previous[1];
    previous = [lon, lat];
  });
  const middle = (boundaries.ringBox[4 * ring + 1] + boundaries.ringBox[4 * ring + 3]) / 2;
  return Math.abs(doubled / 2) * Math.cos((middle * Math.PI) / 180);
}

/** Call `visit(lon, lat)` for every point of a ring in order; joints come twice. */
export function forEachRingPoint({ ringArcs, ringStart, arcStart, lon, lat }, ring, visit) {
  for (let i = ringStart[ring]; i < ringStart[ring + 1]; i++) {
    const arc = ringArcs[i];
    if (arc >= 0) {
      for (let p = arcStart[arc]; p < arcStart[arc + 1]; p++) visit(lon[p], lat[p]);
    } else {
      for (let p = arcStart[~arc + 1] - 1; p >= arcStart[~arc]; p--) visit(lon[p], lat[p]);
    }
  }
}

/**
 * Projections of the unit sphere. A projection is centred on `[lon, lat]` in degrees;
 * x grows eastwards, y northwards.
 *
 * Pseudocylindrical ones (`planar`) are x = (lon − lon0) · a(lat), y = y(lat): every
 * parallel is a straight line, evenly divided. The raster relies on that.
 */

const RADIAN = Math.PI / 180;

/** Longitude difference in −180…180. */
export const wrap = (lon) => lon - 360 * Math.floor((lon + 180) / 360);

function pseudocylindrical(id, { a, y, lat, extent }) {
  return {
    id,
    planar: true,
    halfWidth: 180 * a(0),
    halfHeight: extent,
    a,
    y,
    lat,
    forward: (lon, latitude, [lon0]) => [wrap(lon - lon0) * a(latitude), y(latitude)],
    inverse: (x, height, [lon0]) => {
      if (Math.abs(height) > extent) return null;
      const latitude = lat(height), lon = x / a(latitude);
      return Math.abs(lon) <= 180 ? [wrap(lon0 + lon), latitude] : null;
    },
  };
}

// Equal Earth: B. Šavrič, T. Patterson & B. Jenny (2018), "The Equal Earth map
// projection", Int. J. Geographical Information Science 33(3), 454–465,
// doi:10.1080/13658816.2018.1504949; its polynomial coefficients A1…A4.
const A1 = 1.340264, A2 = -0.081106, A3 = 0.000893, A4 = 0.003796;
const ROOT3 = Math.sqrt(3);

const parametric = (lat) => Math.asin((ROOT3 / 2) * Math.sin(lat * RADIAN));
const height = (t) => { const t2 = t * t, t6 = t2 ** 3; return t * (A1 + A2 * t2 + t6 * (A3 + A4 * t2)); };
const slope = (t) => { const t2 = t * t, t6 = t2 ** 3; return A1 + 3 * A2 * t2 + t6 * (7 * A3 + 9 * A4 * t2); };

export const equalEarth = pseudocylindrical('equal-earth', {
  a: (lat) => {
    const t = parametric(lat);
    return (2 * ROOT3 * Math.cos(t) * RADIAN) / (3 * slope(t));
  },
  y: (lat) => height(parametric(lat)),
  lat: (y) => {
    // Newton's iteration for the parametric latitude (§ 3.3 of the paper).
    let t = y / A1;
    for (let i = 0; i < 12; i++) {
      const step = (height(t) - y) / slope(t);
      t -= step;
      if (Math.abs(step) < 1e-12) break;
    }
    return Math.asin(Math.max(-1, Math.min(1, (2 * Math.sin(t)) / ROOT3))) / RADIAN;
  },
  extent: height(Math.PI / 3),
});

/** Plate carrée (equirectangular with true scale on the equator; Snyder 1987, USGS PP 1395, ch. 12). */
export const plateCarree = pseudocylindrical('plate-carree', {
  a: () => RADIAN,
  y: (lat) => lat * RADIAN,
  lat: (y) => y / RADIAN,
  extent: Math.PI / 2,
});

/** Orthographic view of the globe (Snyder 1987, USGS PP 1395, eqs 20-3, 20-4, 20-14 ff.). */
export const globe = {
  id: 'globe',
  planar: false,
  halfWidth: 1,
  halfHeight: 1,
  /** @returns {[number, number] | null} null on the far side */
  forward(lon, lat, [lon0, lat0]) {
    const l = (lon - lon0) * RADIAN, cos = Math.cos(lat * RADIAN), sin = Math.sin(lat * RADIAN);
    const cos0 = Math.cos(lat0 * RADIAN), sin0 = Math.sin(lat0 * RADIAN);
    if (sin0 * sin + cos0 * cos * Math.cos(l) < 0) return null;
    return [cos * Math.sin(l), cos0 * sin - sin0 * cos * Math.cos(l)];
  },
  /** @returns {[number, number] | null} null beside the globe */
  inverse(x, y, [lon0, lat0]) {
    const rest = 1 - x * x - y * y;
    if (rest < 0) return null;
    const z = Math.sqrt(rest), cos0 = Math.cos(lat0 * RADIAN), sin0 = Math.sin(lat0 * RADIAN);
    const lat = Math.asin(Math.max(-1, Math.min(1, y * cos0 + z * sin0)));
    return [wrap(lon0 + Math.atan2(x, z * cos0 - y * sin0) / RADIAN), lat / RADIAN];
  },
};

export const PROJECTIONS = Object.freeze({
  'equal-earth': equalEarth,
  globe,
  'plate-carree': plateCarree,
});

/**
 * Outline of the world.
 * @returns {Array<[number, number]>} a closed ring in projection units, centred on its centre
 */
export function outline(projection, steps = 180) {
  if (!projection.planar) {
    return Array.from({ length: 2 * steps + 1 }, (_, i) => [Math.cos((i * Math.PI) / steps), Math.sin((i * Math.PI) / steps)]);
  }
  const side = Array.from({ length: steps + 1 }, (_, i) => {
    const lat = -90 + (180 * i) / steps;
    return [180 * projection.a(lat), projection.y(lat)];
  });
  return [...side, ...side.map(([x, y]) => [-x, y]).reverse(), side[0]];
}

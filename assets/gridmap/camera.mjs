/**
 * View ⇄ screen. A view is `{lon, lat, zoom}`; at zoom 0 the whole world fits the
 * element, each step of 1 doubles the scale. A camera is a view with a projection and
 * a size, in device pixels.
 */

import { wrap } from './projections.mjs';

const RADIAN = Math.PI / 180;
/** Mean Earth radius, km (IUGG R1; Moritz 2000, Geodetic Reference System 1980). */
const EARTH_RADIUS = 6371.0088;

export const MIN_ZOOM = 0;
export const MAX_ZOOM = 13;
/** Share of the element the world takes at zoom 0. */
const FILL = 0.97;

/** CSS pixels per projection unit at zoom 0; an element that is not laid out counts as one pixel. */
const fitScale = (projection, width, height) =>
  FILL * Math.min(Math.max(1, width) / (2 * projection.halfWidth), Math.max(1, height) / (2 * projection.halfHeight));

/**
 * @param {object} projection one of `PROJECTIONS`
 * @param {{lon: number, lat: number, zoom: number}} view
 * @param {{width: number, height: number, ratio: number}} size CSS pixels, device pixels per CSS pixel
 */
export function createCamera(projection, view, { width, height, ratio = 1 }) {
  const scale = fitScale(projection, width, height) * 2 ** view.zoom * ratio;
  const W = Math.max(1, Math.round(width * ratio)), H = Math.max(1, Math.round(height * ratio));
  const cx = W / 2, cy = H / 2, centre = [view.lon, view.lat];
  const y0 = projection.planar ? projection.y(view.lat) : 0;
  return {
    projection, ...view, ratio, scale, cx, cy, y0, width: W, height: H,
    /** Identifies what a raster of this camera shows. */
    key: [projection.id, view.lon, view.lat, view.zoom, width, height, ratio].join('|'),
    /** @returns {[number, number] | null} device pixels */
    toScreen(lon, lat) {
      const point = projection.forward(lon, lat, centre);
      return point && [cx + point[0] * scale, cy - (point[1] - y0) * scale];
    },
    /** @returns {[number, number] | null} longitude and latitude under a device pixel */
    toGeo: (x, y) => projection.inverse((x - cx) / scale, (cy - y) / scale + y0, centre),
  };
}

/** CSS pixels per kilometre at the centre of the view (geometric mean of both directions). */
export function pixelsPerKm(camera) {
  const { projection, lat, scale, ratio } = camera;
  let local = 1;
  if (projection.planar) {
    const at = Math.max(-89, Math.min(89, lat)), step = 0.01;
    const north = (projection.y(at + step) - projection.y(at - step)) / (2 * step * RADIAN);
    const east = projection.a(at) / (Math.cos(at * RADIAN) * RADIAN);
    local = Math.sqrt(north * east);
  }
  return (scale / ratio) * local / EARTH_RADIUS;
}

/** CSS pixels per degree on the equator of the projection. */
export const pixelsPerDegree = (camera) => (camera.scale / camera.ratio) * RADIAN;

/** The view with its fields in range, and the world kept in the element. */
export function clampView(view, projection, { width, height }) {
  const zoom = Math.max(MIN_ZOOM, Math.min(MAX_ZOOM, view.zoom));
  let lat = Math.max(-90, Math.min(90, view.lat));
  if (projection.planar && width > 1 && height > 1) {
    // Up to a tenth of the element may lie beyond a pole.
    const scale = fitScale(projection, width, height) * 2 ** zoom;
    const room = Math.max(0, projection.halfHeight - (0.4 * height) / scale);
    const y = projection.y(lat);
    if (zoom < 0.01) lat = 0;
    else if (Math.abs(y) > room) lat = projection.lat(Math.sign(y) * room);
  }
  return { lon: wrap(view.lon), lat, zoom };
}

/**
 * The view in which the place `[lon, lat]` lies at CSS pixel x, y: what keeps a place
 * under the pointer while dragging and zooming.
 */
export function viewWithPlaceAt(view, [lon, lat], x, y, projection, size) {
  const scale = fitScale(projection, size.width, size.height) * 2 ** view.zoom;
  const dx = (x - size.width / 2) / scale, dy = (size.height / 2 - y) / scale;
  if (projection.planar) {
    const limit = projection.halfHeight;
    const y0 = Math.max(-limit, Math.min(limit, projection.y(lat) - dy));
    // Near the poles a small drag would spin the world: take the scale of 75° at most.
    const a = Math.max(projection.a(lat), projection.a(75));
    return { ...view, lon: wrap(lon - dx / a), lat: projection.lat(y0) };
  }
  // On the globe by a few corrections; each moves the centre by what is still missing.
  let next = { ...view };
  for (let i = 0; i < 4; i++) {
    const under = projection.inverse(dx, dy, [next.lon, next.lat]);
    if (!under) return next;
    next = {
      ...next,
      lon: wrap(next.lon + wrap(lon - under[0])),
      lat: Math.max(-90, Math.min(90, next.lat + lat - under[1])),
    };
  }
  return next;
}

/**
 * The view that shows geographic bounds.
 * @param {[number, number, number, number]} bounds west, south, east (may exceed 180), north
 * @param {number} padding share of the element left free at each side
 */
export function fitView([west, south, east, north], projection, size, padding = 0.06) {
  const lon = wrap((west + east) / 2);
  const half = Math.min(180, (east - west) / 2);
  const unit = fitScale(projection, size.width, size.height);
  const room = { x: size.width * (1 - 2 * padding), y: size.height * (1 - 2 * padding) };
  const lats = Array.from({ length: 9 }, (_, i) => south + ((north - south) * i) / 8);
  let lat, width, height;
  if (projection.planar) {
    const low = projection.y(south), high = projection.y(north);
    lat = projection.lat((low + high) / 2);
    width = 2 * half * Math.max(...lats.map(projection.a));
    height = high - low;
  } else {
    lat = (south + north) / 2;
    if (half > 90 || north - south > 150) return clampView({ lon, lat, zoom: MIN_ZOOM }, projection, size);
    const points = lats.flatMap((p) => [-half, -half / 2, 0, half / 2, half].map((l) => projection.forward(lon + l, p, [lon, lat])));
    if (points.includes(null)) return clampView({ lon, lat, zoom: MIN_ZOOM }, projection, size);
    width = 2 * Math.max(...points.map(([x]) => Math.abs(x)));
    height = 2 * Math.max(...points.map(([, y]) => Math.abs(y)));
  }
  const zoom = Math.log2(Math.min(room.x / Math.max(width, 1e-6), room.y / Math.max(height, 1e-6)) / unit);
  // A single site or tiny territory is shown with its surroundings.
  return clampView({ lon, lat, zoom: Math.min(zoom, 9) }, projection, size);
}

/**
 * Bounds that surely hold everything the camera shows: `{lon, half, south, north}` with
 * `half` degrees to either side of `lon` (180: all).
 */
export function visibleWindow(camera) {
  const { projection, lon, width, height, scale, y0, cy } = camera;
  if (projection.planar) {
    const limit = projection.halfHeight;
    const north = projection.lat(Math.min(limit, y0 + cy / scale));
    const south = projection.lat(Math.max(-limit, y0 - cy / scale));
    const narrow = Math.min(projection.a(north), projection.a(south));
    return { lon, half: Math.min(180, width / 2 / (scale * Math.max(narrow, 1e-9))), south, north };
  }
  const everything = { lon, half: 180, south: -90, north: 90 };
  if (Math.hypot(width, height) / 2 >= 0.95 * scale) return everything; // the limb is in sight
  const steps = 16;
  let half = 0, south = 90, north = -90;
  for (let i = 0; i <= steps; i++) {
    for (let j = 0; j <= steps; j++) {
      const [pointLon, lat] = camera.toGeo((width * i) / steps, (height * j) / steps);
      half = Math.max(half, Math.abs(wrap(pointLon - lon)));
      south = Math.min(south, lat);
      north = Math.max(north, lat);
    }
  }
  const margin = (north - south) / steps + 0.01;
  half += (2 * half) / steps + 0.01;
  for (const pole of [-90, 90]) {
    const point = camera.toScreen(lon, pole);
    if (point && Math.abs(point[1] - cy) <= cy * 1.1) {
      half = 180;
      if (pole > 0) north = 90; else south = -90;
    }
  }
  return {
    lon,
    half: Math.min(180, half),
    south: Math.max(-90, south - margin),
    north: Math.min(90, north + margin),
  };
}

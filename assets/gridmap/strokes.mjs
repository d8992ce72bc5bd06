/** Lines over the coloured pixels: coast, borders, graticule, outlines. Device pixels. */

import { pixelsPerDegree } from './camera.mjs';
import { ARC_BORDER, ARC_COAST, ARC_CUT } from './boundaries.mjs';
import { boxInWindow } from './polygons.mjs';
import { bounds } from './grid.mjs';
import { outline, wrap } from './projections.mjs';

/** Opacity of the graticule. */
const FAINT = 0.45;
/** Points nearer than this to the last one drawn are left out (device pixels, city-block). */
const DETAIL = 0.8;

/** A pen that leaves out what cannot be seen: short steps and runs beside the canvas. */
function createPen(context, { width, height }) {
  let lastX = 0, lastY = 0, lastSide = 0, down = false, pendingX = 0, pendingY = 0, pending = false;
  const side = (x, y) => (x < -9 ? 1 : x > width + 9 ? 2 : 0) | (y < -9 ? 4 : y > height + 9 ? 8 : 0);
  const flush = () => {
    if (pending) context.lineTo(pendingX, pendingY);
    pending = false;
  };
  return {
    lift() {
      flush();
      down = false;
    },
    to(x, y) {
      const at = side(x, y);
      if (!down) {
        context.moveTo(x, y);
      } else if (at & lastSide) {
        flush();
        context.moveTo(x, y);
      } else if (Math.abs(x - lastX) + Math.abs(y - lastY) < DETAIL && !lastSide) {
        pending = true;
        pendingX = x;
        pendingY = y;
        return;
      } else {
        pending = false;
        context.lineTo(x, y);
      }
      pending = false;
      down = true;
      lastX = x;
      lastY = y;
      lastSide = at;
    },
  };
}

/** A function that adds an arc of the land to the current path. */
function arcTracer(context, camera, land) {
  const { cx, cy, scale, y0, lon: lon0, lat: lat0, projection } = camera;
  const { arcStart, lon } = land.boundaries;
  const pen = createPen(context, camera);
  if (projection.planar) {
    const widths = land.widths(projection), heights = land.heights(projection);
    return (arc) => {
      let before = 0;
      for (let p = arcStart[arc]; p < arcStart[arc + 1]; p++) {
        let away = lon[p] - lon0;
        if (away > 180) away -= 360; else if (away < -180) away += 360;
        if (Math.abs(away - before) > 180) pen.lift();
        before = away;
        pen.to(cx + away * widths[p] * scale, cy - (heights[p] - y0) * scale);
      }
      pen.lift();
    };
  }
  const vectors = land.vectors(), radian = Math.PI / 180;
  const sinL = Math.sin(lon0 * radian), cosL = Math.cos(lon0 * radian);
  const sinP = Math.sin(lat0 * radian), cosP = Math.cos(lat0 * radian);
  return (arc) => {
    for (let p = arcStart[arc]; p < arcStart[arc + 1]; p++) {
      const vx = vectors[3 * p], vy = vectors[3 * p + 1], vz = vectors[3 * p + 2];
      const toward = vx * cosL + vy * sinL;
      if (toward * cosP + vz * sinP < 0) pen.lift();
      else pen.to(cx + (vy * cosL - vx * sinL) * scale, cy - (vz * cosP - toward * sinP) * scale);
    }
    pen.lift();
  };
}

/** Add a line of geographic points to the current path, broken at the seam and the limb. */
function traceLine(context, camera, points) {
  const pen = createPen(context, camera);
  let before = null;
  for (const [lon, lat] of points) {
    const away = wrap(lon - camera.lon), at = camera.toScreen(lon, lat);
    if (!at || (camera.projection.planar && before !== null && Math.abs(away - before) > 180)) pen.lift();
    before = away;
    if (at) pen.to(at[0], at[1]);
  }
  pen.lift();
}

/** The edge of the world. */
export function strokeOutline(context, camera, style, width) {
  const { cx, cy, scale, y0 } = camera;
  context.beginPath();
  outline(camera.projection).forEach(([x, y], i) => {
    context[i ? 'lineTo' : 'moveTo'](cx + x * scale, cy - (y - y0) * scale);
  });
  stroke(context, style, width);
}

/** Degrees between lines of the graticule, so that they lie about 100 CSS pixels apart. */
export function graticuleStep(camera) {
  const perDegree = pixelsPerDegree(camera);
  return [30, 20, 15, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01].findLast((step) => step * perDegree >= 90) ?? 30;
}

export function strokeGraticule(context, camera, window, style) {
  const step = graticuleStep(camera), { lon, half, south, north } = window;
  const samples = 60, inside = Math.min(half, 179.999);
  context.beginPath();
  const meridians = half >= 180 ? Math.round(360 / step) : 0;
  const first = meridians ? 0 : Math.ceil((lon - half) / step);
  const last = meridians ? meridians - 1 : Math.floor((lon + half) / step);
  for (let m = first; m <= last; m++) {
    traceLine(context, camera, Array.from({ length: samples + 1 }, (_, i) => [m * step, south + ((north - south) * i) / samples]));
  }
  for (let p = Math.ceil(south / step); p <= Math.floor(north / step); p++) {
    if (Math.abs(p * step) >= 90) continue;
    traceLine(context, camera, Array.from({ length: 2 * samples + 1 }, (_, i) => [lon - inside + (inside * i) / samples, p * step]));
  }
  context.globalAlpha = FAINT; // the lines cross the data
  stroke(context, style, camera.ratio * 0.75);
  context.globalAlpha = 1;
}

/** Coast and borders within a window. */
export function strokeLand(context, camera, land, window, theme) {
  const { arcKind, arcBox } = land.boundaries, trace = arcTracer(context, camera, land);
  for (const [kind, style, width] of [[ARC_BORDER, theme.border, 0.8], [ARC_COAST, theme.coast, 1]]) {
    context.beginPath();
    for (let arc = 0; arc < arcKind.length; arc++) {
      if (arcKind[arc] === kind && boxInWindow(arcBox, 4 * arc, window)) trace(arc);
    }
    stroke(context, style, width * camera.ratio);
  }
}

/** The outlines of some countries, over a halo. */
export function strokeCountries(context, camera, land, countries, window, style, halo) {
  const { arcKind, arcBox, ringArcs, ringStart } = land.boundaries, trace = arcTracer(context, camera, land);
  context.beginPath();
  for (const country of countries) {
    for (const ring of land.countryRings[country] ?? []) {
      for (let i = ringStart[ring]; i < ringStart[ring + 1]; i++) {
        const arc = ringArcs[i] < 0 ? ~ringArcs[i] : ringArcs[i];
        if (arcKind[arc] !== ARC_CUT && boxInWindow(arcBox, 4 * arc, window)) trace(arc);
      }
    }
  }
  stroke(context, halo, 4 * camera.ratio);
  stroke(context, style, 1.8 * camera.ratio);
}

/** The outline of a cell as geographic points; parallels are curves, so edges are divided. */
export function cellRing(number, level) {
  const [west, south, east, north] = bounds(number, level), parts = 8;
  const corners = [[west, south], [east, south], [east, north], [west, north], [west, south]];
  return corners.slice(1).flatMap(([lon, lat], i) => {
    const [fromLon, fromLat] = corners[i];
    return Array.from({ length: parts }, (_, k) => [fromLon + ((lon - fromLon) * k) / parts, fromLat + ((lat - fromLat) * k) / parts]);
  }).concat([corners[0]]);
}

export function strokeCell(context, camera, { number, level }, style, halo, width = 2) {
  context.beginPath();
  traceLine(context, camera, cellRing(number, level));
  if (halo) stroke(context, halo, (width + 2) * camera.ratio);
  stroke(context, style, width * camera.ratio);
}

/** A ring around a site or a small territory. */
export function strokeRing(context, camera, lon, lat, radius, style, halo) {
  const at = camera.toScreen(lon, lat);
  if (!at) return;
  context.beginPath();
  context.arc(at[0], at[1], radius * camera.ratio, 0, 2 * Math.PI);
  stroke(context, halo, 4 * camera.ratio);
  stroke(context, style, 2 * camera.ratio);
}

function stroke(context, style, width) {
  context.strokeStyle = style;
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.lineCap = 'round';
  context.stroke();
}

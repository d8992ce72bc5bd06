/** Country names where there is room, and which territories are too small to see. */

import { pixelsPerKm } from './camera.mjs';

/** CSS pixels on a side below which a territory gets a round mark. */
const TOO_SMALL = 6;

/**
 * Countries that the view shows too small to see or to hit.
 * @param {object} camera
 * @param {object} land
 * @returns {(country: number) => boolean}
 */
export function tooSmall(camera, { boundaries, countryRings }) {
  const perKm = pixelsPerKm(camera), limit = (TOO_SMALL / perKm) ** 2;
  return (country) => (boundaries.area[country] < limit || !countryRings[country].length) && boundaries.area[country] > 0;
}

/**
 * The names to draw, larger countries first, none over another.
 * @param {object} camera
 * @param {object} boundaries with labelLon, labelLat, area
 * @param {(country: number) => string} name
 * @param {(text: string, size: number) => number} measure width of a text in device pixels
 * @returns {Array<{text: string, x: number, y: number, size: number}>} device pixels
 */
export function placeLabels(camera, { labelLon, labelLat, area }, name, measure) {
  const { ratio, width, height, cx, cy, scale, projection } = camera, placed = [];
  const perKm = pixelsPerKm(camera) * ratio;
  const order = Array.from(area.keys()).sort((a, b) => area[b] - area[a]);
  for (const country of order) {
    const side = Math.sqrt(area[country]) * perKm;
    if (side < 26 * ratio) break; // the rest is smaller still
    const text = name(country), at = camera.toScreen(labelLon[country], labelLat[country]);
    if (!text || !at) continue;
    const [x, y] = at;
    // Near the limb of the globe land is too foreshortened to be named.
    if (!projection.planar && Math.hypot(x - cx, y - cy) > 0.88 * scale) continue;
    const size = Math.round((side > 260 * ratio ? 14 : side > 110 * ratio ? 12.5 : 11) * ratio);
    const rise = size * 0.65;
    // Most are beside the canvas: what is known without their width comes first.
    if (x < 4 || x > width - 4 || y - rise < 4 || y + rise > height - 4) continue;
    const half = measure(text, size) / 2;
    if (2 * half > side * 1.35 || x - half < 4 || x + half > width - 4) continue;
    const gap = 4 * ratio;
    if (placed.some((p) => Math.abs(p.x - x) < p.half + half + gap && Math.abs(p.y - y) < p.rise + rise + gap / 2)) continue;
    placed.push({ text, x, y, size, half, rise });
  }
  return placed;
}

/** Draw placed names with a halo, so that they read over any colour. */
export function drawLabels(context, labels, { family, colour, halo, ratio }) {
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  for (const { text, x, y, size } of labels) {
    context.font = `500 ${size}px ${family}`;
    context.strokeStyle = halo;
    context.lineWidth = 3 * ratio;
    context.strokeText(text, x, y);
    context.fillStyle = colour;
    context.fillText(text, x, y);
  }
}

/** Movement between views, and its absence where the reader asked for less motion. */

import { wrap } from './projections.mjs';

/**
 * The path between two views that feels shortest: out, across and in again, after
 * J. J. van Wijk & W. A. A. Nuij (2003), "Smooth and efficient zooming and panning",
 * IEEE InfoVis, 15–23, with their preferred ρ = 1.42.
 *
 * @param {{lon, lat, zoom}} from
 * @param {{lon, lat, zoom}} to
 * @returns {{length: number, at: (share: number) => {lon, lat, zoom}}} `length` in the
 *   paper's units of perceived distance; `at` takes 0…1
 */
export function flight(from, to) {
  const rho = 1.42, rho2 = rho * rho;
  const turn = wrap(to.lon - from.lon), rise = to.lat - from.lat;
  const middle = Math.cos((((from.lat + to.lat) / 2) * Math.PI) / 180);
  // Both in worlds: how far, and how much of it is seen.
  const distance = Math.hypot(turn * middle, rise) / 360;
  const w0 = 2 ** -from.zoom, w1 = 2 ** -to.zoom;
  const place = (share, zoom) => ({ lon: wrap(from.lon + turn * share), lat: from.lat + rise * share, zoom });
  if (distance < 1e-6 * w0) {
    return { length: Math.abs(Math.log(w1 / w0)) / rho, at: (s) => place(s, from.zoom + (to.zoom - from.zoom) * s) };
  }
  const b = (w, sign) => (w1 * w1 - w0 * w0 + sign * rho2 * rho2 * distance * distance) / (2 * w * rho2 * distance);
  const r = (value) => Math.log(-value + Math.hypot(value, 1));
  const r0 = r(b(w0, 1)), r1 = r(b(w1, -1)), length = (r1 - r0) / rho;
  return {
    length,
    at(share) {
      if (share >= 1) return { ...to };
      const s = rho * share * length + r0;
      const gone = (w0 / rho2) * (Math.cosh(r0) * Math.tanh(s) - Math.sinh(r0));
      return place(gone / distance, -Math.log2((w0 * Math.cosh(r0)) / Math.cosh(s)));
    },
  };
}

/** Whether the reader prefers less motion. */
export const prefersStillness = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/**
 * Run a flight frame by frame.
 * @param {(view: object, done: boolean) => void} show
 * @returns {() => void} stops it where it is
 */
export function fly(from, to, show) {
  const path = flight(from, to), duration = Math.max(220, Math.min(1500, 420 * path.length));
  let started = null, frame = requestAnimationFrame(step);
  function step(now) {
    started ??= now;
    const time = Math.min(1, (now - started) / duration);
    const eased = time < 0.5 ? 2 * time * time : 1 - 2 * (1 - time) ** 2;
    if (time < 1) frame = requestAnimationFrame(step);
    show(path.at(time < 1 ? eased : 1), time === 1);
  }
  return () => cancelAnimationFrame(frame);
}

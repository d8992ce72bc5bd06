/** The legend's histogram: shown values on the axis of the classes, in their colours. */

import { svg } from './dom.mjs';
import { toHex } from './ramps.mjs';

const BINS = 48;
/** Above this ratio of highest to lowest value the axis is logarithmic. */
const LOG_RATIO = 20;
const WIDTH = 240;
const HEIGHT = 56;

/**
 * Count values in bins of equal width on a linear or logarithmic axis.
 *
 * @param {ArrayLike<number>} values finite.
 * @param {number} [bins]
 * @returns {{low: number, high: number, log: boolean, counts: number[], centres: number[]}}
 *   `centres` in the values' unit; no counts for no values.
 */
export function binValues(values, bins = BINS) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return { low: NaN, high: NaN, log: false, counts: [], centres: [] };
  const log = low > 0 && high / low > LOG_RATIO;
  const position = axis({ low, high, log });
  const counts = new Array(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor(position(value) * bins))]++;
  const centres = counts.map((_, i) => {
    const share = (i + 0.5) / bins;
    return log ? low * (high / low) ** share : low + (high - low) * share;
  });
  return { low, high, log, counts, centres };
}

/** Position of a value on the axis, 0 to 1 (0.5 where all values are equal). */
export function axis({ low, high, log }) {
  if (low === high) return () => 0.5;
  if (log) return (value) => Math.log(value / low) / Math.log(high / low);
  return (value) => (value - low) / (high - low);
}

/**
 * The histogram as an SVG, hidden from screen readers (the class list says the same).
 *
 * @param {ArrayLike<number>} values measured values shown, or quantiles that stand for them.
 * @param {number[]} breaks inner bounds; @param {number[][]} colours of the classes.
 */
export function drawHistogram(values, breaks, colours) {
  const binned = binValues(values);
  const { counts, centres } = binned;
  const top = Math.max(1, ...counts);
  const step = WIDTH / BINS;
  const bars = counts.map((count, i) => {
    if (!count) return null;
    const height = Math.max(1, (count / top) * HEIGHT);
    const fill = toHex(colours[breaks.filter((b) => b <= centres[i]).length]);
    return svg('rect', { x: i * step, y: HEIGHT - height, width: step - 0.6, height, fill });
  });
  const position = axis(binned);
  const ticks = breaks
    .map((b) => position(b) * WIDTH)
    .filter((x) => x >= 0 && x <= WIDTH)
    .map((x) => svg('line', { x1: x, x2: x, y1: HEIGHT, y2: HEIGHT + 5, class: 'legend-tick' }));
  const base = svg('line', { x1: 0, x2: WIDTH, y1: HEIGHT, y2: HEIGHT, class: 'legend-axis' });
  const viewBox = `0 0 ${WIDTH} ${HEIGHT + 6}`;
  return svg(
    'svg',
    { viewBox, preserveAspectRatio: 'none', class: 'legend-histogram', 'aria-hidden': 'true', focusable: 'false' },
    ...bars, base, ...ticks,
  );
}

/**
 * Class schemes: pure functions from values to bounds and from values to classes.
 *
 * The bounds of percentile, Tukey, logarithmic and quantile classes come with the release
 * index: they belong to the stratum and are the same at every cell size. What is computed
 * here are the bounds of a selection, and which class a value falls into.
 */

/** Percentiles of the default scheme (Geological Survey of Canada, rgr `map.eda8`). */
export const PERCENTILES = [2, 5, 25, 50, 75, 95, 98];
/** Bounds for the number of results in a cell. */
export const COUNT_BREAKS = [2, 3, 5, 8, 20, 50];
/** Bounds for the share below detection, in %. */
export const SHARE_BREAKS = [10, 25, 50, 70, 90];
/** The class of a row that has no value. */
export const NO_CLASS = 255;

const ascending = (a, b) => a - b;

/**
 * Type-7 quantile (Hyndman & Fan 1996; the default of R and NumPy).
 *
 * @param {ArrayLike<number>} sorted ascending, finite.
 * @param {number} share 0 to 1.
 * @returns {number} NaN for no values.
 */
export function quantile(sorted, share) {
  if (!sorted.length) return NaN;
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

/** Finite values, ascending. */
export const sortedValues = (values) => Float64Array.from(values).filter(Number.isFinite).sort();

/**
 * Collapse tied bounds, and drop those at or below the lowest value, under which no value
 * could lie.
 */
export function collapse(breaks, minimum = -Infinity) {
  return [...new Set(breaks)].filter((b) => Number.isFinite(b) && b > minimum).sort(ascending);
}

/** Bounds from the values of a selection, by the named scheme. */
export function selectionBreaks(scheme, values) {
  const sorted = sortedValues(values);
  if (!sorted.length) return [];
  const at = (p) => quantile(sorted, p / 100);
  const minimum = sorted[0];
  if (scheme === 'log' && minimum > 0) {
    // Two bounds a decade (1, 3, 10, 30 …); one where more than twelve would be needed.
    const first = Math.floor(Math.log10(minimum));
    const last = Math.ceil(Math.log10(sorted.at(-1)));
    const steps = last - first > 5 ? [1] : [1, 3];
    const all = [];
    for (let e = first; e <= last; e++) for (const s of steps) all.push(Number(`${s}e${e}`));
    return collapse(all.filter((b) => b <= sorted.at(-1)), minimum).slice(0, 12);
  }
  if (scheme === 'quantile') return collapse([12.5, 25, 37.5, 50, 62.5, 75, 87.5].map(at), minimum);
  if (scheme === 'tukey') {
    // Box-plot classes (Tukey 1977) on the logarithms where all values are positive.
    const log = minimum > 0;
    const f = log ? Math.log10 : (v) => v;
    const back = log ? (v) => 10 ** v : (v) => v;
    const transformed = sorted.map(f);
    const [q1, q2, q3] = [0.25, 0.5, 0.75].map((p) => quantile(transformed, p));
    const h = q3 - q1;
    const bounds = [q1 - 3 * h, q1 - 1.5 * h, q1, q2, q3, q3 + 1.5 * h, q3 + 3 * h].map(back);
    return collapse(bounds.filter((b) => b <= sorted.at(-1)), minimum);
  }
  return collapse(PERCENTILES.map(at), minimum);
}

/**
 * The inner bounds of the classes of a view.
 *
 * @param {object} analyte record of the release index.
 * @param {object} view classes, breaks, rescale, statistic of the view state.
 * @param {() => Iterable<number>} selected gives the measured values of the selection; only
 *   called when the view is rescaled to it.
 * @returns {{breaks: number[], basis: 'stratum'|'selection'|'own'|'fixed'}}
 */
export function breaksFor(analyte, view, selected) {
  if (view.statistic === 'n') return { breaks: COUNT_BREAKS, basis: 'fixed' };
  if (view.statistic === 'censored') return { breaks: SHARE_BREAKS, basis: 'fixed' };
  if (view.classes === 'own' && view.breaks.length) {
    return { breaks: collapse(view.breaks), basis: 'own' };
  }
  const scheme = view.classes === 'own' ? 'percentile' : view.classes;
  // Where a curve bends is sought in the whole stratum: few cells have no curve.
  const rescale = view.rescale && scheme !== 'fractal';
  if (rescale) return { breaks: selectionBreaks(scheme, selected()), basis: 'selection' };
  return { breaks: collapse(analyte.breaks?.[scheme] ?? []), basis: 'stratum' };
}

/**
 * Class of every value: the number of bounds at or below it, so that a value equal to a
 * bound belongs to the class above. Bounds are compared in single precision, in which the
 * values are sent: 0.7 must not fall below a bound of 0.7.
 *
 * @param {ArrayLike<number>} values NaN has no class (255).
 * @param {number[]} breaks ascending inner bounds.
 * @returns {Uint8Array}
 */
export function classify(values, breaks) {
  const bounds = Float32Array.from(breaks);
  const classes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = Math.fround(values[i]);
    if (value !== value) {
      classes[i] = NO_CLASS;
      continue;
    }
    let k = 0;
    while (k < bounds.length && bounds[k] <= value) k++;
    classes[i] = k;
  }
  return classes;
}

/**
 * Percentile of a value in its stratum, from the index's P0 … P100.
 *
 * @param {number[]} percentiles 101 ascending values.
 * @returns {number|null} whole percent, 0 to 100; of tied percentiles the middle one.
 */
export function percentileOf(percentiles, value) {
  if (percentiles?.length !== 101 || !Number.isFinite(value)) return null;
  const slack = Math.abs(value) * 1e-6; // values come in single precision
  let below = 0;
  while (below < 101 && percentiles[below] < value - slack) below++;
  let upTo = below;
  while (upTo < 101 && percentiles[upTo] <= value + slack) upTo++;
  if (upTo > below) return Math.floor((below + upTo - 1) / 2);
  if (below === 0) return 0;
  if (below === 101) return 100;
  const [low, high] = [percentiles[below - 1], percentiles[below]];
  return Math.floor(below - 1 + (value - low) / (high - low));
}

/** The map of two panes: second minus first, or second over first, where both have a value. */

import { NO_CLASS, classify, quantile, sortedValues } from './classes.mjs';
import { formatNumber } from './format.mjs';
import { fromHex, mix } from './ramps.mjs';
import { STATE } from './states.mjs';

/**
 * Anchors of the diverging ramp, blue over white to red: RdBu of ColorBrewer (C. Brewer, 2003,
 * colorbrewer2.org, there marked as colour-blind safe), turned so that higher is red.
 */
const DIVERGING = '053061 2166ac 4393c3 92c5de d1e5f0 f7f7f7 fddbc7 f4a582 d6604d b2182b 67001f'.split(' ').map(fromHex);

/** Shares of the sizes of all differences at which their classes end. */
const SHARES = [0.25, 0.5, 0.75, 0.95];

const known = (state) => state <= STATE.above;

/** Rows by what they are rows of: a cell number or a country. */
const keysOf = (rows) => (rows.units === 'countries' ? rows.country : rows.cell);

/** All keys of several rows, ascending, each once. */
export function unionOfKeys(all) {
  const keys = new Set();
  for (const rows of all) for (const key of keysOf(rows)) keys.add(key);
  return Float64Array.from(keys).sort();
}

/** Position of a key in rows; −1 where they do not have it. Cells ascend, countries are few. */
export function positionOf(rows, key) {
  if (rows.units === 'countries') return rows.country.indexOf(key);
  let low = 0;
  let high = rows.cell.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (rows.cell[middle] === key) return middle;
    if (rows.cell[middle] < key) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/**
 * Difference or ratio of two values, or the state that says why there is none.
 *
 * @param {'difference'|'ratio'} kind
 * @param {{value: number, state: number}|null} a, b of the first and second pane; null where it
 *   has no row.
 * @returns {{value: number, state: number}} `below` and `above` where one lies beyond a limit,
 *   `undetermined` where one pane only has a value, `planned` where neither has, `too_few`
 *   where there is no ratio to or of nothing.
 */
export function contrastOf(kind, a, b) {
  const none = (name) => ({ value: NaN, state: STATE[name] });
  const [one, other] = [a, b].map((pane) => Boolean(pane && known(pane.state)));
  if (!one || !other) return none(one || other ? 'undetermined' : 'planned');
  if (a.state === STATE.below || b.state === STATE.below) return none('below');
  if (a.state === STATE.above || b.state === STATE.above) return none('above');
  if (kind === 'difference') return { value: b.value - a.value, state: STATE.measured };
  return a.value > 0 && b.value > 0 ? { value: b.value / a.value, state: STATE.measured } : none('too_few');
}

/** Rows of the difference or ratio: the union of both panes' cells or countries. */
export function contrastRows(kind, first, second) {
  // Panes of one survey have the same cells, whose places are drawn once for all.
  const same = first.cell && first.cell === second.cell;
  const keys = same ? first.cell : unionOfKeys([first, second]);
  const value = new Float32Array(keys.length);
  const state = new Uint8Array(keys.length);
  const country = new Uint16Array(keys.length);
  const at = (rows, i) => (i < 0 ? null : { value: rows.value[i], state: rows.state[i] });
  keys.forEach((key, row) => {
    const [i, j] = [positionOf(first, key), positionOf(second, key)];
    const found = contrastOf(kind, at(first, i), at(second, j));
    [value[row], state[row]] = [found.value, found.state];
    country[row] = i >= 0 ? first.country[i] : second.country[j];
  });
  const { units } = first;
  const own = same ? first.cell : Uint32Array.from(keys);
  const cell = units === 'countries' ? null : own;
  return { units, length: keys.length, value, state, country, cell, n: null, censored: null, sites: null, date: null, ids: null };
}

/** A number with two significant digits. */
const rounded = (value) => Number(value.toPrecision(2));

/**
 * Class bounds that lie alike on both sides of 0, or of 1 for ratios: at the 25th, 50th, 75th
 * and 95th percentile of the sizes of differences, or of the sizes of ratios on logarithms.
 *
 * @returns {number[]} ascending, an even number; none where nothing differs.
 */
export function contrastBreaks(kind, values) {
  const ratio = kind === 'ratio';
  const sizes = sortedValues(values.map((v) => Math.abs(ratio ? Math.log2(v) : v)));
  const steps = SHARES.map((share) => quantile(sizes, share)).map((size) => rounded(ratio ? 2 ** size : size));
  const ends = [...new Set(steps)].filter((step) => step > (ratio ? 1 : 0));
  return [...ends.toReversed().map((end) => (ratio ? 1 / end : -end)), ...ends];
}

/** Colours of an odd number of classes, the middle one white. */
export function divergingColours(count) {
  return Array.from({ length: count }, (_, k) => {
    const at = (count === 1 ? 0.5 : k / (count - 1)) * (DIVERGING.length - 1);
    const i = Math.min(Math.floor(at), DIVERGING.length - 2);
    return mix(DIVERGING[i], DIVERGING[i + 1], at - i);
  });
}

/** Class of each measured row; the other states have none. */
export function contrastClasses(rows, breaks) {
  const classes = classify(rows.value, breaks);
  for (let i = 0; i < rows.length; i++) if (rows.state[i] !== STATE.measured) classes[i] = NO_CLASS;
  return classes;
}

/** `+ 12`, `− 0.5`, `0`; `× 2`, `÷ 1.5` for ratios, which read alike in both directions. */
export function contrastText(kind, value, language = 'en') {
  if (kind === 'difference') return signed(value, '+', '−', 0, Math.abs(value), language);
  return signed(value, '×', '÷', 1, value < 1 ? 1 / value : value, language);
}

function signed(value, up, down, middle, size, language) {
  const text = formatNumber(size, language, 3);
  if (value === middle) return text;
  return `${value > middle ? up : down} ${text}`;
}

/** Numbers, values and their states in words. */

import { STATE } from './states.mjs';

/**
 * A number with four significant digits, in the page's language; whole numbers whole.
 *
 * @param {number} value
 * @param {string} [language] BCP 47 tag.
 */
export function formatNumber(value, language = 'en', digits = 4) {
  if (!Number.isFinite(value)) return '–';
  // A hyphen between two of them would read as a range.
  if (value < 0) return `−${formatNumber(-value, language, digits)}`;
  if (value >= 10 ** digits || value === 0) return formatter(language, { maximumFractionDigits: 0 })(value);
  if (value < 1e-5) return value.toExponential(1);
  return formatter(language, { maximumSignificantDigits: digits })(value);
}

const LOCALES = { en: 'en-GB' }; // day before month, as the rest of the world writes it
const PRECISIONS = {
  day: { dateStyle: 'long' }, month: { year: 'numeric', month: 'long' }, year: { year: 'numeric' },
};

/**
 * A day in words: `31 December 2010`, to the month `December 2010`, or to the year `2010`.
 *
 * @param {number|string} time milliseconds since 1970, or a date of ISO 8601.
 * @param {string} [language] BCP 47 tag.
 * @param {'day'|'month'|'year'} [precision]
 */
export function formatDay(time, language = 'en', precision = 'day') {
  return new Date(time).toLocaleDateString(LOCALES[language] ?? language, { ...PRECISIONS[precision], timeZone: 'UTC' });
}

const formatters = new Map();
/** Intl formatters are costly to make and are asked for thousands of times. */
function formatter(language, options) {
  const key = language + JSON.stringify(options);
  if (!formatters.has(key)) formatters.set(key, new Intl.NumberFormat(language, options).format);
  return formatters.get(key);
}

/** Bounds with as few digits (from three up) as still tell neighbours apart. */
export function formatBreaks(breaks, language = 'en') {
  for (let digits = 3; ; digits++) {
    const texts = breaks.map((b) => formatNumber(b, language, digits));
    if (digits === 9 || new Set(texts).size === texts.length) return texts;
  }
}

/** `under 5`, `5 – 10`, `10 and more`; one class is `all values`. */
export function boundsText(bounds, k, t) {
  if (!bounds.length) return t('all values');
  if (k === 0) return t('under {bound}', { bound: bounds[0] });
  if (k === bounds.length) return t('{bound} and more', { bound: bounds[k - 1] });
  return t('{low} – {high}', { low: bounds[k - 1], high: bounds[k] });
}

/** Words for a state, as legends and tables print them (dashboard/catalog/states.py). */
export function stateLabel(state, t) {
  switch (state) {
    case STATE.measured: return t('measured');
    case STATE.below: return t('below detection limit');
    case STATE.above: return t('above upper limit');
    case STATE.undetermined: return t('not determined');
    case STATE.awaiting: return t('awaiting results');
    case STATE.planned: return t('in the survey area, not sampled');
    case STATE.outside: return t('outside the survey');
    case STATE.withheld: return t('withheld by its owner');
    default: return t('too few results');
  }
}

/**
 * A value with its state: `12.3 mg/kg`, `< 0.5 mg/kg`, `< DL`, `not determined`.
 *
 * @param {number} value the measured value or the limit; NaN where unknown.
 * @param {number} state code of docs/interfaces.md §1.
 * @param {string} unit reporting unit, empty for none.
 */
export function formatValue(value, state, unit, t, language = 'en') {
  const tail = unit ? ` ${unit}` : '';
  const known = Number.isFinite(value);
  if (state === STATE.measured) return known ? formatNumber(value, language) + tail : '–';
  if (state === STATE.below) return known ? `< ${formatNumber(value, language)}${tail}` : t('< DL');
  if (state === STATE.above) return known ? `> ${formatNumber(value, language)}${tail}` : t('> upper limit');
  return stateLabel(state, t);
}

/** Name of a statistic. */
export function statisticLabel(statistic, t) {
  return {
    median: t('median'),
    mean: t('mean'),
    min: t('minimum'),
    max: t('maximum'),
    q1: t('lower quartile'),
    q3: t('upper quartile'),
    p5: t('5th percentile'),
    p95: t('95th percentile'),
    n: t('number of results'),
    censored: t('share below detection'),
  }[statistic] ?? statistic;
}

/** Unit of what is shown: counts have none and the share below detection is in %. */
export function shownUnit(analyte, statistic) {
  if (statistic === 'n') return '';
  if (statistic === 'censored') return '%';
  return analyte?.unit ?? '';
}

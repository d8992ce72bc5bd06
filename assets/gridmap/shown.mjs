/** The view model: everything that map, legend, table, summary and export show, made once. */

import { NO_CLASS, breaksFor, classify } from './classes.mjs';
import { formatDay, shownUnit, stateLabel, statisticLabel } from './format.mjs';
import { unitsName } from './levels.mjs';
import { mix, rampColours } from './ramps.mjs';
import { pack } from './rgba.mjs';
import { countRows, measuredValues, selectRows, selectedCountries } from './rows.mjs';
import { MARKS, STATE, STATES, markOf } from './states.mjs';

/**
 * @param {object} options
 * @param {object} options.view view state by field names.
 * @param {object} options.catalogue of `config.mjs`.
 * @param {object} options.rows of `rows.mjs`.
 * @param {object} [options.header] of the vector; it carries the analyte's breaks and
 *   percentiles, which the page's index leaves out.
 * @param {number|null} options.universe how many units there are in all (land cells of level
 *   0, countries), null where outside the survey is not counted.
 * @param {((countries: Set<number>, breaks: number[]) => object|null)|null} [options.wholeOf] where
 *   rows are only those in and around the view: what the server counted of all (planes of
 *   `summary.bin`), null as long as it has not come.
 */
export function makeShown({ view, catalogue, rows, header = {}, universe = null, wholeOf = null }) {
  const stratum = catalogue.strata.get(view.stratum);
  const survey = catalogue.surveys.get(stratum.survey);
  const analyte = { ...catalogue.analyte(view.stratum, view.analyte) };
  for (const name of ['breaks', 'percentiles']) analyte[name] = header[name] ?? analyte[name];
  const countries = selectedCountries(view, catalogue);
  const selected = selectRows(rows, countries);
  const statistic = rows.units === 'sites' ? null : view.statistic;
  const values = () => wholeOf?.(countries, [])?.curve ?? measuredValues(rows, selected);
  const { breaks, basis } = breaksFor(analyte, { ...view, statistic }, values);
  const classes = classifyRows(rows, breaks);
  const whole = wholeOf && wholeOf(countries, breaks);
  const counts = whole ? countsOf(whole) : countRows(rows, classes, breaks.length + 1, selected);
  counts.states[STATE.outside] += selected || universe === null ? 0 : universe - rows.length;
  return {
    view, stratum, survey, analyte, name: catalogue.stratumName(stratum.id), countries, rows, selected, statistic, breaks, basis, classes, counts,
    whole, partial: Boolean(wholeOf),
    outsideCounted: universe !== null && !selected,
    colours: rampColours(view.ramp, breaks.length + 1),
    unit: shownUnit(analyte, statistic),
    muted: new Set(view.muted),
    language: view.language,
  };
}

function countsOf({ classes, states }) {
  return { classes: [...classes], states: [...states], total: states.reduce((sum, n) => sum + n, 0) };
}

/** Class of each measured row; the other states have none. */
function classifyRows(rows, breaks) {
  const classes = classify(rows.value, breaks);
  for (let i = 0; i < rows.length; i++) if (rows.state[i] !== STATE.measured) classes[i] = NO_CLASS;
  return classes;
}

/** Key of a legend entry, as the address names it: class number or state name. */
export const keyOf = (shown, i) =>
  shown.rows.state[i] === STATE.measured ? String(shown.classes[i]) : STATES[shown.rows.state[i]];

/**
 * Colours of the states. Below detection takes the lowest class's colour and above the
 * limit the highest's, each half way to the paper, because that much is known of them;
 * their marks tell them from measured values.
 *
 * @param {object} shown
 * @param {object} palette [r, g, b] of paper, muted, awaiting, planned, undetermined,
 *   tooFew, outside.
 * @returns {number[][]} by state code.
 */
export function stateColours(shown, palette) {
  const colours = [];
  colours[STATE.measured] = shown.colours[0];
  colours[STATE.below] = mix(shown.colours[0], palette.paper, 0.45);
  colours[STATE.above] = mix(shown.colours.at(-1), palette.paper, 0.3);
  colours[STATE.undetermined] = palette.undetermined;
  colours[STATE.awaiting] = palette.awaiting;
  colours[STATE.planned] = palette.planned;
  colours[STATE.outside] = palette.outside;
  colours[STATE.too_few] = palette.tooFew;
  colours[STATE.withheld] = palette.tooFew;
  return colours;
}

/**
 * Colour and mark of each row.
 *
 * @returns {{colours: Uint32Array, marks: Uint8Array, faded: Uint8Array|null}} `faded` is 1 for rows outside the selection.
 */
export function paintRows(shown, palette) {
  const { rows, classes, muted, selected } = shown;
  const colours = new Uint32Array(rows.length);
  const marks = new Uint8Array(rows.length);
  const quiet = pack(...palette.muted);
  const byClass = shown.colours.map((c, k) => (muted.has(String(k)) ? quiet : pack(...c)));
  const byState = stateColours(shown, palette).map((c, s) => (muted.has(STATES[s]) ? quiet : pack(...c)));
  const markByState = STATES.map((name, s) => (muted.has(name) ? MARKS.none : markOf(s)));
  for (let i = 0; i < rows.length; i++) {
    const state = rows.state[i];
    if (state === STATE.measured && classes[i] !== NO_CLASS) {
      colours[i] = byClass[classes[i]];
    } else {
      colours[i] = byState[state];
      marks[i] = selected && !selected[i] ? MARKS.none : markByState[state];
    }
  }
  return { colours, marks, faded: selected && selected.map((s) => 1 - s) };
}

/** The tone of land where the stratum has nothing. */
export const outsideTone = (shown, palette) => (shown.muted.has('outside') ? palette.muted : palette.outside);

/**
 * Title of the map: `Copper (Cu), median, mg/kg, collected up to 30 June 2009`; its own where what
 * is shown is made of several elements.
 */
export function titleOf(shown, t) {
  if (shown.title) return shown.title;
  const { analyte, statistic, unit, view, language } = shown;
  const name = analyte.name && analyte.name !== analyte.id ? `${analyte.name} (${analyte.id})` : analyte.id;
  const parts = [name, statistic ? statisticLabel(statistic, t) : t('samples'), unit === analyte.id ? '' : unit];
  if (view?.date) parts.push(t('collected up to {date}', { date: formatDay(view.date, language) }));
  return parts.filter(Boolean).join(', ');
}

/** The words for a state on this map: only a survey has an area that a place could be outside of. */
export function stateWords({ survey }, state, t) {
  if (state === STATE.outside && survey.kind === 'compilation') return t('no published analyses');
  if (state === STATE.outside && survey.kind === 'gridded') return t('no grid values');
  return stateLabel(state, t);
}

/** What a row is called: cell id, country or sample. */
export function rowName(shown, i, { catalogue, cellId }) {
  const { rows } = shown;
  if (rows.units === 'countries') return catalogue.countryName(rows.country[i]) ?? '–';
  if (rows.units === 'sites') return rows.ids?.[i] ?? String(i + 1);
  return cellId(rows.cell[i], rows.units);
}

/** What is counted: `cells of 160 km`, `countries`, `samples`; those in view where only these are known. */
export function unitsText(shown, t) {
  const units = unitsName(shown.rows.units, t);
  return shown.partial && !shown.whole ? t('{units} in and around the view', { units }) : units;
}

/** Labels that must never be missing where the data are shown. */
export function warnings(shown, t) {
  const { survey } = shown;
  return [
    survey.simulated && t('Simulated data'),
    survey.kind === 'compilation' && t('Published analyses, not a survey'),
    survey.kind === 'gridded' && t('Published as a grid: n counts grid values, not samples'),
  ].filter(Boolean);
}

/**
 * Why a map without any value is empty, where its marks do not say it; empty text otherwise.
 */
export function emptiness(shown, t, catalogue) {
  const { counts, name, selected, countries, statistic } = shown;
  if (counts.states[STATE.measured] > 0 || (shown.partial && !shown.whole)) return '';
  if (selected && !counts.total) {
    const names = [...countries].map(catalogue.countryName).filter(Boolean);
    const listed = names.slice(0, 5).join(', ') + (names.length > 5 ? ' …' : '');
    return t('{name} has no samples in: {countries}.', { name, countries: listed });
  }
  if (!counts.states[STATE.too_few]) return '';
  return t('No place shown has enough results for this statistic ({statistic}): quartiles need 8, P5, P95 and the mean 20.', {
    statistic: statisticLabel(statistic, t),
  });
}

/** How the classes came about, for legend and export. */
export function basisText(shown, t) {
  return {
    stratum: t('Classes fixed to the stratum'),
    selection: t('Classes rescaled to the selection'),
    own: t('Own classes'),
    fixed: t('Fixed classes'),
  }[shown.basis];
}

/**
 * The view model of a map of progress, made anew for each day that is shown. `entries` are
 * those of the legend and `classes` say which of them each row is; `rows` are cells of one
 * level, or all countries in the order of the release.
 */

import { countryValues, ofCells } from './progress-metrics.mjs';
import { NEVER, dayOf, levelOf, stepOf } from './progress-data.mjs';
import { mix } from './ramps.mjs';
import { pack } from './rgba.mjs';
import { selectRows, selectedCountries } from './rows.mjs';
import { MARKS } from './states.mjs';

/** States of a cell, from nothing to done; a state's number is its key in the address. */
export const CELL = Object.freeze({ outside: 0, planned: 1, covered: 2, complete: 3, partial: 4, analysed: 5 });
/** Reasons of a country without a class, after the classes. */
export const WITHOUT = Object.freeze(['zero', 'nothing', 'apart', 'small']);

/** Colour (of the palette) and mark of each cell state. */
const CELL_LOOKS = [
  ['outside', MARKS.none], ['progressPlanned', MARKS.rings], ['progressCovered', MARKS.ticks],
  ['progressComplete', MARKS.cross], ['progressAnalysed', MARKS.dots], ['progressDone', MARKS.none],
];
const WITHOUT_LOOKS = {
  zero: ['progressZero', MARKS.none], nothing: ['undetermined', MARKS.dashes],
  apart: ['outside', MARKS.none], small: ['outside', MARKS.hatch],
};

/**
 * State of each cell on a day.
 *
 * @param {{planned, first, complete, analysed}} cells planes of docs/interfaces.md §8.
 * @returns {Uint8Array} codes of `CELL`.
 */
export function cellStates({ planned, first, complete, analysed }, day) {
  const states = new Uint8Array(first.length);
  for (let i = 0; i < states.length; i++) {
    if (first[i] > day) states[i] = planned[i] ? CELL.planned : CELL.outside;
    else if (analysed[i] <= day) states[i] = complete[i] <= day ? CELL.analysed : CELL.partial;
    else states[i] = complete[i] <= day ? CELL.complete : CELL.covered;
  }
  return states;
}

/**
 * @param {object} options
 * @param {object} options.view view state by field names.
 * @param {object} options.catalogue of `config.mjs`.
 * @param {object} options.content of `loadProgress`.
 * @param {object} options.metrics of the page's configuration.
 */
export function makeProgress({ view, catalogue, content, metrics }) {
  const { days } = content;
  const last = days.length ? days.at(-1) : null;
  const asked = view.date === null || last === null ? last : Math.min(last, dayOf(view.date));
  const countries = selectedCountries(view, catalogue);
  const base = {
    view, days, countries, level: levelOf(view), language: view.language,
    surveys: chosenSurveys(view, catalogue), simulated: Boolean(catalogue.index.simulated),
    muted: new Set(view.muted), ...knowledge(view, catalogue),
  };
  return view.by === 'countries'
    ? countriesShown(base, { asked, catalogue, content, metrics })
    : cellsShown(base, { day: asked, content });
}

function cellsShown(base, { day, content: { cells, land } }) {
  const rows = { units: base.level, length: cells.cell.length, ...cells };
  const selected = selectRows(rows, base.countries);
  const classes = cellStates(cells, day ?? -1);
  const counts = new Array(CELL_LOOKS.length).fill(0);
  // Land without a row, or not reached yet, is outside: counted by country, as land is.
  const reached = new Uint32Array(land.length);
  for (let i = 0; i < rows.length; i++) {
    if (selected && !selected[i]) continue;
    const state = classes[i];
    // A cell without an owner has its centre at sea: it is drawn, and counted nowhere.
    if (state === CELL.outside || cells.country[i] >= land.length) continue;
    counts[state]++;
    reached[cells.country[i]]++;
  }
  let total = 0;
  land.forEach((cellsOfLand, country) => {
    if (base.countries.size && !base.countries.has(country)) return;
    total += cellsOfLand ?? NaN;
    counts[CELL.outside] += Math.max(0, cellsOfLand - reached[country]);
  });
  const entries = CELL_LOOKS.map(([colour, mark], state) => ({
    key: String(state), group: state >= CELL.covered ? 'class' : 'state', state, colour, mark, count: counts[state],
    hidden: !base.completable && (state === CELL.complete || state === CELL.analysed),
  }));
  return { ...base, day, metric: null, rows, selected, classes, entries, land: total };
}

function countriesShown(base, { asked, catalogue, content, metrics }) {
  const metric = metrics.list.find(({ id }) => id === base.view.metric);
  const step = content.series.days.length ? stepOf(content.series.days, asked) : 0;
  // Before the first step there is nothing, and after it what its last day knew.
  const day = content.series.days.length ? Math.min(asked, content.series.days[step]) : asked;
  const { rows, bounds, names } = countryValues({
    metric, catalogue, content, step, elements: metrics.elements, simulated: base.simulated, level: base.level,
  });
  const selected = selectRows(rows, base.countries);
  const size = names ? names.length : bounds.length + 1;
  const classes = rows.reason.map((reason, i) => (reason ? size + WITHOUT.indexOf(reason) : classOf(rows.value[i], names ? null : bounds)));
  const counts = new Array(size + WITHOUT.length).fill(0);
  classes.forEach((k, i) => {
    if (!selected || selected[i]) counts[k]++;
  });
  const entries = [
    ...Array.from({ length: size }, (_, k) => ({ group: 'class', shade: size > 1 ? k / (size - 1) : 1, mark: MARKS.none })),
    ...WITHOUT.map((reason) => ({
      group: 'state', reason, colour: WITHOUT_LOOKS[reason][0], mark: WITHOUT_LOOKS[reason][1], hidden: !happens(metric, reason),
    })),
  ].map((entry, k) => ({ ...entry, key: String(k), count: counts[k] }));
  return { ...base, day, metric, bounds, names, rows, selected, classes: Uint8Array.from(classes), entries };
}

/** Whether a metric can want for a value in a way. */
function happens(metric, reason) {
  if (reason === 'small') return ofCells(metric);
  return reason !== 'zero' || metric.id !== 'stage';
}

/** A value equal to a bound belongs to the class above; stages are their own class. */
const classOf = (value, bounds) => (bounds ? bounds.filter((bound) => bound <= value).length : value);

/** Surveys that count in a view, compilations never do. */
function chosenSurveys({ surveys }, { index }) {
  const own = index.surveys.filter(({ kind }) => kind === 'survey');
  if (!surveys.length) return own;
  const wanted = new Set(surveys.map((id) => id.split('.')[0]));
  return own.filter(({ id }) => wanted.has(id));
}

/**
 * What the surveys know: how exact their days are (one that only knows years makes all of them
 * so), and whether any says how many sites make a cell of this size complete.
 */
function knowledge(view, { index, surveys: known }) {
  const { surveys } = view;
  const counted = index.strata.filter(({ id, survey }) =>
    known.get(survey)?.kind === 'survey' && (!surveys.length || surveys.includes(id) || surveys.includes(survey)));
  const coarse = counted.some(({ dating }) => dating === 'year' || dating === 'survey');
  const designed = counted.some(({ density }) => density !== null && density !== undefined);
  return { precision: coarse ? 'year' : 'month', completable: levelOf(view) === 0 || designed };
}

/** [r, g, b] of an entry: a named colour, or a shade between the palette's ends. */
export function entryColour(entry, palette) {
  if (entry.colour) return palette[entry.colour];
  const { progressLow: low, progressMiddle: middle, progressHigh: high } = palette;
  return entry.shade < 0.5 ? mix(low, middle, 2 * entry.shade) : mix(middle, high, 2 * entry.shade - 1);
}

/** Colour and mark of each row, for the stage. */
export function paintProgress({ entries, classes, muted, selected }, palette) {
  const quiet = pack(...palette.muted);
  const colours = entries.map((entry) => (muted.has(entry.key) ? quiet : pack(...entryColour(entry, palette))));
  const marks = entries.map((entry) => (muted.has(entry.key) ? MARKS.none : entry.mark));
  return {
    colours: Uint32Array.from(classes, (k) => colours[k]),
    marks: Uint8Array.from(classes, (k, i) => (selected && !selected[i] ? MARKS.none : marks[k])),
    faded: selected && selected.map((s) => 1 - s),
  };
}

/** The tone of land without a row. */
export const progressTone = ({ view, muted }, palette) =>
  view.by === 'cells' && muted.has(String(CELL.outside)) ? palette.muted : palette.outside;

/** The entry of a row in the legend. */
export const progressKey = ({ entries, classes }, row) => entries[classes[row]].key;

/** Whether a day has come. */
export const reachedBy = (day, asOf) => day !== NEVER && day <= asOf;

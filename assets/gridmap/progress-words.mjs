/** What a map of progress says: title, legend, card, table and summary, from one view model. */

import { boundsText, formatBreaks, formatNumber } from './format.mjs';
import { dateOf, dayText } from './progress-data.mjs';
import { scaleOf } from './progress-metrics.mjs';
import { CELL, entryColour, reachedBy } from './progress-shown.mjs';
import { cellSide } from './levels.mjs';
import { fill } from './texts.mjs';

const NAMED = 3;

/** What a cell's state means; where nobody says how many sites are enough, none is complete. */
function cellLabel(state, t, completable = true) {
  if (!completable && state === CELL.covered) return t('covered: sampled, results awaited');
  if (!completable && state === CELL.partial) return t('covered and analysed');
  switch (state) {
    case CELL.planned: return t('planned, not sampled');
    case CELL.covered: return t('covered: sampled, too few sites');
    case CELL.complete: return t('complete: enough sites, results awaited');
    case CELL.partial: return t('analysed, too few sites');
    case CELL.analysed: return t('complete and analysed');
    default: return t('outside any survey');
  }
}

/** What is meant by a country without a class. */
function reasonLabel({ metric, level, simulated }, reason, t) {
  if (metric.id === 'stage') return reason === 'nothing' ? t('takes part, no stage reported') : t('does not take part');
  switch (reason) {
    case 'zero': return metric.unit === '%' ? t('0 %, in a survey') : t('none yet, in a survey');
    case 'nothing': return t('takes part, no data');
    case 'small': return t('no cell of {side} km of its own', { side: cellSide(level) });
    default: return simulated ? t('no survey') : t('no survey, does not take part');
  }
}

/** `metric value`: `16.7 %`, `1,234`. */
export function valueText(value, { unit }, language) {
  if (!Number.isFinite(value)) return '–';
  const number = unit === '%' ? shareText(value, language) : formatNumber(value, language);
  return unit ? `${number} ${unit}` : number;
}

/** At most one decimal, as the headlines write shares; never 0 or 100 where it is not. */
function shareText(value, language) {
  if (value > 0 && value < 0.1) return `< ${formatNumber(0.1, language)}`;
  if (value > 99.9 && value < 100) return `> ${formatNumber(99.9, language)}`;
  return formatNumber(Math.round(10 * value) / 10, language);
}

function entryLabel(shown, entry, t) {
  if (!shown.metric) return cellLabel(entry.state, t, shown.completable);
  if (entry.reason) return reasonLabel(shown, entry.reason, t);
  const k = Number(entry.key);
  if (shown.names) return shown.names[k];
  const { bounds, metric, language } = shown;
  if (metric.unit === '%' && bounds[k - 1] === 100) return '100 %';
  const text = boundsText(formatBreaks(bounds, language), k, t);
  return metric.unit ? `${text} ${metric.unit}` : text;
}

/** The entries of the legend, with words and colours. */
export const progressEntries = (shown, palette, t) =>
  shown.entries.filter(({ hidden }) => !hidden).map((entry) => ({
    ...entry, label: entryLabel(shown, entry, t), colour: entryColour(entry, palette), muted: shown.muted.has(entry.key),
  }));

/** `all surveys`, or those chosen. */
function surveysText({ view, surveys }, t) {
  if (!view.surveys.length) return t('all surveys');
  return surveys.map(({ short, title }) => short || title).join(', ');
}

const asOf = ({ day, language }, t) => (day === null ? '' : t('as of {date}', { date: dayText(day, language) }));
const OF_CELLS = /cells/;

/** Whether the size of the cells changes what the metric says. */
const countsCells = ({ numerator, denominator }) => OF_CELLS.test(`${numerator} ${denominator}`) || numerator === 'covered_km2';

/** `Cells covered, all surveys, as of 31 December 2010`. */
export function progressTitle(shown, t) {
  const { metric, level } = shown;
  if (!metric) {
    const what = level ? t('Cells of {side} km covered', { side: cellSide(level) }) : t('Cells covered');
    return [what, surveysText(shown, t), asOf(shown, t)].filter(Boolean).join(', ');
  }
  const name = t('{metric} by country', { metric: metric.name });
  if (metric.id === 'stage') return `${name}, ${scaleText(scaleOf(level), t)}`;
  return [name, surveysText(shown, t), asOf(shown, t)].filter(Boolean).join(', ');
}

function scaleText(scale, t) {
  return {
    global: t('global scale'), national: t('national scale'), regional: t('regional scale'), programme: t('whole programme'),
  }[scale] ?? scale;
}

/** Labels that must never be missing where the data are shown. */
export const progressWarnings = ({ simulated }, t) => (simulated ? [t('Simulated data')] : []);

/** Covered, complete and analysed cells of the rows shown: each is part of the one before or beside it. */
function tally({ entries }) {
  const count = (state) => entries[state].count;
  const complete = count(CELL.complete) + count(CELL.analysed);
  const analysed = count(CELL.partial) + count(CELL.analysed);
  return { covered: complete + count(CELL.covered) + count(CELL.partial), complete, analysed, planned: count(CELL.planned) };
}

/** The counts in a sentence, with what they are counted of. */
export function countSentence(shown, t) {
  const number = (v) => formatNumber(v, shown.language);
  if (!shown.metric) {
    const { covered, complete, analysed } = tally(shown);
    const share = shown.land ? (100 * covered) / shown.land : NaN;
    const text = shown.completable
      ? t('Land cells of {side} km covered: {covered} of {land} ({share}). Complete: {complete}. With results: {analysed}.')
      : t('Land cells of {side} km covered: {covered} of {land} ({share}). With results: {analysed}.');
    return fill(text, {
      covered: number(covered), land: number(shown.land), side: cellSide(shown.level),
      share: valueText(share, { unit: '%' }, shown.language), complete: number(complete), analysed: number(analysed),
    });
  }
  const valued = shown.entries.filter(({ group, reason }) => group === 'class' || reason === 'zero').reduce((sum, { count }) => sum + count, 0);
  const total = shown.entries.reduce((sum, { count }) => sum + count, 0);
  const counts = { valued: number(valued), total: number(total) };
  return valued === 1 ? t('{valued} of {total} countries has a value.', counts) : t('{valued} of {total} countries have a value.', counts);
}

/** What the legend's note says: the sum of its counts, and what they count. */
export function legendNote(shown, t) {
  const units = shown.metric ? t('countries') : t('land cells');
  const counted = shown.countries.size ? t('{units} of the selection', { units }) : units;
  const size = shown.metric && countsCells(shown.metric) && t('Counted in cells of {side} km.', { side: cellSide(shown.level) });
  return [countSentence(shown, t), size, t('The list counts {units}.', { units: counted })].filter(Boolean).join(' ');
}

/** What the map's legend says, for `createLegend`. */
export function progressLegend(shown, palette, { t, release }) {
  const entries = progressEntries(shown, palette, t);
  const notes = shown.metric?.id === 'stage'
    ? [t('Reported by the programme and its partners, not computed from samples.')]
    : [t('Surveys that count: {surveys}', { surveys: shown.surveys.map(({ short, title }) => short || title).join(', ') || '–' })];
  return {
    title: progressTitle(shown, t),
    warnings: progressWarnings(shown, t),
    figure: null,
    note: legendNote(shown, t),
    classes: entries.filter(({ group }) => group === 'class'),
    states: entries.filter(({ group }) => group === 'state').reverse(),
    notes: [...notes, t('Release {release}', { release: release.slice(0, 8) })],
    language: shown.language,
    worded: !shown.metric || shown.names !== null,
  };
}

/** Lines that tell a cell's days as far as they have come. */
function cellLines(shown, i, t) {
  const { rows, day, language, precision } = shown;
  const { first, complete, analysed, sites } = rows;
  const when = (value) => dayText(value, language, precision);
  return [
    sites[i] > 0 && (sites[i] === 1 ? t('1 site in the release') : t('{n} sites in the release', { n: formatNumber(sites[i], language) })),
    reachedBy(first[i], day) && t('first sampled {date}', { date: when(first[i]) }),
    reachedBy(complete[i], day) && t('complete since {date}', { date: when(complete[i]) }),
    reachedBy(analysed[i], day) && t('first result {date}', { date: when(analysed[i]) }),
  ].filter(Boolean);
}

/** Lines that tell what a country's value is made of, or why it has none. */
function countryLines(shown, i, t) {
  const { rows, metric, language, level } = shown;
  const number = (v) => formatNumber(v, language);
  if (metric.id === 'stage') {
    const stages = rows.status[i].map(({ scale, name, as_of: date }) => [`${scaleText(scale, t)}: ${name}`, date && `(${date})`].filter(Boolean).join(' '));
    return stages.length ? stages : [reasonLabel(shown, rows.reason[i], t)];
  }
  const parts = [
    Number.isFinite(rows.numerator[i]) && metric.numeratorName && `${metric.numeratorName}: ${number(rows.numerator[i])}`,
    Number.isFinite(rows.denominator[i]) && metric.denominatorName && `${metric.denominatorName}: ${number(rows.denominator[i])}`,
  ];
  const reason = rows.reason[i] && rows.reason[i] !== 'zero' && reasonLabel(shown, rows.reason[i], t);
  if (reason) return [reason];
  return [...parts, countsCells(metric) && t('cells of {side} km', { side: cellSide(level) })].filter(Boolean);
}

/** The value of a country in words. */
function countryValue({ rows, metric, names, language }, i, t) {
  if (names) return Number.isFinite(rows.value[i]) ? names[rows.value[i]] : t('no stage reported');
  return Number.isFinite(rows.value[i]) ? `${metric.name}: ${valueText(rows.value[i], metric, language)}` : t('no value');
}

/**
 * What is known of a place, for the card: title, value, lines.
 *
 * @param {object} shown
 * @param {{row: number, country: number, name: string|null}} place row −1 lies in no survey's cell.
 * @param {object} tools {t, catalogue, cellId}
 */
export function describeProgress(shown, place, { t, catalogue, cellId }) {
  const { rows, metric } = shown;
  const i = place.row;
  const country = catalogue.countryName(i >= 0 ? rows.country[i] : place.country);
  const when = metric?.id === 'stage' ? '' : asOf(shown, t);
  if (metric) {
    if (i < 0) return { title: country ?? '–', value: t('no value'), lines: [] };
    return { title: country, value: countryValue(shown, i, t), lines: [...countryLines(shown, i, t), when].filter(Boolean) };
  }
  const name = i >= 0 ? cellId(rows.cell[i], shown.level) : place.name;
  return {
    title: [name, country].filter(Boolean).join(' · '),
    value: cellLabel(i >= 0 ? shown.classes[i] : CELL.outside, t, shown.completable),
    lines: [...(i >= 0 ? cellLines(shown, i, t) : []), when].filter(Boolean),
  };
}

/** Columns of the table twin. */
export function progressColumns(shown, { t, catalogue, cellId }) {
  const { rows, metric, classes, language, entries } = shown;
  const country = (i) => catalogue.countryName(rows.country[i]) ?? '–';
  const name = { id: 'country', label: t('Country'), text: country, key: country };
  if (metric) return [name, ...metricColumns(shown, t)];
  const number = (id, label, column) => ({ id, label, numeric: true, text: (i) => formatNumber(column[i], language), key: (i) => column[i] });
  const day = (id, label, column) => ({
    id, label, text: (i) => (reachedBy(column[i], shown.day) ? dayText(column[i], language, shown.precision) : '–'), key: (i) => column[i],
  });
  return [
    { id: 'name', label: t('Cell'), text: (i) => cellId(rows.cell[i], shown.level), key: (i) => rows.cell[i] },
    name,
    { id: 'value', label: t('State'), text: (i) => entryLabel(shown, entries[classes[i]], t), key: (i) => classes[i] },
    number('sites', t('Sites'), rows.sites),
    day('first', t('First sampled'), rows.first),
    day('complete', t('Complete since'), rows.complete),
    day('analysed', t('First result'), rows.analysed),
  ];
}

function metricColumns(shown, t) {
  const { rows, metric, classes, language, entries, names } = shown;
  const part = (id, label, column) => label && {
    id, label, numeric: true, text: (i) => formatNumber(column[i], language), key: (i) => column[i],
  };
  return [
    {
      id: 'value', label: metric.name, numeric: !names, key: (i) => rows.value[i],
      text: (i) => (names ? names[rows.value[i]] ?? '–' : valueText(rows.value[i], metric, language)),
    },
    part('numerator', metric.numeratorName, rows.numerator),
    part('denominator', metric.denominatorName, rows.denominator),
    { id: 'state', label: t('Class'), text: (i) => entryLabel(shown, entries[classes[i]], t), key: (i) => classes[i] },
  ].filter(Boolean);
}

/** Rows of the highest values, highest first. */
function highest({ rows, selected }) {
  const valued = Array.from(rows.value.keys()).filter((i) => Number.isFinite(rows.value[i]) && rows.value[i] > 0 && (!selected || selected[i]));
  return valued.sort((a, b) => rows.value[b] - rows.value[a]).slice(0, NAMED);
}

/** The map in sentences: what a screen reader hears and the table's caption says. */
export function summariseProgress(shown, { t, catalogue }) {
  const { entries, metric, language } = shown;
  const sentences = [progressTitle(shown, t), ...progressWarnings(shown, t)].map((text) => `${text}.`);
  sentences.push(selectionText(shown, { t, catalogue }), countSentence(shown, t));
  if (metric && !shown.names) {
    const named = highest(shown).map((i) => `${catalogue.countryName(shown.rows.country[i])} ${valueText(shown.rows.value[i], metric, language)}`);
    if (named.length) sentences.push(t('Highest: {rows}.', { rows: named.join('; ') }));
  }
  const counts = entries.filter(({ count }) => count > 0).map((entry) => `${entryLabel(shown, entry, t)} ${formatNumber(entry.count, language)}`);
  return [...sentences, t('In all: {counts}.', { counts: counts.join('; ') })].filter(Boolean).join(' ');
}

/** Which countries are chosen; empty for all. */
function selectionText({ countries }, { t, catalogue }) {
  const names = [...countries].map(catalogue.countryName).filter(Boolean);
  if (!names.length) return '';
  return t('Selected: {names}.', { names: names.slice(0, 12).join(', ') + (names.length > 12 ? ' …' : '') });
}

/** Why a map shows nothing, where its legend does not say it. */
export function progressEmptiness(shown, t) {
  if (shown.metric?.id === 'stage') {
    return shown.simulated ? t('Stages are reported for the real programme only; there are none for simulated data.') : '';
  }
  return shown.day === null ? t('No survey of this choice has been sampled.') : '';
}

/** Texts under a picture of the map. */
export function progressCredits(shown, { t, catalogue, release, address, today, policy }) {
  const sources = shown.metric?.id === 'stage'
    ? [t('Source: {citation}', { citation: t('statements published by the programme and its partners') })]
    : shown.surveys.map(({ citation, licence }) => t('Source: {citation}', { citation: [citation, licence].filter(Boolean).join(' · ') }));
  return [
    legendNote(shown, t), selectionText(shown, { t, catalogue }), ...sources, t('Release {release}, seen on {date}: {address}', { release, date: today, address }), policy,
  ].filter(Boolean);
}

/** Name of the picture's file. */
export function progressFile({ metric, day, level, simulated }, release) {
  const what = metric ? metric.id : 'cells';
  const parts = [simulated ? 'simulated' : '', 'progress', what, `${cellSide(level)}km`, day === null ? '' : dateOf(day), release.slice(0, 8)];
  return `${parts.filter(Boolean).join('-').toLowerCase().replace(/[^a-z0-9.-]+/g, '-')}.png`;
}

/** What the map's legend says: classes, states, their counts, and what the map stands on. */

import { boundsText, formatBreaks, formatNumber, stateLabel } from './format.mjs';
import { drawHistogram } from './histogram.mjs';
import { measuredValues } from './rows.mjs';
import { basisText, stateColours, stateWords, titleOf, unitsText, warnings } from './shown.mjs';
import { MARKS, STATE, STATES, markOf } from './states.mjs';

/** States that the legend names even where no row has them. */
const ALWAYS = new Set([STATE.below, STATE.outside]);

/**
 * The entries of the legend: classes from the lowest up, then the states.
 *
 * @returns {{key: string, kind: 'class'|'state', label: string, count: number|null,
 *   colour: number[], mark: number, muted: boolean}[]}
 */
export function legendEntries(shown, palette, t) {
  const { breaks, counts, colours, muted, language } = shown;
  const bounds = formatBreaks(breaks, language);
  const classes = colours.map((colour, k) => ({
    key: String(k), kind: 'class', label: boundsText(bounds, k, t), count: counts.classes[k], colour, mark: MARKS.none,
    muted: muted.has(String(k)),
  }));
  const tones = stateColours(shown, palette);
  const states = STATES.map((name, s) => ({
    key: name, kind: 'state', label: s === STATE.below ? belowLabel(shown, t) : stateWords(shown, s, t),
    count: s === STATE.outside && !shown.outsideCounted ? null : counts.states[s],
    colour: tones[s], mark: markOf(s), muted: muted.has(name),
  })).filter((entry, s) => s !== STATE.measured && (counts.states[s] > 0 || ALWAYS.has(s)));
  return [...classes, ...states];
}

/** `below detection limit (< 1 mg/kg)`: with the analyte's limits, or that those met are not known. */
function belowLabel({ analyte, statistic, language }, t) {
  const label = stateLabel(STATE.below, t);
  if (statistic === 'n' || statistic === 'censored') return label;
  if (!analyte.limit) return analyte.censored ? t('{state} (limit not known)', { state: label }) : label;
  const [low, high] = analyte.limit.map((limit) => formatNumber(limit, language));
  const { unit } = analyte;
  const limits = low === high ? `< ${low}` : t('limits {low} to {high}', { low, high });
  return t('{state} ({limits})', { state: label, limits: [limits, unit].filter(Boolean).join(' ') });
}

/** What the legend says of a view model, for `createLegend`. */
export function legendContent(shown, palette, { t, config }) {
  const entries = legendEntries(shown, palette, t);
  const values = shown.whole?.curve ?? measuredValues(shown.rows, shown.selected);
  const source = t('{survey}, release {release}', {
    survey: shown.survey.title, release: config.index.release.slice(0, 8),
  });
  return {
    title: titleOf(shown, t),
    warnings: warnings(shown, t),
    figure: drawHistogram(values, shown.breaks, shown.colours),
    note: `${basisText(shown, t)} · ${countNote(shown, t)}`,
    classes: entries.filter((entry) => entry.kind === 'class'),
    states: entries.filter((entry) => entry.kind === 'state'),
    notes: [shown.stratum.title, shown.analyte.form_note, source].filter(Boolean),
    language: shown.language,
  };
}

/** What the counts count. */
function countNote(shown, t) {
  const units = unitsText(shown, t);
  return shown.selected ? t('{units} of the selection', { units }) : units;
}

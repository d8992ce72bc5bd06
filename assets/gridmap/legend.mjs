/** The legend: classes, states, their counts, and what the map stands on. */

import { h } from './dom.mjs';
import { formatBreaks, formatNumber, stateLabel } from './format.mjs';
import { drawHistogram } from './histogram.mjs';
import { swatch } from './marks.mjs';
import { pack } from './rgba.mjs';
import { measuredValues } from './rows.mjs';
import { basisText, stateColours, stateWords, titleOf, unitsText, warnings } from './shown.mjs';
import { MARKS, STATE, STATES, markOf } from './states.mjs';

/** States that the legend names even where no row has them. */
const ALWAYS = new Set([STATE.below, STATE.outside]);
const SWATCH = { width: 26, height: 16 };

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

/** The colour of an entry with its mark, as the map draws them. */
export function drawSwatch({ colour, mark }, { width, height } = SWATCH, ratio = globalThis.devicePixelRatio ?? 1) {
  const canvas = h('canvas', { class: 'legend-swatch', 'aria-hidden': 'true' });
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const pixels = swatch(mark, pack(...colour), canvas.width, canvas.height, ratio);
  canvas.getContext('2d').putImageData(new ImageData(pixels, canvas.width), 0, 0);
  return canvas;
}

/** `under 5`, `5 – 10`, `10 and more`; one class is `all values`. */
function boundsText(bounds, k, t) {
  if (!bounds.length) return t('all values');
  if (k === 0) return t('under {bound}', { bound: bounds[0] });
  if (k === bounds.length) return t('{bound} and more', { bound: bounds[k - 1] });
  return t('{low} – {high}', { low: bounds[k - 1], high: bounds[k] });
}

/**
 * @param {HTMLElement} element `#legend`.
 * @param {object} options
 * @param {Function} options.t
 * @param {object} options.config release and policy are printed.
 * @param {(key: string|null) => void} options.onHighlight an entry is pointed at or focused.
 * @param {(key: string) => void} options.onMute an entry is pressed.
 */
export function createLegend(element, { t, config, onHighlight, onMute }) {
  element.classList.add('legend');
  const head = h('div', { class: 'legend-head' });
  const classes = h('ul', { class: 'legend-classes', 'aria-label': t('Classes') });
  const states = h('ul', { class: 'legend-states', 'aria-label': t('Without a value') });
  const notes = h('div', { class: 'legend-notes' });
  const roomy = globalThis.matchMedia?.('(min-width: 48rem)').matches ?? true;
  element.replaceChildren(
    head, classes,
    h('details', { class: 'legend-more', open: roomy }, h('summary', {}, t('Without a value, and source')), states, notes),
  );

  const entryButton = (entry, shown) => {
    const count = entry.count === null ? '' : formatNumber(entry.count, shown.language);
    const point = (key) => () => onHighlight(entry.muted ? null : key);
    const button = h(
      'button',
      {
        type: 'button', class: 'legend-entry', 'data-key': entry.key, 'aria-pressed': String(!entry.muted),
        title: entry.muted ? t('Show again') : t('Let step back'),
        onclick: () => onMute(entry.key),
        onpointerenter: point(entry.key), onpointerleave: point(null), onfocus: point(entry.key), onblur: point(null),
      },
      drawSwatch(entry),
      h('span', { class: 'legend-label' }, entry.label),
      h('span', { class: 'legend-count' }, count),
    );
    return h('li', {}, button);
  };

  /** The reader's place in the list survives the rebuilding. */
  const keepFocus = (rebuild) => {
    const key = element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    rebuild();
    onHighlight(null); // the entry pointed at is gone; its successor hears of the pointer anew
    if (key) element.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  };

  return {
    /** Show a view model. */
    show(shown, palette) {
      const entries = legendEntries(shown, palette, t);
      const list = (kind) => entries.filter((e) => e.kind === kind).map((e) => entryButton(e, shown));
      const values = measuredValues(shown.rows, shown.selected);
      head.replaceChildren(
        h('h2', { class: 'legend-title' }, titleOf(shown, t)),
        ...warnings(shown, t).map((text) => h('p', { class: 'map-warning' }, text)),
        drawHistogram(values, shown.breaks, shown.colours),
        h('p', { class: 'legend-note' }, `${basisText(shown, t)} · ${countNote(shown, t)}`),
      );
      keepFocus(() => {
        classes.replaceChildren(...list('class'));
        states.replaceChildren(...list('state'));
      });
      const source = t('{survey}, release {release}', {
        survey: shown.survey.title, release: config.index.release.slice(0, 8),
      });
      const texts = [shown.stratum.title, shown.analyte.form_note, source].filter(Boolean);
      notes.replaceChildren(...texts.map((text) => h('p', {}, text)));
    },
  };
}

/** What the counts count. */
function countNote(shown, t) {
  const units = unitsText(shown, t);
  return shown.selected ? t('{units} of the selection', { units }) : units;
}

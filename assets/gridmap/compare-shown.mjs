/** The view model of the page of comparison: that of each pane, what they share, and their contrast. */

import { selectionBreaks } from './classes.mjs';
import { contrastBreaks, contrastClasses, contrastRows, divergingColours, positionOf, unionOfKeys } from './compare-contrast.mjs';
import { cellAt } from './grid.mjs';
import { isContrast, panesOf, quantity } from './panes-state.mjs';
import { countRows, measuredValues } from './rows.mjs';
import { paintRows } from './shown.mjs';
import { pack } from './rgba.mjs';
import { STATE, STATES } from './states.mjs';

/** Views that are loaded and shown: a contrast and a swipe have two. */
export const shownPanes = (view) => (view.mode === 'panes' ? panesOf(view) : panesOf(view).slice(0, 2));

/** Whether a pane is multiplied by a factor to the level of the first. */
export function isLevelled(view, pane, first, catalogue) {
  if (!view.levelled || pane.stratum === first.stratum) return false;
  const [a, b] = [first, pane].map((one) => quantity(one, catalogue));
  return a.kind === b.kind && a.kind !== 'n' && a.kind !== 'censored';
}

/** Fetched rows times a levelling factor, with the bounds that come with them. */
export function levelled({ rows, header, part }, factor) {
  const times = (values) => values?.map((value) => value * factor);
  const breaks = Object.fromEntries(Object.entries(header.breaks ?? {}).map(([name, own]) => [name, times(own)]));
  return { rows: { ...rows, value: times(rows.value) }, header: { ...header, breaks, percentiles: times(header.percentiles) }, part };
}

/** For each pane the number (from 0) of the pane whose classes it takes. */
export function sharing(views, common, catalogue) {
  const keys = views.map((view, k) => {
    if (common === 'own') return String(k);
    if (common === 'shared') return 'all';
    const { kind, unit } = quantity(view, catalogue);
    return `${kind} ${unit}`;
  });
  return keys.map((key) => keys.indexOf(key));
}

/**
 * @param {object} options
 * @param {object} options.view resolved.
 * @param {object[]} options.views of the panes shown.
 * @param {object[]} options.contents fetched for each, not yet levelled.
 * @param {(object|null)[]} options.levellings of each pane: `{factor, note}`, null for none; the factor
 *   is null where it could not be told.
 * @param {Function[]} options.make view models of single panes: `make[k](view, units, content)`.
 * @param {(number|'countries')[]} options.units of each pane.
 * @param {object} options.catalogue
 */
export function makeCompared({ view, views, contents, levellings, make, units, catalogue }) {
  const scaled = contents.map((content, k) => (levellings[k]?.factor ? levelled(content, levellings[k].factor) : content));
  function own(k, view_ = views[k]) {
    const shown = make[k](view_, units[k], scaled[k]);
    const factor = levellings[k]?.factor ?? 1;
    const limit = shown.analyte.limit?.map((one) => one * factor) ?? null;
    return { ...shown, analyte: { ...shown.analyte, limit }, view: views[k], levelling: levellings[k] };
  }
  const given = (k, breaks, basis) => ({ ...own(k, { ...views[k], classes: 'own', breaks, rescale: false }), basis });
  const leaders = sharing(views, view.common, catalogue);
  const kinds = new Set(views.map((one) => quantity(one, catalogue).kind));
  const pooled = view.common === 'shared' && kinds.size > 1 && view.classes !== 'own'
    ? selectionBreaks(view.classes, scaled.flatMap(({ rows }) => measuredValues(rows))) : null;
  const panes = [];
  views.forEach((_, k) => {
    if (pooled?.length) panes.push(given(k, pooled, 'pooled'));
    else if (leaders[k] === k || !panes[leaders[k]].breaks.length) panes.push(own(k));
    else panes.push(given(k, panes[leaders[k]].breaks, panes[leaders[k]].basis));
  });
  const contrast = isContrast(view) ? makeContrast(view, panes) : null;
  return {
    view, panes, leaders, contrast, units,
    /** One legend says it all. */
    shared: Boolean(contrast) || leaders.every((leader) => leader === 0),
    language: view.language,
  };
}

/** View model of the difference or ratio of the first two panes, as the stage shows it. */
function makeContrast(view, [first, second]) {
  const kind = view.mode;
  // Without a factor there is nothing to set against the first map's results.
  const unknown = second.levelling && !second.levelling.factor;
  const other = unknown ? { ...second.rows, state: second.rows.state.map(() => STATE.undetermined) } : second.rows;
  const rows = contrastRows(kind, first.rows, other);
  const breaks = contrastBreaks(kind, measuredValues(rows));
  const classes = contrastClasses(rows, breaks);
  const both = first.selected || second.selected;
  const inside = ({ countries }, country) => !countries.size || countries.has(country);
  const selected = both ? Uint8Array.from(rows.country, (country) => (inside(first, country) && inside(second, country) ? 1 : 0)) : null;
  const counts = countRows(rows, classes, breaks.length + 1, selected);
  return {
    view, kind, rows, breaks, classes, selected, counts, countries: first.countries, muted: new Set(view.muted),
    colours: divergingColours(breaks.length + 1), language: view.language,
    unit: kind === 'difference' ? first.unit : '',
  };
}

/** Colours of the states of a contrast: no class's, as no value is known. */
export function contrastTones(palette) {
  const tones = STATES.map(() => palette.undetermined);
  tones[STATE.undetermined] = palette.tooFew;
  tones[STATE.planned] = palette.planned;
  tones[STATE.outside] = palette.outside;
  return tones;
}

/** Colours and marks of a contrast's rows. */
export function paintContrast(shown, palette) {
  const painted = paintRows(shown, palette);
  const tones = contrastTones(palette);
  const { state } = shown.rows;
  for (let i = 0; i < state.length; i++) {
    if (state[i] !== STATE.measured && !shown.muted.has(STATES[state[i]])) painted.colours[i] = pack(...tones[state[i]]);
  }
  return painted;
}

/** Number of the cell of a level at a place. */
export const cellUnder = ({ level, number, lon, lat }, units) => (level === units ? number : cellAt(lon, lat, units));

/** Row of a pane at a place `{level, number, lon, lat, country}`; −1 for none. */
export function rowAt(rows, place) {
  if (rows.units === 'countries') return positionOf(rows, place.country);
  return positionOf(rows, cellUnder(place, rows.units));
}

/** Key of a pane's row among those of cells of several levels. */
const SHIFT = 2 ** 40;

/**
 * Rows of the table: all cells (of each level) or countries of the panes, and where each pane
 * has them.
 *
 * @returns {{rows: {units, length, level: Uint8Array, key: Float64Array, country: Uint16Array},
 *   selected: null, places: Int32Array[]}} `places[k][i]` is the row of pane k, −1 for none.
 */
export function tableRows({ panes, contrast, view }) {
  const parts = contrast ? [contrast, ...panes] : panes;
  const levelOf = ({ rows }) => (rows.units === 'countries' ? 0 : rows.units);
  const levels = [...new Set(panes.map(levelOf))];
  const found = levels.flatMap((level) => {
    const own = panes.filter((pane) => levelOf(pane) === level);
    return Array.from(unionOfKeys(own.map(({ rows }) => rows)), (key) => level * SHIFT + key);
  });
  const at = (part, code) => {
    const level = Math.floor(code / SHIFT);
    return level === levelOf(part) ? positionOf(part.rows, code % SHIFT) : -1;
  };
  const chosen = (code) => panes.some((pane) => {
    const i = at(pane, code);
    return i >= 0 && (!pane.selected || pane.selected[i]);
  });
  const codes = found.filter(chosen);
  const places = parts.map((part) => Int32Array.from(codes, (code) => at(part, code)));
  const ofPanes = contrast ? places.slice(1) : places;
  const country = Uint16Array.from(codes, (_, i) => {
    const k = ofPanes.findIndex((place) => place[i] >= 0);
    return panes[k].rows.country[ofPanes[k][i]];
  });
  return {
    view, panes, contrast, places: ofPanes, contrastPlace: contrast ? places[0] : null, selected: null,
    rows: {
      units: panes[0].rows.units, length: codes.length, country,
      level: Uint8Array.from(codes, (code) => Math.floor(code / SHIFT)), key: Float64Array.from(codes, (code) => code % SHIFT),
    },
  };
}

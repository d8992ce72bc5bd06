/** What the map of elements together says: legend, card, summary. */

import { describe } from './describe.mjs';
import { h } from './dom.mjs';
import { formatNumber } from './format.mjs';
import { legendContent } from './legend.mjs';
import { summarise } from './summary.mjs';
import { titleOf } from './shown.mjs';
import { STATE } from './states.mjs';
import { drawTriangle } from './elements-triangle.mjs';

/** Elements that a map is made of, and those that it lacks. */
function partsText({ header }, t) {
  const { parts = [], missing = [] } = header;
  const reasons = new Map();
  for (const { element, reason } of missing) reasons.set(reason, [...(reasons.get(reason) ?? []), element]);
  const lacking = [...reasons].map(([reason, symbols]) => `${symbols.join(', ')}: ${reason}`);
  return [
    parts.length > 1 && t('Elements: {parts}.', { parts: parts.join(', ') }),
    lacking.length > 0 && t('Left out: {missing}', { missing: lacking.join(' ') }),
  ].filter(Boolean);
}

/** How many cells are chosen; empty for none. */
function chosenText({ view, language }, t) {
  const n = view.cells.length;
  if (!n) return '';
  return n === 1 ? t('1 cell is chosen.') : t('{n} cells are chosen.', { n: formatNumber(n, language) });
}

/** What the map's legend says, for `createLegend`. */
export function togetherLegend(shown, palette, { t, config }) {
  const content = legendContent(shown, palette, { t, config });
  if (!shown.rgb) return content;
  const { parts = [] } = shown.header;
  const triangle = drawTriangle(parts, t('Red {red}, green {green}, blue {blue}: the more of an element beside the others, the stronger its colour; grey is the middle of the stratum.', {
    red: parts[0], green: parts[1], blue: parts[2],
  }));
  // A mixture has no classes to mute or point at.
  return { ...content, figure: triangle, classes: [] };
}

/** How the map was made, in paragraphs; a map of one element needs none. */
export const madeOf = (shown, t) => [...[shown.header.words ?? []].flat(), ...partsText(shown, t)];

/**
 * Below the map, how it was made; folded where the screen is small.
 *
 * @param {HTMLElement} element `#map-words`.
 * @returns {(texts: string[]) => void}
 */
export function createWords(element, t) {
  const roomy = globalThis.matchMedia?.('(min-width: 48rem)').matches ?? true;
  const body = h('div');
  const folded = h('details', { class: 'legend-more', open: roomy, hidden: true }, h('summary', {}, t('How this map was made')), body);
  element.append(folded);
  return (texts) => {
    folded.hidden = !texts.length;
    body.replaceChildren(...texts.map((text) => h('p', {}, text)));
  };
}

/** What is known of a place, for the card. */
export function describeTogether(shown, place, tools) {
  const { t } = tools;
  const said = describe(shown, place, tools);
  const { rgb, header, rows } = shown;
  if (shown.view.together === 'element' || place.row < 0) return said;
  const { row } = place;
  const n = rows.n[row] > 0 && countText(rows.n[row], rows.censored[row], t);
  const lines = [n, ...said.lines.slice(-1)].filter(Boolean);
  return rgb && rows.state[row] === STATE.measured ? { ...said, value: mixtureText(rgb, header.parts ?? [], row), lines } : { ...said, lines };
}

/** What `n` and `censored` count here: elements, and not results. */
function countText(n, below, t) {
  const text = n === 1 ? t('of 1 element') : t('of {n} elements', { n });
  return below ? `${text}, ${t('{n} below detection', { n: below })}` : text;
}

/** The share of each of three elements, in the stratum's measure: 33 % each in its middle. */
function mixtureText({ red, green, blue }, parts, row) {
  const lights = [red[row], green[row], blue[row]].map((strength) => (strength / 255) ** 2);
  const sum = lights.reduce((total, light) => total + light, 0);
  return parts.map((part, i) => `${part} ${Math.round((100 * lights[i]) / sum)} %`).join(' · ');
}

/** The map in sentences; its elements and those left out stand below it, long enough to be said once. */
export function summariseTogether(shown, tools) {
  const { t } = tools;
  return [summarise(shown, tools), chosenText(shown, t)].filter(Boolean).join(' ');
}

/** Name of the picture's file. */
export function togetherFile(shown, release) {
  const { view, stratum, analyte } = shown;
  const parts = ['geochemistry', stratum.id, view.together, analyte.id, release.slice(0, 8)];
  return `${parts.join('-').toLowerCase().replace(/[^a-z0-9.-]+/g, '-')}.png`;
}

/** The title of the page. */
export const documentTitle = (shown, t) => `${titleOf(shown, t)} · ${shown.name}`;

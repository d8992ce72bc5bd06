/**
 * The map's colours, read from the style sheet (assets/css/map.css), so that light, dark and
 * contrast themes and an operator's own are written in one place.
 */

import { fromHex } from './ramps.mjs';

/** Engine colours by the names of its theme (map.mjs), and the custom property of each. */
const PROPERTIES = {
  space: '--map-space',
  sea: '--map-sea',
  land: '--map-outside',
  fade: '--map-fade',
  coast: '--map-coast',
  border: '--map-border',
  graticule: '--map-graticule',
  outline: '--map-outline',
  label: '--map-label',
  labelHalo: '--map-halo',
  selection: '--map-selection',
  focus: '--map-focus',
  hover: '--map-hover',
  halo: '--map-halo',
  rim: '--map-rim',
};

/** Colours of rows without a class, by the names `shown.mjs` uses. */
const PALETTE = {
  paper: '--map-paper',
  outside: '--map-outside',
  muted: '--map-muted',
  undetermined: '--map-undetermined',
  awaiting: '--map-awaiting',
  planned: '--map-planned',
  tooFew: '--map-too-few',
};

const HEX = /^#[0-9a-f]{6}$/i;

/** Colours are written `#rrggbb`; without the style sheet the engine keeps its own. */
function read(style, names) {
  return Object.fromEntries(
    Object.entries(names)
      .map(([name, property]) => [name, style.getPropertyValue(property).trim()])
      .filter(([, colour]) => HEX.test(colour)),
  );
}

/**
 * @param {Element} root the document's element.
 * @param {Record<string, string>} [more] further colours of the palette, by the names of the
 *   custom properties.
 * @returns {{engine: object, palette: object}} CSS colours for the engine's `setTheme`, and
 *   [r, g, b] for rows without a class.
 */
export function readTheme(root, more = {}) {
  const style = getComputedStyle(root);
  const names = { ...PALETTE, ...more };
  const palette = read(style, names);
  return {
    engine: read(style, PROPERTIES),
    palette: Object.fromEntries(Object.keys(names).map((name) => [name, fromHex(palette[name] ?? '#888888')])),
  };
}

/** A colour of the style sheet as it is written there. */
export const cssColour = (property) => getComputedStyle(document.documentElement).getPropertyValue(property).trim();

/**
 * Once the page's style sheets are there, or cannot be had.
 *
 * @param {Document} document
 * @returns {Promise<unknown>}
 */
export function styled(document) {
  const late = [...document.querySelectorAll('link[rel="stylesheet"]')].filter((link) => !link.sheet);
  return Promise.all(late.map((link) => new Promise((done) => {
    link.addEventListener('load', done, { once: true });
    link.addEventListener('error', done, { once: true });
  })));
}

/**
 * Put the theme of the view on the page; the style sheets read `auto` as the reader's system.
 *
 * @param {'auto'|'light'|'dark'|'contrast'} theme
 */
export function applyTheme(root, theme) {
  const dark = theme === 'auto' ? systemIsDark() : theme !== 'light';
  root.dataset.theme = theme;
  root.dataset.bsTheme = dark ? 'dark' : 'light';
}

/**
 * Call back with true before the page is printed and with false after: paper is white, and a
 * canvas keeps the colours it was drawn with.
 */
export function onPaper(handler, view = globalThis) {
  let paper = false;
  const put = (now) => () => {
    if (paper === now) return;
    paper = now;
    handler(paper);
  };
  view.addEventListener?.('beforeprint', put(true));
  view.addEventListener?.('afterprint', put(false));
  // Some browsers tell of paper by the medium only.
  view.matchMedia?.('print').addEventListener('change', ({ matches }) => put(matches)());
}

const DARK_SYSTEM = '(prefers-color-scheme: dark)';
const systemIsDark = () => Boolean(globalThis.matchMedia?.(DARK_SYSTEM).matches);

/** Call back when the reader's system changes its colours. */
export function onSystemTheme(handler) {
  globalThis.matchMedia?.(DARK_SYSTEM).addEventListener('change', handler);
}

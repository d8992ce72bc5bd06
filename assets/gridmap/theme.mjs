/**
 * The map's colours, read from the style sheet (assets/css/map.css), so that light, dark and
 * contrast themes and an operator's own are written in one place.
 */

import { fromHex } from './ramps.mjs';

/** Engine colours by the names of its theme, and the custom property of each. */
const PROPERTIES = {
  sea: '--map-sea',
  land: '--map-outside',
  coast: '--map-coast',
  border: '--map-border',
  graticule: '--map-graticule',
  label: '--map-label',
  halo: '--map-halo',
  selection: '--map-selection',
  focus: '--map-focus',
  fade: '--map-fade',
  ink: '--map-ink',
  space: '--map-space',
  highlight: '--map-highlight',
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

/** Custom properties hold `#rrggbb`; anything else is a fault of the style sheet. */
function read(style, names) {
  return Object.fromEntries(
    Object.entries(names)
      .map(([name, property]) => [name, style.getPropertyValue(property).trim()])
      .filter(([, colour]) => /^#[0-9a-f]{6}$/i.test(colour)),
  );
}

/**
 * @param {Element} root the document's element.
 * @returns {{engine: object, palette: object}} CSS colours for the engine's `setTheme`, and
 *   [r, g, b] for rows without a class.
 */
export function readTheme(root) {
  const style = getComputedStyle(root);
  const palette = read(style, PALETTE);
  return {
    engine: read(style, PROPERTIES),
    palette: Object.fromEntries(Object.keys(PALETTE).map((name) => [name, fromHex(palette[name] ?? '#888888')])),
  };
}

/**
 * Put the theme of the view on the page; `auto` leaves it to the reader's system.
 *
 * @param {'auto'|'light'|'dark'|'contrast'} theme
 */
export function applyTheme(root, theme) {
  if (theme === 'auto') {
    const dark = globalThis.matchMedia?.('(prefers-color-scheme: dark)').matches;
    const contrast = globalThis.matchMedia?.('(prefers-contrast: more)').matches;
    root.dataset.theme = contrast ? 'contrast' : dark ? 'dark' : 'light';
    root.dataset.bsTheme = dark && !contrast ? 'dark' : 'light';
  } else {
    root.dataset.theme = theme;
    root.dataset.bsTheme = theme === 'dark' ? 'dark' : 'light';
  }
}

/** Call back when the reader's system changes its colours. */
export function onSystemTheme(handler) {
  for (const query of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)']) {
    globalThis.matchMedia?.(query).addEventListener('change', handler);
  }
}

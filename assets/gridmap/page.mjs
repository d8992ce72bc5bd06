/** What every page with a map starts from: the engine, the elements around it, and what the page offers. */

import { decodeBoundaries } from './boundaries.mjs';
import { readConfig } from './config.mjs';
import { paths } from './data.mjs';
import { h } from './dom.mjs';
import { createGeometry } from './geometry.mjs';
import { createMap } from './map.mjs';
import { createPaper } from './paper.mjs';
import { createT } from './texts.mjs';
import { readTheme, styled } from './theme.mjs';
import { createTooltip } from './tooltip.mjs';

/** The element of an id, made where the page has none. */
export function place(id, make) {
  const found = document.getElementById(id);
  if (found) return found;
  const element = make();
  element.id = id;
  return element;
}

/** Along the map's lower edge where there is room, else between map and legend. */
function placeDisclaimer(disclaimer, map, legend) {
  const wide = window.matchMedia('(min-width: 64rem)');
  const settle = () => (wide.matches ? map.append(disclaimer) : legend.prepend(disclaimer));
  wide.addEventListener('change', settle);
  settle();
}

/**
 * The map in its element, and the elements that its words go into.
 *
 * @param {HTMLElement} element `#map`.
 * @param {object} options config, store, t, the projection to begin with, and what makes the map where
 *   it is not one pane: it then has `tooltip` and `paper` of its own.
 * @returns {{geometry, map, parts, land}} `land()` puts the coarse boundaries on the map.
 */
export function openPage(element, { config, store, t, projection, make = createMap }) {
  const coarse = () => store.get(paths.boundaries('110m'), { pin: true });
  const geometry = createGeometry();
  geometry.setNames(config.index.countries.map((country) => country.name));
  const summary = place('map-summary', () => h('p', { class: 'visually-hidden' }));
  const disclaimer = place('map-disclaimer', () => h('p', { class: 'map-disclaimer' }));
  if (!summary.parentNode) element.before(summary);
  const map = make(element, {
    geometry, t, theme: readTheme(document.documentElement).engine, projection,
    label: t('Map'), describedBy: summary.id,
  });
  placeDisclaimer(disclaimer, element, document.getElementById('legend'));
  const parts = {
    frame: element,
    paper: map.paper ?? createPaper(element),
    summary,
    disclaimer,
    title: document.getElementById('map-title'),
    live: document.getElementById('map-live'),
    tooltip: map.tooltip ?? createTooltip(element),
  };
  const land = async () => {
    const part = await coarse();
    geometry.setBoundaries('110m', decodeBoundaries(part));
    const source = h('span', { class: 'map-disclaimer-source' }, t('Boundaries: {source}.', { source: part.header.source }));
    disclaimer.replaceChildren(config.policy ?? t('Boundaries and names imply no opinion on the status of any territory.'), ' ', source);
  };
  return { geometry, map, parts, land };
}

/**
 * Tell the page of the map: what scripts may ask it, and that it is on screen.
 *
 * @param {object} options geometry, map, store, controller.
 * @param {Promise<void>} options.ready the first map is drawn.
 */
export function publish({ geometry, map, store, controller, ready }) {
  const painted = ready.then(() => new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
  }));
  map.on('needdetail', async (detail) => {
    try {
      // Nothing competes with the first map for a slow line.
      await painted;
      geometry.setBoundaries(detail, decodeBoundaries(await store.get(paths.boundaries(detail), { pin: true })));
    } catch {
      // The coarse boundaries stay: less detail is no fault to stop the reader for.
    }
  });
  window.gridmap = {
    choose: controller.choose,
    open: controller.open,
    refit: controller.refit,
    update: (id, patch) => controller.choose(patch ?? {}),
    view: controller.view,
    flyTo: controller.flyTo,
    download: controller.download,
    measure: map.measure,
    units: controller.units,
    screen: map.screen,
    hitTest: map.hitTest,
    ready: ready.then(controller.view),
  };
  painted.then(() => document.dispatchEvent(new Event('gridmap:painted')), () => {});
}

/** Say why there is no map. */
export function say(document, text) {
  let texts = {};
  try {
    ({ texts } = readConfig(document));
  } catch {
    // A damaged configuration may be the very fault: English then.
  }
  const notice = document.getElementById('map-notice');
  if (notice) notice.textContent = text(createT(texts));
}

/** A fault of our own must be seen, and must not take the rest of the page with it. */
function complain(error) {
  say(document, (t) => t('The map could not be started. Reload the page, or use the downloads.'));
  console.error(error);
}

/**
 * Start a page's map.
 *
 * @param {() => void} boot
 */
export function startPage(boot) {
  // Size and colours of the map are the style sheet's, and an async module does not wait for it.
  styled(document).then(boot).catch(complain);
}

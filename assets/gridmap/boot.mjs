/** The entry: from the page's configuration to the first map, with or without Dash. */

import { decodeBoundaries } from './boundaries.mjs';
import { catalogue as makeCatalogue, readConfig } from './config.mjs';
import { createController } from './controller.mjs';
import { createStore, neededPaths, paths } from './data.mjs';
import { h } from './dom.mjs';
import { createGeometry } from './geometry.mjs';
import { id as cellId } from './grid.mjs';
import { createLegend } from './legend.mjs';
import { createMap } from './map.mjs';
import { createNotices } from './notices.mjs';
import { createPaper } from './paper.mjs';
import { createStage } from './stage.mjs';
import { fromQuery, resolve } from './state.mjs';
import { createTable } from './table.mjs';
import { createT } from './texts.mjs';
import { readTheme, styled } from './theme.mjs';
import { createTooltip } from './tooltip.mjs';

/** What the page preloads: the coarsest level where the zoom is to choose, as no zoom is known yet. */
export function firstUnits(view, stratum) {
  if (view.by === 'countries') return 'countries';
  if (view.level === 'sites') return 'sites';
  return view.level === 'auto' ? stratum.levels[0] : Number(view.level);
}

/** The element of an id, made where the page has none. */
function place(id, make) {
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

function boot() {
  const element = document.getElementById('map');
  if (!element) return;
  const config = readConfig(document);
  if (!config.index.strata.length) {
    say(document, (t) => t('This release holds no survey.'));
    return;
  }
  const catalogue = makeCatalogue(config.index);
  const t = createT(config.texts);
  const store = createStore(config.api);
  const { search } = window.location;
  const view = resolve(fromQuery(search, config.fields, t).state, catalogue, t).view;
  const units = firstUnits(view, catalogue.strata.get(view.stratum));

  // All of the first map travels at once; who needs a part waits for it and hears of faults.
  const coarse = () => store.get(paths.boundaries('110m'), { pin: true });
  const needed = neededPaths(view, units);
  const grid = store.get(paths.grid, { pin: true });
  const early = [coarse(), store.get(needed.values), needed.places && store.get(needed.places, { pin: true })];
  early.forEach((part) => part?.catch(() => {}));

  const geometry = createGeometry();
  geometry.setNames(config.index.countries.map((country) => country.name));
  const summary = place('map-summary', () => h('p', { class: 'visually-hidden' }));
  const disclaimer = place('map-disclaimer', () => h('p', { class: 'map-disclaimer' }));
  if (!summary.parentNode) element.before(summary);
  const map = createMap(element, {
    geometry, t, theme: readTheme(document.documentElement).engine, projection: view.projection,
    label: t('Map'), describedBy: summary.id,
  });

  const act = (name) => (...values) => controller[name](...values);
  const parts = {
    frame: element,
    paper: createPaper(element),
    summary,
    disclaimer,
    title: document.getElementById('map-title'),
    live: document.getElementById('map-live'),
    tooltip: createTooltip(element),
    notices: createNotices(document.getElementById('map-notice'), { t, links: act('linksTo') }),
    legend: createLegend(document.getElementById('legend'), {
      t, config, onHighlight: act('highlight'), onMute: act('mute'),
    }),
    table: createTable(document.getElementById('map-table'), {
      tools: { t, catalogue, cellId }, onToggle: act('openTable'), onPick: act('pickRow'),
    }),
  };
  placeDisclaimer(disclaimer, element, document.getElementById('legend'));
  const controller = createController({ config, catalogue, store, geometry, map, createStage, parts, t });

  const land = async () => {
    const part = await coarse();
    geometry.setBoundaries('110m', decodeBoundaries(part));
    const source = h('span', { class: 'map-disclaimer-source' }, t('Boundaries: {source}.', { source: part.header.source }));
    disclaimer.replaceChildren(config.policy ?? t('Boundaries and names imply no opinion on the status of any territory.'), ' ', source);
  };
  const ready = controller.start(search, { wanted: units, before: land });
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
  // Only the count of cells outside the survey waits for the grid.
  Promise.all([ready, grid]).then(controller.again, () => {});

  window.gridmap = {
    choose: controller.choose,
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
function say(document, text) {
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

// Size and colours of the map are the style sheet's, and an async module does not wait for it.
if (globalThis.document) styled(document).then(boot).catch(complain);

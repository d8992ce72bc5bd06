/**
 * Up to four maps that move as one. To the flow of a page they are one map: what one of them
 * tells all follow, and what the flow asks for all do.
 */

import { h } from './dom.mjs';
import { cellUnder } from './compare-shown.mjs';
import { createMap } from './map.mjs';
import { createPaper } from './paper.mjs';
import { isContrast } from './panes-state.mjs';
import { createSwipe } from './swipe.mjs';
import { createTooltip } from './tooltip.mjs';

/** Maps on screen in a mode of `count` panes. */
export const mapsOf = ({ mode }, count) => (isContrast({ mode }) ? 1 : mode === 'swipe' ? 2 : count);
/** Panes whose head is shown. */
export const headsOf = ({ mode }, count) => (mode === 'panes' ? count : 2);

/** What another pane rings for a hit: the same country, or its cell at that place. */
export function ringFor(hit, units) {
  if (!hit || hit.kind === 'sea' || hit.kind === 'space') return null;
  if (units === 'countries') return hit.country >= 0 ? { kind: 'country', index: hit.country, country: hit.country } : null;
  const number = cellUnder(hit, units);
  return number >= 0 ? { kind: 'cell', index: -1, number, level: units, lon: hit.lon, lat: hit.lat } : null;
}

/**
 * @param {HTMLElement} host `#map`.
 * @param {object} options as of `createMap`.
 */
export function createPanes(host, options) {
  const { t } = options;
  const handlers = new Map();
  const emit = (event, detail) => handlers.get(event)?.forEach((handler) => handler(detail));
  const track = h('div', { class: 'swipe-track', hidden: true });
  const grid = h('div', { class: 'panes' }, track);
  host.append(grid);

  const panes = [];
  let { theme, projection } = options;
  let homeBounds = null;
  /** The pane under the pointer or keyboard. */
  let active = 0;

  function makePane() {
    const number = panes.length + 1;
    const head = h('div', { class: 'pane-head' });
    const place = h('div', { class: 'pane-map' });
    const frame = h('div', { class: 'pane-frame' }, place);
    const legend = h('div', { class: 'pane-legend' });
    const element = h('section', { class: 'pane', 'aria-label': t('Map {number}', { number }) }, head, frame, legend);
    track.before(element);
    panes.push({ element, head, frame, place, legend, map: null, units: null, card: createTooltip(frame), paper: createPaper(frame) });
  }

  /** The map of a pane, beginning where the others are. */
  function openMap(k) {
    const pane = panes[k];
    const map = createMap(pane.place, {
      ...options, theme, projection, view: panes[0].map?.view() ?? options.view, buttons: k === 0,
      label: t('Map {number}', { number: k + 1 }),
    });
    if (homeBounds) map.setHome(homeBounds);
    const others = () => open().filter((other) => other !== pane);
    const ring = (hit) => others().forEach((other) => other.map.setHover(ringFor(hit, other.units)));
    map.on('view', (view) => {
      others().forEach((other) => other.map.follow(view));
      emit('view', view);
    });
    for (const event of ['hover', 'focuscell']) {
      map.on(event, (hit) => {
        active = k;
        ring(hit);
        emit(event, hit);
      });
    }
    for (const event of ['click', 'open']) map.on(event, (hit) => emit(event, hit));
    map.on('needdetail', (detail) => k === 0 && emit('needdetail', detail));
    pane.map = map;
  }

  const open = () => panes.filter(({ map }) => map);
  const leader = () => panes[0].map;
  const current = () => (panes[active]?.map ?? leader());

  const swipe = createSwipe(track, {
    t,
    onMove: (share) => {
      if (panes[1]) panes[1].place.style.clipPath = `inset(0 0 0 ${share}%)`;
    },
  });

  let arranged = '';
  /** Show the panes of a view. */
  function arrange({ mode }, count) {
    const key = `${mode} ${count}`;
    if (arranged === key) return;
    const first = !arranged;
    arranged = key;
    while (panes.length < count) makePane();
    const maps = mapsOf({ mode }, count);
    const heads = headsOf({ mode }, count);
    Object.assign(grid.dataset, { mode, count: String(maps) });
    panes.forEach((pane, k) => {
      pane.element.hidden = k >= Math.max(heads, maps);
      pane.frame.hidden = k >= maps;
      pane.place.style.clipPath = '';
      if (k < maps) return;
      pane.map?.destroy();
      pane.map = null;
      pane.card.hide();
    });
    for (let k = 0; k < maps; k++) if (!panes[k].map) openMap(k);
    track.hidden = mode !== 'swipe';
    swipe.show(mode === 'swipe');
    // Other widths may want other cells.
    if (!first) window.dispatchEvent(new Event('resize'));
  }

  return {
    arrange,
    /** Parts of a pane: head, legend, map. */
    pane: (k) => panes[k],
    count: () => open().length,
    tooltip: {
      show(description, x, y) {
        const apart = grid.dataset.mode === 'panes';
        open().forEach((pane, k) => {
          if (apart) pane.card.show(description.cards[k] ?? description, x, y);
          else if (k === 0) pane.card.show(description, x, y);
        });
      },
      hide: () => panes.forEach(({ card }) => card.hide()),
    },
    paper: {
      show: (canvases) => panes.forEach(({ paper }, k) => paper.show(canvases?.[k] ?? null)),
    },
    on(event, handler) {
      if (!handlers.has(event)) handlers.set(event, new Set());
      handlers.get(event).add(handler);
      return () => handlers.get(event).delete(handler);
    },
    setTheme(colours) {
      theme = { ...theme, ...colours };
      open().forEach(({ map }) => map.setTheme(colours));
    },
    setProjection(id) {
      projection = id;
      open().forEach(({ map }) => map.setProjection(id));
    },
    setHighlight: (highlight) => open().forEach(({ map }) => map.setHighlight(highlight)),
    home(bounds, how) {
      homeBounds = bounds ?? homeBounds;
      open().forEach(({ map }) => map.setHome(homeBounds));
      leader().home(bounds, how);
    },
    setView: (view, how) => leader().setView(view, how),
    fitBounds: (bounds, how) => leader().fitBounds(bounds, how),
    flyToCountry: (country) => leader().flyToCountry(country),
    view: () => leader().view(),
    window: () => leader().window(),
    pixelsPerCell: (level) => leader().pixelsPerCell(level),
    hitTest: (x, y) => current().hitTest(x, y),
    screen: (lon, lat) => current().screen(lon, lat),
    canvas: (how) => open().map(({ map }) => map.canvas(how)),
    /** ms of the last work of all maps together. */
    measure() {
      const all = open().map(({ map }) => map.measure());
      return Object.fromEntries(Object.keys(all[0]).map((name) => [name, all.reduce((sum, took) => sum + took[name], 0)]));
    },
  };
}

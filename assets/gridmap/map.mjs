/** One pane of the map: its state, its canvases and its interface (README.md). */

import { fly, prefersStillness } from './animate.mjs';
import { MIN_ZOOM, clampView, createCamera, fitView, pixelsPerDegree, pixelsPerKm, viewWithPlaceAt, visibleWindow } from './camera.mjs';
import { nextCell, nextCountry } from './focus.mjs';
import { attachInteraction, createButtons } from './interact.mjs';
import { THEME, WORDS, compose, createLayer, createSurface, isLaidOut, sizeOf } from './pane.mjs';
import { PROJECTIONS } from './projections.mjs';
import { parse } from './rgba.mjs';
import { hitScene, layOut, overlayScene, paintScene, strokeScene } from './scene.mjs';

export { createGeometry } from './geometry.mjs';
export { THEME };

/** CSS pixels per degree from which the coarse boundaries look coarse. */
const FINE_FROM = 6;
const KM = [160, 80, 40, 20, 10, 5];

const sameSet = (a, b) => a.size === b.size && [...b].every((one) => a.has(one));
const sameCell = (a, b) => a?.number === b?.number && a?.level === b?.level;
const sameView = (a, b) => a.lon === b.lon && a.lat === b.lat && a.zoom === b.zoom;

/**
 * @param {HTMLElement} element filled by the map; needs a size of its own
 * @param {object} options
 * @param {object} options.geometry from `createGeometry`
 * @param {(text: string) => string} [options.t] translation
 * @param {object} [options.theme] see THEME
 * @param {string} [options.projection]
 * @param {{lon, lat, zoom}} [options.view]
 * @param {string} [options.label] accessible name
 * @param {string} [options.describedBy] id of the element with the map's summary
 * @param {boolean} [options.buttons] default true
 */
export function createMap(element, options) {
  const { geometry, t = (text) => text } = options;
  const handlers = new Map(), took = { raster: 0, paint: 0, strokes: 0 };
  const surface = createSurface(options.label ?? t('Map'), options.describedBy, t);
  const [base, lines, overlay] = ['base', 'lines', 'overlay'].map((name) => createLayer(surface, name));
  element.append(surface);

  let projection = PROJECTIONS[options.projection] ?? PROJECTIONS['equal-earth'];
  let size = sizeOf(element), view = clampView({ lon: 10, lat: 0, zoom: 0, ...options.view }, projection, size);
  let homeBounds = null, stop = null, asked = false, sized = false;
  let image = null, pixels = null, palette = null, laid = null, dirty = 0, frame = 0, soon = false, alive = true;
  const scene = {
    geometry, camera: null, fine: false,
    cellset: null, cells: null, choropleth: null, sites: null,
    selection: { countries: new Set(), cell: null }, highlight: null, focus: null, hover: null,
    theme: null, words: null, family: 'sans-serif',
  };

  const emit = (event, detail) => handlers.get(event)?.forEach((handler) => handler(detail));

  /* --- drawing: 1 overlay, 2 paint, 4 lines, 8 everything --- */

  /** Draw what changed once the caller is done; movement waits for the next frame. */
  function redraw(what, moving = false) {
    dirty |= what;
    if (moving) frame ||= requestAnimationFrame(render);
    else if (!soon) {
      soon = true;
      queueMicrotask(render);
    }
  }

  function render() {
    cancelAnimationFrame(frame);
    frame = 0;
    soon = false;
    if (!alive || !dirty || !isLaidOut(size)) return;
    const what = dirty & 8 ? 15 : dirty;
    dirty = 0;
    if (what & 8) lay();
    if (what & 2) timed('paint', () => {
      palette = paintScene(scene, laid, pixels, palette);
      base.getContext('2d').putImageData(image, 0, 0);
    });
    if (what & 4) timed('strokes', () => strokeScene(lines.getContext('2d'), scene));
    if (what & 1) overlayScene(overlay.getContext('2d'), scene);
    if (what & 8) emit('raster', { ms: took.raster });
    if (what & 2) emit('paint', { ms: took.paint });
    if (what & 8 && pixelsPerDegree(scene.camera) >= FINE_FROM && !geometry.hasDetail('50m') && !asked) {
      asked = true;
      emit('needdetail', '50m');
    }
  }

  function timed(name, work) {
    const started = performance.now();
    work();
    took[name] = performance.now() - started;
  }

  /** Camera, canvases and raster of the present view. */
  function lay() {
    const camera = createCamera(projection, view, size);
    scene.camera = camera;
    scene.fine = pixelsPerDegree(scene.camera) >= FINE_FROM;
    scene.family = getComputedStyle(element).fontFamily || 'sans-serif';
    if (base.width !== camera.width || base.height !== camera.height || !image) {
      for (const canvas of [base, lines, overlay]) {
        canvas.width = camera.width;
        canvas.height = camera.height;
      }
      image = new ImageData(camera.width, camera.height);
      pixels = new Uint32Array(image.data.buffer);
    }
    const before = laid;
    timed('raster', () => { laid = layOut(scene); });
    geometry.release(before?.raster);
    // A world that fits leaves vertical swipes to the page.
    surface.style.touchAction = projection.planar && view.zoom < 0.05 ? 'pan-y' : 'none';
  }

  /* --- movement --- */

  function move(next, idle) {
    const clamped = clampView({ ...view, ...next }, projection, size);
    view = clamped;
    redraw(8, true);
    emit('view', { ...view, idle, moving: true });
  }

  function go(next, { animate = false } = {}) {
    stop?.();
    stop = null;
    const target = clampView({ ...view, ...next }, projection, size);
    if (!animate || prefersStillness() || !scene.camera) {
      view = target;
      redraw(8);
      emit('view', { ...view, idle: true, moving: false });
      return;
    }
    stop = fly({ ...view }, target, (step, done) => {
      if (done) stop = null;
      move(step, done);
    });
  }

  const middle = () => [size.width / 2, size.height / 2];
  const place = (x, y) => scene.camera?.toGeo(x * size.ratio, y * size.ratio) ?? null;
  const holding = (where, x, y, zoom) =>
    viewWithPlaceAt({ ...view, zoom: clampView({ ...view, zoom }, projection, size).zoom }, where, x, y, projection, size);

  function zoomBy(steps, x, y, animate) {
    const [px, py] = x === null ? middle() : [x, y];
    const where = place(px, py), zoom = view.zoom + steps;
    const next = where && x !== null ? holding(where, px, py, zoom) : { zoom };
    if (animate) go(next, { animate });
    else {
      stop?.();
      stop = null;
      move(next, false);
    }
  }

  function panBy(dx, dy) {
    stop?.();
    stop = null;
    const [x, y] = middle();
    move(holding([view.lon, view.lat], x + dx, y + dy, view.zoom), false);
  }

  const home = (animate = true) =>
    go(homeBounds ? fitView(homeBounds, projection, size) : { lon: 10, lat: 0, zoom: MIN_ZOOM }, { animate });

  /* --- pointer and keyboard --- */

  function hitTest(x, y) {
    render(); // pending changes first
    return laid ? hitScene(scene, laid, x, y) : null;
  }

  function setFocus(focus) {
    scene.focus = focus;
    redraw(1);
    emit('focuscell', focus);
  }

  /** The hit of a cell or country the keyboard stands on. */
  function focusHit(where) {
    if (!scene.choropleth) {
      const index = scene.cellset ? scene.cellset.positionOf(where.number) : -1;
      const at = screen(where.lon, where.lat), under = at && hitTest(...at);
      return { kind: 'sea', index: -1, country: -1, ...(under ?? {}), ...where, ...(index >= 0 && { kind: 'cell', index }) };
    }
    const level = scene.cellset?.level ?? 0;
    return { kind: 'country', index: where.country, level, number: -1, ...where };
  }

  function walk(direction) {
    let where;
    if (scene.choropleth) {
      const land = geometry.land(true);
      const country = land && nextCountry(scene.focus?.country ?? null, direction, view, land.boundaries);
      if (country === null) return;
      where = { country, lon: land.boundaries.labelLon[country], lat: land.boundaries.labelLat[country] };
    } else where = nextCell(scene.focus, direction, view, scene.cellset?.level ?? 0);
    const at = screen(where.lon, where.lat), edge = 30;
    if (!at || at[0] < edge || at[1] < edge || at[0] > size.width - edge || at[1] > size.height - edge) {
      go({ lon: where.lon, lat: where.lat });
    }
    setFocus(focusHit(where));
  }

  function screen(lon, lat) {
    render();
    const at = scene.camera?.toScreen(lon, lat);
    return at ? [at[0] / size.ratio, at[1] / size.ratio] : null;
  }

  function hover(x, y) {
    const hit = x === null ? null : hitTest(x, y), shown = scene.hover;
    if (hit?.kind !== shown?.kind || hit?.index !== shown?.index) {
      scene.hover = hit;
      redraw(1);
    }
    emit('hover', hit && { ...hit, x, y });
  }

  const detach = attachInteraction(surface, {
    view: () => view, place, zoomBy, panBy, hover, walk, home,
    holdPlace(where, x, y, zoom) {
      stop?.();
      stop = null;
      move(holding(where, x, y, zoom), false);
    },
    settle: () => emit('view', { ...view, idle: true, moving: true }),
    canZoomOut: () => view.zoom > MIN_ZOOM,
    click(x, y, how) {
      const hit = hitTest(x, y);
      if (hit) emit('click', { ...hit, x, y, ...how });
    },
    open: () => scene.focus && emit('open', scene.focus),
    leave() {
      if (scene.focus) setFocus(null);
      else surface.blur();
      return true;
    },
  });
  const buttons = options.buttons !== false && createButtons(t, {
    zoomIn: () => zoomBy(1, null, null, true),
    zoomOut: () => zoomBy(-1, null, null, true),
    home: () => home(),
  });
  if (buttons) element.append(buttons);

  /* --- size --- */

  function resize() {
    // Paper is no screen: the picture made for it keeps the view as it was seen.
    if (globalThis.matchMedia?.('print').matches) return;
    const next = sizeOf(element);
    if (next.width === size.width && next.height === size.height && next.ratio === size.ratio) return;
    size = next;
    if (!isLaidOut(size)) return; // hidden: the view stays for when it is shown again
    if (!sized && homeBounds) view = fitView(homeBounds, projection, size);
    sized = true;
    view = clampView(view, projection, size);
    redraw(8);
  }
  sized = isLaidOut(size);
  const observer = new ResizeObserver(resize);
  observer.observe(element);
  addEventListener('resize', resize); // also a change of pixel ratio
  const offGeometry = geometry.on('change', () => redraw(8));

  function setTheme(colours) {
    scene.theme = { ...THEME, ...scene.theme, ...colours };
    scene.words = Object.fromEntries(WORDS.map((name) => [name, parse(scene.theme[name])]));
    redraw(7);
  }
  setTheme(options.theme);
  redraw(8);

  return {
    setCells(cellset) {
      if (cellset === scene.cellset) return;
      scene.cellset = cellset;
      scene.cells = null;
      scene.focus = null;
      scene.hover = null;
      redraw(8);
    },
    paint(cells) {
      const first = !scene.cells;
      scene.cells = cells;
      redraw(first ? 8 : 2);
    },
    setCountries(choropleth) {
      const switched = !choropleth !== !scene.choropleth;
      scene.choropleth = choropleth;
      if (switched) scene.focus = null;
      redraw(switched ? 8 : 2);
    },
    setSites(sites) {
      const moved = sites?.lon !== scene.sites?.lon || sites?.lat !== scene.sites?.lat;
      scene.sites = sites;
      redraw(moved ? 8 : 2);
    },
    setSelection({ countries, cell }) {
      const { selection } = scene;
      const chosen = countries === undefined ? selection.countries : new Set(countries);
      if (!sameSet(selection.countries, chosen)) {
        selection.countries = chosen;
        redraw(7);
      }
      if (cell !== undefined && !sameCell(selection.cell, cell)) {
        selection.cell = cell;
        redraw(1);
      }
    },
    setHighlight(highlight) {
      if (!highlight && !scene.highlight) return;
      scene.highlight = highlight && typeof highlight !== 'function' ? (index) => highlight[index] : highlight;
      redraw(2);
    },
    setView: go,
    /** Move to where another pane is, and draw when that one does; no event tells of it. */
    follow({ lon, lat, zoom, moving }) {
      stop?.();
      stop = null;
      const next = clampView({ lon, lat, zoom }, projection, size);
      if (sameView(next, view)) return;
      view = next;
      redraw(8, moving);
    },
    /** Ring what another pane has under its pointer or keyboard: a hit, or null. */
    setHover(hit) {
      scene.hover = hit;
      redraw(1);
    },
    setProjection(id) {
      if (!PROJECTIONS[id]) throw new RangeError(`'${id}' is none of ${Object.keys(PROJECTIONS).join(', ')}`);
      projection = PROJECTIONS[id];
      go({});
    },
    fitBounds: (bounds, how = {}) => go(fitView(bounds, projection, size, how.padding), how),
    flyToCountry(country) {
      const bounds = geometry.countryBounds(country), land = geometry.land(true);
      if (bounds) go(fitView(bounds, projection, size, 0.1), { animate: true });
      else if (land) go({ lon: land.boundaries.labelLon[country], lat: land.boundaries.labelLat[country], zoom: 6 }, { animate: true });
    },
    home(bounds, { animate = !bounds } = {}) {
      if (bounds) homeBounds = bounds;
      home(animate);
    },
    /** What Home and the home button fit, without going there. */
    setHome(bounds) {
      homeBounds = bounds;
    },
    view: () => ({ ...view }),
    window: () => visibleWindow(createCamera(projection, view, size)),
    pixelsPerCell: (level) => KM[level] * pixelsPerKm(createCamera(projection, view, size)),
    setTheme,
    hitTest,
    screen,
    canvas({ ratio = size.ratio } = {}) {
      render();
      return compose({ ...scene, camera: createCamera(projection, view, { ...size, ratio }), hover: null, focus: null });
    },
    measure: () => ({ ...took }),
    on(event, handler) {
      if (!handlers.has(event)) handlers.set(event, new Set());
      handlers.get(event).add(handler);
      return () => handlers.get(event).delete(handler);
    },
    destroy() {
      alive = false;
      stop?.();
      cancelAnimationFrame(frame);
      observer.disconnect();
      removeEventListener('resize', resize);
      offGeometry();
      detach();
      geometry.release(laid?.raster);
      surface.remove();
      if (buttons) buttons.remove();
    },
  };
}

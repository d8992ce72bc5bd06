/**
 * The flow, in one direction: a choice changes the state, the state the address, the view
 * model, and from that map, legend, table, summary and Dash's store.
 */

import { createAddress } from './address.mjs';
import { FetchError, loadRows, neededPaths, paths } from './data.mjs';
import { drawPicture, fileName, saveCanvas } from './export.mjs';
import { joinBoxes } from './extent.mjs';
import { bounds as cellBounds, id as cellId } from './grid.mjs';
import { chooseLevel } from './levels.mjs';
import { PAPER_RATIO } from './paper.mjs';
import { selectedCountries } from './rows.mjs';
import { emptiness, makeShown, titleOf } from './shown.mjs';
import { deservesEntry, fromQuery, patched, resolve, sameValue, toQuery } from './state.mjs';
import { STATE } from './states.mjs';
import { summarise } from './summary.mjs';
import { applyTheme, onPaper, onSystemTheme, readTheme } from './theme.mjs';
import { describe, sentence } from './tooltip.mjs';

const WORLD = [-180, -60, 180, 85];
/** A movement of our own rests within this many ms; the viewport after it is not the reader's. */
const LED = 2500;
/** Fields that the server writes into the page: a change loads it anew. */
const OF_THE_PAGE = ['release', 'language'];
const round2 = (v) => Math.round(v * 100) / 100;

/**
 * @param {object} options
 * @param {object} options.config of the page; catalogue of it.
 * @param {object} options.store of `data.mjs`.
 * @param {object} options.geometry, map of the engine; stage of `stage.mjs`.
 * @param {object} options.parts legend, table, notices, tooltip, and the elements title,
 *   live, summary, disclaimer, frame.
 * @param {Function} options.t
 */
export function createController({ config, catalogue, store, geometry, map, createStage, parts, t }) {
  const { fields, index } = config;
  const tools = { t, catalogue, cellId };
  const root = document.documentElement;
  const stage = createStage({ geometry, map, countries: index.countries.length });
  let state;
  let view = null;
  let shown = null;
  let units = null;
  let header = null;
  let rows = null;
  let palette = null;
  let hovered = null;
  let turn = 0;
  /** Until when the map moves because the state says so, and not the reader. */
  let led = 0;
  let painted;
  const firstPaint = new Promise((resolved) => {
    painted = resolved;
  });

  const address = createAddress(window, (query) => read(query));

  // ---- state ---------------------------------------------------------------------

  function read(query) {
    const answer = fromQuery(query, fields, t);
    if (OF_THE_PAGE.some((name) => answer.state[name] !== state[name])) window.location.reload();
    else enter(answer.state, answer.notices);
  }

  /** Make a state the current one and show it. */
  function enter(next, notices = [], first = {}) {
    const before = view;
    const fitted = resolve(next, catalogue, t);
    state = next;
    for (const { key } of fitted.notices) {
      const field = fields.find((f) => f.key === key);
      if (field) state[field.name] = fitted.view[field.name];
    }
    view = fitted.view;
    parts.notices.show([...notices, ...fitted.notices]);
    if (before?.theme !== view.theme) dress();
    if (before && before.projection !== view.projection) project();
    const moved = before && !(sameValue(before.viewport, view.viewport) && before.stratum === view.stratum);
    const done = refresh(first);
    if (moved) done.then(() => shown.view.stratum === view.stratum && place({ animate: true }));
    return done;
  }

  function choose(patch, { push, fly = true } = {}) {
    const next = patched(state, patch, fields);
    if (sameValue(next, state)) return;
    const changed = (name) => !sameValue(next[name], state[name]);
    const selects = changed('countries') || changed('region');
    if (changed('stratum') && !patch.viewport) next.viewport = null;
    const flies = selects && fly && (next.countries.length || next.region);
    if (flies) next.viewport = null;
    const entry = push || deservesEntry(patch);
    if (OF_THE_PAGE.some(changed)) {
      window.location.assign(address.href(toQuery(next, fields)));
      return;
    }
    const stays = sameValue(next.viewport, state.viewport);
    enter(next);
    if (flies && stays) place({ animate: true });
    const query = toQuery(state, fields);
    if (entry) address.push(query);
    else address.replace(query);
  }

  function tellDash() {
    try {
      window.dash_clientside?.set_props?.('view', { data: view });
    } catch {
      // Dash is still starting: it asks for the view itself when its page is there.
    }
  }

  // ---- viewport ------------------------------------------------------------------

  function project() {
    led = Infinity;
    map.setProjection(view.projection);
    led = 0;
  }

  /** Move the map to where the state says: viewport, selection, or the survey. */
  function place({ animate = false, home = !animate } = {}) {
    led = Infinity;
    const selection = selectionBoxes(selectedCountries(view, catalogue));
    if (home || (!view.viewport && !selection.length)) map.home(surveyBox());
    if (view.viewport) {
      const [lon, lat, zoom] = view.viewport;
      map.setView({ lon, lat, zoom }, { animate });
    } else if (selection.length) map.fitBounds(joinBoxes(selection), { animate });
    led = animate ? performance.now() + LED : 0;
  }

  function boxOf(i) {
    if (units === 'countries') return geometry.countryBounds(rows.country[i]);
    if (units === 'sites') return [rows.lon[i], rows.lat[i], rows.lon[i], rows.lat[i]];
    return cellBounds(rows.cell[i], units);
  }

  const rowNumbers = () => Array.from({ length: rows.length }, (_, i) => i);

  /** Where the stratum has samples; where it has only plans, those. */
  function surveyBox() {
    const all = rowNumbers();
    const sampled = all.filter((i) => rows.state[i] !== STATE.planned);
    return joinBoxes((sampled.length ? sampled : all).map(boxOf).filter(Boolean)) ?? WORLD;
  }

  /** What the survey has sampled of each country, and all of a country where it has nothing. */
  function selectionBoxes(countries) {
    const sampled = rowNumbers().filter((i) => rows.state[i] !== STATE.planned && countries.has(rows.country[i]));
    const found = new Set(sampled.map((i) => rows.country[i]));
    const empty = [...countries].filter((country) => !found.has(country));
    return [...sampled.map(boxOf), ...empty.map((i) => geometry.countryBounds(i))].filter(Boolean);
  }

  function onView({ lon, lat, zoom, idle }) {
    if (!idle || !shown) return;
    if (wantedUnits() !== units) refresh();
    if (performance.now() < led) {
      if (led < Infinity) led = 0;
      return;
    }
    const viewport = [lon, lat, zoom].map(round2);
    if (sameValue(viewport, view.viewport)) return;
    state = { ...state, viewport };
    view = { ...view, viewport };
    address.replace(toQuery(state, fields));
    tellDash();
  }

  // ---- data ----------------------------------------------------------------------

  function wantedUnits() {
    if (view.by === 'countries') return 'countries';
    const { levels, finest } = catalogue.strata.get(view.stratum);
    const current = shown?.view.stratum === view.stratum && units !== 'countries' ? units : null;
    return chooseLevel({ wanted: view.level, levels, finest, pixels: map.pixelsPerCell, current });
  }

  /**
   * Fetch what the view needs and show it. A later call overtakes an earlier one.
   *
   * @param {object} [first] the first time: `wanted` units and what to wait for `before`.
   */
  async function refresh({ wanted = null, before = null } = {}) {
    const mine = ++turn;
    const next = wanted ?? wantedUnits();
    const asked = view;
    const needed = neededPaths(asked, next);
    store.keepOnly([needed.places, needed.values]);
    parts.frame.setAttribute('aria-busy', 'true');
    try {
      const [answer] = await Promise.all([loadRows(store, asked, next), before?.()]);
      if (mine !== turn) return;
      const initial = !rows;
      ({ rows, header } = answer);
      units = next;
      if (initial) place();
      parts.notices.clearFailure();
      present();
      if (!initial) return;
      painted();
      if (wantedUnits() !== units) refresh();
    } catch (error) {
      if (mine !== turn || error.name === 'AbortError') return;
      fail(error, () => refresh({ wanted, before }));
      if (!(error instanceof FetchError)) throw error;
    } finally {
      if (mine === turn) parts.frame.removeAttribute('aria-busy');
    }
  }

  function fail(error, retry) {
    const gone = error.status === 404;
    const text = gone ? t('This part of the map is not kept on the server any more. Load the page anew.') : error.status
      ? t('The server could not send this part of the map (status {status}).', { status: error.status })
      : t('This part of the map could not be fetched. Is there a connection?');
    parts.notices.fail(text, gone ? () => window.location.reload() : retry);
    tellDash();
  }

  /** How many units there are in all, to count those outside the survey. */
  function universe() {
    if (units === 'countries') return index.countries.length;
    const land = units === 0 && store.have(paths.grid);
    if (!land) return null;
    const covered = new Set(rows.cell);
    return rows.length + land.planes.cell.reduce((sum, cell) => sum + !covered.has(cell), 0);
  }

  /** Paint first, then write the words: an element switch is on screen in one frame. */
  function present() {
    shown = makeShown({ view, catalogue, rows, header, universe: universe() });
    stage.show(shown, palette);
    if (hovered) showCard({ ...map.hitTest(hovered.x, hovered.y), x: hovered.x, y: hovered.y });
    else parts.tooltip.hide();
    const mine = shown;
    afterFrame(() => {
      if (mine === shown) describeShown();
    });
  }

  function describeShown() {
    const title = titleOf(shown, t);
    const summary = summarise(shown, tools);
    parts.title.textContent = title;
    document.title = `${title} · ${shown.name}`;
    parts.summary.textContent = summary;
    parts.notices.remark(emptiness(shown, t, catalogue));
    parts.legend.show(shown, palette);
    parts.table.show(shown, summary);
    tellDash();
  }

  // ---- theme ---------------------------------------------------------------------

  let paper = false;

  function dress() {
    applyTheme(root, paper ? 'light' : view.theme);
    const colours = readTheme(root);
    palette = colours.palette;
    const { land, ...engine } = colours.engine; // the stage paints land as the legend says
    map.setTheme(engine);
    if (shown) present();
  }

  // ---- pointer and keyboard ------------------------------------------------------

  function placeOf(hit) {
    const name = units === 'countries' || hit.number === undefined ? null : cellId(hit.number, hit.level);
    return { row: stage.rowOf(hit), country: hit.country, name };
  }

  const isPlace = (hit) => hit && hit.kind !== 'sea' && hit.kind !== 'space';

  function showCard(hit) {
    if (!shown || !isPlace(hit)) {
      parts.tooltip.hide();
      return null;
    }
    const description = describe(shown, placeOf(hit), tools);
    const [x, y] = hit.x === undefined ? (map.screen(hit.lon, hit.lat) ?? [0, 0]) : [hit.x, hit.y];
    parts.tooltip.show(description, x, y);
    return description;
  }

  function toggleCountry(number) {
    const { id } = index.countries[number] ?? {};
    if (!id) return;
    const countries = view.countries.includes(id) ? view.countries.filter((c) => c !== id) : [...view.countries, id];
    choose({ countries }, { push: true, fly: false });
  }

  function onPick(hit) {
    if (hit.touch) showCard(hit);
    if (!isPlace(hit)) choose({ cell: null });
    else if (hit.modifier || hit.kind === 'country') toggleCountry(hit.country);
    else {
      const id = cellId(hit.number, hit.level);
      choose({ cell: id === view.cell ? null : id });
    }
  }

  function pickRow(i) {
    if (units === 'countries') {
      toggleCountry(rows.country[i]);
      return;
    }
    const level = units === 'sites' ? 0 : units;
    choose({ cell: cellId(rows.cell[i], level) });
  }

  map.on('hover', (hit) => {
    hovered = hit;
    showCard(hit);
  });
  map.on('click', onPick);
  map.on('open', (hit) => isPlace(hit) && onPick(hit));
  map.on('focuscell', (hit) => {
    hovered = null;
    if (hit) showCard(hit);
    else parts.tooltip.hide();
    parts.live.textContent = hit && shown ? sentence(describe(shown, placeOf(hit), tools)) : '';
  });
  map.on('view', onView);
  // What hovers over the map can be sent away without moving the pointer (WCAG 1.4.13).
  window.addEventListener('keydown', (event) => event.key === 'Escape' && parts.tooltip.hide());
  onSystemTheme(() => view?.theme === 'auto' && dress());
  onPaper((now) => {
    paper = now;
    if (!shown) return;
    dress();
    describeShown(); // the printer does not wait for the next frame
    parts.paper.show(now ? map.canvas({ ratio: PAPER_RATIO }) : null);
  });

  return {
    /**
     * Show the view of an address for the first time.
     *
     * @param {object} first units that the page preloads, and what to wait for before.
     */
    start(query, first) {
      const { state: own, notices } = fromQuery(query, fields, t);
      // Only the server knows which releases are kept.
      const gone = (config.notices ?? []).filter(({ key }) => key === 'release');
      if (gone.length) own.release = null;
      enter(own, [...gone, ...notices], first);
      return firstPaint;
    },
    choose,
    view: () => view,
    /** What is on screen: a level, `countries` or `sites`; null before the first map. */
    units: () => units,
    /** Paint again, for parts that came later. */
    again: () => shown && present(),
    flyTo(iso3) {
      const country = catalogue.countryIndex.get(iso3);
      if (country !== undefined) map.flyToCountry(country);
    },
    highlight: (key) => shown && stage.highlight(shown, key),
    mute(key) {
      const muted = view.muted.includes(key) ? view.muted.filter((k) => k !== key) : [...view.muted, key];
      choose({ muted });
    },
    openTable: (open) => choose({ table: open }),
    pickRow,
    /** Addresses of the strata that have an analyte. */
    linksTo: (strata, analyte) =>
      strata.map((stratum) => ({
        href: address.href(toQuery({ ...state, stratum, analyte, viewport: null, cell: null }, fields)),
        title: catalogue.stratumName(stratum),
      })),
    async download(kind) {
      if (kind !== 'png' || !shown) return;
      const style = { paper: cssColour('--map-paper'), ink: cssColour('--map-ink') };
      const today = new Date().toISOString().slice(0, 10);
      map.setHighlight(null);
      const picture = drawPicture({
        shown, palette, map, t, config, today, style, address: address.current(), policy: parts.disclaimer.textContent,
      });
      await saveCanvas(picture, fileName(shown, index.release));
    },
  };
}

/** Once the picture is on screen; a hidden page draws no frames and must not wait for one. */
function afterFrame(work) {
  let done = false;
  const once = () => {
    if (!done) work();
    done = true;
  };
  requestAnimationFrame(() => setTimeout(once));
  setTimeout(once, 250);
}

const cssColour = (property) => getComputedStyle(document.documentElement).getPropertyValue(property).trim();

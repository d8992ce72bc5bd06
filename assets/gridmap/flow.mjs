/**
 * The flow of a page with a map, in one direction: a choice changes the state, the state the
 * address, the view model, and from that map, legend, table, summary and Dash's store. What is
 * shown is the page's own: its *subject* (`controller.mjs`, `progress-controller.mjs`).
 */

import { createAddress } from './address.mjs';
import { FetchError } from './data.mjs';
import { dissolve } from './dissolve.mjs';
import { joinBoxes } from './extent.mjs';
import { PAPER_RATIO } from './paper.mjs';
import { saveCanvas } from './picture.mjs';
import { createPointing } from './pointing.mjs';
import { selectedCountries } from './rows.mjs';
import { deservesEntry, fromQuery, patched, sameValue, toQuery } from './state.mjs';
import { applyTheme, cssColour, onPaper, onSystemTheme, readTheme } from './theme.mjs';

const WORLD = [-180, -60, 180, 85];
/** A movement of our own rests within this many ms; the viewport after it is not the reader's. */
const LED = 2500;
/** A window whose size has not changed for so many ms has its new size. */
const REST = 200;
/** Fields that the server writes into the page: a change loads it anew. */
const OF_THE_PAGE = ['release', 'language'];
const round2 = (v) => Math.round(v * 100) / 100;

/**
 * What a page shows, and in which words.
 *
 * @typedef {object} Subject
 * @property {(state: object) => {view: object, notices: object[]}} resolve
 * @property {() => void} [settle] what passes by must become part of the state: it is about to change.
 * @property {string[]} relocating fields whose change lets go of the viewport.
 * @property {number} [padding] share of the map left free around a selection.
 * @property {object} [palette] further colours of the style sheet for `readTheme`.
 * @property {(view: object, shown: object|null, units: *) => *} wantedUnits what to show: a level,
 *   `countries`, `sites`.
 * @property {(view: object, units: *) => string[]} needed addresses that are still wanted.
 * @property {(view: object, units: *) => Promise<object>} load
 * @property {(view: object, units: *, content: object) => boolean} [lacks] whether the map has come
 *   to where what was loaded ends.
 * @property {(view: object, units: *, content: object) => object} makeShown the view model.
 * @property {(shown: object, palette: object) => void} show on the map.
 * @property {(shown: object, palette: object) => void} write words around the map.
 * @property {(units: *, content: object) => number[]|null} homeBox where there is something to see.
 * @property {(countries: Set<number>, units: *, content: object) => number[][]} selectionBoxes
 * @property {(shown: object, hit: object) => object} describe what the card says.
 * @property {(hit: object, view: object) => void} pick a place was clicked or opened.
 * @property {(shown: object, palette: object, style: object) => {canvas, name}} picture
 */

/**
 * @param {object} options
 * @param {object} options.config of the page; catalogue of it.
 * @param {object} options.store of `data.mjs`.
 * @param {object} options.geometry, map of the engine.
 * @param {object} options.parts notices, tooltip, paper, and the elements title, live,
 *   summary, disclaimer, frame.
 * @param {Function} options.t
 * @param {Subject} options.subject
 */
export function createFlow({ config, catalogue, store, geometry, map, parts, t, subject }) {
  const { fields, index } = config;
  const root = document.documentElement;
  let state;
  let view = null;
  let shown = null;
  let units = null;
  let content = null;
  let palette = null;
  let turn = 0;
  /** Whether the map is yet to move to where the view says. */
  let moved = false;
  /** Until when the map moves because the state says so, and not the reader. */
  let led = 0;
  let painted;
  const firstPaint = new Promise((resolved) => {
    painted = resolved;
  });

  const address = createAddress(window, (query) => read(query));

  // ---- state ---------------------------------------------------------------------

  function read(query) {
    const { state: asked, notices } = fromQuery(query, fields, t);
    if (OF_THE_PAGE.some((name) => asked[name] !== state[name])) window.location.reload();
    else enter(asked, notices);
  }

  /** Make a state the current one and show it. */
  function enter(next, notices = [], first = {}) {
    const before = view;
    const fitted = subject.resolve(next);
    state = next;
    for (const { key } of fitted.notices) {
      const field = fields.find((f) => f.key === key);
      if (field) state[field.name] = fitted.view[field.name];
    }
    view = fitted.view;
    parts.notices.show([...notices, ...fitted.notices]);
    if (before?.theme !== view.theme) dress();
    if (before && before.projection !== view.projection) project();
    moved ||= Boolean(before) && ['viewport', ...subject.relocating].some((name) => !sameValue(before[name], view[name]));
    return refresh(first);
  }

  function choose(patch, { push, fly = true } = {}) {
    subject.settle?.();
    const next = patched(state, patch, fields);
    if (sameValue(next, state)) return;
    const changed = (name) => !sameValue(next[name], state[name]);
    const selects = changed('countries') || changed('region');
    if (subject.relocating.some(changed) && !patch.viewport) next.viewport = null;
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

  /**
   * Show the view of an address on this page, as a movement from the one before: the map flies,
   * or its colours dissolve into the next where it stays.
   *
   * @param {string} query
   * @returns {Promise<void>} once it is shown, and before it has come to rest.
   */
  async function open(query) {
    const { state: asked, notices } = fromQuery(query, fields, t);
    subject.settle?.();
    if (OF_THE_PAGE.some((name) => !sameValue(asked[name], state[name]))) {
      window.location.replace(address.href(toQuery(asked, fields)));
      return;
    }
    const changed = (name) => !sameValue(asked[name], state[name]);
    const selects = changed('countries') || changed('region');
    const moves = changed('viewport');
    const reveal = selects || moves || changed('projection') ? () => {} : dissolve(parts.frame);
    try {
      await enter(asked, notices);
    } finally {
      reveal();
    }
    if (selects && !moves) place({ animate: true });
    address.replace(toQuery(state, fields));
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
    const selection = subject.selectionBoxes(selectedCountries(view, catalogue), units, content);
    if (home || (!view.viewport && !selection.length)) map.home(subject.homeBox(units, content) ?? WORLD, { animate });
    if (view.viewport) {
      const [lon, lat, zoom] = view.viewport;
      map.setView({ lon, lat, zoom }, { animate });
    } else if (selection.length) map.fitBounds(joinBoxes(selection), { animate, padding: subject.padding });
    led = animate ? performance.now() + LED : 0;
  }

  /** Move with the first picture of what moves the map, so that it is drawn in its new place only. */
  function arrive() {
    if (!moved || !subject.relocating.every((name) => sameValue(shown?.view[name], view[name]))) return;
    moved = false;
    place({ animate: true });
  }

  function onView({ lon, lat, zoom, idle }) {
    if (!idle || !shown) return;
    follow();
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

  const wantedUnits = () => subject.wantedUnits(view, shown, units);

  /** Fetch what the map has come to, if that is not here. */
  function follow() {
    if (wantedUnits() !== units || subject.lacks?.(view, units, content)) refresh();
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
    store.keepOnly(subject.needed(asked, next));
    parts.frame.setAttribute('aria-busy', 'true');
    try {
      const [answer] = await Promise.all([subject.load(asked, next), before?.()]);
      if (mine !== turn) return;
      const initial = !content;
      content = answer;
      units = next;
      if (initial) {
        place();
        moved = false;
      }
      parts.notices.clearFailure();
      present();
      arrive();
      if (!initial) return;
      painted();
      if (wantedUnits() !== units) refresh();
    } catch (error) {
      if (mine !== turn || error.name === 'AbortError') return;
      fail(error, () => refresh({ wanted, before }));
      arrive();
      if (!(error instanceof FetchError)) throw error;
    } finally {
      if (mine === turn) parts.frame.removeAttribute('aria-busy');
    }
  }

  function fail(error, retry) {
    const gone = error.status === 404;
    const text = gone ? t('This part of the map is not kept on the server any more. Reload the page.') : error.status
      ? t('The server could not send this part of the map (status {status}).', { status: error.status })
      : t('This part of the map could not be fetched. Is there a connection?');
    parts.notices.fail(text, gone ? () => window.location.reload() : retry);
    tellDash();
  }

  /** Paint first, then write the words: a change is on screen in one frame. */
  function present() {
    paint();
    const mine = shown;
    afterFrame(() => {
      if (mine === shown) write();
    });
  }

  function paint() {
    shown = subject.makeShown(view, units, content);
    subject.show(shown, palette);
    pointing.again();
  }

  function write() {
    subject.write(shown, palette);
    tellDash();
  }

  // ---- theme ---------------------------------------------------------------------

  let paper = false;

  function dress() {
    applyTheme(root, paper ? 'light' : view.theme);
    const colours = readTheme(root, subject.palette);
    palette = colours.palette;
    const { land, ...engine } = colours.engine; // the stage paints land as the legend says
    map.setTheme(engine);
    if (shown) present();
  }

  // ---- places, window and paper --------------------------------------------------

  function toggleCountry(number, { fly = false } = {}) {
    const { id } = index.countries[number] ?? {};
    if (!id) return;
    const without = view.countries.filter((c) => c !== id);
    const added = without.length === view.countries.length;
    choose({ countries: added ? [...without, id] : without }, { push: true, fly: fly && added });
  }

  const pointing = createPointing({ map, parts, subject, shown: () => shown, view: () => view, choose });
  map.on('view', onView);
  let resized;
  window.addEventListener('resize', () => {
    clearTimeout(resized);
    resized = setTimeout(() => shown && follow(), REST);
  });
  onSystemTheme(() => view?.theme === 'auto' && dress());
  onPaper((now) => {
    paper = now;
    if (!shown) return;
    dress();
    write(); // the printer does not wait for the next frame
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
    open,
    /** Fit the map to its size anew, where the reader has not moved it. */
    refit: () => content && !view.viewport && place({ home: true }),
    view: () => view,
    /** What is on screen: a level, `countries` or `sites`; null before the first map. */
    units: () => units,
    /** Paint again, for parts that came later. */
    again: () => shown && present(),
    flyTo(iso3) {
      const country = catalogue.countryIndex.get(iso3);
      if (country !== undefined) map.flyToCountry(country);
    },
    mute(key) {
      const muted = view.muted.includes(key) ? view.muted.filter((k) => k !== key) : [...view.muted, key];
      choose({ muted });
    },
    toggleCountry,
    openTable: (open) => choose({ table: open }),
    /** Show a view that passes by, such as a day of a playback: neither address nor Dash hear of it. */
    pass(patch) {
      view = { ...view, ...patch };
      if (content) paint();
      return shown;
    },
    /** The address of a change. */
    href: (patch) => address.href(toQuery({ ...state, ...patch }, fields)),
    async download(kind) {
      if (kind !== 'png' || !shown) return;
      map.setHighlight(null);
      const { canvas, name } = subject.picture(shown, palette, {
        map, t, address: address.current(), policy: parts.disclaimer.textContent,
        today: new Date().toISOString().slice(0, 10),
        style: { paper: cssColour('--map-paper'), ink: cssColour('--map-ink') },
        language: view.language,
      });
      await saveCanvas(canvas, name);
    },
    /** What is shown now, and in which colours, for a legend's entry to stand out. */
    shown: () => shown,
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

/** The subject of the pages of progress: how far the mapping has come, by cells or countries, on a day. */

import { tied } from './dom.mjs';
import { createFlow } from './flow.mjs';
import { bounds as cellBounds, id as cellId } from './grid.mjs';
import { drawPicture } from './picture.mjs';
import { dateOf, levelOf, loadProgress, neededPaths } from './progress-data.mjs';
import { makeProgress, paintProgress, progressKey, progressTone } from './progress-shown.mjs';
import { resolveProgress } from './progress-state.mjs';
import {
  describeProgress, legendNote, progressCredits, progressEmptiness, progressEntries, progressFile, progressLegend, progressTitle,
  progressWarnings, summariseProgress,
} from './progress-words.mjs';
import { createStage } from './stage.mjs';

/** Colours of progress, by the names `progress-shown.mjs` uses. */
const PROGRESS_COLOURS = {
  progressPlanned: '--progress-planned',
  progressCovered: '--progress-covered',
  progressComplete: '--progress-complete',
  progressAnalysed: '--progress-analysed',
  progressDone: '--progress-done',
  progressZero: '--progress-zero',
  progressLow: '--progress-low',
  progressMiddle: '--progress-middle',
  progressHigh: '--progress-high',
};

/** Room around a selection, as a share of the map. */
const PADDING = 0.12;
/** Between a selection and the line on boundaries over the map's lower edge, CSS pixels. */
const CLEAR = 8;
/** Degrees around a country too small to be drawn. */
const AROUND = 1.5;
/** Changes with which the legend's entries become others. */
const OTHER_ENTRIES = ['by', 'metric'];

/**
 * @param {object} options as of `createFlow`, without its subject; `parts` also has legend,
 *   table and playback; `words` is the store of what is reported.
 */
export function createProgress({ config, catalogue, store, words, geometry, map, parts, t }) {
  const { index, metrics } = config;
  const release = index.release;
  const tools = { t, catalogue, cellId };
  const path = pathOf(config);
  const stage = createStage({
    geometry, map, countries: index.countries.length, paint: paintProgress, tone: progressTone, keyOf: progressKey,
  });

  /** A country's box; around its label where the boundaries at hand do not draw it. */
  function boxOf(country) {
    const drawn = geometry.countryBounds(country);
    if (drawn) return drawn;
    const { labelLon, labelLat } = geometry.land(true)?.boundaries ?? {};
    const [lon, lat] = [labelLon?.[country], labelLat?.[country]];
    return Number.isFinite(lon) && Number.isFinite(lat) ? [lon - AROUND, lat - AROUND, lon + AROUND, lat + AROUND] : null;
  }

  /** The country or region of another page, or one more of this one. */
  function pickCountry(number) {
    const { id } = index.countries[number] ?? {};
    if (id && config.page !== 'progress') window.location.assign(countryAddress(id));
    else flow.toggleCountry(number, { fly: true });
  }

  function countryAddress(id) {
    const { release: kept, language } = flow.view();
    const query = new URLSearchParams(Object.entries({ release: kept, lang: language === 'en' ? null : language }).filter(([, value]) => value));
    return `${config.prefix}country/${id}${query.size ? '?' : ''}${query}`;
  }

  const subject = {
    relocating: [],
    get padding() {
      const { disclaimer } = parts;
      const within = disclaimer?.parentElement;
      // On narrow screens the line stands in the legend.
      if (within?.id !== 'map' || !within.clientHeight) return PADDING;
      return Math.max(PADDING, (disclaimer.offsetHeight + CLEAR) / within.clientHeight);
    },
    palette: PROGRESS_COLOURS,
    settle: () => parts.playback.pause(),
    resolve: (state) => resolveProgress(state, { catalogue, t, path }),
    wantedUnits: (view) => (view.by === 'countries' ? 'countries' : levelOf(view)),
    needed: neededPaths,
    load: (view) => loadProgress(store, words, view),
    makeShown: (view, units, content) => makeProgress({ view, catalogue, content, metrics }),
    show: stage.show,

    write(shown, palette) {
      const title = progressTitle(shown, t);
      const summary = summariseProgress(shown, tools);
      parts.title.textContent = title;
      if (config.page === 'progress') document.title = `${title} · ${config.beside}`;
      parts.summary.textContent = tied(summary);
      parts.notices.remark(progressEmptiness(shown, t));
      parts.legend.show(progressLegend(shown, palette, { t, release }));
      parts.table.show(shown, summary);
      parts.playback.show({ days: shown.days, day: shown.day, language: shown.language, still: stillness(shown) });
    },

    homeBox: () => null,
    selectionBoxes: (countries) => [...countries].map(boxOf).filter(Boolean),

    describe(shown, hit) {
      const name = shown.metric || hit.number === undefined || hit.number < 0 ? null : cellId(hit.number, hit.level);
      return describeProgress(shown, { row: stage.rowOf(hit), country: hit.country, name }, tools);
    },

    pick(hit, view) {
      if (hit.modifier || hit.kind === 'country') pickCountry(hit.country);
      else {
        const id = cellId(hit.number, hit.level);
        choose({ cell: id === view.cell ? null : id });
      }
    },

    picture(shown, palette, options) {
      const canvas = drawPicture({
        ...options, title: progressTitle(shown, t), labels: progressWarnings(shown, t),
        entries: progressEntries(shown, palette, t), credits: progressCredits(shown, { ...options, t, catalogue, release }),
      });
      return { canvas, name: progressFile(shown, release) };
    },
  };

  /** Why time has nothing to play. */
  function stillness({ metric, days }) {
    if (metric?.id === 'stage') return t('Stages are reported once; they have no days to play.');
    return days.length > 1 ? '' : t('The surveys of this choice have no days to play.');
  }

  const flow = createFlow({ config, catalogue, store, geometry, map, parts, t, subject });

  /** A change of the reader's; other entries cannot be muted by the old ones' numbers. */
  function choose(patch, how) {
    const others = OTHER_ENTRIES.some((name) => Object.hasOwn(patch, name) && patch[name] !== flow.view()[name]);
    flow.choose(others ? { muted: null, ...patch } : patch, how);
  }

  function announce(day, playing) {
    document.dispatchEvent(new CustomEvent('gridmap:day', { detail: { day, date: dateOf(day), playing } }));
  }

  return {
    ...flow,
    choose,
    highlight: (key) => flow.shown() && stage.highlight(flow.shown(), key),
    pickRow(i) {
      const { rows, metric, level } = flow.shown();
      if (metric) pickCountry(rows.country[i]);
      else choose({ cell: cellId(rows.cell[i], level) });
    },
    /** A day passes by: map, title and counts follow within the frame. */
    pass(day, playing) {
      const shown = flow.pass({ date: dateOf(day) });
      parts.title.textContent = progressTitle(shown, t);
      parts.legend.count(shown.entries, { language: shown.language, title: parts.title.textContent, note: legendNote(shown, t) });
      announce(day, playing);
    },
    /** Time rests on a day; the last one is now, and needs no date. */
    rest(day, last) {
      flow.choose({ date: last ? null : dateOf(day) });
      flow.again();
      announce(day, false);
    },
  };
}

/** What the page's path says of the view (docs/interfaces.md §10). */
function pathOf({ page, view }) {
  if (page === 'country') return { countries: view.countries, region: null };
  if (page === 'region') return { region: view.region, countries: [] };
  return {};
}

/** The map page's subject: one analyte of one stratum, by cells, countries or samples. */

import { boxesOfPart, createChunks, lacks, lacksCell } from './chunks.mjs';
import { loadRows, neededPaths, paths } from './data.mjs';
import { describe } from './describe.mjs';
import { creditLines, fileName } from './export.mjs';
import { createFlow } from './flow.mjs';
import { bounds as cellBounds, id as cellId } from './grid.mjs';
import { legendContent, legendEntries } from './legend.mjs';
import { joinBoxes } from './extent.mjs';
import { chooseLevel } from './levels.mjs';
import { drawPicture } from './picture.mjs';
import { emptiness, keyOf, makeShown, outsideTone, paintRows, titleOf, warnings } from './shown.mjs';
import { createStage } from './stage.mjs';
import { resolve, tellsSamples } from './state.mjs';
import { selectedCountries } from './rows.mjs';
import { STATE } from './states.mjs';
import { summarise } from './summary.mjs';

/** Of more samples than these, only the reader's wish brings single ones: they come all at once. */
const MANY_SAMPLES = 100_000;

/**
 * @param {object} options as of `createFlow`, without its subject; `parts` also has legend
 *   and table.
 */
export function createController({ config, catalogue, store, geometry, map, parts, t }) {
  const { index } = config;
  const tools = { t, catalogue, cellId };
  const stage = createStage({ geometry, map, countries: index.countries.length, paint: paintRows, tone: outsideTone, keyOf });

  const chunks = createChunks(store);
  const isChunked = (view, units) => catalogue.strata.get(view.stratum).chunked?.includes(units) ?? false;

  /** Address of the counts of a whole level, in the classes of `breaks`. */
  function summaryPath(view, units, countries, breaks) {
    const ids = [...countries].map((i) => index.countries[i].id).sort();
    return paths.summary(view, units, ids, breaks);
  }

  /** Paint first; the counts of what is not in view follow. */
  async function count({ view, rows, countries, breaks }) {
    try {
      await store.get(summaryPath(view, rows.units, countries, breaks));
    } catch {
      return; // overtaken, or not to be had: the legend says that it counts what is in view
    }
    flow.again();
  }

  const rowNumbers = (rows) => Array.from({ length: rows.length }, (_, i) => i);

  function boxOf(i, units, rows) {
    if (units === 'countries') return geometry.countryBounds(rows.country[i]);
    if (units === 'sites') return [rows.lon[i], rows.lat[i], rows.lon[i], rows.lat[i]];
    return cellBounds(rows.cell[i], units);
  }

  /** How many units there are in all, to count those outside the survey. */
  function universe(units, rows) {
    if (units === 'countries') return index.countries.length;
    const land = units === 0 && store.have(paths.grid);
    if (!land) return null;
    const covered = new Set(rows.cell);
    return rows.length + land.planes.cell.reduce((sum, cell) => sum + !covered.has(cell), 0);
  }

  const subject = {
    relocating: ['stratum'],
    resolve: (state) => resolve(state, catalogue, t),

    wantedUnits(view, shown, units) {
      if (view.by === 'countries') return 'countries';
      const stratum = catalogue.strata.get(view.stratum);
      const { levels, finest } = stratum;
      const few = stratum.samples <= MANY_SAMPLES || view.level === 'sites';
      const samples = few && tellsSamples(stratum, view.analyte);
      const current = shown?.view.stratum === view.stratum && units !== 'countries' ? units : null;
      return chooseLevel({ wanted: view.level, levels, finest, pixels: map.pixelsPerCell, current, samples });
    },

    needed(view, units) {
      if (isChunked(view, units)) return chunks.needed(view, units, map.window());
      const { places, values } = neededPaths(view, units);
      return [places, values];
    },
    async load(view, units) {
      if (!isChunked(view, units)) return loadRows(store, view, units);
      // Classes of a selection stand on all of it.
      const curve = view.rescale && store.get(summaryPath(view, units, selectedCountries(view, catalogue), []));
      const [content] = await Promise.all([chunks.load(view, units, map.window), curve]);
      return content;
    },
    lacks: (view, units, { part }) => Boolean(part && lacks(part, map.window())),

    makeShown(view, units, { rows, header, part }) {
      const wholeOf = part && ((countries, breaks) => store.have(summaryPath(view, units, countries, breaks))?.planes ?? null);
      return { ...makeShown({ view, catalogue, rows, header, universe: universe(units, rows), wholeOf }), part };
    },
    show: stage.show,

    write(shown, palette) {
      const title = titleOf(shown, t);
      const summary = summarise(shown, tools);
      parts.title.textContent = title;
      document.title = `${title} · ${shown.name}`;
      parts.summary.textContent = summary;
      parts.notices.remark(emptiness(shown, t, catalogue));
      parts.legend.show(legendContent(shown, palette, { t, config }));
      const listed = shown.partial && t('The table lists the cells in and around the view; the CSV file has all.');
      parts.table.show(shown, listed ? `${summary} ${listed}` : summary);
      if (shown.partial && !shown.whole) count(shown);
    },

    /** Where the stratum has samples; where it has only plans, those. */
    homeBox(units, { rows, part }) {
      if (part) return joinBoxes(boxesOfPart(part).map(({ box }) => box));
      const all = rowNumbers(rows);
      const sampled = all.filter((i) => rows.state[i] !== STATE.planned);
      return joinBoxes((sampled.length ? sampled : all).map((i) => boxOf(i, units, rows)).filter(Boolean));
    },

    /** What the survey has sampled of each country, and all of a country where it has nothing. */
    selectionBoxes(countries, units, { rows, part }) {
      if (part) {
        const found = boxesOfPart(part, countries);
        const there = new Set(found.map(({ country }) => country));
        const others = [...countries].filter((country) => !there.has(country));
        return [...found.map(({ box }) => box), ...others.map((i) => geometry.countryBounds(i))].filter(Boolean);
      }
      const sampled = rowNumbers(rows).filter((i) => rows.state[i] !== STATE.planned && countries.has(rows.country[i]));
      const found = new Set(sampled.map((i) => rows.country[i]));
      const empty = [...countries].filter((country) => !found.has(country));
      return [...sampled.map((i) => boxOf(i, units, rows)), ...empty.map((i) => geometry.countryBounds(i))].filter(Boolean);
    },

    describe(shown, hit) {
      const name = shown.rows.units === 'countries' || hit.number === undefined ? null : cellId(hit.number, hit.level);
      const said = describe(shown, { row: stage.rowOf(hit), country: hit.country, name }, tools);
      const coming = shown.part && hit.kind !== 'cell' && name && lacksCell(shown.part, Math.floor(hit.number / 4 ** hit.level));
      return coming ? { ...said, value: t('not fetched yet') } : said;
    },

    pick(hit, view) {
      if (hit.modifier || hit.kind === 'country') flow.toggleCountry(hit.country);
      else {
        const id = cellId(hit.number, hit.level);
        flow.choose({ cell: id === view.cell ? null : id });
      }
    },

    picture(shown, palette, options) {
      const canvas = drawPicture({
        ...options, title: titleOf(shown, t), labels: warnings(shown, t), entries: legendEntries(shown, palette, t),
        credits: creditLines(shown, { ...options, config }),
      });
      return { canvas, name: fileName(shown, index.release) };
    },
  };
  const flow = createFlow({ config, catalogue, store, geometry, map, parts, t, subject });

  return {
    ...flow,
    highlight: (key) => flow.shown() && stage.highlight(flow.shown(), key),
    pickRow(i) {
      const { rows } = flow.shown();
      if (rows.units === 'countries') flow.toggleCountry(rows.country[i]);
      else flow.choose({ cell: cellId(rows.cell[i], rows.units === 'sites' ? 0 : rows.units) });
    },
    /** Addresses of the strata that have an analyte. */
    linksTo: (strata, analyte) =>
      strata.map((stratum) => ({
        href: flow.href({ stratum, analyte, viewport: null, cell: null }),
        title: catalogue.stratumName(stratum),
      })),
  };
}

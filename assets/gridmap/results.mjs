/** Where the results of a pane come from: which units a view shows, their rows, and where they lie. */

import { boxesOfPart, createChunks, lacks } from './chunks.mjs';
import { loadRows, neededPaths, paths } from './data.mjs';
import { bounds as cellBounds } from './grid.mjs';
import { chooseLevel } from './levels.mjs';
import { selectedCountries } from './rows.mjs';
import { makeShown } from './shown.mjs';
import { tellsSamples } from './state.mjs';
import { STATE } from './states.mjs';

/** Of more samples than these, only the reader's wish brings single ones: they come all at once. */
const MANY_SAMPLES = 100_000;

/**
 * @param {object} options as of `createFlow`.
 * @param {() => void} options.again more is known of what is shown: it is to be shown anew.
 */
export function createResults({ config, catalogue, store, geometry, map, again }) {
  const { index } = config;
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
    again();
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

  return {
    /**
     * What to show: a level, `countries` or `sites`.
     *
     * @param {number|'sites'|null} current what the map shows of the stratum.
     * @param {boolean} [singles] whether single samples may be shown.
     */
    wantedUnits(view, current, singles = true) {
      if (view.by === 'countries') return 'countries';
      const stratum = catalogue.strata.get(view.stratum);
      const { levels, finest } = stratum;
      const few = stratum.samples <= MANY_SAMPLES || view.level === 'sites';
      const samples = singles && few && tellsSamples(stratum, view.analyte);
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
    /** Fetch the counts of all cells where rows are only those in and around the view. */
    count: (shown) => shown.partial && !shown.whole && count(shown),

    /** Boxes of where the stratum has samples; where it has only plans, of those. */
    homeBoxes(units, { rows, part, extent }) {
      if (extent) return [extent];
      if (part) return boxesOfPart(part).map(({ box }) => box);
      const all = rowNumbers(rows);
      const sampled = all.filter((i) => rows.state[i] !== STATE.planned);
      return (sampled.length ? sampled : all).map((i) => boxOf(i, units, rows)).filter(Boolean);
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
  };
}

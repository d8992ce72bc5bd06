/** Puts the view model on the engine's map, and finds the row under a hit. */

import { numberOf } from './grid.mjs';
import { toHex } from './ramps.mjs';
import { pack } from './rgba.mjs';
import { MARKS } from './states.mjs';

/**
 * @param {object} options
 * @param {object} options.geometry, map of the engine.
 * @param {number} options.countries how many the release's index has.
 * @param {(shown, palette) => {colours, marks, faded}} options.paint colours by row.
 * @param {(shown, palette) => number[]} options.tone [r, g, b] of land without a row.
 * @param {(shown, row) => string} options.keyOf a row's entry in the legend.
 * @param {WeakMap} [options.sets] cell sets by the plane they were made of; panes of one page
 *   share theirs, and so their rasters.
 */
export function createStage({ geometry, map, countries, paint, tone: toneOf, keyOf, sets = new WeakMap() }) {
  let rowOfCountry = new Int32Array(countries).fill(-1);

  function cellsetOf(rows) {
    if (!sets.has(rows.cell)) sets.set(rows.cell, geometry.setGrid(rows.units, rows.cell, rows.country));
    return sets.get(rows.cell);
  }

  /** Spread rows of countries over all countries; the others are outside the survey. */
  function overCountries(shown, painted, palette) {
    rowOfCountry = new Int32Array(countries).fill(-1);
    const colours = new Uint32Array(countries).fill(pack(...toneOf(shown, palette)));
    const marks = new Uint8Array(countries).fill(MARKS.none);
    shown.rows.country.forEach((country, row) => {
      if (country >= countries) return;
      rowOfCountry[country] = row;
      colours[country] = painted.colours[row];
      marks[country] = painted.marks[row];
    });
    return { colours, marks };
  }

  let units = null;
  let land = null;

  /** Land outside the survey is the engine's; its tone follows the legend. */
  function showLand(shown, palette) {
    const tone = toHex(toneOf(shown, palette));
    if (tone !== land) map.setTheme({ land: tone });
    land = tone;
  }

  return {
    /** Draw a view model. */
    show(shown, palette) {
      const { rows, view } = shown;
      const painted = paint(shown, palette);
      if (rows.units === 'countries') {
        map.setSites(null);
        map.setCells(null);
        map.setCountries(overCountries(shown, painted, palette));
      } else if (rows.units === 'sites') {
        map.setCountries(null);
        map.setCells(null);
        map.setSites({ lon: rows.lon, lat: rows.lat, ...painted });
      } else {
        if (units === 'countries') map.setCountries(null);
        if (units === 'sites') map.setSites(null);
        map.setCells(cellsetOf(rows));
        map.paint(painted);
      }
      units = rows.units;
      showLand(shown, palette);
      map.setSelection({ countries: shown.countries, cell: view.cell ? numberOf(view.cell) : null });
    },
    /** Let the rows of a legend entry stand out; null for none. */
    highlight(shown, key) {
      if (key === null) {
        map.setHighlight(null);
        return;
      }
      const own = (row) => (row >= 0 && keyOf(shown, row) === key ? 1 : 0);
      map.setHighlight(
        units === 'countries'
          ? Uint8Array.from(rowOfCountry, own)
          : Uint8Array.from({ length: shown.rows.length }, (_, row) => own(row)),
      );
    },
    /** Row of a hit; −1 outside the survey. */
    rowOf(hit) {
      if (hit.kind === 'country' && units === 'countries') return rowOfCountry[hit.country] ?? -1;
      if (hit.kind === 'site' && units === 'sites') return hit.index;
      return hit.kind === 'cell' && typeof units === 'number' ? hit.index : -1;
    },
  };
}

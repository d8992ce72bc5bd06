/** Walking the map with the keyboard, cell by cell or country by country. */

import { cellAt, centre, neighbours } from './grid.mjs';
import { wrap } from './projections.mjs';

const STEPS = { west: [-1, 0], east: [1, 0], north: [0, 1], south: [0, -1] };

/**
 * The next cell.
 * @param {{number: number, level: number} | null} focus where the keyboard is; null: nowhere yet
 * @param {'west' | 'east' | 'north' | 'south'} direction
 * @param {{lon: number, lat: number}} view where to start
 * @returns {{number: number, level: number, lon: number, lat: number}}
 */
export function nextCell(focus, direction, view, level) {
  const number = focus && focus.level === level ? neighbours(focus.number, level)[direction] : cellAt(view.lon, view.lat, level);
  const [lon, lat] = centre(number, level);
  return { number, level, lon, lat };
}

/**
 * The nearest country in a direction, those straight ahead before those aside.
 * @param {number | null} from country index; null: start with the one nearest the view's centre
 * @param {object} boundaries labelLon, labelLat
 * @returns {number | null} country index, null where there is none that way
 */
export function nextCountry(from, direction, view, { labelLon, labelLat }) {
  const [lon, lat] = from === null ? [view.lon, view.lat] : [labelLon[from], labelLat[from]];
  const [east, north] = STEPS[direction];
  let best = null, least = Infinity;
  for (let country = 0; country < labelLon.length; country++) {
    if (country === from) continue;
    const squeeze = Math.cos((((lat + labelLat[country]) / 2) * Math.PI) / 180);
    const dx = wrap(labelLon[country] - lon) * squeeze, dy = labelLat[country] - lat;
    const ahead = dx * east + dy * north, aside = Math.abs(dx * north) + Math.abs(dy * east);
    if (from !== null && ahead <= aside * 0.6) continue;
    const cost = from === null ? Math.hypot(dx, dy) : ahead + 2 * aside;
    if (cost < least) {
      least = cost;
      best = country;
    }
  }
  return best;
}

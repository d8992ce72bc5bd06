/** What the page of elements together fetches: the cells of a level, and one value for each. */

import { paths } from './data.mjs';
import { cellRows } from './rows.mjs';

/** Address of what a view shows of its cells; of one element, its own vector. */
export function vectorPath(view, level) {
  const { stratum, analyte, together, elements, preset, component, threshold, date } = view;
  if (together === 'element') return paths.vector(stratum, analyte, level, 'median', date);
  const query = new URLSearchParams({ map: together });
  if (elements.length) query.set('els', elements.join('~'));
  else if (preset) query.set('list', preset);
  if (together === 'component' && component !== '1') query.set('pc', component);
  if (together === 'anomalies' && threshold !== 'p98') query.set('thr', threshold);
  // `~` needs no escape in a query and reads better.
  return `strata/${stratum}/together/level-${level}.bin?${query.toString().replaceAll('%7E', '~')}`;
}

/** Addresses of the parts of a view. */
export const neededPaths = (view, level) => [paths.level(view.stratum, level), vectorPath(view, level)];

/** Rows of a view, with the header of their values. */
export async function loadTogether(store, view, level) {
  const [placesPath, valuesPath] = neededPaths(view, level);
  const [places, values] = await Promise.all([store.get(placesPath, { pin: true }), store.get(valuesPath)]);
  return { rows: cellRows(level, places, values), header: values.header, extent: places.header.extent, rgb: composite(values.planes) };
}

/** The three colour planes of a composite, null for anything else. */
function composite({ red, green, blue }) {
  return red && green && blue ? { red, green, blue } : null;
}

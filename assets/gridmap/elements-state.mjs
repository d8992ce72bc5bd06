/** The state of the page of elements together, fitted to a release (dashboard/state_together.py). */

import { id as cellId, numberOf } from './grid.mjs';
import { resolve } from './state.mjs';
import { listed, quoted } from './texts.mjs';

/** More chosen cells than these are too many for a link (docs/interfaces.md §12). */
export const MOST_CELLS = 300;
/** Fields with which the cells become others: chosen ones mean nothing any more. */
const OTHER_CELLS = ['stratum', 'level'];

/** The level that a view shows: of `auto` the one that the server names for the stratum. */
export function levelOf(view, catalogue, levels = {}) {
  if (view.level !== 'auto') return Number(view.level);
  return levels[view.stratum] ?? catalogue.strata.get(view.stratum).finest;
}

/**
 * Fit a state to a release. The same rules as `resolve_together` in dashboard/state_together.py.
 *
 * @param {object} state of `fromQuery`.
 * @param {object} tools {catalogue, t, presets: [{id}], symbols of all elements}.
 * @returns {{view: object, notices: object[]}}
 */
export function resolveTogether(state, { catalogue, t, presets = [], symbols = [] }) {
  const sites = state.level === 'sites';
  const { view, notices: found } = resolve(sites ? { ...state, level: 'auto' } : state, catalogue, t);
  const notices = [];
  const notice = (key, value, message) => notices.push({ key, value, message });
  if (sites) notice('lvl', 'sites', t('Elements are taken together in cells; samples are not shown here.'));
  notices.push(...found);
  const stratum = catalogue.strata.get(view.stratum);
  const title = catalogue.stratumName(view.stratum);
  if (stratum.chunked?.includes(Number(view.level))) {
    notice('lvl', view.level, t('{title} has too many cells of level {asked} to take elements together.', { title, asked: view.level }));
    view.level = 'auto';
  }
  const known = new Set([...symbols, ...catalogue.index.strata.flatMap(({ analytes }) => analytes.map(({ id }) => id))]);
  const unknown = view.elements.filter((id) => !known.has(id));
  if (unknown.length) {
    notice('els', view.elements.join('~'), unknown.length === 1
      ? t('Unknown element: {names}.', { names: unknown[0] })
      : t('Unknown elements: {names}.', { names: listed(unknown, t) }));
    view.elements = view.elements.filter((id) => known.has(id));
  }
  if (view.preset !== null && !presets.some(({ id }) => id === view.preset)) {
    notice('list', view.preset, t('There is no list “{asked}” of critical minerals.', { asked: view.preset }));
    view.preset = null;
  }
  if (view.pair !== null && !catalogue.analyte(view.stratum, view.pair)) {
    notice('y', view.pair, t('{title} has no “{asked}”; another element is shown in the pair.', { title, asked: view.pair }));
    view.pair = null;
  }
  // The stratum's default may be none of the elements that were chosen.
  if (state.analyte === null) view.analyte = view.elements.find((id) => catalogue.analyte(view.stratum, id)) ?? view.analyte;
  const cells = view.cells.filter((id) => numberOf(id));
  if (cells.length < view.cells.length) {
    const strange = view.cells.filter((id) => !numberOf(id)).slice(0, 5);
    notice('cells', strange.join('~'), strange.length === 1
      ? t('There is no cell “{asked}”.', { asked: strange[0] })
      : t('There are no cells {names}.', { names: quoted(strange, t) }));
  }
  if (cells.length > MOST_CELLS) {
    notice('cells', String(cells.length), t('At most {most} cells can be chosen; the first ones are.', { most: MOST_CELLS }));
  }
  view.cells = cells.slice(0, MOST_CELLS);
  return { view, notices };
}

/** Numbers of chosen cells at a level; of finer cells those that hold them. */
export function numbersOf(cells, level) {
  const found = cells.map(numberOf).filter((cell) => cell && cell.level >= level);
  return [...new Set(found.map((cell) => Math.floor(cell.number / 4 ** (cell.level - level))))];
}

/** A patch with what goes with it: other cells let go of those chosen, other elements of a pair that they are not in. */
export function withCells(patch, view) {
  const others = OTHER_CELLS.some((name) => Object.hasOwn(patch, name) && patch[name] !== view[name]);
  const gone = (id) => patch.elements?.length && id !== null && !patch.elements.includes(id);
  return {
    ...(others ? { cells: null, cell: null } : {}),
    // A map of one element stays what it is.
    ...(gone(view.analyte) && view.together !== 'element' ? { analyte: null } : {}),
    ...(gone(view.pair) ? { pair: null } : {}),
    ...patch,
  };
}

/** Cells with one of them put in, or taken out where it was in. */
export const toggledCell = (cells, id) => (cells.includes(id) ? cells.filter((one) => one !== id) : [...cells, id]);

/** Ids of cells by their numbers at a level, as many as a link holds. */
export const idsOf = (numbers, level) => Array.from(numbers).slice(0, MOST_CELLS).map((number) => cellId(number, level));

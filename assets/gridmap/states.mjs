/**
 * States of a value (docs/interfaces.md §1; `dashboard/catalog/states.py`) and
 * the mark each is drawn with, so that no state is told by its colour alone.
 */

/** Names by code. */
export const STATES = Object.freeze([
  'measured', 'below', 'above', 'undetermined', 'awaiting', 'planned', 'outside', 'too_few', 'withheld',
]);

/** Codes by name. */
export const STATE = Object.freeze(Object.fromEntries(STATES.map((name, code) => [name, code])));

/** Marks: what is drawn over a colour; see marks.mjs. */
export const MARKS = Object.freeze({
  none: 0, dots: 1, ticks: 2, hatch: 3, cross: 4, rings: 5, dashes: 6, rain: 7,
});

const MARK_OF_STATE = [
  MARKS.none, // measured
  MARKS.dots, // below
  MARKS.ticks, // above
  MARKS.hatch, // undetermined
  MARKS.cross, // awaiting
  MARKS.rings, // planned
  MARKS.none, // outside: flat, in the tone of land without data
  MARKS.dashes, // too few
  MARKS.rain, // withheld
];

/**
 * @param {number} state code of a state
 * @returns {number} code of its mark
 */
export const markOf = (state) => MARK_OF_STATE[state] ?? MARKS.none;

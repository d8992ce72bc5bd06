/** Which cells to show: the level of detail for a zoom. */

/** A cell narrower than this many CSS pixels is too small to read and to hit. */
const READABLE = 9;
/** A finest cell wider than this shows too little: its samples are drawn instead. */
const ROOMY = 60;
/** Both limits give way by this share, so that zooming back and forth does not flicker. */
const SLACK = 0.15;

/** Side of a level-0 cell, km (architecture: the 160 km Global Terrestrial Network). */
const SIDE = 160;

/**
 * @param {object} options
 * @param {string} options.wanted level of the view state: `auto`, a number or `sites`.
 * @param {number[]} options.levels levels the stratum has, ascending.
 * @param {number} options.finest finest level that still shows results and not single sites.
 * @param {(level: number) => number} options.pixels width of a cell in CSS pixels.
 * @param {number|'sites'|null} [options.current] what is shown now.
 * @param {boolean} [options.samples] whether the release holds results of samples.
 * @returns {number|'sites'}
 */
export function chooseLevel({ wanted, levels, finest, pixels, current = null, samples = true }) {
  const offered = levels.filter((level) => level <= finest);
  if (!offered.length) return 0;
  if (wanted === 'sites' && samples) return 'sites';
  if (wanted !== 'auto' && wanted !== 'sites') {
    const level = Number(wanted);
    return offered.includes(level) ? level : offered.at(-1);
  }
  const last = offered.at(-1);
  if (samples && pixels(last) > ROOMY * (current === 'sites' ? 1 - SLACK : 1)) return 'sites';
  for (const level of offered.toReversed()) {
    const shown = current === 'sites' || (current !== null && level <= current);
    if (pixels(level) >= READABLE * (shown ? 1 - SLACK : 1)) return level;
  }
  return offered[0];
}

/**
 * What the page preloads: the coarsest level where the zoom is to choose, or which parts of a
 * level to fetch, as no zoom is known yet.
 */
export function firstUnits(view, stratum) {
  if (view.by === 'countries') return 'countries';
  if (view.level === 'sites') return 'sites';
  const level = Number(view.level);
  if (view.level === 'auto' || stratum.chunked?.includes(level)) return stratum.levels[0];
  // Beside another stratum's map a size may be named that this one does not have.
  const offered = stratum.levels.filter((one) => one <= (stratum.finest ?? Infinity));
  return offered.includes(level) ? level : offered.at(-1);
}

/** Side of the cells of a level in km: 160, 80, 40 … */
export const cellSide = (level) => SIDE / 2 ** level;

/** What is drawn, in words, for legend, table and export. */
export function unitsName(units, t) {
  if (units === 'countries') return t('countries');
  if (units === 'sites') return t('samples');
  return t('cells of {side} km', { side: cellSide(units) });
}

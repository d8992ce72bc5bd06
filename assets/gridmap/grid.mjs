/**
 * The global grid, as in `dashboard/grid.py`: rows of 1.5° counted from the
 * equator, row r with `round(250 · cos(1.5° · (r − 2)))` columns counted east and
 * west from Greenwich (250 = 40,000 km / 160 km; fitted to the site ids of the
 * FOREGS atlas, Salminen et al. 2005). Finer levels halve both sides.
 *
 * Numbers run in grid order: rows from north to south, in a row from west to
 * east; a finer cell is `parent · 4 + digit` with 0 = north-west, 1 = north-east,
 * 2 = south-west, 3 = south-east.
 */

export const ROW_HEIGHT = 1.5;
export const ROWS = 60;
export const FINEST_LEVEL = 5;

/**
 * @param {number} row 1…60 from the equator
 * @returns {number} cells in that row
 * @throws {RangeError} when there is no such row
 */
export function columns(row) {
  if (!(row >= 1 && row <= ROWS)) throw new RangeError(`row ${row} is not one of 1 to ${ROWS}`);
  return Math.round(250 * Math.cos((ROW_HEIGHT * (row - 2) * Math.PI) / 180));
}

/** Columns of the 120 rows from north to south. */
export const COLUMNS = Uint16Array.from({ length: 2 * ROWS }, (_, r) => columns(r < ROWS ? ROWS - r : r - ROWS + 1));

/** Number of the first (westernmost) cell of each row, and at the end the number of cells. */
export const FIRST = new Uint32Array(2 * ROWS + 1);
COLUMNS.forEach((count, r) => { FIRST[r + 1] = FIRST[r] + count; });

/** @returns {number} cells of the whole globe at a level */
export const numberOfCells = (level = 0) => FIRST[2 * ROWS] * 4 ** level;

/** Bits of 0…31 spread to every second place, for quadrant numbers. */
export const SPREAD = Uint16Array.from({ length: 1 << FINEST_LEVEL }, (_, value) => {
  let spread = 0;
  for (let bit = 0; bit < FINEST_LEVEL; bit++) spread |= ((value >> bit) & 1) << (2 * bit);
  return spread;
});

function gather(spread) {
  let value = 0;
  for (let bit = 0; bit < FINEST_LEVEL; bit++) value |= ((spread >> (2 * bit)) & 1) << bit;
  return value;
}

/** Row from the north at level 0 of a level-0 number. */
function rowOf(number0) {
  let low = 0, high = 2 * ROWS;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (FIRST[middle] <= number0) low = middle; else high = middle;
  }
  return low;
}

/**
 * Row and column of a cell among the rows and columns of its own level.
 * @returns {{row: number, column: number, count: number}} row from the north,
 *   column from Greenwich eastwards (0 … count − 1)
 */
function place(number, level) {
  if (!(number >= 0 && number < numberOfCells(level))) {
    throw new RangeError(`cell numbers of level ${level} run from 0 to ${numberOfCells(level) - 1}`);
  }
  const size = 1 << level;
  const number0 = Math.floor(number / size ** 2), quadrants = number % size ** 2;
  const row0 = rowOf(number0), count = COLUMNS[row0];
  // From the western end to Greenwich: half the columns, the smaller half of an odd number.
  const column0 = (number0 - FIRST[row0] - (count >> 1) + count) % count;
  return {
    row: row0 * size + gather(quadrants >> 1),
    column: column0 * size + gather(quadrants),
    count: count * size,
  };
}

function numberAt(row, column, level) {
  const size = 1 << level, mask = size - 1, row0 = row >> level, count = COLUMNS[row0];
  const column0 = (column >> level) + (count >> 1);
  const number0 = FIRST[row0] + (column0 >= count ? column0 - count : column0);
  return number0 * size ** 2 + SPREAD[row & mask] * 2 + SPREAD[column & mask];
}

/**
 * @param {number} lon degrees, any turn
 * @param {number} lat degrees
 * @returns {number} number of the cell; a point on an edge belongs to the cell east
 *   or north of it
 */
export function cellAt(lon, lat, level = 0) {
  const rows = 2 * ROWS << level;
  const fromSouth = Math.min(rows - 1, Math.max(0, Math.floor(((lat + 90) / ROW_HEIGHT) * (1 << level))));
  const row = rows - 1 - fromSouth;
  const count = COLUMNS[row >> level] << level;
  const turn = (((lon % 360) + 360) % 360) / 360;
  return numberAt(row, Math.min(count - 1, Math.floor(turn * count)), level);
}

/**
 * @returns {[number, number, number, number]} west, south, east, north in degrees;
 *   west in −180…180, east beyond 180 where the cell straddles the antimeridian
 * @throws {RangeError} when there is no such cell
 */
export function bounds(number, level = 0) {
  const { row, column, count } = place(number, level);
  const height = ROW_HEIGHT / (1 << level);
  const west = (column * 360) / count, turn = west >= 180 ? 360 : 0;
  return [west - turn, 90 - (row + 1) * height, ((column + 1) * 360) / count - turn, 90 - row * height];
}

/** @returns {[number, number]} longitude (−180…180) and latitude of the centre */
export function centre(number, level = 0) {
  const [west, south, east, north] = bounds(number, level);
  const lon = (west + east) / 2;
  return [lon > 180 ? lon - 360 : lon, (south + north) / 2];
}

/** @returns {string} the published id, such as `N24E15` or `N24E15.23` */
export function id(number, level = 0) {
  const number0 = Math.floor(number / 4 ** level);
  const { row, column, count } = place(number0, 0);
  const eastern = count - (count >> 1);
  const two = (value) => String(value).padStart(2, '0');
  const digits = level ? `.${(number % 4 ** level).toString(4).padStart(level, '0')}` : '';
  return (row < ROWS ? `N${two(ROWS - row)}` : `S${two(row - ROWS + 1)}`)
    + (column < eastern ? `E${two(column + 1)}` : `W${two(count - column)}`) + digits;
}

/**
 * @param {string} text a cell id
 * @returns {{number: number, level: number} | null} null where there is no such cell
 */
export function numberOf(text) {
  const match = /^([NS])(\d{2})([EW])(\d{2,3})(?:\.([0-3]{1,5}))?$/.exec(text);
  if (!match) return null;
  const [, hemisphere, rowText, side, columnText, digits = ''] = match;
  const row = Number(rowText), column = Number(columnText);
  if (row < 1 || row > ROWS) return null;
  const count = columns(row), west = count >> 1;
  if (column < 1 || column > (side === 'E' ? count - west : west)) return null;
  const row0 = hemisphere === 'N' ? ROWS - row : ROWS + row - 1;
  const number0 = FIRST[row0] + west + (side === 'E' ? column - 1 : -column);
  return { number: digits ? number0 * 4 ** digits.length + parseInt(digits, 4) : number0, level: digits.length };
}

/**
 * @returns {{west: number, east: number, north: number, south: number}} the numbers of
 *   the cells beside, and of those above and below this cell's centre (itself at the poles)
 */
export function neighbours(number, level = 0) {
  const { row, column, count } = place(number, level);
  const beside = (step) => numberAt(row, (column + step + count) % count, level);
  const above = (step) => {
    const other = row + step;
    if (other < 0 || other >= 2 * ROWS << level) return number;
    const wide = COLUMNS[other >> level] << level;
    return numberAt(other, Math.min(wide - 1, Math.floor(((column + 0.5) / count) * wide)), level);
  };
  return { west: beside(-1), east: beside(1), north: above(-1), south: above(1) };
}

/**
 * A sparse set of cells of one level, with constant-time look-up of positions.
 *
 * Two tables: the level-0 parent gives a block, the quadrant number a slot in it. A
 * dense table of level 5 would take 80 MB; this takes 4 kB for each parent in the set.
 */
export class CellSet {
  /**
   * @param {number} level
   * @param {Uint32Array} cells numbers
   * @param {Uint16Array} country index of each cell's country, 65535 none
   * @throws {RangeError} when a cell does not exist at the level
   */
  constructor(level, cells, country) {
    const size = 4 ** level, shift = 2 * level, mask = size - 1, end = numberOfCells(level);
    this.level = level;
    this.cells = cells;
    this.country = country;
    this.block = new Uint32Array(numberOfCells(0));
    this.rows = new Uint8Array(2 * ROWS);
    let blocks = 1; // block 0 is empty, so that absent parents need no test
    for (let i = 0; i < cells.length; i++) {
      if (cells[i] >= end) throw new RangeError(`no cell ${cells[i]} at level ${level}`);
      const parent = cells[i] >>> shift;
      if (!this.block[parent]) {
        this.block[parent] = blocks++ * size;
        this.rows[rowOf(parent)] = 1;
      }
    }
    this.slots = new Uint32Array(blocks * size);
    for (let i = 0; i < cells.length; i++) this.slots[this.block[cells[i] >>> shift] + (cells[i] & mask)] = i + 1;
  }

  /** @returns {number} position of a cell in the set, −1 if it is not in it */
  positionOf(number) {
    const size = 4 ** this.level;
    return this.slots[this.block[Math.floor(number / size)] + (number % size)] - 1;
  }
}

/**
 * Values of a metric by country on a step of time, and why a country has none. What the
 * metrics are is written in dashboard/catalog/metrics.py, which the page carries.
 */

/** Inner bounds of shares in %; what is full is a class of its own. */
const SHARES = [10, 25, 50, 75, 100];
/** Of shares that are small where things are well: below detection, spread of duplicates. */
const FAULTS = [5, 10, 20, 30, 50];
const MOST_CLASSES = 7;

/** Denominators that are counted in cells: a country without a cell of its own has no share of them. */
const OF_CELLS = new Set(['land_cells', 'planned_cells', 'possible_element_cells']);

/** Whether a metric is a share of cells. */
export const ofCells = ({ denominator }) => OF_CELLS.has(denominator);

/** Scale at which the programme reports what cells of a size show (docs/interfaces.md §9). */
export const scaleOf = (level) => (level <= 1 ? 'global' : level <= 4 ? 'national' : 'regional');

/**
 * @param {object} options
 * @param {object} options.metric {id, unit, numerator, denominator, higher}.
 * @param {object} options.catalogue of `config.mjs`; options.content of `loadProgress`.
 * @param {number} options.step of the series.
 * @param {number} options.elements how many the programme has.
 * @param {boolean} options.simulated what is reported says nothing about made-up surveys.
 * @param {number} options.level size of the cells.
 * @returns {{rows: object, bounds: number[], names: string[]|null}} rows: `country`, `value`,
 *   `numerator`, `denominator` (NaN where unknown), `reason` (`zero`, `nothing`, `apart`,
 *   `small`, or null for a value); `names` of the classes where they are stages.
 */
export function countryValues({ metric, catalogue, content, step, elements, simulated, level }) {
  const { countries } = catalogue.index;
  const programme = simulated ? null : content.programme;
  const takesPart = new Set((programme?.participants ?? []).map(({ country }) => country));
  const count = countries.length;
  const rows = {
    units: 'countries', length: count, country: Uint16Array.from(countries, (_, i) => i),
    value: new Float64Array(count).fill(NaN), numerator: new Float64Array(count).fill(NaN),
    denominator: new Float64Array(count).fill(NaN), reason: new Array(count).fill(null), status: null,
  };
  if (metric.id === 'stage') return stageValues(rows, { catalogue, programme, takesPart, level });

  const figure = figureOf({ catalogue, content, elements });
  const last = Math.max(0, content.series.days.length - 1);
  const share = metric.denominator !== null;
  for (let c = 0; c < count; c++) {
    const surveyed = figure('planned_cells', last, c) > 0 || figure('samples', last, c) > 0 || figure('covered_cells', last, c) > 0;
    const numerator = figure(metric.numerator, step, c);
    const denominator = share ? figure(metric.denominator, step, c) : 1;
    rows.numerator[c] = numerator;
    rows.denominator[c] = share ? denominator : NaN;
    if (ofCells(metric) && content.land[c] === 0) rows.reason[c] = 'small';
    else if (!surveyed) rows.reason[c] = takesPart.has(countries[c].id) ? 'nothing' : 'apart';
    else if (!(denominator > 0) || Number.isNaN(numerator)) rows.reason[c] = 'nothing';
    else {
      rows.value[c] = share ? (100 * numerator) / denominator : numerator;
      if (rows.value[c] === 0) rows.reason[c] = 'zero';
    }
  }
  return { rows, bounds: boundsOf(metric, rows, figure, last), names: null };
}

/** `(key, step, country) → number`, NaN for what the series do not know. */
function figureOf({ catalogue, content, elements }) {
  const { series, land, cells } = content;
  const planned = new Uint32Array(land.length);
  cells.country.forEach((country, i) => {
    if (cells.planned[i] && country < planned.length) planned[country]++;
  });
  const given = {
    land_cells: (c) => land[c] ?? NaN, // null where the boundary set has no table of them
    planned_cells: (c) => planned[c],
    area_km2: (c) => catalogue.index.countries[c].area_km2 ?? NaN,
    programme_elements: () => elements,
    possible_element_cells: (c) => (land[c] ?? NaN) * elements,
  };
  return (key, step, c) => {
    if (given[key]) return given[key](c);
    return series.has(key) && series.days.length ? series.at(key, step, c) : NaN;
  };
}

/** Bounds that no step of time moves: of shares fixed, of counts from the last step. */
function boundsOf(metric, rows, figure, last) {
  if (metric.unit === '%') return metric.higher ? SHARES : FAULTS;
  let most = 0;
  for (let c = 0; c < rows.length; c++) most = Math.max(most, figure(metric.numerator, last, c) || 0);
  return roundSteps(most);
}

/** 10, 30, 100, 300 … below the largest count, the last few of them. */
export function roundSteps(most) {
  const steps = [];
  for (let power = 10; power < most; power *= 10) steps.push(...[power, 3 * power].filter((step) => step < most));
  return steps.slice(1 - MOST_CLASSES);
}

/** The furthest stage reported, by country. */
function stageValues(rows, { catalogue, programme, takesPart, level }) {
  const stages = programme?.stages ?? [];
  const order = new Map(stages.map(({ id }, k) => [id, k]));
  const scale = scaleOf(level);
  rows.status = new Array(rows.length).fill(null).map(() => []);
  for (const status of programme?.status ?? []) {
    const c = catalogue.countryIndex.get(status.country);
    if (c === undefined || !order.has(status.stage)) continue;
    rows.status[c].push({ ...status, name: stages[order.get(status.stage)].name });
    if (status.scale === scale) rows.value[c] = order.get(status.stage);
  }
  catalogue.index.countries.forEach(({ id }, c) => {
    if (Number.isNaN(rows.value[c])) rows.reason[c] = takesPart.has(id) || rows.status[c].length ? 'nothing' : 'apart';
  });
  return { rows, bounds: [], names: stages.map(({ name }) => name) };
}

/** A small campaign: three countries, six cells of 160 km, one without an owner. */

import { catalogue } from '../../assets/gridmap/config.mjs';
import { NEVER, dayOf, readSeries } from '../../assets/gridmap/progress-data.mjs';
import { INDEX, VIEW } from './fixtures.mjs';

const day = (date) => dayOf(date);

/** Finland has sampled, Norway plans, the United States take part, Luxembourg owns no cell. */
export const P_INDEX = {
  ...INDEX,
  simulated: false,
  countries: [
    ...INDEX.countries.map((country, i) => ({ ...country, area_km2: 1000 * (i + 1) })),
    { id: 'LUX', name: 'Luxembourg', region: '150', subregion: '155', area_km2: 2586 },
    { id: 'FJI', name: 'Fiji', region: '009', subregion: '054', area_km2: 18000 },
  ],
  surveys: [...INDEX.surveys, { id: 'gemas', title: 'GEMAS', short: '', kind: 'survey', simulated: false, licence: 'CC BY', citation: 'Reimann 2014' }],
  strata: [
    ...INDEX.strata.map(({ analytes, ...stratum }) => ({ ...stratum, dating: 'day' })),
    { id: 'gemas.xrf', survey: 'gemas', title: 'XRF', levels: [0], dates: [], dating: 'survey' },
  ],
};
export const P_CATALOGUE = catalogue(P_INDEX);
export const P_VIEW = { ...VIEW, stratum: null, analyte: null, surveys: [], metric: 'covered' };

export const DAYS = ['2000-12-31', '2005-12-31', '2010-12-31'].map(day);

export const CONTENT = {
  cells: {
    cell: Uint32Array.of(10, 20, 30, 40, 50, 60), country: Uint16Array.of(0, 0, 0, 1, 65535, 0),
    sites: Uint32Array.of(5, 2, 6, 0, 1, 3), planned: Uint8Array.of(1, 1, 0, 1, 0, 1),
    first: Uint16Array.of(day('2000-06-01'), day('2005-06-01'), day('2010-06-01'), NEVER, day('2005-01-01'), day('2000-02-01')),
    complete: Uint16Array.of(day('2000-07-01'), NEVER, day('2010-07-01'), NEVER, NEVER, NEVER),
    analysed: Uint16Array.of(day('2005-07-01'), NEVER, NEVER, NEVER, NEVER, day('2000-03-01')),
  },
  days: DAYS,
  land: [8, 4, 10, 0, 3],
  series: readSeries({
    country: Uint16Array.of(0, 3), day: Uint16Array.from(DAYS),
    covered_cells: Uint32Array.of(2, 0, 3, 0, 4, 0),
    complete_cells: Uint32Array.of(1, 0, 1, 0, 2, 0),
    samples: Uint32Array.of(12, 0, 30, 7, 400, 7),
    covered_km2: Float32Array.of(100, 0, 300, 2586, 400, 2586),
    elements: Uint32Array.of(0, 0, 38, 1, 76, 1),
    results: Uint32Array.of(0, 0, 100, 5, 200, 5), censored: Uint32Array.of(0, 0, 10, 5, 50, 5),
  }),
  programme: {
    stages: [{ id: 'training', name: 'Training' }, { id: 'sampling', name: 'Sampling' }],
    participants: [{ country: 'USA', since: '2016' }],
    status: [
      { country: 'USA', scale: 'global', stage: 'sampling', as_of: '2018' },
      { country: 'NOR', scale: 'national', stage: 'training', as_of: '2017' },
    ],
  },
};

const metric = (id, numerator, denominator, unit = '%', higher = true) => ({
  id, name: `Metric ${id}`, unit, higher, numerator, denominator, numeratorName: numerator ? `of ${numerator}` : '', denominatorName: denominator ? `all ${denominator}` : '',
});
export const METRICS = {
  elements: 76,
  list: [
    metric('covered', 'covered_cells', 'land_cells'), metric('area', 'covered_km2', 'area_km2'), metric('samples', 'samples', null, ''),
    metric('elements', 'elements', 'programme_elements'), metric('censored', 'censored', 'results', '%', false),
    metric('of_plan', 'planned_covered_cells', 'planned_cells'), metric('stage', null, null, ''),
  ],
};

export const P_PALETTE = new Proxy({}, { get: (_, name) => [name.length * 7 % 256, name.charCodeAt(0) % 256, name.charCodeAt(name.length - 1) % 256] });

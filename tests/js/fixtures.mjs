/** A small release for tests of the application side. */

import { catalogue } from '../../assets/gridmap/config.mjs';
import { fill } from '../../assets/gridmap/texts.mjs';

export const t = fill;

/** The field table as dashboard/state_fields.py writes it. */
export const FIELDS = [
  { name: 'release', key: 'release', default: null, kind: 'text', pattern: '[a-z0-9][a-z0-9-]{0,63}' },
  { name: 'stratum', key: 's', default: null, kind: 'text', pattern: '[a-z0-9][a-z0-9-]{0,63}(\\.[a-z0-9][a-z0-9-]{0,63})?' },
  { name: 'analyte', key: 'el', default: null, kind: 'text', pattern: '[A-Za-z][A-Za-z0-9_.-]{0,31}' },
  { name: 'statistic', key: 'stat', default: 'median', kind: 'choice', values: ['median', 'mean', 'n', 'censored'] },
  { name: 'by', key: 'by', default: 'cells', kind: 'choice', values: ['cells', 'countries'] },
  { name: 'level', key: 'lvl', default: 'auto', kind: 'choice', values: ['auto', '0', '1', '2', '3', 'sites'] },
  { name: 'countries', key: 'c', default: [], kind: 'texts', pattern: '[A-Z]{3}' },
  { name: 'region', key: 'r', default: null, kind: 'text', pattern: '[0-9]{3}' },
  { name: 'date', key: 'date', default: null, kind: 'date' },
  { name: 'classes', key: 'cls', default: 'percentile', kind: 'choice', values: ['percentile', 'tukey', 'log', 'quantile', 'fractal', 'own'] },
  { name: 'breaks', key: 'br', default: [], kind: 'numbers', limits: [1, 12] },
  { name: 'rescale', key: 'rescale', default: false, kind: 'flag', values: ['0', '1'] },
  { name: 'ramp', key: 'ramp', default: 'viridis', kind: 'choice', values: ['viridis', 'cividis'] },
  { name: 'muted', key: 'mute', default: [], kind: 'texts', pattern: '[0-9]|1[0-2]|below|outside' },
  { name: 'projection', key: 'proj', default: 'equal-earth', kind: 'choice', values: ['equal-earth', 'globe'] },
  { name: 'viewport', key: 'v', default: null, kind: 'viewport', limits: [[-180, 180], [-90, 90], [-2, 16]] },
  { name: 'cell', key: 'cell', default: null, kind: 'text', pattern: '[NS][0-9]{2}[EW][0-9]{2,3}(\\.[0-3]{1,5})?' },
  { name: 'surveys', key: 'sv', default: [], kind: 'texts', pattern: '[a-z0-9][a-z0-9-]{0,63}(\\.[a-z0-9][a-z0-9-]{0,63})?' },
  { name: 'metric', key: 'm', default: 'covered', kind: 'choice', values: ['covered', 'area', 'stage'] },
  { name: 'sort', key: 'sort', default: null, kind: 'text', pattern: '-?[a-z][a-z0-9_]{0,31}' },
  { name: 'columns', key: 'cols', default: [], kind: 'texts', pattern: '[a-z][a-z0-9_]{0,31}' },
  { name: 'table', key: 'table', default: false, kind: 'flag', values: ['0', '1'] },
  { name: 'theme', key: 'theme', default: 'auto', kind: 'choice', values: ['auto', 'light', 'dark', 'contrast'] },
  { name: 'language', key: 'lang', default: 'en', kind: 'choice', values: ['en', 'fr'] },
];

const analyte = (id, name) => ({
  id, name, unit: 'mg/kg', n: 5, censored: 1, limit: [0.5, 0.5],
  breaks: { percentile: [2, 10], tukey: [5], log: [1, 10], quantile: [3] },
  percentiles: Array.from({ length: 101 }, (_, i) => i),
});

export const INDEX = {
  release: '3f9a0123456789', made: '2026-11-22T10:00:00Z',
  countries: [
    { id: 'FIN', name: 'Finland', region: '150', subregion: '154' },
    { id: 'NOR', name: 'Norway', region: '150', subregion: '154' },
    { id: 'USA', name: 'United States', region: '019', subregion: '021' },
  ],
  regions: [{ id: '150', name: 'Europe' }],
  surveys: [
    { id: 'kola', title: 'Kola', short: 'Kola', kind: 'survey', simulated: false, licence: 'CC0', citation: 'Reimann 1998' },
    { id: 'rocks', title: 'Rocks', short: 'Rocks', kind: 'compilation', simulated: true, licence: 'CC BY', citation: 'Keller 2012' },
  ],
  strata: [
    { id: 'kola.aqua', survey: 'kola', title: 'Kola C, aqua regia', levels: [0, 1, 2, 3], finest: 2, dates: [], analytes: [analyte('Cu', 'Copper'), analyte('Ni', 'Nickel')] },
    { id: 'rocks', survey: 'rocks', title: 'Rocks', levels: [0], finest: 0, dates: ['1999-01-01'], analytes: [analyte('Si', 'Silicon'), analyte('Cu', 'Copper')] },
  ],
  defaults: { stratum: 'kola.aqua', analyte: 'Cu' },
};

export const CATALOGUE = catalogue(INDEX);

export const VIEW = {
  ...Object.fromEntries(FIELDS.map((field) => [field.name, field.default])), stratum: 'kola.aqua', analyte: 'Cu',
};

/** Six cells: three measured, one below its limit, one not determined, one planned. */
export const ROWS = {
  units: 0, length: 6,
  cell: Uint32Array.of(10, 20, 30, 40, 50, 60), country: Uint16Array.of(0, 0, 1, 1, 2, 65535),
  sites: Uint32Array.of(3, 4, 5, 2, 1, 0),
  value: Float32Array.of(1.5, 10, 40, 0.5, NaN, NaN), state: Uint8Array.of(0, 0, 0, 1, 3, 5),
  n: Uint16Array.of(3, 4, 5, 2, 0, 0), censored: Uint16Array.of(0, 0, 1, 2, 0, 0),
  lon: null, lat: null, date: null, ids: null,
};

export const PALETTE = Object.fromEntries(
  ['paper', 'outside', 'muted', 'undetermined', 'awaiting', 'planned', 'tooFew'].map((name, i) => [name, [i * 10, i, 200]]),
);

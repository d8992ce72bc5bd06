import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

import { vectorPath } from '../../assets/gridmap/elements-data.mjs';
import { divergingColours, makeTogether, paintTogether } from '../../assets/gridmap/elements-shown.mjs';
import { levelOf, numbersOf, resolveTogether, toggledCell, withCells } from '../../assets/gridmap/elements-state.mjs';
import { madeOf } from '../../assets/gridmap/elements-words.mjs';
import { mixtureOf, sharesAt } from '../../assets/gridmap/elements-triangle.mjs';
import { catalogue as makeCatalogue } from '../../assets/gridmap/config.mjs';
import { numberOf } from '../../assets/gridmap/grid.mjs';
import { pack } from '../../assets/gridmap/rgba.mjs';

const t = (text, values = {}) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
const analyte = (id) => ({ id, name: id, unit: 'mg/kg', n: 9, censored: 0, number: 1 });
const index = {
  release: 'r', countries: [{ id: 'FIN', name: 'Finland', region: '150', subregion: '154' }], regions: [],
  surveys: [{ id: 'a', title: 'A', short: 'A', kind: 'survey', simulated: false }],
  strata: [{ id: 'a', survey: 'a', title: 'soil', levels: [0, 1, 2], finest: 2, chunked: [2], dates: [], analytes: ['Cu', 'Pb'].map(analyte) }],
  defaults: { stratum: 'a', analyte: 'Cu' },
};
const catalogue = makeCatalogue(index);
const base = {
  stratum: 'a', analyte: 'Cu', statistic: 'median', level: 'auto', countries: [], region: null, date: null, classes: 'percentile', breaks: [], rescale: false,
  ramp: 'viridis', muted: [], cell: null, cells: [], elements: [], preset: null, pair: null, together: 'component', component: '1', threshold: 'p98', language: 'en',
};
const fit = (state) => resolveTogether({ ...base, ...state }, { catalogue, t, presets: [{ id: 'us-2022' }], symbols: ['Cu', 'Pb', 'Zn'] });

test('samples and levels in chunks are not taken together, and a notice says so', () => {
  for (const level of ['sites', '2']) {
    const { view, notices } = fit({ level });
    assert.equal(view.level, 'auto');
    assert.deepEqual(notices.map(({ key }) => key), ['lvl']);
  }
  assert.deepEqual(fit({ level: '1' }).notices, []);
});

test('unknown elements, lists, partners and cells leave the view; elements of other strata stay', () => {
  const { view, notices } = fit({ elements: ['Cu', 'Zn', 'Xx'], preset: 'no-list', pair: 'Zn', cells: ['N24E15', 'N99E15'] });
  assert.deepEqual([view.elements, view.preset, view.pair, view.cells], [['Cu', 'Zn'], null, null, ['N24E15']]);
  assert.deepEqual(notices.map(({ key }) => key), ['els', 'list', 'y', 'cells']);
});

test('the first of the elements chosen is the one of the map and of the pair, where none is named', () => {
  assert.equal(fit({ analyte: null, elements: ['Zn', 'Pb', 'Cu'] }).view.analyte, 'Pb');
  assert.equal(fit({ analyte: null, elements: ['Zn'] }).view.analyte, 'Cu');
  assert.equal(fit({ analyte: 'Cu', elements: ['Pb'] }).view.analyte, 'Cu');
  const view = { ...base, pair: 'Pb' };
  assert.deepEqual(withCells({ elements: ['Pb', 'Zn'] }, view), { analyte: null, elements: ['Pb', 'Zn'] });
  assert.deepEqual(withCells({ elements: ['Cu', 'Zn'] }, view), { pair: null, elements: ['Cu', 'Zn'] });
  assert.deepEqual(withCells({ elements: [] }, view), { elements: [] });
  assert.deepEqual(withCells({ elements: ['Pb'] }, { ...view, together: 'element' }), { elements: ['Pb'] });
});

test('one thing unknown is told in the singular, several in the plural', () => {
  const told = (elements, cells) => fit({ elements, cells }).notices.map(({ message }) => message);
  assert.deepEqual(told(['Xx'], ['N61E01']), ['Unknown element: Xx.', 'There is no cell “N61E01”.']);
  assert.deepEqual(told(['Xx', 'Yy'], ['N61E01', 'N62E01', 'N63E01']), [
    'Unknown elements: Xx and Yy.', 'There are no cells “N61E01”, “N62E01” and “N63E01”.',
  ]);
});

test('no more cells are chosen than a link holds', () => {
  const cells = Array.from({ length: 120 }, (_, i) => [1, 2, 3].map((row) => `N0${row}E${String(i + 1).padStart(2, '0')}`)).flat();
  const { view, notices } = fit({ cells });
  assert.equal(view.cells.length, 300);
  assert.equal(notices[0].key, 'cells');
});

test('the automatic level is the one the server names', () => {
  assert.equal(levelOf(base, catalogue, { a: 1 }), 1);
  assert.equal(levelOf({ ...base, level: '0' }, catalogue, { a: 1 }), 0);
});

test('chosen cells of finer levels stand for those that hold them, coarser ones for none', () => {
  const { number } = numberOf('N24E15');
  assert.deepEqual(numbersOf(['N24E15.2', 'N24E15.3', 'N24E15'], 0), [number]);
  assert.deepEqual(numbersOf(['N24E15'], 1), []);
});

test('a cell is put in and taken out; another stratum lets go of all', () => {
  assert.deepEqual(toggledCell(['a'], 'b'), ['a', 'b']);
  assert.deepEqual(toggledCell(['a', 'b'], 'a'), ['b']);
  assert.equal(withCells({ stratum: 'b' }, base).cells, null);
  assert.ok(!('cells' in withCells({ together: 'index' }, base)));
});

test('the address of a map names only what it depends on', () => {
  const path = (view) => vectorPath({ ...base, ...view }, 1);
  assert.equal(path({}), 'strata/a/together/level-1.bin?map=component');
  assert.equal(path({ component: '3', elements: ['Cu', 'Pb'], preset: 'us-2022' }), 'strata/a/together/level-1.bin?map=component&els=Cu~Pb&pc=3');
  assert.equal(path({ together: 'anomalies', threshold: 'fence', preset: 'us-2022', component: '3' }), 'strata/a/together/level-1.bin?map=anomalies&list=us-2022&thr=fence');
  assert.equal(path({ together: 'element' }), 'strata/a/Cu/level-1.bin');
});

const rowsOf = (values) => ({
  units: 0, length: values.length, cell: Uint32Array.from([5, 6, 7]), country: new Uint16Array(values.length), value: Float32Array.from(values),
  state: Uint8Array.from([0, 0, 3]), n: new Uint16Array(3), censored: new Uint16Array(3), sites: null, lon: null, lat: null, date: null, ids: null,
});
const palette = Object.fromEntries(['paper', 'muted', 'awaiting', 'planned', 'undetermined', 'tooFew', 'outside'].map((name) => [name, [9, 9, 9]]));

test('scores are classed about nought in two hues, unless another scheme is asked for', () => {
  const header = { analyte: 'pc1', name: 'Component 1', breaks: { percentile: [0.5], symmetric: [-1, 1] }, percentiles: [] };
  const content = { rows: rowsOf([-2, 2, NaN]), header, rgb: null };
  const shown = makeTogether({ view: base, catalogue, content });
  assert.deepEqual([...shown.classes.slice(0, 2)], [0, 2]);
  assert.deepEqual(shown.colours, divergingColours(3));
  assert.equal(shown.title, 'Component 1');
  const tukey = makeTogether({ view: { ...base, classes: 'tukey' }, catalogue, content: { ...content, header: { ...header, breaks: { ...header.breaks, tukey: [0] } } } });
  assert.deepEqual(tukey.breaks, [0]);
});

test('a composite has the colours that were sent, and none where something was not determined', () => {
  const rgb = { red: Uint8Array.from([255, 10, 0]), green: Uint8Array.from([0, 20, 0]), blue: Uint8Array.from([0, 30, 0]) };
  const header = { analyte: 'composite', name: 'Composite', breaks: {}, percentiles: [], parts: ['Cu', 'Pb', 'Zn'] };
  const shown = makeTogether({ view: { ...base, together: 'composite' }, catalogue, content: { rows: rowsOf([1, 1, NaN]), header, rgb } });
  const { colours } = paintTogether(shown, palette);
  assert.deepEqual([...colours], [pack(255, 0, 0), pack(10, 20, 30), pack(9, 9, 9)]);
});

test('only the chosen cells stand out, and all are alike where none is chosen', () => {
  const content = { rows: { ...rowsOf([1, 2, 3]), cell: Uint32Array.from([numberOf('N24E15').number, 1, 2]) }, header: { breaks: {} }, rgb: null };
  assert.deepEqual([...makeTogether({ view: { ...base, cells: ['N24E15'] }, catalogue, content }).chosen], [1, 0, 0]);
  assert.equal(makeTogether({ view: base, catalogue, content }).chosen, null);
});

test('how a map was made is said in paragraphs; one of a single element needs no word', () => {
  const header = {
    analyte: 'pc1', name: 'Component 1', breaks: {}, percentiles: [], words: ['40 % of the variance.'],
    parts: ['Cu', 'Pb'], missing: [{ element: 'Ag', reason: 'Too few.' }, { element: 'Te', reason: 'None.' }, { element: 'Cd', reason: 'Too few.' }],
  };
  const rows = rowsOf([1, 2, 3]);
  const shown = makeTogether({ view: base, catalogue, content: { rows, header, rgb: null } });
  assert.deepEqual(madeOf(shown, t), ['40 % of the variance.', 'Elements: Cu, Pb.', 'Left out: Ag, Cd: Too few. Te: None.']);
  const alone = makeTogether({ view: { ...base, together: 'element' }, catalogue, content: { rows, header: { breaks: {} }, rgb: null } });
  assert.deepEqual(madeOf(alone, t), []);
});

test('corners of the triangle are pure, its middle grey, and beyond its edges is nothing', () => {
  assert.deepEqual(sharesAt(0.5, 0).map(Math.round), [1, 0, 0]);
  assert.deepEqual(mixtureOf(sharesAt(0, 1)), [0, 255, 0]);
  const middle = mixtureOf(sharesAt(0.5, 2 / 3));
  assert.deepEqual(middle, [147, 147, 147]); // 255 √(1/3)
  assert.equal(sharesAt(0.1, 0.1), null);
});

/** The scripts of the page, without a document. */
function scripts() {
  const window = { dash_clientside: {}, dashWidgets: {} };
  const document = { getElementById: () => null, documentElement: { lang: 'en' } };
  const context = vm.createContext({ window, document, URLSearchParams, Intl, Uint8Array, Float32Array, atob, console });
  for (const name of ['dash_common', 'dash_elements', 'dash_elements_charts', 'dash_elements_tables', 'dash_picker', 'dash_progress_parts']) {
    const source = readFileSync(new URL(`../../assets/${name}.js`, import.meta.url), 'utf8');
    vm.runInContext(source.replaceAll("typeof document !== 'undefined' && document.addEventListener", 'false'), context);
  }
  return window.dash_clientside;
}

test('an element is put into a draft and taken out, also of a list, which it then is no more', () => {
  const { toggledMember } = scripts().elements;
  const plain = (value) => JSON.parse(JSON.stringify(value));
  assert.deepEqual(plain(toggledMember({ elements: [], preset: null }, 'Cu')), { elements: ['Cu'], preset: null });
  assert.deepEqual(plain(toggledMember({ elements: ['Cu', 'Pb'], preset: null }, 'Cu')), { elements: ['Pb'], preset: null });
});

test('points are chosen by the numbers of their cells', () => {
  const { chosenPoints } = scripts().elementsCharts;
  assert.deepEqual([...chosenPoints(Uint32Array.from([7, 8, 9, 8]), new Set([8]))], [1, 3]);
  assert.equal(chosenPoints(Uint32Array.from([7]), new Set()), null);
});

test('shades go by steps both ways, and a rounded nought has no sign', () => {
  const { shade, signed } = scripts().elementsTables;
  assert.deepEqual([-9, -0.5, -0.2, 0.3, 1, 9].map((value) => shade(value, 0.5) + 0), [-4, -1, 0, 1, 2, 4]);
  assert.deepEqual([-1.25, -0.04, 0.5].map((value) => signed(value, 1)), ['−1.3', '0.0', '+0.5']);
});

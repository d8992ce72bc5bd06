import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { NO_CLASS } from '../../assets/gridmap/classes.mjs';
import { id as cellId } from '../../assets/gridmap/grid.mjs';
import { creditLines, fileName } from '../../assets/gridmap/export.mjs';
import { wrap } from '../../assets/gridmap/picture.mjs';
import { formatBreaks, formatNumber, formatValue } from '../../assets/gridmap/format.mjs';
import { axis, binValues } from '../../assets/gridmap/histogram.mjs';
import { joinBoxes } from '../../assets/gridmap/extent.mjs';
import { legendEntries } from '../../assets/gridmap/legend.mjs';
import { chooseLevel, unitsName } from '../../assets/gridmap/levels.mjs';
import { dateText, sampleRows } from '../../assets/gridmap/rows.mjs';
import { emptiness, keyOf, makeShown, paintRows, stateWords, titleOf, warnings } from '../../assets/gridmap/shown.mjs';
import { MARKS, STATE } from '../../assets/gridmap/states.mjs';
import { highestRows, summarise } from '../../assets/gridmap/summary.mjs';
import { tableColumns } from '../../assets/gridmap/columns.mjs';
import { sortedRows, tableText } from '../../assets/gridmap/table.mjs';
import { catalogue } from '../../assets/gridmap/config.mjs';
import { createT } from '../../assets/gridmap/texts.mjs';
import { describe } from '../../assets/gridmap/describe.mjs';
import { sentence } from '../../assets/gridmap/tooltip.mjs';
import { CATALOGUE, INDEX, PALETTE, ROWS, VIEW, t } from './fixtures.mjs';

const shownOf = (view = {}, rows = ROWS, more = {}) =>
  makeShown({ view: { ...VIEW, ...view }, catalogue: CATALOGUE, rows, universe: 100, ...more });
const tools = { t, catalogue: CATALOGUE, cellId };

test('only measured values have a class', () => {
  assert.deepEqual([...shownOf().classes], [0, 2, 2, NO_CLASS, NO_CLASS, NO_CLASS]);
});

test('classes and states are counted, and what is outside is the rest of the world', () => {
  const { counts } = shownOf();
  assert.deepEqual(counts.classes, [1, 0, 2]);
  assert.equal(counts.states[STATE.below], 1);
  assert.equal(counts.states[STATE.outside], 94);
});

test('a selection counts its own rows and leaves the bounds where they are', () => {
  const all = shownOf();
  const own = shownOf({ countries: ['NOR'] });
  assert.deepEqual(own.breaks, all.breaks);
  assert.equal(own.counts.total, 2);
  assert.deepEqual([...own.selected], [0, 0, 1, 1, 0, 0]);
});

test('a region selects its countries', () => {
  assert.deepEqual([...shownOf({ region: '150' }).selected], [1, 1, 1, 1, 0, 0]);
});

test('bounds that come with the values win over the index', () => {
  const header = { breaks: { percentile: [5] }, percentiles: null };
  assert.deepEqual(shownOf({}, ROWS, { header }).breaks, [5]);
});

test('a class has one colour and a state its mark', () => {
  const { colours, marks } = paintRows(shownOf(), PALETTE);
  assert.equal(colours[1], colours[2]);
  assert.notEqual(colours[0], colours[1]);
  assert.deepEqual([...marks], [0, 0, 0, MARKS.dots, MARKS.hatch, MARKS.rings]);
});

test('what is muted loses colour and mark', () => {
  const plain = paintRows(shownOf(), PALETTE);
  const { colours, marks } = paintRows(shownOf({ muted: ['2', 'below'] }), PALETTE);
  assert.equal(colours[1], colours[3]);
  assert.equal(marks[3], MARKS.none);
  assert.equal(colours[0], plain.colours[0]);
});

test('rows outside the selection step back', () => {
  assert.deepEqual([...paintRows(shownOf({ countries: ['USA'] }), PALETTE).faded], [1, 1, 1, 1, 0, 1]);
  assert.equal(paintRows(shownOf(), PALETTE).faded, null);
});

test('rows are named in the legend as in the address', () => {
  const shown = shownOf();
  assert.deepEqual([0, 2, 3, 4].map((i) => keyOf(shown, i)), ['0', '2', 'below', 'undetermined']);
});

test('the legend lists all classes, present states, and always below and outside', () => {
  const entries = legendEntries(shownOf(), PALETTE, t);
  assert.deepEqual(entries.map((e) => e.label), [
    'under 2', '2 – 10', '10 and more', 'below detection limit (< 0.5 mg/kg)', 'not determined', 'in the survey area, not sampled', 'outside the survey',
  ]);
  assert.deepEqual(entries.map((e) => e.count), [1, 0, 2, 1, 1, 1, 94]);
  const bare = legendEntries(shownOf({ countries: ['FIN'] }), PALETTE, t).map((e) => e.key);
  assert.deepEqual(bare.slice(3), ['below', 'outside']);
});

test('below detection is named with its limits, or says that none is known', () => {
  const label = (limit, view = {}) => {
    const shown = shownOf(view);
    const entries = legendEntries({ ...shown, analyte: { ...shown.analyte, limit } }, PALETTE, t);
    return entries.find(({ key }) => key === 'below').label;
  };
  assert.equal(label([1, 1]), 'below detection limit (< 1 mg/kg)');
  assert.equal(label([0.5, 20]), 'below detection limit (limits 0.5 to 20 mg/kg)');
  assert.equal(label(null), 'below detection limit (limit not known)');
  assert.equal(label([1, 1], { statistic: 'n' }), 'below detection limit');
});

test('a stratum is called by its survey too, once', () => {
  const named = catalogue({
    ...INDEX,
    surveys: [{ id: 'kola', title: 'Kola Project', short: 'Kola' }, { id: 'rocks', title: 'Rock analyses', short: null }],
    strata: INDEX.strata.map((stratum) => ({ ...stratum, title: stratum.id === 'rocks' ? 'whole rock' : stratum.title })),
  });
  assert.equal(named.stratumName('kola.aqua'), 'Kola C, aqua regia');
  assert.equal(named.stratumName('rocks'), 'Rock analyses: whole rock');
});

test('a map without a value says why', () => {
  const say = (view, rows) => emptiness(shownOf(view, rows), t, CATALOGUE);
  assert.equal(say(), '');
  const without = (code) => ({ ...ROWS, state: new Uint8Array(6).fill(code), value: new Float32Array(6).fill(NaN) });
  assert.match(say({ statistic: 'mean' }, without(STATE.too_few)), /enough results for this statistic \(mean\)/);
  assert.equal(say({}, without(STATE.planned)), '');
  const finland = { ...ROWS, country: new Uint16Array(6) };
  assert.equal(say({ countries: ['USA', 'NOR'] }, finland), 'Kola C, aqua regia has no samples in: United States, Norway.');
});

test('outside is named without a count where it was not counted', () => {
  const entry = legendEntries(shownOf({}, ROWS, { universe: null }), PALETTE, t).at(-1);
  assert.deepEqual([entry.key, entry.count], ['outside', null]);
});

test('the title names element, statistic and unit; shares are in %', () => {
  assert.equal(titleOf(shownOf(), t), 'Copper (Cu), median, mg/kg');
  assert.match(titleOf(shownOf({ date: '2009-06-30' }), t), /^Copper \(Cu\), median, mg\/kg, collected up to 30 June 2009$/);
  assert.equal(titleOf(shownOf({ statistic: 'censored' }), t), 'Copper (Cu), share below detection, %');
});

test('simulated data and compilations are labelled', () => {
  assert.deepEqual(warnings(shownOf(), t), []);
  assert.deepEqual(warnings(shownOf({ stratum: 'rocks' }), t), ['Simulated data', 'Published analyses, not a survey']);
});

test('values print with their state and never as a bare limit', () => {
  const print = (value, state) => formatValue(value, state, 'mg/kg', t);
  assert.equal(print(12.345, STATE.measured), '12.35 mg/kg');
  assert.equal(print(0.5, STATE.below), '< 0.5 mg/kg');
  assert.equal(print(NaN, STATE.below), '< DL');
  assert.equal(print(1000, STATE.above), '> 1,000 mg/kg');
  assert.equal(print(NaN, STATE.undetermined), 'not determined');
  assert.equal(print(NaN, STATE.outside), 'outside the survey');
});

test('numbers keep four digits, and whole numbers all of them', () => {
  assert.deepEqual([0, 0.00012345, 3.14159, 123456, -6.5, NaN].map((n) => formatNumber(n)), ['0', '0.0001235', '3.142', '123,456', '−6.5', '–']);
  assert.equal(formatNumber(1234.5, 'de'), '1.235');
});

test('neighbouring bounds are printed apart', () => {
  assert.deepEqual(formatBreaks([0.12341, 0.12342, 5]), ['0.12341', '0.12342', '5']);
});

test('the histogram counts every value once on a logarithmic axis', () => {
  const { counts, log, centres } = binValues([1, 10, 100, 1000], 3);
  assert.deepEqual([counts, log], [[1, 1, 2], true]);
  assert.ok(Math.abs(centres[1] - 10 ** 1.5) < 1e-9);
  assert.deepEqual(binValues([]).counts, []);
  assert.equal(binValues([5, 5], 4).counts.reduce((a, b) => a + b), 2);
  assert.equal(axis({ low: -1, high: 3, log: false })(1), 0.5);
});

test('the highest rows come first, of the selection only', () => {
  assert.deepEqual(highestRows(shownOf()), [2, 1, 0]);
  assert.deepEqual(highestRows(shownOf({ countries: ['FIN'] }), 1), [1]);
});

test('the summary says what the map shows', () => {
  const text = summarise(shownOf(), tools);
  assert.match(text, /^Copper \(Cu\), median, mg\/kg\. Kola C, aqua regia\./);
  assert.match(text, /With a value: 3 of 6 shown \(cells of 160 km\)\./);
  assert.match(text, /Values run from 1\.5 mg\/kg to 40 mg\/kg\./);
  assert.match(text, /The median of the stratum is 50 mg\/kg\./);
  assert.match(text, new RegExp(`Highest: ${cellId(30, 0)} \\(Norway\\) 40 mg/kg`));
  assert.match(text, /below detection limit 1/);
});

test('a view without any value has a summary too', () => {
  const rows = { ...ROWS, state: new Uint8Array(6).fill(STATE.planned), value: new Float32Array(6).fill(NaN) };
  assert.match(summarise(shownOf({}, rows), tools), /0 of 6 shown/);
});

test('the card names place, value, results, percentile and survey', () => {
  const card = describe(shownOf(), { row: 2, country: 1, name: 'x' }, tools);
  assert.equal(card.title, `${cellId(30, 0)} · Norway`);
  assert.equal(card.value, 'Cu 40 mg/kg');
  assert.deepEqual(card.lines, ['median', '5 results, 1 below detection', 'P40 of the stratum', 'Kola']);
});

test('the card of a limit names no percentile', () => {
  const card = describe(shownOf(), { row: 3, country: 1, name: 'x' }, tools);
  assert.equal(card.value, 'Cu < 0.5 mg/kg');
  assert.ok(!card.lines.some((line) => line.startsWith('P')));
});

test('outside the survey is said in words', () => {
  const card = describe(shownOf(), { row: -1, country: 2, name: 'N24W15' }, tools);
  assert.equal(sentence(card), 'N24W15 · United States, outside the survey, Kola');
});

test('the table sorts by value with limits below values and gaps last', () => {
  const shown = shownOf();
  const value = tableColumns(shown, tools).find((c) => c.id === 'value');
  assert.deepEqual(sortedRows(shown, value, true), [2, 1, 0, 3, 4, 5]);
  assert.deepEqual(sortedRows(shownOf({ countries: ['FIN'] }), value, true), [1, 0]);
});

test('the table is copied as text with its states in words', () => {
  const shown = shownOf();
  const lines = tableText(tableColumns(shown, tools), [3, 4]).split('\n');
  assert.equal(lines[0], 'Cell\tCountry\tCu median (mg/kg)\tState\tResults\tBelow detection\tSites');
  assert.equal(lines[1], `${cellId(40, 0)}\tNorway\t< 0.5\tbelow detection limit\t2\t2\t2`);
  assert.match(lines[2], /not determined\tnot determined/);
});

test('samples are kept up to a day, those of unknown date then not', () => {
  const samples = {
    header: { ids: ['a', 'b', 'c'] },
    planes: {
      lon: Float32Array.of(1, 2, 3), lat: Float32Array.of(1, 2, 3), cell: Uint32Array.of(1, 2, 3),
      country: Uint16Array.of(0, 0, 1), date: Int32Array.of(0, 40, -2147483648),
    },
  };
  const vector = { planes: { value: Float32Array.of(5, 6, 7), state: Uint8Array.of(0, 0, 0) } };
  assert.equal(sampleRows(samples, vector).length, 3);
  const early = sampleRows(samples, vector, '1970-01-31');
  assert.deepEqual([early.ids, [...early.value]], [['a'], [5]]);
  assert.deepEqual([dateText(40), dateText(-2147483648)], ['1970-02-10', '']);
});

const levelFor = (side, more = {}) =>
  chooseLevel({ wanted: 'auto', levels: [0, 1, 2, 3], finest: 2, pixels: (level) => side / 2 ** level, ...more });

test('cells are as fine as can be read and never finer than the survey bears', () => {
  assert.deepEqual([5, 20, 40, 100, 400].map((side) => levelFor(side)), [0, 1, 2, 2, 'sites']);
});

test('a level stays until it is clearly too small', () => {
  assert.equal(levelFor(17, { current: 1 }), 1);
  assert.equal(levelFor(17, { current: 0 }), 0);
  assert.equal(levelFor(14, { current: 1 }), 0);
  assert.equal(levelFor(210, { current: 'sites' }), 'sites');
  assert.equal(levelFor(210, { current: 2 }), 2);
});

test('a fixed level is kept at every zoom, the finest in place of finer ones', () => {
  assert.deepEqual(['0', '1', '3', 'sites'].map((wanted) => levelFor(500, { wanted })), [0, 1, 2, 'sites']);
});

test('units have names', () => {
  assert.deepEqual([0, 3, 'countries', 'sites'].map((u) => unitsName(u, t)), ['cells of 160 km', 'cells of 20 km', 'countries', 'samples']);
});

test('boxes are joined across the antimeridian where that is shorter', () => {
  assert.deepEqual(joinBoxes([[170, -20, 178, -15], [-179, -18, -175, -10]]), [170, -20, 185, -10]);
  assert.deepEqual(joinBoxes([[-10, 40, 5, 50], [20, 30, 30, 45]]), [-10, 30, 30, 50]);
  assert.deepEqual(joinBoxes([[-10, 40, 5, 50], [10, 0, 12, 1]]), [-10, 0, 12, 50]);
});

test('boxes all around the world are the world, and no boxes are nothing', () => {
  const around = Array.from({ length: 18 }, (_, i) => [i * 20 - 180, 0, i * 20 - 170, 10]);
  assert.deepEqual(joinBoxes(around), [-180, 0, 180, 10]);
  assert.equal(joinBoxes([]), null);
});

test('a picture carries source, licence, release, address and disclaimer', () => {
  const lines = creditLines(shownOf(), { t, config: { index: INDEX }, address: 'https://x/map?el=Cu', today: '2026-11-22', policy: 'No opinion.' });
  const text = lines.join('\n');
  for (const part of ['Reimann 1998', 'CC0', INDEX.release, 'https://x/map?el=Cu', 'No opinion.', '160 km']) {
    assert.ok(text.includes(part), part);
  }
  assert.equal(fileName(shownOf(), INDEX.release), 'geochemistry-kola.aqua-cu-median-3f9a0123.png');
});

test('long lines are broken between words and after slashes', () => {
  const context = { measureText: (text) => ({ width: text.length }) };
  assert.deepEqual(wrap(context, 'one two https://a.example/b', 12), ['one two', 'https://', 'a.example/b']);
});

test('a missing translation stays English and an unknown place stays visible', () => {
  const tr = createT({ 'Rows {n}': 'Zeilen {n}' });
  assert.equal(tr('Rows {n}', { n: 3 }), 'Zeilen 3');
  assert.equal(tr('constructor'), 'constructor');
  assert.equal(tr('of {total}', {}), 'of {total}');
});

test('no template stands inside another: the server joins the modules with a minifier that spoils those', () => {
  const folder = new URL('../../assets/gridmap/', import.meta.url);
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.mjs'))) {
    const source = readFileSync(new URL(name, folder), 'utf8').replace(/\/\*.*?\*\//gs, '');
    assert.doesNotMatch(source, /`[^`\n]*\$\{[^{}`\n]*`[^`\n]*\$\{/, name);
  }
});

test('a compilation has no area to be outside of', () => {
  const shown = shownOf();
  assert.equal(stateWords(shown, STATE.outside, t), 'outside the survey');
  const compiled = { ...shown, survey: { ...shown.survey, kind: 'compilation' } };
  assert.equal(stateWords(compiled, STATE.outside, t), 'no published analyses');
  assert.equal(stateWords(compiled, STATE.below, t), 'below detection limit');
});

test('the card counts a single result as one', () => {
  const rows = { ...ROWS, n: Uint16Array.of(3, 4, 1, 2, 0, 0), censored: new Uint16Array(6) };
  assert.ok(describe(shownOf({}, rows), { row: 2, country: 1, name: 'x' }, tools).lines.includes('1 result'));
});

test('the card of a sample says its day in words, as exact as the survey knows it', () => {
  const rows = { ...ROWS, date: Int32Array.of(0, 0, 12219, 0, 0, 0) }; // 2003-06-16
  const line = (precision) => {
    const shown = shownOf({}, rows);
    return describe({ ...shown, stratum: { ...shown.stratum, date_precision: precision } }, { row: 2, country: 1, name: 'x' }, tools).lines;
  };
  assert.ok(line('day').includes('sampled 16 June 2003'));
  assert.ok(line('month').includes('sampled June 2003'));
  assert.ok(line(null).includes('sampled 16 June 2003'));
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { FetchError, createStore } from '../../assets/gridmap/data.mjs';
import { id as cellId } from '../../assets/gridmap/grid.mjs';
import { NEVER, dateOf, dayOf, dayText, loadProgress, neededPaths, stepOf } from '../../assets/gridmap/progress-data.mjs';
import { roundSteps, scaleOf } from '../../assets/gridmap/progress-metrics.mjs';
import { CELL, cellStates, makeProgress, paintProgress, progressKey } from '../../assets/gridmap/progress-shown.mjs';
import { resolveProgress } from '../../assets/gridmap/progress-state.mjs';
import {
  countSentence, describeProgress, progressColumns, progressCredits, progressEmptiness, progressEntries, progressFile, progressLegend,
  progressTitle, progressWarnings, summariseProgress, valueText,
} from '../../assets/gridmap/progress-words.mjs';
import { MARKS } from '../../assets/gridmap/states.mjs';
import { t } from './fixtures.mjs';
import { CONTENT, DAYS, METRICS, P_CATALOGUE, P_INDEX, P_PALETTE, P_VIEW } from './progress-fixtures.mjs';

const shownOf = (view = {}, more = {}) =>
  makeProgress({ view: { ...P_VIEW, ...view }, catalogue: P_CATALOGUE, content: CONTENT, metrics: METRICS, ...more });
const byCountry = (metric, view = {}, more = {}) => shownOf({ by: 'countries', metric, ...view }, more);
const tools = { t, catalogue: P_CATALOGUE, cellId };
const { outside, planned, covered, complete, partial, analysed } = CELL;

test('days count from 1900 and go there and back', () => {
  assert.equal(dayOf('1900-01-01'), 0);
  assert.equal(dayOf('1970-01-01'), 25567); // 70 years and 17 leap days
  for (const date of ['1900-02-28', '2000-02-29', '2079-06-05']) assert.equal(dateOf(dayOf(date)), date);
});

test('days out of the range of 16 bits stay within it and never mean never', () => {
  assert.equal(dayOf('1850-01-01'), 0);
  assert.equal(dayOf('2300-01-01'), NEVER - 1);
});

test('a day is written as exactly as it is known', () => {
  const day = dayOf('2010-12-31');
  assert.equal(dayText(day, 'en'), '31 December 2010');
  assert.equal(dayText(day, 'en', 'month'), 'December 2010');
  assert.equal(dayText(day, 'en', 'year'), '2010');
});

test('a step of the series is the last not after the day', () => {
  assert.deepEqual([0, 10, 11, 19, 20, 99].map((day) => stepOf([10, 20, 30], day)), [0, 0, 0, 0, 1, 2]);
});

test('a cell is what has been done in it by the day', () => {
  const on = (date) => [...cellStates(CONTENT.cells, dayOf(date))];
  assert.deepEqual(on('1999-12-31'), [planned, planned, outside, planned, outside, planned]);
  assert.deepEqual(on('2000-06-30'), [covered, planned, outside, planned, outside, partial]);
  assert.deepEqual(on('2000-07-01'), [complete, planned, outside, planned, outside, partial]);
  assert.deepEqual(on('2010-12-31'), [analysed, covered, complete, planned, covered, partial]);
});

test('no cell goes back as time goes on', () => {
  const order = [outside, planned, covered, complete, partial, analysed];
  const days = Array.from({ length: 200 }, (_, i) => dayOf('1999-01-01') + 25 * i);
  const seen = days.map((day) => cellStates(CONTENT.cells, day));
  for (let d = 1; d < days.length; d++) {
    seen[d].forEach((state, i) => assert.ok(order.indexOf(state) >= order.indexOf(seen[d - 1][i]), `cell ${i} on ${days[d]}`));
  }
});

test('cells are counted by state, and land without any is outside', () => {
  const { entries, land } = shownOf();
  assert.equal(land, 25);
  // The one covered cell without an owner has its centre at sea: it is drawn, not counted.
  assert.deepEqual(entries.map(({ count }) => count), [20, 1, 1, 1, 1, 1]);
});

test('a selection counts its own land', () => {
  const { entries, land, selected } = shownOf({ countries: ['NOR'] });
  assert.equal(land, 4);
  assert.deepEqual(entries.map(({ count }) => count), [3, 1, 0, 0, 0, 0]);
  assert.deepEqual([...selected], [0, 0, 0, 1, 0, 0]);
});

test('without a date the last day of the campaign is shown, and never a later one', () => {
  assert.equal(shownOf().day, DAYS[2]);
  assert.equal(shownOf({ date: '2030-01-01' }).day, DAYS[2]);
  assert.equal(shownOf({ date: '2003-04-05' }).day, dayOf('2003-04-05'));
});

test('countries are shown as of the step that their series know', () => {
  const shown = byCountry('covered', { date: '2007-07-07' });
  assert.equal(shown.day, DAYS[1]);
  assert.equal(shown.rows.value[0], 37.5);
  assert.equal(byCountry('covered', { date: '1990-01-01' }).day, dayOf('1990-01-01'));
});

test('nothing yet, no data, not taking part and too small to own a cell are four things', () => {
  const { rows } = byCountry('covered');
  assert.deepEqual(rows.reason, [null, 'zero', 'nothing', 'small', 'apart']);
  assert.equal(rows.value[0], 50);
  assert.equal(rows.value[1], 0);
  assert.ok(Number.isNaN(rows.value[2]));
});

test('a country too small to own a cell has a share of its area', () => {
  const { rows } = byCountry('area');
  assert.equal(rows.value[3], 100);
  assert.equal(rows.reason[3], null);
});

test('a share is full only where it is full, and a bound belongs to the class above', () => {
  const { classes, bounds } = byCountry('area');
  assert.equal(classes[3], bounds.length);
  assert.equal(classes[0], 2); // 400 of 1000 km²
  assert.equal(byCountry('elements', { date: '2005-12-31' }).classes[0], 3); // 38 of 76
});

test('a share of nothing is not nought', () => {
  assert.equal(byCountry('censored', { date: '2000-12-31' }).rows.reason[0], 'nothing');
  assert.equal(byCountry('censored').rows.value[0], 25);
});

test('a figure that the series lack is no value', () => {
  assert.equal(byCountry('of_plan').rows.reason[0], 'nothing');
});

test('classes of counts do not move with time', () => {
  assert.deepEqual(byCountry('samples', { date: '2000-12-31' }).bounds, byCountry('samples').bounds);
  assert.deepEqual(roundSteps(400), [10, 30, 100, 300]);
  assert.deepEqual(roundSteps(4), []);
  assert.equal(roundSteps(1e9).length, 6);
});

test('stages are those of the scale of the cells, and others do not stand in for them', () => {
  const coarse = byCountry('stage');
  assert.deepEqual(coarse.rows.reason, ['apart', 'nothing', null, 'apart', 'apart']);
  assert.equal(coarse.classes[2], 1);
  const fine = byCountry('stage', { level: '4' });
  assert.deepEqual(fine.rows.reason.slice(1, 3), [null, 'nothing']);
  assert.deepEqual([0, 1, 2, 3, 4, 5].map(scaleOf), ['global', 'global', 'national', 'national', 'national', 'regional']);
});

test('simulated surveys have no reported stage and no real participant', () => {
  const catalogue = { ...P_CATALOGUE, index: { ...P_INDEX, simulated: true } };
  const shown = byCountry('stage', {}, { catalogue });
  assert.ok(shown.rows.reason.every((reason) => reason === 'apart'));
  assert.match(progressEmptiness(shown, t), /simulated/);
  assert.equal(byCountry('covered', {}, { catalogue }).rows.reason[2], 'apart');
});

test('each cell state has a colour and mark of its own', () => {
  const { colours, marks } = paintProgress(shownOf(), P_PALETTE);
  assert.equal(new Set([...colours].map((colour, i) => `${colour} ${marks[i]}`)).size, 5); // two cells are covered
  const { entries } = shownOf();
  assert.equal(new Set(entries.map(({ mark }) => mark)).size, 5); // done and outside are plain
});

test('countries without a class have four colours or marks', () => {
  const looks = progressEntries(byCountry('covered'), P_PALETTE, t).filter(({ group }) => group === 'state').map(({ colour, mark }) => `${colour} ${mark}`);
  assert.equal(new Set(looks).size, 4);
});

test('what is muted loses colour and mark', () => {
  const shown = shownOf({ muted: [String(planned)] });
  assert.equal(paintProgress(shown, P_PALETTE).marks[3], MARKS.none);
  assert.equal(progressKey(shown, 3), '1');
});

test('the title says what, of which surveys, and when', () => {
  assert.equal(progressTitle(shownOf(), t), 'Cells covered, all surveys, as of 31 December 2010');
  assert.match(progressTitle(shownOf({ level: '2' }), t), /^Cells of 40 km covered, /);
  assert.equal(progressTitle(shownOf({ surveys: ['kola.aqua'] }), t), 'Cells covered, Kola, as of 31 December 2010');
  assert.equal(progressTitle(byCountry('stage'), t), 'Metric stage by country, global scale');
});

test('counts are grouped by thousands', () => {
  assert.equal(valueText(1234, { unit: '' }, 'en'), '1,234');
});

test('the sentence says numerator, denominator and size of cells', () => {
  const text = countSentence(shownOf(), t);
  assert.match(text, /^Land cells of 160 km covered: 4 of 25 \(16 %\)\. Complete: 2\. With results: 2\.$/);
});

test('where no survey says how many sites are enough, no cell is called complete or short of sites', () => {
  const shown = shownOf({ level: '3' });
  const labels = progressEntries(shown, P_PALETTE, t).map(({ label }) => label);
  assert.ok(labels.every((label) => !/complete|too few/.test(label)), labels.join('; '));
  assert.doesNotMatch(countSentence(shown, t), /complete/);
});

test('the legend has what is done and what is not, nearest first', () => {
  const { classes, states } = progressLegend(shownOf(), P_PALETTE, { t, release: 'abc' });
  assert.equal(classes.length, 4);
  assert.deepEqual(states.map(({ label }) => label), ['planned, not sampled', 'outside any survey']);
});

test('classes of shares name their unit, and the full one is called so', () => {
  const { classes } = progressLegend(byCountry('covered'), P_PALETTE, { t, release: 'abc' });
  assert.deepEqual(classes.map(({ label }) => label), ['under 10 %', '10 – 25 %', '25 – 50 %', '50 – 75 %', '75 – 100 %', '100 %']);
});

test('the card of a cell tells its days as far as they have come, as exactly as the surveys know', () => {
  const place = { row: 0, country: 0, name: 'N01E10' };
  const exact = { surveys: ['kola'] };
  const early = describeProgress(shownOf({ ...exact, date: '2000-06-15' }), place, tools);
  assert.equal(early.value, 'covered: sampled, too few sites');
  assert.deepEqual(early.lines.slice(1), ['first sampled June 2000', 'as of 15 June 2000']);
  const late = describeProgress(shownOf(exact), place, tools);
  assert.ok(late.lines.includes('complete since July 2000'));
  assert.ok(describeProgress(shownOf(), place, tools).lines.includes('first sampled 2000')); // GEMAS knows its years only
});

test('the card of land outside says so', () => {
  const said = describeProgress(shownOf(), { row: -1, country: 4, name: 'S01E01' }, tools);
  assert.equal(said.title, 'S01E01 · Fiji');
  assert.equal(said.value, 'outside any survey');
});

test('the card of a country has numerator, denominator, scale and day', () => {
  const said = describeProgress(byCountry('covered'), { row: 0, country: 0 }, tools);
  assert.equal(said.value, 'Metric covered: 50 %');
  assert.deepEqual(said.lines, ['of covered_cells: 4', 'all land_cells: 8', 'cells of 160 km', 'as of 31 December 2010']);
  const small = describeProgress(byCountry('covered'), { row: 3, country: 3 }, tools);
  assert.equal(small.lines[0], 'no cell of 160 km of its own');
});

test('the card of stages lists every scale', () => {
  const said = describeProgress(byCountry('stage'), { row: 1, country: 1 }, tools);
  assert.equal(said.value, 'no stage reported');
  assert.deepEqual(said.lines, ['national scale: Training (2017)']);
});

test('the table has the numbers of the card and never a day to come', () => {
  const columns = progressColumns(shownOf({ date: '2000-06-15' }), tools);
  const row = (i) => columns.map((column) => column.text(i));
  assert.deepEqual(row(0).slice(1), ['Finland', 'covered: sampled, too few sites', '5', '2000', '–', '–']);
  const countries = progressColumns(byCountry('covered'), tools);
  assert.deepEqual(countries.map((column) => column.text(0)), ['Finland', '50 %', '4', '8', '50 – 75 %']);
});

test('the summary names selection, counts and the furthest countries', () => {
  const said = summariseProgress(byCountry('covered', { region: '150' }), tools);
  assert.match(said, /Selected: Finland, Norway, Luxembourg\./);
  assert.match(said, /2 of 3 countries have a value\./);
  assert.match(said, /Highest: Finland 50 %\./);
  assert.match(summariseProgress(shownOf(), tools), /outside any survey 20/);
});

test('a picture cites every survey that counts, and its file says what and when', () => {
  const credits = progressCredits(shownOf({ countries: ['FIN'] }), { t, catalogue: P_CATALOGUE, release: 'abc', address: 'https://x', today: '2026-01-01', policy: 'p' });
  assert.ok(credits.some((line) => line.includes('Reimann 1998')) && credits.some((line) => line.includes('Reimann 2014')));
  assert.ok(!credits.some((line) => line.includes('Keller')), 'compilations do not count');
  assert.ok(credits.includes('Selected: Finland.'));
  assert.equal(progressFile(shownOf(), 'abcdef123456'), 'progress-cells-160km-2010-12-31-abcdef12.png');
});

test('shares have the decimal of the headlines, and are 0 or 100 only where they are', () => {
  const written = [0, 0.04, 0.203, 33.333, 99.95, 100].map((share) => valueText(share, { unit: '%' }, 'en'));
  assert.deepEqual(written, ['0 %', '< 0.1 %', '0.2 %', '33.3 %', '> 99.9 %', '100 %']);
});

test('a picture of simulated data says so above the map and in its name', () => {
  const catalogue = { ...P_CATALOGUE, index: { ...P_INDEX, simulated: true } };
  for (const shown of [shownOf({}, { catalogue }), byCountry('covered', {}, { catalogue })]) {
    assert.deepEqual(progressWarnings(shown, t), ['Simulated data']);
    assert.match(progressFile(shown, 'abcdef123456'), /^simulated-progress-/);
  }
  assert.deepEqual(progressWarnings(shownOf(), t), []);
});

test('what a release does not count or have is left out, and said', () => {
  const state = { ...P_VIEW, surveys: ['kola', 'rocks', 'gone'], countries: ['FIN', 'ZZZ'], region: '999', level: 'sites', cell: 'N99E01' };
  const { view, notices } = resolveProgress(state, { catalogue: P_CATALOGUE, t });
  assert.deepEqual([view.surveys, view.countries, view.region, view.level, view.cell], [['kola'], ['FIN'], null, 'auto', null]);
  assert.deepEqual(notices.map(({ key }) => key).sort(), ['c', 'cell', 'lvl', 'r', 'sv', 'sv']);
});

test('the path of a page beats the query', () => {
  const { view } = resolveProgress({ ...P_VIEW, countries: ['NOR'] }, { catalogue: P_CATALOGUE, t, path: { countries: ['FIN'], region: null } });
  assert.deepEqual(view.countries, ['FIN']);
});

test('cells and countries are asked for by level and surveys, countries with their cells', () => {
  assert.deepEqual(neededPaths({ ...P_VIEW, level: '2', surveys: ['kola', 'gemas.xrf'] }), ['progress/level-2.bin?sv=kola~gemas.xrf']);
  assert.deepEqual(neededPaths({ ...P_VIEW, by: 'countries' }), ['progress/countries-0.bin', 'progress/level-0.bin']);
});

test('only the map of stages needs what is reported', async () => {
  const part = { header: { days: DAYS, land_cells: CONTENT.land }, planes: { ...CONTENT.cells, country: Uint16Array.of(0), day: Uint16Array.from(DAYS) } };
  const store = { get: async () => part };
  const words = createStore('/', { fetch: async () => ({ ok: false, status: 404 }), read: () => ({}) });
  const content = await loadProgress(store, words, { ...P_VIEW, by: 'countries' });
  assert.equal(content.programme, null);
  await assert.rejects(loadProgress(store, words, { ...P_VIEW, by: 'countries', metric: 'stage' }), FetchError);
});

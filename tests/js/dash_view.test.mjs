/** The scripts between Dash and the map: their pure parts, and the flow over a stand-in page. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

const FIELDS = [
  ['release', 'release'], ['stratum', 's'], ['analyte', 'el'], ['countries', 'c'], ['date', 'date'],
  ['rescale', 'rescale'], ['cell', 'cell'], ['language', 'lang'], ['statistic', 'stat'], ['level', 'lvl'],
].map(([name, key]) => ({ name, key }));

const INDEX = {
  release: 'abc',
  countries: [{ id: 'FIN', name: 'Finland' }],
  surveys: [{ id: 'kola', licence: 'CC0' }],
  strata: [
    { id: 'a', survey: 'kola', title: 'A', samples: 100, finest: 1, dates: ['2001-01-01', '2001-02-01'], analytes: [{ id: 'Cu', n: 100, censored: 10 }, { id: 'Ag', n: 100, censored: 99 }] },
    { id: 'b', title: 'B', samples: 10, finest: 1, dates: [], analytes: [{ id: 'Te', n: 10, censored: 0 }] },
  ],
};

/** Load the scripts as a page does, with the elements given. */
function load(elements = {}, extra = {}) {
  const sent = [];
  const window = {
    location: { search: '?el=Cu', href: 'https://example.org/map?el=Cu' },
    dash_clientside: { no_update: 'no update', set_props: (id, props) => sent.push([id, props]) },
    addEventListener: () => {},
    ...extra,
  };
  const config = { textContent: JSON.stringify({ index: INDEX, fields: FIELDS, prefix: '/', view: { stratum: 'a' } }) };
  const texts = { dataset: { texts: JSON.stringify({ breaksNumbers: 'numbers', breaksOrder: 'order', breaksMissing: 'missing' }) } };
  const all = { 'gridmap-config': config, 'view-texts': texts, ...elements };
  const document = { getElementById: (id) => all[id] ?? null, addEventListener: () => {} };
  const context = vm.createContext({ window, document, URL, URLSearchParams, Intl, Element: class {}, console });
  for (const name of ['dash_combobox', 'dash_common', 'dash_download', 'dash_picker', 'dash_view']) {
    vm.runInContext(readFileSync(new URL(`../../assets/${name}.js`, import.meta.url), 'utf8'), context);
  }
  return { window, sent, view: window.dash_clientside.view, widgets: window.dashWidgets };
}

/** Plain copies: objects of another realm are never deeply equal to ours. */
const plain = (value) => JSON.parse(JSON.stringify(value));

test('own bounds are read with spaces, commas and semicolons, and refused in words', () => {
  const { parseBreaks } = load().view;
  assert.deepEqual(plain(parseBreaks('10 20,  30;40~50.5')), { breaks: [10, 20, 30, 40, 50.5], fault: null });
  assert.deepEqual(plain(parseBreaks('  ')), { breaks: [], fault: null });
  assert.equal(parseBreaks('1 x').fault, 'breaksNumbers');
  assert.equal(parseBreaks('1 1e999').fault, 'breaksNumbers');
  assert.equal(parseBreaks('2 1').fault, 'breaksOrder');
  assert.equal(parseBreaks('1 1').fault, 'breaksOrder');
  assert.equal(parseBreaks(Array.from({ length: 13 }, (_, i) => i).join(' ')).fault, 'breaksMany');
});

test('a control is written only what it does not say already', () => {
  const held = { level: { options: ['auto', '1'], value: 'auto' } };
  const getLayout = (id) => held[id] && { props: held[id] };
  const { sent, widgets } = load({ level: {}, region: {} }, { dash_component_api: { getLayout } });
  const { set } = widgets.page;
  set('level', { options: ['auto', '1'], value: 'auto' });
  set('nowhere', { value: 1 });
  assert.deepEqual(plain(sent), []);
  held.level.value = '1'; // the reader's choice, which the view refuses
  set('level', { options: ['auto', '1'], value: 'auto' });
  set('region', { value: null });
  assert.deepEqual(plain(sent), [['level', { value: 'auto' }], ['region', { value: null }]]);
});

test('a date stands at the last collection day that is not after it', () => {
  const { datePosition } = load().view;
  const dates = ['2001-01-01', '2001-02-01', '2001-03-01'];
  assert.deepEqual(
    [null, '2001-03-01', '2001-02-15', '2001-02-01', '2001-01-01', '1999-01-01', '2020-01-01'].map((d) => datePosition(dates, d)),
    [3, 2, 1, 1, 0, 0, 2],
  );
});

test('queries of details name the release on the map and do not change while a reader pans or changes what nobody chose', () => {
  const { details, detailQueries } = load().view;
  const view = { stratum: 'a', analyte: 'Cu', countries: [], cell: null, viewport: [1, 2, 3] };
  const [cell, countries, stratum] = detailQueries(view);
  assert.deepEqual([cell, countries, stratum], ['', '', 'release=abc&s=a']);
  const none = plain(details({ ...view, analyte: 'Ag', viewport: [4, 5, 6] }, null, null, stratum));
  assert.deepEqual(none, ['no update', 'no update', 'no update']);
  const some = plain(details({ ...view, cell: 'N24E15', countries: ['FIN', 'NOR'] }, '', '', stratum));
  assert.deepEqual(some, ['release=abc&s=a&el=Cu&cell=N24E15', 'release=abc&s=a&el=Cu&c=FIN~NOR', 'no update']);
});

test('a live link drops the release, a frozen one names it', () => {
  const { shareAddress } = load({}, { gridmap: { view: () => ({ stratum: 'a', analyte: 'Cu' }) } }).view;
  assert.equal(shareAddress('live', 'https://e.org/map?s=a&el=Cu&release=old'), 'https://e.org/map?s=a&el=Cu');
  // What was a default when it was shared is named.
  assert.equal(shareAddress('live', 'https://e.org/map'), 'https://e.org/map?s=a&el=Cu');
  assert.equal(shareAddress('frozen', 'https://e.org/map?c=FIN~NOR'), 'https://e.org/map?c=FIN~NOR&release=abc&s=a&el=Cu');
});

test('a citation has source, licence, release, day and a link that stays', () => {
  const citationFacts = 'Licence: {licence}. Release {release}, accessed on {date}: {link}';
  const { citation } = load({ 'view-texts': { dataset: { texts: JSON.stringify({ citationFacts }) } } }).view;
  assert.equal(
    citation('Reimann (1998): Atlas.', { stratum: 'a' }, '2026-11-22'),
    'Reimann (1998): Atlas. Licence: CC0. Release abc, accessed on 2026-11-22: https://example.org/map?el=Cu&release=abc&s=a',
  );
});

test('a control asks the map for what changed, and for nothing that holds already', () => {
  const asked = [];
  const gridmap = { view: () => ({ stratum: 'a', statistic: 'max', rescale: false, region: null }), choose: (patch, how) => asked.push([patch, how]) };
  const { ask } = load({}, { gridmap }).view;
  ask('statistic', 'max');
  ask('rescale', false);
  ask('region', 'world');
  ask('nonsense', 'x');
  assert.deepEqual(asked, []);
  ask('statistic', 'min');
  ask('rescale', true);
  ask('region', '150');
  ask('date', '0');
  assert.deepEqual(plain(asked).map(([patch]) => patch), [{ statistic: 'min' }, { rescale: true }, { region: '150' }, { date: '2001-01-01' }]);
});

test('the scheme of own bounds waits for the bounds', () => {
  const asked = [];
  const gridmap = { view: () => ({ stratum: 'a', classes: 'log', breaks: [] }), choose: (patch) => asked.push(patch) };
  const { view: { ask }, sent } = load({ breaks: {}, 'breaks-message': {} }, { gridmap });
  ask('classes', 'own');
  assert.deepEqual(asked, []);
  assert.deepEqual(plain(sent.at(-1)), ['breaks-message', { children: 'missing' }]);
  ask('breaks', '3 2');
  assert.deepEqual(asked, []);
  assert.deepEqual(plain(sent.at(-1)), ['breaks-message', { children: 'order' }]);
  ask('breaks', '2 3');
  assert.deepEqual(plain(asked), [{ breaks: [2, 3], classes: 'own' }]);
});

test('without the map a control loads the changed address', () => {
  const { window, view } = load();
  view.ask('statistic', 'max');
  assert.equal(window.location.search, 'el=Cu&stat=max');
});

test('search finds symbols before names, names before parts, and accents do not matter', () => {
  const { search } = load().widgets;
  const options = [
    { id: 'Pb', name: 'Lead' }, { id: 'Cl', name: 'Chlorine' }, { id: 'C', name: 'Carbon' },
    { id: 'ALA', name: 'Åland Islands' }, { id: 'CIV', name: 'Côte d’Ivoire' },
  ];
  const ids = (text) => plain(search(text, options)).map((option) => option.id);
  assert.deepEqual(ids('c'), ['C', 'Cl', 'CIV']);
  assert.deepEqual(ids('lea'), ['Pb']);
  assert.deepEqual(ids('aland'), ['ALA']);
  assert.deepEqual(ids('cote'), ['CIV']);
  assert.deepEqual(ids('islands'), ['ALA']);
  assert.deepEqual(ids(' '), []);
  assert.deepEqual(ids('zzz'), []);
});

test('shades follow the share of samples with a result above detection', () => {
  const { step } = load().widgets.picker;
  const shades = [undefined, { n: 0, censored: 0 }, { n: 100, censored: 100 }, { n: 100, censored: 80 }, { n: 100, censored: 79 }, { n: 100, censored: 0 }];
  assert.deepEqual(shades.map((analyte) => step(analyte, 100)), [0, 0, 1, 1, 2, 5]);
});

test('an element that is missing here is found in the strata that have it', () => {
  const { strataWith, words } = load().widgets.picker;
  assert.deepEqual(plain(strataWith(INDEX, 'Te')).map((s) => s.id), ['b']);
  const texts = {
    cellNone: '{name}: none', cellSome: '{name}: {results} in {samples}, {censored} below',
    resultsOne: '1 result', results: '{n} results', samplesOne: '1 sample', samples: '{n} samples',
  };
  assert.equal(words(texts, { id: 'Te', name: 'Tellurium' }, undefined, 100), 'Tellurium: none');
  assert.equal(words(texts, { id: 'Ag', name: 'Silver' }, { n: 4841, censored: 4828 }, 4857), 'Silver: 4,841 results in 4,857 samples, 4,828 below');
  assert.equal(words(texts, { id: 'Ag', name: 'Silver' }, { n: 1, censored: 0 }, 1), 'Silver: 1 result in 1 sample, 0 below');
});

test('arrow keys keep to rows and columns and stop at the edge', () => {
  const { neighbour } = load().widgets.picker;
  // . 0 . 1
  // 2 3 4 5
  const places = [[1, 0], [3, 0], [0, 1], [1, 1], [2, 1], [3, 1]].map(([x, y]) => ({ x: x * 50, y: y * 50 }));
  assert.equal(neighbour(places, 3, 'ArrowUp'), 0);
  assert.equal(neighbour(places, 3, 'ArrowRight'), 4);
  assert.equal(neighbour(places, 0, 'ArrowRight'), 1);
  assert.equal(neighbour(places, 2, 'ArrowLeft'), 2);
  assert.equal(neighbour(places, 5, 'ArrowDown'), 5);
  assert.equal(neighbour(places, 1, 'ArrowDown'), 5);
});

/** The controls and headlines of the progress page, over a stand-in page. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

const FIELDS = [
  ['release', 'release'], ['surveys', 'sv'], ['level', 'lvl'], ['date', 'date'], ['countries', 'c'],
  ['region', 'r'], ['metric', 'm'], ['language', 'lang'], ['by', 'by'],
].map(([name, key]) => ({ name, key }));

const INDEX = {
  release: 'abc',
  countries: [],
  surveys: [{ id: 'a', kind: 'survey' }, { id: 'b', kind: 'survey' }, { id: 'rocks', kind: 'compilation' }],
  strata: [
    { id: 'a.top', survey: 'a' }, { id: 'a.deep', survey: 'a' }, { id: 'b', survey: 'b' }, { id: 'rocks', survey: 'rocks' },
  ],
};

const element = () => ({
  children: [], dataset: {}, classList: { add() {}, remove() {} },
  append(...parts) { this.children.push(...parts); },
  replaceChildren(...parts) { this.children = parts; },
  setAttribute() {},
});

/** Load the scripts as the progress page does, with a map whose view is given. */
function load({ view = {}, live = null, answers = [] } = {}) {
  const chosen = [];
  const fetched = [];
  const texts = { removeCountry: 'Remove {name}', allSurveys: 'All', someSurveys: '{n} of {total}', asOf: 'As of {date}', definition: 'About {figure}', headlinesStale: 'stale' };
  const all = {
    'gridmap-config': { textContent: JSON.stringify({ page: 'progress', index: INDEX, fields: FIELDS, prefix: '/geo/', live, view }) },
    'view-texts': { dataset: { texts: JSON.stringify(texts) } },
    'progress-bar': element(), 'country-chips': element(), 'headline-list': element(), 'headlines-note': element(),
    'headline-rest': element(), 'headlines-more': element(), 'headlines-sources': element(), 'headlines-scope': element(),
    'download-csv': element(),
  };
  const window = {
    location: { search: '?c=FIN', href: 'https://example.org/?c=FIN' },
    gridmap: { view: () => view, choose: (patch, how) => chosen.push([patch, how]) },
    dash_clientside: { no_update: 'no update', set_props: () => {} },
    addEventListener: () => {},
  };
  const document = {
    documentElement: { lang: 'en' }, activeElement: null, getElementById: (id) => all[id] ?? null,
    addEventListener: () => {}, querySelectorAll: () => [], createElement: element,
  };
  const fetch = async (address) => {
    fetched.push(address);
    const answer = answers.shift();
    return { ok: Boolean(answer), status: answer ? 200 : 503, json: async () => answer };
  };
  const context = vm.createContext({ window, document, fetch, AbortController, URL, URLSearchParams, Intl, Element: class {}, console });
  for (const name of ['dash_combobox', 'dash_common', 'dash_download', 'dash_picker', 'dash_progress', 'dash_view']) {
    vm.runInContext(readFileSync(new URL(`../../assets/${name}.js`, import.meta.url), 'utf8'), context);
  }
  return { all, chosen, fetched, page: window.dashWidgets.page, progress: window.dash_clientside.progress };
}

const plain = (value) => JSON.parse(JSON.stringify(value));
const settled = () => new Promise((done) => { setTimeout(done, 5); });

test('figures are asked for where their query is a new one, and not for each movement', () => {
  const view = { surveys: [], level: 'auto', countries: [], region: null, metric: 'covered', language: 'en', viewport: [1, 2, 3] };
  const { progress } = load({ view });
  const query = progress.sync(view, null);
  assert.ok(query.includes('release='));
  view.viewport = [4, 5, 6];
  assert.equal(progress.sync(view, query), 'no update');
  view.region = '150';
  assert.notEqual(progress.sync(view, query), 'no update');
});

test('strata that count are named by survey where all of it counts, and by nothing where all do', () => {
  const { surveysOf, chosenStrata } = load().progress;
  assert.deepEqual(plain(surveysOf(['a.top', 'a.deep', 'b'])), []);
  assert.deepEqual(plain(surveysOf(['a.top', 'a.deep'])), ['a']);
  assert.deepEqual(plain(surveysOf(['a.deep', 'b'])), ['a.deep', 'b']);
  for (const strata of [['a.top'], ['a.deep', 'b'], ['a.top', 'a.deep'], ['a.top', 'a.deep', 'b']]) {
    assert.deepEqual(plain(chosenStrata({ surveys: surveysOf(strata) })), strata);
  }
  assert.deepEqual(plain(chosenStrata({ surveys: ['rocks'] })), []);
});

test('controls ask the map, and a step that changes figures can be undone', () => {
  const { page, chosen } = load({ view: { level: 'auto', metric: 'covered', by: 'cells', region: null } });
  page.ask('level', '0');
  page.ask('level', '2');
  page.ask('metric', 'area');
  page.ask('region', '150');
  assert.deepEqual(plain(chosen), [
    [{ level: '2' }, { push: true }], [{ metric: 'area' }, { push: true }], [{ region: '150' }, { push: true }],
  ]);
});

test('the query of the figures names the release on the page by its id and leaves out what they do not depend on', () => {
  const { progress, all } = load({ view: { release: 'simulated', metric: 'area', by: 'countries', countries: ['FIN'], level: '1' } });
  const query = new URLSearchParams(progress.sync());
  assert.deepEqual(Object.fromEntries(query), { lvl: '1', c: 'FIN', m: 'area', release: 'abc' });
  assert.equal(all['download-csv'].href, '/geo/api/v1/progress.csv?c=FIN&release=abc');
});

test('a live link of the simulated campaign stays with it, a frozen one names its release', () => {
  const { page } = load({ live: 'simulated' });
  assert.equal(page.shareAddress('live', 'https://e.org/?release=abc'), 'https://e.org/?release=simulated');
  assert.equal(page.shareAddress('frozen', 'https://e.org/?release=simulated'), 'https://e.org/?release=abc');
  assert.equal(load().page.shareAddress('live', 'https://e.org/?release=abc'), 'https://e.org/');
});

test('headlines are the server’s own until the choice changes, and say so where new ones cannot be had', async () => {
  const view = { metric: 'covered', level: 'auto' };
  const headlines = [{ metric: 'covered', figure: '5 %', sentence: 'Five.', definition: 'What counts.' }];
  headlines.push({ metric: '', figure: '', sentence: 'From one survey.', definition: '' });
  const { progress, fetched, all } = load({ view, answers: [{ headlines, scope_words: 'World' }, null] });
  progress.sync();
  view.metric = 'area';
  progress.sync();
  assert.deepEqual(fetched, []);
  view.level = '1';
  progress.sync();
  await settled();
  assert.equal(fetched.length, 1);
  const [item] = all['headline-list'].children;
  assert.equal(item.dataset.metric, 'covered');
  assert.equal(item.children[1].children[2].href, '/geo/about/methods#covered');
  assert.equal(all['headlines-sources'].textContent, 'From one survey.');
  assert.equal(all['headlines-scope'].textContent, 'World');
  assert.equal(all['headlines-more'].hidden, true);
  view.level = '2';
  progress.sync();
  await settled();
  assert.equal(all['headlines-note'].textContent, 'stale');
});

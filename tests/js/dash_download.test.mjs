/** The panel of downloads: its addresses, the code it shows, and what it says of refusals. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

const SOURCE = readFileSync(new URL('../../assets/dash_download.js', import.meta.url), 'utf8');
const NOW = { prefix: '/geo/', table: 'view', page: 'map', query: 's=a&release=abc' };

class Element {
  constructor(id) {
    Object.assign(this, { id, href: '', textContent: '', dataset: {}, open: false });
  }

  closest(selector) {
    return selector.includes(this.inside ?? '#download-panel') ? this : null;
  }
}

/** The script on a page with some elements; `answers` are those of the server, in order. */
function load(ids, answers = []) {
  const all = Object.fromEntries(ids.map((id) => [id, new Element(id)]));
  const heard = {};
  const fetched = [];
  const gone = [];
  const document = {
    getElementById: (id) => all[id] ?? null,
    addEventListener: (kind, listener) => { heard[kind] = listener; },
  };
  const window = { location: { assign: (href) => gone.push(href) } };
  const fetch = async (address, { method = 'GET' } = {}) => {
    fetched.push(`${method} ${address}`);
    return answers.shift();
  };
  vm.runInContext(SOURCE, vm.createContext({ window, document, fetch, AbortController, Element }));
  return { all, heard, fetched, gone, show: window.dashWidgets.downloads.show };
}

const settled = () => new Promise((done) => { setTimeout(done, 5); });

test('addresses name what is on screen, and everything once that is chosen', () => {
  const { all, heard, show } = load(['download-csv', 'download-gpkg', 'download-picture-svg', 'download-message']);
  show(NOW);
  assert.equal(all['download-csv'].href, '/geo/api/v1/view.csv?s=a&release=abc');
  assert.equal(all['download-picture-svg'].href, '/geo/api/v1/picture.svg?page=map&s=a&release=abc');
  heard.change({ target: Object.assign(new Element(), { inside: '#download-scope', value: 'all' }) });
  assert.equal(all['download-gpkg'].href, '/geo/api/v1/view.gpkg?s=a&release=abc&scope=all');
  show({ ...NOW, query: 's=b' });
  assert.equal(all['download-csv'].href, '/geo/api/v1/view.csv?s=b&scope=all');
});

test('code is asked for when its part is open, once for each address', async () => {
  const answers = ['one', 'two'].map((text) => ({ ok: true, text: async () => text }));
  const { all, heard, fetched, show } = load(['download-code-part', 'download-code', 'download-code-link'], answers);
  show(NOW);
  assert.deepEqual(fetched, []);
  all['download-code-part'].open = true;
  heard.toggle({ target: all['download-code-part'] });
  show(NOW);
  await settled();
  assert.equal(all['download-code'].textContent, 'one');
  heard.change({ target: Object.assign(new Element(), { inside: '#download-language', value: 'R' }) });
  await settled();
  assert.equal(all['download-code'].textContent, 'two');
  assert.deepEqual(fetched, ['GET /geo/api/v1/view.py?s=a&release=abc', 'GET /geo/api/v1/view.R?s=a&release=abc']);
});

test('a refusal is said in the panel, and a file that is made is gone to', async () => {
  const refused = { ok: false, json: async () => ({ error: 'Too large.' }) };
  const { all, heard, gone, show } = load(['download-xlsx', 'download-message'], [refused, refused, { ok: true }]);
  show(NOW);
  let prevented = 0;
  const click = () => heard.click({ target: all['download-xlsx'], preventDefault: () => { prevented += 1; } });
  click();
  await settled();
  assert.equal(all['download-message'].textContent, 'Too large.');
  assert.deepEqual(gone, []);
  click();
  await settled();
  assert.equal(all['download-message'].textContent, '');
  assert.deepEqual(gone, ['/geo/api/v1/view.xlsx?s=a&release=abc']);
  assert.equal(prevented, 2);
});

test('a page of several tables gives the one that is chosen, and offers places where rows are some', () => {
  const { all, heard, show } = load(['download-csv', 'download-gpkg', 'download-message']);
  const tables = { maps: { table: 'panes' }, pairs: { table: 'compare', more: 'part=pairs', flat: true } };
  show({ prefix: '/', tables, page: 'compare', query: 's=a' });
  assert.equal(all['download-csv'].href, '/api/v1/panes.csv?s=a');
  assert.equal(all['download-gpkg'].hidden, false);
  heard.change({ target: Object.assign(new Element(), { inside: '#download-scope', value: 'pairs' }) });
  assert.equal(all['download-csv'].href, '/api/v1/compare.csv?s=a&part=pairs');
  assert.equal(all['download-gpkg'].hidden, true);
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { FetchError, createStore, loadRows, paths } from '../../assets/gridmap/data.mjs';
import { VIEW } from './fixtures.mjs';

/** A planes container of f4 planes (docs/interfaces.md §2). */
function pack(planes, more = {}) {
  const list = Object.entries(planes).map(([name, values]) => ({ name, values: Float32Array.from(values) }));
  const header = { planes: list.map(({ name, values }) => ({ name, dtype: 'f4', length: values.length })), ...more };
  const text = JSON.stringify(header);
  const head = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const sizes = list.map(({ values }) => Math.ceil(values.byteLength / 8) * 8);
  const bytes = new Uint8Array(8 + head.length + sizes.reduce((a, b) => a + b, 0));
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 8);
  let at = 8 + head.length;
  list.forEach(({ values }, i) => {
    bytes.set(new Uint8Array(values.buffer), at);
    at += sizes[i];
  });
  return bytes.buffer;
}

function server(status = 200) {
  const asked = [];
  const fetch = async (address, { signal }) => {
    asked.push(address);
    await new Promise((resolve, reject) => {
      setTimeout(resolve, 5);
      signal.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')));
    });
    return { ok: status < 400, status, arrayBuffer: async () => pack({ value: [1, 2] }, { from: address }) };
  };
  return { asked, fetch };
}

test('a part is fetched once, however often it is asked for', async () => {
  const { asked, fetch } = server();
  const store = createStore('/r/', { fetch });
  const [a, b] = await Promise.all([store.get('x.bin'), store.get('x.bin')]);
  assert.equal(a, b);
  assert.equal(await store.get('x.bin'), a);
  assert.deepEqual(asked, ['/r/x.bin']);
  assert.deepEqual([...a.planes.value], [1, 2]);
});

test('the least recently used vector goes first and geometry never', async () => {
  const { asked, fetch } = server();
  const store = createStore('', { fetch, kept: 2, room: 0 });
  await store.get('grid.bin', { pin: true });
  for (const path of ['a', 'b']) await store.get(path);
  store.have('a');
  await store.get('c');
  assert.ok(store.have('grid.bin') && store.have('a') && store.have('c'));
  assert.equal(store.have('b'), null);
  assert.equal(asked.length, 4);
});

test('what the view no longer wants is stopped, geometry goes on', async () => {
  const { asked, fetch } = server();
  const store = createStore('', { fetch });
  const stale = store.get('old');
  const grid = store.get('grid.bin', { pin: true });
  store.keepOnly(['new']);
  await assert.rejects(stale, { name: 'AbortError' });
  await grid;
  await store.get('old');
  assert.deepEqual(asked, ['old', 'grid.bin', 'old']);
});

test('a refusal names path and status, and is not remembered', async () => {
  const { asked, fetch } = server(503);
  const store = createStore('', { fetch });
  await assert.rejects(store.get('x'), (error) => error instanceof FetchError && error.status === 503);
  await assert.rejects(store.get('x'), FetchError);
  assert.equal(asked.length, 2);
});

test('a broken connection is a fetch error without status', async () => {
  const store = createStore('', { fetch: () => Promise.reject(new TypeError('network')) });
  await assert.rejects(store.get('x'), (error) => error instanceof FetchError && error.status === 0);
});

test('addresses say nothing that is the default', () => {
  assert.equal(paths.vector('a.b', 'Cu', 2), 'strata/a.b/Cu/level-2.bin');
  assert.equal(paths.vector('a', 'Cu', 'countries', 'mean', '2009-10-31'), 'strata/a/Cu/countries.bin?stat=mean&date=2009-10-31');
  assert.equal(paths.vector('a', 'Cu', 'sites', 'mean', '2009-10-31'), 'strata/a/Cu/sites.bin');
});

test('the next element transfers one vector and nothing else', async () => {
  const { asked, fetch } = server();
  const planes = { cell: [1, 2], country: [0, 0], sites: [1, 1], value: [1, 2], state: [0, 0], n: [1, 1], censored: [0, 0] };
  const whole = async (...given) => ({ ...(await fetch(...given)), arrayBuffer: async () => pack(planes) });
  const store = createStore('', { fetch: whole });
  await loadRows(store, VIEW, 1);
  assert.equal(asked.length, 2);
  const { rows } = await loadRows(store, { ...VIEW, analyte: 'Ni' }, 1);
  assert.deepEqual(asked.slice(2), ['strata/kola.aqua/Ni/level-1.bin']);
  assert.deepEqual([rows.units, rows.length], [1, 2]);
});

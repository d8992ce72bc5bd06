import assert from 'node:assert/strict';
import test from 'node:test';
import { deflateSync, inflateSync } from 'node:zlib';
import { documentOf, inTheme, keyOf } from '../../assets/present/offline-pages.mjs';
import { fetchFrom, openPack } from '../../assets/present/offline-pack.mjs';
import { placeAt, placedWindow } from '../../assets/present/offline-window.mjs';
import { createWindowChannel } from '../../assets/present/channel.mjs';
import { fileAddress, fileName, packStory } from '../../assets/present/save.mjs';

/** A container of planes with one file. */
function container(name, text) {
  const body = Buffer.from(text);
  const header = Buffer.from(JSON.stringify({ planes: [{ name, dtype: 'u1', length: body.length }], pages: [] }));
  const long = Math.ceil(header.length / 8) * 8;
  const out = Buffer.alloc(8 + long + Math.ceil(body.length / 8) * 8);
  out.writeUInt32LE(long);
  out.fill(' ', 8, 8 + long);
  header.copy(out, 8);
  body.copy(out, 8 + long);
  return out;
}

test('a pack gives its files, and nothing for others', async () => {
  const pack = await openPack(deflateSync(container('/geo/a.bin', 'µg')).toString('base64'));
  assert.equal(pack.text('/geo/a.bin'), 'µg');
  assert.deepEqual(pack.header.pages, []);
  assert.equal(pack.bytes('toString'), null);
});

test('the fetch of a file answers what is in it and fails otherwise as a network does', async () => {
  const fetch = fetchFrom((name) => (name === '/a' ? new Uint8Array([1, 2]) : null));
  assert.deepEqual([...new Uint8Array(await (await fetch('/a')).arrayBuffer())], [1, 2]);
  await assert.rejects(fetch('/b'), TypeError);
});

test('addresses of a page are equal whatever their order, escapes and theme', () => {
  const one = keyOf('https://a.example/embed/map?s=x&br=1~2&theme=contrast');
  const two = keyOf('https://a.example/embed/map?br=1%7E2&s=x');
  assert.equal(one.key, two.key);
  assert.deepEqual([one.theme, two.theme], ['contrast', null]);
  assert.notEqual(two.key, keyOf('https://a.example/embed/map?s=x').key);
});

test('a document has its theme, configuration and scripts, and text cannot end an element', () => {
  const page = {
    html: '<html data-theme="auto" data-bs-theme="light"><head></head><body></body></html>',
    config: { page: 'map', note: '</script><b>' }, shared: { index: 'f00' },
  };
  const html = documentOf(page, { style: 'a{}', scripts: ["'$&'"], shared: (name) => ({ name }), theme: 'contrast' });
  assert.match(html, /data-theme="contrast" data-bs-theme="dark"/);
  assert.ok(html.includes('<script type="module">\'$&\'</script>'));
  assert.deepEqual(JSON.parse(html.match(/id="gridmap-config">(.*?)<\/script>/)[1]), { ...page.config, index: { name: 'f00' } });
  assert.equal(html.split('</script>').length, 3);
  assert.equal(inTheme(page.html, 'auto"><script>'), page.html);
});

test('a page in a file reads and writes its address, and leaves by a window of its own', () => {
  const left = [];
  const { location, history } = placeAt('https://a.example/geo/embed/map?el=Cu#x', (to) => left.push(to));
  assert.deepEqual([location.pathname, location.search, location.hash], ['/geo/embed/map', '?el=Cu', '#x']);
  history.replaceState({ a: 1 }, '', '/geo/embed/map?el=Ni');
  assert.equal(location.search, '?el=Ni');
  assert.deepEqual(history.state, { a: 1 });
  location.assign('/geo/embed/country/FIN');
  assert.deepEqual(left, ['https://a.example/geo/embed/country/FIN']);
});

test('a placed window is the window but for its place', () => {
  const window = { location: 'about:srcdoc', size: 3, me() { return this === window; } };
  const placed = placedWindow(window, { location: 'there', history: {} });
  assert.equal(placed.location, 'there');
  assert.equal(placed.size, 3);
  placed.gridmap = 7;
  assert.equal(window.gridmap, 7);
  const { bound } = placedWindow({ bound: (() => 1).bind(null) }, {});
  assert.equal(bound(), 1);
  assert.equal('size' in placed, true);
});

const STORY = { name: 'kola', title: 'T', description: '', dwell: 20, scenes: [{ view: '/map', title: 'µ', caption: '', notes: 'say µ', dwell: 20 }] };

test('a story of the server is saved by its name, one of the reader’s by what it holds', async () => {
  const options = { prefix: '/geo/', keep: { release: 'abc', lang: null } };
  assert.equal(await fileAddress(STORY, { ...options, own: false }), '/geo/api/v1/offline.html?release=abc&story=kola');
  const address = await fileAddress(STORY, { ...options, own: true });
  const packed = new URLSearchParams(address.split('?')[1]).get('s');
  const told = JSON.parse(inflateSync(Buffer.from(packed, 'base64url')));
  assert.deepEqual(told.scenes, STORY.scenes);
  assert.match(await packStory(STORY), /^eJ|^eN|^eF/, 'begins as zlib does');
});

test('a story too long for an address has none', async () => {
  const random = (n) => Array.from({ length: n }, (_, i) => String.fromCharCode(33 + ((i * i * 7919 + i * 104729) % 9973) % 90)).join('');
  const scenes = Array.from({ length: 30 }, (_, i) => ({ view: '/map', title: 't', caption: `${random(700 + i)}${i ** 5}`, notes: '', dwell: 20 }));
  const noisy = scenes.map((scene, i) => ({ ...scene, caption: Array.from(scene.caption, (c, k) => String.fromCharCode(33 + ((c.charCodeAt(0) * (i + 3) * (k + 11)) % 8191) % 90)).join('') }));
  assert.equal(await fileAddress({ ...STORY, scenes: noisy }, { prefix: '/', own: true, keep: {} }), null);
});

test('a story whose notes are too long for an address is saved without them', async () => {
  const notes = Array.from({ length: 4000 }, (_, i) => String.fromCharCode(33 + ((i * i * 31 + i * 7) % 9973) % 90)).join('');
  const story = { ...STORY, scenes: [1, 2, 3, 4].map((n) => ({ ...STORY.scenes[0], notes: notes.slice(n * 9) + notes.slice(0, n * 9).toLowerCase() })) };
  const options = { prefix: '/', own: true, keep: {} };
  const kept = story.scenes.map((scene, n) => ({ ...scene, notes: Array.from(scene.notes, (c, k) => String.fromCharCode(33 + ((c.charCodeAt(0) * (n + 3) * (k + 11)) % 8191) % 90)).join('') }));
  assert.equal(await fileAddress({ ...story, scenes: kept }, options), null);
  const address = await fileAddress({ ...story, scenes: kept }, { ...options, notes: false });
  const told = JSON.parse(inflateSync(Buffer.from(new URLSearchParams(address.split('?')[1]).get('s'), 'base64url')));
  assert.deepEqual(told.scenes[3], { view: '/map', title: 'µ', caption: '', dwell: 20 });
});

/** A window that can be sent messages, and those that it was sent. */
function windowOf(opener = null) {
  const heard = [];
  const window = {
    opener,
    addEventListener: (_kind, listener) => heard.push(listener),
    from: null,
    postMessage(data) { for (const listener of heard) listener({ data: structuredClone(data), source: window.from }); },
  };
  return window;
}

test('two windows of a file are kept in step by messages, also after one was loaded anew', () => {
  const told = { stage: [], desk: [] };
  const listening = (name, at) => ({ state: (state) => told[name].push(state.at), ask: () => ({ at }) });
  const stageWindow = windowOf();
  const deskWindow = windowOf(stageWindow);
  stageWindow.from = deskWindow;
  deskWindow.from = stageWindow;
  const stage = createWindowChannel('A', listening('stage', 4), stageWindow);
  stage.tell({ at: 1 }); // nobody is there yet
  const desk = createWindowChannel('A', listening('desk', 0), deskWindow);
  desk.ask();
  stage.tell({ at: 5 });
  desk.tell({ at: 6 });
  assert.deepEqual(told, { stage: [6], desk: [4, 5] });
  const again = createWindowChannel('A', listening('stage', 0), stageWindow);
  desk.tell({ at: 7 });
  again.tell({ at: 8 });
  assert.equal(told.desk.at(-1), 8);
});

test('windows of other stories, and messages of none, are not listened to', () => {
  const heard = [];
  const window = windowOf();
  window.from = windowOf();
  createWindowChannel('A', { state: (state) => heard.push(state), ask: () => ({ at: 0 }) }, window);
  for (const data of [null, 'x', { story: 'B', kind: 'state', state: { at: 1 } }, { story: 'A', kind: 'state', state: { at: '1' } }, { story: 'A', kind: 'state' }]) window.postMessage(data);
  assert.deepEqual(heard, []);
});

test('a file has the name that the server gives it', () => {
  assert.equal(fileName('attachment; filename="kola.html"'), 'kola.html');
  assert.equal(fileName(null), 'story.html');
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { scripts, startLoader } from '../../assets/gridmap/loader.mjs';

/** As much of a document as the loader touches. */
function page({ map, config }) {
  const target = new EventTarget();
  const added = [];
  return Object.assign(target, {
    added,
    body: { append: (script) => added.push([script.src, script.async]) },
    createElement: () => ({}),
    getElementById: (id) => ({ map: map ? {} : null, 'gridmap-config': config && { textContent: config } })[id] ?? null,
  });
}

const CONFIG = '{"scripts":["/a.js","/b.js"]}';
const IN_ORDER = [['/a.js', false], ['/b.js', false]];

test('without a map Dash starts at once, its scripts in order', () => {
  const document = page({ map: false, config: CONFIG });
  startLoader(document, { after: () => assert.fail('no need to wait') });
  assert.deepEqual(document.added, IN_ORDER);
});

test('with a map Dash waits for the first picture', () => {
  const document = page({ map: true, config: CONFIG });
  startLoader(document, { after: () => {} });
  assert.deepEqual(document.added, []);
  document.dispatchEvent(new Event('gridmap:painted'));
  assert.deepEqual(document.added, IN_ORDER);
});

test('a map that never paints keeps Dash waiting for four seconds only, and never twice', () => {
  const document = page({ map: true, config: CONFIG });
  startLoader(document, {
    after: (start, ms) => {
      assert.equal(ms, 4000);
      start();
    },
  });
  document.dispatchEvent(new Event('gridmap:painted'));
  assert.deepEqual(document.added, IN_ORDER);
});

test('a damaged configuration lists no scripts', () => {
  assert.deepEqual(scripts(page({ config: '{' })), []);
  assert.deepEqual(scripts(page({})), []);
});

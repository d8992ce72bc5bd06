/** Going to the part of a page that an address names, on a stand-in page. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

const SCRIPT = readFileSync(new URL('../../assets/dash_anchor.js', import.meta.url), 'utf8');

/** Load the script with an address; `make` puts parts on the page, `happen` fires an event. */
function load(hash) {
  const made = {};
  const done = [];
  const listeners = {};
  let changed = null;
  const document = { documentElement: {}, getElementById: (id) => made[id] ?? null };
  class MutationObserver {
    constructor(call) { changed = call; }
    observe() { done.push('watch'); }
    disconnect() { changed = () => {}; }
  }
  const addEventListener = (name, call, { signal }) => {
    listeners[name] = call;
    signal.addEventListener('abort', () => delete listeners[name]);
  };
  vm.runInContext(SCRIPT, vm.createContext({
    document, location: { hash }, MutationObserver, AbortController, addEventListener, setTimeout: () => 0, decodeURIComponent,
  }));
  return {
    done, listeners,
    make(id) {
      made[id] = { scrollIntoView: () => done.push(`to ${id}`), focus: () => done.push(`focus ${id}`) };
      changed?.();
    },
    happen: (name) => listeners[name]?.(),
  };
}

test('an address without an anchor watches nothing', () => {
  assert.deepEqual(load('').done, []);
});

test('the part is gone to once it is there, and once only', () => {
  const page = load('#covered');
  page.make('samples');
  page.make('covered');
  page.make('area');
  assert.deepEqual(page.done, ['watch', 'to covered', 'focus covered']);
  assert.deepEqual(Object.keys(page.listeners), []);
});

test('a reader who has begun to read is left there', () => {
  const page = load('#covered');
  page.happen('keydown');
  page.make('covered');
  assert.deepEqual(page.done, ['watch']);
});

test('anchors are read as written, also where they cannot be decoded', () => {
  for (const [hash, id] of [['#a%20b', 'a b'], ['#100%', '100%']]) {
    const page = load(hash);
    page.make(id);
    assert.equal(page.done.at(-1), `focus ${id}`);
  }
});

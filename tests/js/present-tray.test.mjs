import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import vm from 'node:vm';
import { KEY, load, moved, save, toToml, without } from '../../assets/present/basket.mjs';

/** A browser's storage, or one that refuses. */
const storage = (start = null, refuses = false) => {
  let held = start;
  return {
    getItem: (key) => (key === KEY ? held : null),
    setItem: (_key, text) => {
      if (refuses) throw new Error('full');
      held = text;
    },
    removeItem: () => { held = null; },
    held: () => held,
  };
};

const scene = (title) => ({ view: '/map?el=Cu', title, caption: '', notes: '', dwell: 20 });
const STORY = { name: '', title: 'Mine', description: '', dwell: 20, scenes: ['a', 'b', 'c'].map(scene) };
const titles = (story) => story.scenes.map(({ title }) => title).join('');

test('a story is kept and found again', () => {
  const kept = storage();
  assert.equal(save(kept, STORY), true);
  assert.deepEqual(load(kept), STORY);
  save(kept, { ...STORY, scenes: [] });
  assert.equal(kept.held(), null);
});

test('storage that is damaged or refuses is an empty story, and is said', () => {
  assert.deepEqual(load(storage('{')).scenes, []);
  assert.deepEqual(load({ getItem() { throw new Error('forbidden'); } }).scenes, []);
  assert.equal(save(storage(null, true), STORY), false);
});

test('scenes are put in order and taken out', () => {
  assert.equal(titles(moved(STORY, 0, 1)), 'bac');
  assert.equal(titles(moved(STORY, 2, 0)), 'cab');
  assert.equal(titles(moved(STORY, 0, -1)), 'abc');
  assert.equal(titles(without(STORY, 1)), 'ac');
});

test('the file is TOML whatever is written', () => {
  const story = { ...STORY, scenes: [{ ...scene('“x”\n"y" \\ \u007f'), caption: 'c', dwell: 30 }] };
  assert.equal(toToml(story), [
    'title = "Mine"', 'dwell = 20', '', '[[scene]]', 'view = "/map?el=Cu"', 'title = "“x”\\n\\"y\\" \\\\ \\u007f"', 'caption = "c"', 'dwell = 30', '',
  ].join('\n'));
});

test('Share adds the view under the prefix, up to as many scenes as a story has', () => {
  const module = { exports: {} };
  vm.runInContext(readFileSync(new URL('../../assets/dash_story.js', import.meta.url), 'utf8'), vm.createContext({ module, URL }));
  const { added, viewOf } = module.exports;
  assert.equal(viewOf({ pathname: '/geo/map', search: '?el=Cu' }, '/geo/'), '/map?el=Cu');
  assert.equal(viewOf({ pathname: '/other', search: '' }, '/geo/'), null);
  assert.equal(added(null, scene('a')).scenes.length, 1);
  assert.equal(titles(added(STORY, scene('d'))), 'abcd');
  assert.equal(added({ scenes: Array(100).fill(scene('x')) }, scene('y')), null);
});

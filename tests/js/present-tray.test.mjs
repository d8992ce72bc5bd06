import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import vm from 'node:vm';
import { KEY, joined, load, moved, save, tidied, toToml, without } from '../../assets/present/basket.mjs';
import { problemText, readFile } from '../../assets/present/story-file.mjs';
import { createT } from '../../assets/gridmap/texts.mjs';

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

test('a story is tidied as its file is read: paragraphs, whole characters, nothing without a title', () => {
  const story = { ...STORY, title: ' ', scenes: [{ ...scene(''), caption: ' a\n b\ud83d', notes: '\n x\n y ' }] };
  const tidy = tidied(story, 'Untitled');
  assert.equal(tidy.title, 'Untitled');
  assert.deepEqual(tidy.scenes[0], { ...scene('/map?el=Cu'), caption: 'a b\ufffd', notes: 'x\n y' });
  assert.deepEqual(tidied(tidy), tidy);
});

test('scenes of a file are added at the end, up to as many as a story has', () => {
  assert.equal(titles(joined(STORY, STORY)), 'abcabc');
  assert.equal(joined(STORY, { scenes: Array(98).fill(scene('x')) }), null);
});

const t = createT({});
const answer = (status, body) => async () => ({ ok: status === 200, status, json: async () => body });
const FILE = { name: 'a.toml', size: 10 };

test('a file opens to its story, with what the server does not show of it', async () => {
  const sent = [];
  const ask = async (address, request) => {
    sent.push([address, request.method, request.body]);
    return answer(200, { story: STORY, notices: [{ line: null, place: 'scene 1: view', found: '“x”', expected: 'a place' }] })();
  };
  const read = await readFile(FILE, { prefix: '/geo/', t, ask });
  assert.deepEqual(sent, [['/geo/present/read', 'POST', FILE]]);
  assert.deepEqual(read.story, STORY);
  assert.deepEqual(read.problems, ['scene 1: view – found: “x”. Expected: a place']);
});

test('a file that is no story says all that is wrong, by line, and gives none', async () => {
  const problems = [{ line: 3, place: 'title', found: 'nothing', expected: 'a text' }, { line: null, place: null, found: 'x', expected: 'y' }];
  const read = await readFile(FILE, { prefix: '/', t, ask: answer(422, { error: { message: 'No.' }, problems }) });
  assert.equal(read.story, null);
  assert.equal(read.said, 'a.toml was not opened; your story is as it was. No.');
  assert.deepEqual(read.problems, ['Line 3, title – found: nothing. Expected: a text', 'The file – found: x. Expected: y']);
  assert.equal(problemText(problems[0], t), read.problems[0]);
});

test('a large file is not sent, and a server that is away is said', async () => {
  const read = await readFile({ ...FILE, size: 200_001 }, { prefix: '/', t, ask: () => assert.fail('sent') });
  assert.match(read.said, /200 kB/);
  const away = await readFile(FILE, { prefix: '/', t, ask: async () => { throw new TypeError('Failed to fetch'); } });
  assert.deepEqual([away.story, away.problems], [null, []]);
  assert.match(away.said, /cannot be reached/);
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

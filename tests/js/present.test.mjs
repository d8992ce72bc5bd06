import assert from 'node:assert/strict';
import test from 'node:test';
import { createKeys, needed } from '../../assets/present/keys.mjs';
import { clockText, createTimer, remaining, swipe, target } from '../../assets/present/script.mjs';
import { decodeStory, encodeStory, isView, readStory, samePage, sceneAddress, pictureAddress } from '../../assets/present/story.mjs';

const press = (keys, key, more = {}) => keys.read({ key, ...more })?.command ?? null;

test('keys of keyboards and clickers turn the scenes', () => {
  const keys = createKeys();
  assert.deepEqual(['ArrowRight', 'PageDown', ' ', 'ArrowLeft', 'PageUp', 'Home', 'End', 'B', '.', 'l', '?', 'x'].map((key) => press(keys, key)),
    ['next', 'next', 'next', 'previous', 'previous', 'first', 'last', 'blank', 'blank', 'share', 'help', null]);
  assert.equal(press(keys, ' ', { shiftKey: true }), 'previous');
});

test('keys of the browser stay the browser’s', () => {
  const keys = createKeys();
  for (const modifier of ['altKey', 'ctrlKey', 'metaKey']) assert.equal(press(keys, 'f', { [modifier]: true }), null);
});

test('a number waits for Enter, and any other key forgets it', () => {
  const keys = createKeys();
  keys.read({ key: '1' });
  keys.read({ key: '2' });
  assert.equal(keys.typed(), '12');
  assert.deepEqual(keys.read({ key: 'Enter' }), { command: 'go', number: 12 });
  assert.equal(press(keys, 'Enter'), null);
  keys.read({ key: '5' });
  assert.equal(press(keys, 'Escape'), 'typed');
  assert.equal(keys.typed(), '');
});

/** As much of an element as `needed` asks: its tag and type. */
const element = (tag, type) => ({
  matches: (selector) => selector.split(/,(?![^(]*\))/).some((one) => {
    const [, name, without] = one.trim().match(/^([a-z]*)(?:\[href\])?(?:\[type="([a-z]+)"\])?/) ?? [];
    if (name !== tag) return false;
    if (one.includes(':not')) return !one.includes(`"${type}"`);
    return without ? without === type : true;
  }),
});

test('what has the focus keeps the keys it needs, and clickers go on all the same', () => {
  assert.equal(needed(element('button'), ' '), true);
  assert.equal(needed(element('button'), 'ArrowRight'), false);
  assert.equal(needed(element('input', 'range'), 'ArrowRight'), true);
  assert.equal(needed(element('input', 'range'), 'b'), false);
  assert.equal(needed(element('select'), 'b'), true);
  assert.equal(needed(element('select'), 'PageDown'), false);
  assert.equal(needed(null, ' '), false);
});

test('scenes end at the last, or begin again', () => {
  const where = { at: 2, count: 3 };
  assert.deepEqual(['next', 'previous', 'first', 'last', 'nothing'].map((one) => target(one, where)), [2, 1, 0, 2, 2]);
  assert.equal(target('next', { ...where, loop: true }), 0);
  assert.equal(target('previous', { at: 0, count: 3 }), 0);
  assert.equal(target('previous', { at: 0, count: 3, loop: true }), 2);
  assert.equal(target('go', { ...where, number: 1 }), 0);
  assert.equal(target('go', { ...where, number: 9 }), 2, 'no such scene: nothing happens');
  assert.equal(target('go', { at: 1, count: 3, number: 0 }), 1);
});

test('the time left is that of this scene and all after it', () => {
  const scenes = [{ dwell: 20 }, { dwell: 30 }, { dwell: 10 }];
  assert.equal(remaining(scenes, 0, 5), 55);
  assert.equal(remaining(scenes, 1, 90), 10, 'a scene shown for longer takes nothing from the next');
});

test('seconds are written as a clock', () => {
  assert.deepEqual([0, 5, 65, 3600, 3725, -1].map(clockText), ['0:00', '0:05', '1:05', '1:00:00', '1:02:05', '0:00']);
});

test('pauses do not count', () => {
  let now = 0;
  const timer = createTimer(() => now);
  now = 4000;
  timer.run(false);
  now = 9000;
  assert.equal(timer.seconds(), 4);
  timer.run(true);
  now = 10_000;
  assert.equal(timer.seconds(), 5);
  timer.restart();
  assert.equal(timer.seconds(), 0);
});

test('a swipe is long and level', () => {
  assert.equal(swipe([300, 100], [200, 110]), 'next');
  assert.equal(swipe([200, 100], [300, 90]), 'previous');
  assert.equal(swipe([200, 100], [230, 100]), null);
  assert.equal(swipe([200, 100], [260, 300]), null);
});

const STORY = { name: '', title: 'Größe – 铜', description: '', dwell: 20, scenes: [
  { view: '/map?el=Cu&c=FIN~NOR', title: 'Eins', caption: '“quoted” & <b>', notes: '', dwell: 20 },
] };

test('a story survives the fragment of a link', () => {
  assert.match(encodeStory(STORY), /^[\w-]+$/);
  assert.deepEqual(decodeStory(encodeStory(STORY)), STORY);
});

test('what is no story is none', () => {
  for (const text of ['', '%', 'bm8', encodeStory({ scenes: [] }), encodeStory([1]), encodeStory(null)]) assert.equal(decodeStory(text), null, text);
});

test('a story of anybody is cut to what a story may hold', () => {
  const story = readStory({ title: 5, dwell: 1e9, scenes: [null, { view: '/map', title: 'x'.repeat(999), dwell: 0.5 }] });
  assert.equal(story.title, '');
  assert.equal(story.dwell, 20);
  assert.deepEqual(story.scenes[0], { view: '', title: '', caption: '', notes: '', dwell: 20 });
  assert.equal(story.scenes[1].title.length, 120);
  assert.equal(story.scenes[1].dwell, 20);
});

test('views are paths under the prefix and nothing else', () => {
  for (const view of ['/', '/map?el=Cu', '/country/FIN?m=stage', '/map?x=..']) assert.equal(isView(view), true, view);
  for (const view of ['', 'map', '//evil.example/', '/\\evil.example', 'javascript:alert(1)', '/../api', '/a b', '/map#x', '/"']) {
    assert.equal(isView(view), false, view);
    assert.equal(sceneAddress(view, { prefix: '/' }), null, view);
  }
});

test('the address of a scene keeps its query, and takes release and language where it has none', () => {
  const options = { prefix: '/geo/', folder: 'embed/', keep: { release: 'abc', lang: null }, set: { theme: 'contrast' } };
  assert.equal(sceneAddress('/map?c=FIN~NOR&el=Cu', options), '/geo/embed/map?c=FIN~NOR&el=Cu&release=abc&theme=contrast');
  assert.equal(sceneAddress('/?release=def', { prefix: '/geo/', keep: { release: 'abc' } }), '/geo/?release=def');
  assert.equal(sceneAddress('/', { prefix: '/geo/' }), '/geo/');
});

test('only views of one page and source move within their frame', () => {
  assert.equal(samePage('/embed/map?s=a&el=Cu', '/embed/map?s=a&el=Ni&v=1~2~3'), true);
  assert.equal(samePage('/embed/map?s=a', '/embed/map?s=b'), false);
  assert.equal(samePage('/embed/map?s=a', '/embed/?s=a'), false);
  assert.equal(samePage('/embed/map?release=a', '/embed/map'), false);
  assert.equal(samePage(null, '/embed/map'), false);
});

test('a view with a map has a picture, of its page and place, and keeps release and language', () => {
  const options = { prefix: '/geo/', keep: { release: 'abc', lang: null }, width: 1200, height: 620 };
  const asked = (view) => {
    const address = pictureAddress(view, options);
    const { pathname, searchParams } = new URL(address, 'http://localhost');
    return [pathname, Object.fromEntries(searchParams)];
  };
  const size = { im_width: '1200', im_height: '620', release: 'abc' };
  assert.deepEqual(asked('/map?el=Cu&br=1~2'), ['/geo/api/v1/picture.svg', { el: 'Cu', br: '1~2', page: 'map', ...size }]);
  assert.deepEqual(asked('/?lvl=0'), ['/geo/api/v1/picture.svg', { lvl: '0', page: 'progress', ...size }]);
  assert.deepEqual(asked('/country/LAO'), ['/geo/api/v1/picture.svg', { page: 'country', code: 'LAO', ...size }]);
  for (const view of ['/element/Cu', '/about', '//evil.example/', '/map#x']) assert.equal(pictureAddress(view, options), null);
});

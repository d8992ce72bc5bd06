/** What of a presentation is shared: questions to the server, and what follows an address. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { inflateSync } from 'node:zlib';
import { fragmentOf, queryOfStory, queryOfView } from '../../assets/present/sharing.mjs';
import { pageOf, without } from '../../assets/present/story.mjs';

const STORY = {
  name: 'kola', title: 'Kola', description: 'Of one survey.', dwell: 20,
  scenes: [
    { view: '/map?el=Ni', title: 'One', caption: 'Read by the audience.', notes: 'Read by the speaker.', dwell: 20 },
    { view: '/map?el=Ni', title: 'Two', caption: '', notes: '', dwell: 20 },
    { view: '/element/Cu', title: 'Three', caption: '', notes: '', dwell: 20 },
  ],
};

test('a view names its page and what its path names', () => {
  assert.deepEqual(pageOf('/?c=FIN'), { page: 'progress', code: '' });
  assert.deepEqual(pageOf('/element/Fe%20total'), { page: 'element', code: 'Fe total' });
  for (const view of ['/about', '/country/', '/element/%', 'map', '//map']) assert.equal(pageOf(view), null);
});

test('keys are taken out of a query, and the rest stays as it was spelled', () => {
  assert.equal(without('?theme=dark&s=a.b&c=FIN~NOR&release=aaa', ['theme', 'release']), '?s=a.b&c=FIN~NOR');
  assert.equal(without('?theme=dark', ['theme']), '');
  assert.equal(without('', ['theme']), '');
  assert.equal(without('?v=1~2~3', ['theme']), '?v=1~2~3');
});

test('the server is asked for what the scene shows, on its own release or that of the page', () => {
  assert.equal(queryOfView('/map?el=Ni&c=FIN~NOR&theme=contrast', 'aaa'), 'page=map&release=aaa&el=Ni&c=FIN~NOR');
  assert.equal(queryOfView('/country/LAO?release=bbb', 'aaa'), 'page=country&code=LAO&release=bbb');
  assert.equal(queryOfView('/about', 'aaa'), null);
});

test('a story of the server is asked for by its name', async () => {
  assert.equal(await queryOfStory(STORY, { own: false, release: 'aaa', lang: null }), 'story=kola&release=aaa');
  assert.equal(await queryOfStory(STORY, { own: false, release: 'aaa', lang: 'de' }), 'story=kola&release=aaa&lang=de');
});

test('of a story in a link the server is told title and views, and nothing else that is read', async () => {
  const query = new URLSearchParams(await queryOfStory(STORY, { own: true, release: 'aaa', lang: null }));
  assert.equal(query.get('story'), 'own');
  const told = JSON.parse(inflateSync(Buffer.from(query.get('s'), 'base64url')));
  assert.equal(told.title, 'Kola');
  assert.deepEqual(told.scenes, [{ view: '/map?el=Ni' }, { view: '/element/Cu' }]);
});

test('the story and the number of the scene follow the address', () => {
  assert.equal(fragmentOf({ held: null }), '');
  assert.equal(fragmentOf({ held: null, number: 3 }), '#n=3');
  assert.equal(fragmentOf({ held: 'eyJ0', number: 3 }), '#s=eyJ0&n=3');
});

/** Scenes of a reader's story whose releases are gone. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { inflateSync } from 'node:zlib';
import { goneReleases, renewed } from '../../assets/present/releases.mjs';

const scene = (view) => ({ view, title: 'T', caption: 'C', notes: 'N', dwell: 20 });
const STORY = { name: '', title: 'Mine', description: '', dwell: 20, scenes: ['/map?el=Cu', '/map?el=Cu&release=aaa&c=FIN', '/?release=aaa'].map(scene) };
const answering = (body, ok = true) => async () => ({ ok, json: async () => body });

test('the server is asked which releases are gone, and told the views only', async () => {
  let asked = '';
  const ask = async (address) => {
    asked = address;
    return { ok: true, json: async () => ({ gone: { aaa: [2, 3] }, release: 'bbb' }) };
  };
  assert.deepEqual(await goneReleases(STORY, { prefix: '/geo/', ask }), { gone: { aaa: [2, 3] }, release: 'bbb' });
  const { pathname, searchParams } = new URL(asked, 'http://localhost');
  assert.equal(pathname, '/geo/api/v1/share.json');
  const told = JSON.parse(inflateSync(Buffer.from(searchParams.get('s'), 'base64url')));
  assert.deepEqual(told.scenes, STORY.scenes.map(({ view }) => ({ view })));
});

test('live stories ask nothing, and a server that does not answer says nothing', async () => {
  const never = () => assert.fail('asked');
  assert.equal(await goneReleases({ ...STORY, scenes: [scene('/map?el=Cu&c=release')] }, { prefix: '/', ask: never }), null);
  assert.equal(await goneReleases(STORY, { prefix: '/', ask: answering({}, false) }), null);
  assert.equal(await goneReleases(STORY, { prefix: '/', ask: async () => { throw new TypeError('network'); } }), null);
  assert.equal(await goneReleases(STORY, { prefix: '/', ask: answering({ gone: {}, release: 'bbb' }) }), null);
});

test('the scenes that are gone become those of another release', () => {
  const views = renewed(STORY, { gone: { aaa: [2, 3] }, release: 'bbb' }).scenes.map(({ view }) => view);
  assert.deepEqual(views, ['/map?el=Cu', '/map?release=bbb&el=Cu&c=FIN', '/?release=bbb']);
});

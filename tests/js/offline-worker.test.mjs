import assert from 'node:assert/strict';
import test from 'node:test';
import { filesOf, isGone, isLasting, isPage, kindOf, nearest, releaseOf } from '../../assets/offline/rules.mjs';
import { lineOf, scenesOf } from '../../assets/offline/register.mjs';
import { createUses } from '../../assets/offline/uses.mjs';

const ROOT = 'https://a.example/geo/';
const DIGEST = '0123456789abcdef';
const kind = (path, more = {}) => kindOf({ method: 'GET', mode: 'cors', url: ROOT + path, ...more }, ROOT);

test('requests are told apart by what they can be answered with', () => {
  const page = { mode: 'navigate' };
  assert.deepEqual(['', 'map?el=Cu', 'embed/map', 'present/kola'].map((path) => kind(path, page)), ['page', 'page', 'page', 'page']);
  assert.deepEqual([
    `gridmap/${DIGEST}/joined.mjs`, 'api/v1/releases/3f9a/grid.bin', 'assets/dash_view.js?m=1.0', '_dash-component-suites/dash/x.js',
  ].map((path) => kind(path)), ['lasting', 'lasting', 'lasting', 'lasting']);
  assert.deepEqual(['_dash-layout', '_dash-dependencies', 'api/v1/cell.json?cell=N1E1', 'api/v1/together/heat.json'].map((path) => kind(path)),
    ['figures', 'figures', 'figures', 'figures']);
  assert.equal(kind('_dash-update-component', { method: 'POST' }), 'callback');
  assert.equal(kind('api/v1/picture.png?page=map', { mode: 'no-cors' }), 'figures', 'a page shows it');
  assert.equal(kind('api/v1/picture.png?page=map'), 'server', 'it is asked for to be saved');
  assert.equal(kind('api/v1/view.csv'), 'server');
  assert.equal(kind('api/v1/view.csv', page), 'server');
  assert.equal(kind('api/v1/releases/3f9a/files/index.json'), 'server', 'whole files of a release are downloads');
});

test('what is not of the site, or changes it, is left alone', () => {
  assert.equal(kindOf({ method: 'GET', mode: 'cors', url: 'https://a.example/other/map' }, ROOT), null);
  assert.equal(kindOf({ method: 'GET', mode: 'cors', url: 'https://b.example/geo/map' }, ROOT), null);
  assert.equal(kind('map', { method: 'POST' }), null);
  assert.equal(kind('sw.js'), null);
});

const answer = (status, headers, more = {}) => ({ status, headers: new Headers(headers), redirected: false, ...more });

test('kept are answers that never change, and pages; neither faults nor attachments', () => {
  assert.equal(isLasting(answer(200, { 'Cache-Control': 'public, max-age=1, immutable' })), true);
  assert.equal(isLasting(answer(200, { 'Cache-Control': 'no-cache' })), false);
  assert.equal(isLasting(answer(206, { 'Cache-Control': 'immutable' })), false);
  const html = { 'Content-Type': 'text/html; charset=utf-8' };
  assert.equal(isPage(answer(200, html)), true);
  assert.equal(isPage(answer(404, html)), false);
  assert.equal(isPage(answer(200, html, { redirected: true })), false);
  assert.equal(isPage(answer(200, { ...html, 'Content-Disposition': 'attachment; filename="a.html"' })), false);
});

test('the nearest page has the same path, release and language', () => {
  const kept = ['map?el=Cu', 'map?el=Ni&release=old', 'map?el=Zn', 'country/FIN'].map((path) => ROOT + path);
  assert.deepEqual(nearest(`${ROOT}map?el=Cu#x`, kept), { address: kept[0], exact: true });
  assert.deepEqual(nearest(`${ROOT}map?el=Pb`, kept), { address: kept[2], exact: false }, 'the latest');
  assert.deepEqual(nearest(`${ROOT}map?release=old`, kept), { address: kept[1], exact: false });
  assert.equal(nearest(`${ROOT}map?lang=fr`, kept), null);
  assert.equal(nearest(`${ROOT}country/SWE`, kept), null);
});

test('a page tells its release, on the site and in frames', () => {
  assert.equal(releaseOf('{"prefix":"/","scripts":[],"offline":{"release":"3f9a","day":"2026"}}'), '3f9a');
  assert.equal(releaseOf('{"page":"map","api":"/geo/api/v1/releases/3f9a/","index":{}}'), '3f9a');
  assert.equal(releaseOf('<p>no release</p>'), null);
});

test('a page names what it is made from', () => {
  const html = `<link rel="preload" as="fetch" crossorigin href="/geo/api/v1/releases/3f9a/a.bin?x=1&amp;y=2">
    <link rel="stylesheet" href="/geo/style/${DIGEST}/style.css"><script type="module" src="/geo/gridmap/${DIGEST}/joined.mjs"></script>
    <link rel="canonical" href="https://a.example/geo/map"><a href="/geo/style/${DIGEST}/no.css">x</a>`;
  assert.deepEqual(filesOf(html, ROOT), [
    `${ROOT}api/v1/releases/3f9a/a.bin?x=1&y=2`, `${ROOT}style/${DIGEST}/style.css`, `${ROOT}gridmap/${DIGEST}/joined.mjs`,
  ]);
});

test('scenes of a story are pages for frames, on the release of the page', () => {
  const story = { scenes: [{ view: '/map?el=Cu' }, { view: '/?release=old' }] };
  assert.deepEqual(scenesOf(story, '/geo/', '?release=new&auto=1'), ['/geo/embed/map?el=Cu&release=new', '/geo/embed/?release=old']);
  assert.deepEqual(scenesOf(null, '/', ''), []);
});

test('files of other releases and versions go, all others stay', () => {
  const site = { root: ROOT, release: 'new', digests: [DIGEST] };
  const gone = (path) => isGone(ROOT + path, site);
  assert.deepEqual([
    'api/v1/releases/old/grid.bin', 'api/v1/releases/new/grid.bin', `style/${DIGEST}/style.css`, 'style/fedcba9876543210/style.css', 'offline/uses.json', 'assets/x.js?m=1',
  ].map(gone), [true, false, false, true, false, false]);
});

test('what was used longest ago goes first, and only as much as has to', () => {
  const uses = createUses({ a: [40, 1], b: [40, 2] }, 100);
  uses.read('a', 3);
  uses.read('nothing', 4);
  assert.deepEqual(uses.put('c', 40, 5), ['b']);
  assert.equal(uses.held(), 80);
  assert.deepEqual(uses.told(), { a: [40, 3], c: [40, 5] });
  assert.deepEqual(uses.put('c', 60, 6), [], 'put anew, a file counts once');
  assert.deepEqual(uses.put('d', 200, 7), ['a', 'c', 'd'], 'a file larger than the room is not kept');
  assert.equal(uses.held(), 0);
  uses.drop('gone');
  assert.equal(uses.held(), 0);
});

test('the line says which release is shown, and what is missing of it', () => {
  const texts = { release: 'Release {release} of {day}.', nearest: 'Near.', parts: 'Parts.' };
  assert.equal(lineOf({ texts, release: 'abc', day: '2026-11-22' }), 'Release abc of 2026-11-22.');
  assert.equal(lineOf({ texts, release: 'abc', day: '2026-11-22', exact: false, dash: true }), 'Release abc of 2026-11-22. Near. Parts.');
});

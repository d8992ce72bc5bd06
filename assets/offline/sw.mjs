/**
 * The service worker: maps and stories visited before open without a network (docs/offline.md).
 *
 * Files with a hash or a release in their address are kept and never asked for again; pages are
 * asked for first and shown from what is kept when there is no answer. A page names the release
 * and the files that it is made from, so that nothing of another release can get into it.
 * `self.SITE` is written before this by the server (dashboard/web/worker.py).
 */

import { filesOf, isGone, isLasting, isPage, kindOf, nearest, releaseOf } from './rules.mjs';
import { createUses } from './uses.mjs';

const { prefix, version, release, digests, style, texts } = self.SITE;
const root = new URL(prefix, self.location.origin).href;

/** Pages and figures of this version and release, what callbacks were answered; files of all
 * versions and releases, which their addresses tell apart. */
const OWN = `pages ${prefix} ${version} ${release}`;
const CALLS = `${OWN} calls`;
const FILES = `files ${prefix}`;
const USES = `${root}offline/uses.json`;
/** Bytes of all files, and of one: maps are small, downloads are not kept. */
const ROOM = 150e6;
const LARGEST = 12e6;
/** Pages and figures at most, and answers of callbacks. */
const MOST = 200;
const MOST_CALLS = 600;

/** How the page of a window was answered, by the window's id. */
const answered = new Map();

// ---- what is kept ------------------------------------------------------------------

let uses = null;
let saving = Promise.resolve();

/** Read once for the life of the worker. */
function loadUses() {
  uses ??= (async () => {
    const found = await (await caches.open(FILES)).match(USES);
    return createUses(found ? await found.json() : {}, ROOM);
  })();
  return uses;
}

/** Writes follow one another: each is of all uses. */
function saveUses() {
  saving = saving.catch(() => {}).then(async () => {
    const text = JSON.stringify((await loadUses()).told());
    await (await caches.open(FILES)).put(USES, new Response(text, { headers: { 'Content-Type': 'application/json' } }));
  });
  return saving;
}

async function keepFile(address, answer) {
  const body = await answer.blob();
  if (body.size > LARGEST) return;
  const cache = await caches.open(FILES);
  await cache.put(address, new Response(body, { headers: answer.headers }));
  const gone = (await loadUses()).put(address, body.size, Date.now());
  await Promise.all(gone.map((one) => cache.delete(one)));
  await saveUses();
}

/** The server has another release: what it answers now is for the worker of that one to keep. */
let moved = false;

async function keepPage(address, answer) {
  const of = releaseOf(await answer.clone().text());
  if (of && of !== release && !new URL(address).searchParams.has('release')) moved = true;
  await keepOwn(address, answer);
}

async function keepOwn(address, answer, { name = OWN, most = MOST } = {}) {
  if (moved) return;
  const cache = await caches.open(name);
  // Put anew, an entry is the last of the keys: the first ones go.
  await cache.delete(address);
  await cache.put(address, answer);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((one) => cache.delete(one)));
}

/** A full disk keeps nothing more, and that is all. */
const quietly = (promise) => promise.catch(() => {});

// ---- answers -----------------------------------------------------------------------

async function lasting(event) {
  const { url } = event.request;
  const found = await (await caches.open(FILES)).match(url);
  if (found) {
    event.waitUntil(quietly(loadUses().then((known) => known.read(url, Date.now()))));
    return found;
  }
  const answer = await fetch(event.request);
  if (isLasting(answer)) event.waitUntil(quietly(keepFile(url, answer.clone())));
  return answer;
}

const unavailable = (message) => new Response(
  JSON.stringify({ error: { status: 503, title: texts.offline, message } }),
  { status: 503, headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' } },
);

async function figures(event) {
  const { request } = event;
  try {
    const answer = await fetch(request);
    if (answer.status === 200) event.waitUntil(quietly(keepOwn(request.url, answer.clone())));
    return answer;
  } catch {
    return await (await caches.open(OWN)).match(request.url) ?? unavailable(texts.server);
  }
}

/** Dash asks by POST, which no cache keeps: the question becomes part of the address. */
async function callback(event) {
  const { request } = event;
  const asked = await request.clone().arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', asked));
  const address = `${request.url}?asked=${Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  try {
    const answer = await fetch(request);
    if (answer.status === 200) event.waitUntil(quietly(keepOwn(address, answer.clone(), { name: CALLS, most: MOST_CALLS })));
    return answer;
  } catch {
    return await (await caches.open(CALLS)).match(address) ?? unavailable(texts.server);
  }
}

async function fromServer({ request }) {
  try {
    return await fetch(request);
  } catch (error) {
    if (request.mode === 'navigate') return offlinePage(texts.server);
    if (error.name === 'AbortError') throw error;
    return unavailable(texts.server);
  }
}

async function page(event) {
  const { request } = event;
  const [url] = request.url.split('#');
  try {
    const answer = await event.preloadResponse ?? await fetch(request);
    answered.delete(event.resultingClientId);
    if (isPage(answer)) event.waitUntil(quietly(keepPage(url, answer.clone())));
    return answer;
  } catch {
    const cache = await caches.open(OWN);
    const found = nearest(url, await keptPages(cache));
    const kept = found && await cache.match(found.address);
    if (!kept) return offlinePage(texts.unvisited);
    answered.set(event.resultingClientId, { exact: found.exact, saved: kept.headers.get('Date') });
    return kept;
  }
}

async function keptPages(cache) {
  const keys = (await cache.keys()).map(({ url }) => url);
  return keys.filter((url) => kindOf({ method: 'GET', mode: 'same-origin', url }, root) === null);
}

/** The title that the server wrote, which is HTML already. */
const TITLE = /<title>([^<]*)<\/title>/;
/** Pages listed where nothing can be shown. */
const LISTED = 30;

const escaped = (text) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

/** What to read where nothing can be shown: why, and what can. */
async function offlinePage(reason) {
  const cache = await caches.open(OWN);
  const kept = (await keptPages(cache)).filter((url) => !url.startsWith(`${root}embed/`)).reverse().slice(0, LISTED);
  const titles = await Promise.all(kept.map(async (url) => (await (await cache.match(url)).text()).match(TITLE)?.[1]));
  const rows = kept.map((url, i) => `<li><a href="${escaped(url)}">${titles[i] || escaped(url)}</a></li>`).join('');
  const html = `<!DOCTYPE html>
<html lang="en" data-theme="auto"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(texts.offline)}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="${escaped(style)}"></head>
<body><main id="content"><article class="prose offline-page"><h1>${escaped(texts.offline)}</h1><p>${escaped(reason)}</p>
${rows && `<h2>${escaped(texts.kept)}</h2><ul>${rows}</ul>`}</article></main></body></html>`;
  return new Response(html, {
    status: 503,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', 'Content-Security-Policy': "default-src 'self'; img-src data:" },
  });
}

// ---- events ------------------------------------------------------------------------

const ANSWERS = {
  page,
  lasting,
  figures,
  server: fromServer,
  callback,
};

self.addEventListener('fetch', (event) => {
  const kind = kindOf(event.request, root);
  if (kind) event.respondWith(ANSWERS[kind](event));
});

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('activate', (event) => event.waitUntil((async () => {
  await self.registration.navigationPreload?.enable();
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(`pages ${prefix} `) && ![OWN, CALLS].includes(name)).map((name) => caches.delete(name)));
  const files = await caches.open(FILES);
  const known = await loadUses();
  await Promise.all((await files.keys()).filter(({ url }) => isGone(url, { root, release, digests })).map(({ url }) => {
    known.drop(url);
    return files.delete(url);
  }));
  await saveUses();
  await self.clients.claim();
})()));

/** What the first page of a visit was made from came before the worker; it is asked for again. */
async function keepVisited(addresses) {
  const files = await caches.open(FILES);
  for (const url of addresses) {
    const kind = kindOf({ method: 'GET', mode: 'cors', url }, root);
    if (kind === 'lasting' && await files.match(url)) continue;
    // From the browser's own cache, as all of these have just been fetched.
    const answer = await fetch(url).catch(() => null);
    if (answer && kind === 'lasting' && isLasting(answer)) await keepFile(url, answer);
    else if (answer && kind === 'figures' && answer.status === 200) await keepOwn(url, answer);
    else if (answer && !kind && isPage(answer)) await keepPage(url, answer);
  }
}

/** The scenes of a story that is opened: its pages, and what they ask for first. */
async function keepScenes(addresses) {
  const own = await caches.open(OWN);
  for (const url of addresses) {
    const kept = await own.match(url) ?? await fetch(url).catch(() => null);
    if (!kept || !isPage(kept)) continue;
    const html = await kept.clone().text();
    await keepPage(url, kept);
    await keepVisited(filesOf(html, root));
  }
}

self.addEventListener('message', (event) => {
  const { data, source, ports } = event;
  if (data?.kind === 'visited') event.waitUntil(quietly(keepVisited(data.addresses)).then(() => ports[0]?.postMessage('kept')));
  if (data?.kind === 'scenes') event.waitUntil(quietly(keepScenes(data.addresses)).then(() => ports[0]?.postMessage('kept')));
  // Where the worker has been stopped since, the page asks the network itself.
  if (data?.kind === 'how') ports[0]?.postMessage(answered.get(source.id) ?? null);
});

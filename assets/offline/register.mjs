/**
 * Starts the service worker once the page is drawn, and says on the page when it is shown without
 * a network. It imports nothing: it is part of every page.
 */

/** The worker starts at the latest then; pages with a map say by themselves when they are drawn. */
const PATIENCE = 6000;

const json = (id) => JSON.parse(document.getElementById(id)?.textContent ?? 'null');

/** The words of the line, of the parts that there are. */
export function lineOf({ texts, release, day, exact = true, dash = false }) {
  const said = [
    texts.release.replace('{release}', release).replace('{day}', day),
    ...(exact ? [] : [texts.nearest]),
    ...(dash ? [texts.parts] : []),
  ];
  return said.join(' ');
}

/** Ask the worker; null where it does not answer. */
function ask(worker, message) {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => done(data);
    if (message.kind === 'how') setTimeout(() => done(null), 2000);
    worker.postMessage(message, [port2]);
  });
}

/** After the first map, or where there is none after the page, when the browser has time. */
function whenIdle() {
  return new Promise((done) => {
    const rest = () => (window.requestIdleCallback ?? setTimeout)(done, { timeout: 2000 });
    if (!document.getElementById('map')) {
      if (document.readyState === 'complete') rest();
      else window.addEventListener('load', rest, { once: true });
      return;
    }
    const timer = setTimeout(rest, PATIENCE);
    document.addEventListener('gridmap:painted', () => {
      clearTimeout(timer);
      rest();
    }, { once: true });
  });
}

function createLine({ texts, release, day }) {
  const line = document.createElement('p');
  line.className = 'offline-line';
  line.setAttribute('role', 'status');
  line.hidden = true;
  const more = { texts, release, day, dash: Boolean(document.getElementById('react-entry-point')) };
  return {
    show(how) {
      if (!line.parentNode) (document.querySelector('body > header, .stage-words') ?? document.body).append(line);
      line.textContent = lineOf({ ...more, exact: how?.exact ?? true });
      line.hidden = false;
    },
    back() {
      if (line.hidden) return;
      const again = document.createElement('a');
      again.href = window.location.href;
      again.textContent = texts.reload;
      again.addEventListener('click', (event) => {
        event.preventDefault();
        window.location.reload();
      });
      line.replaceChildren(`${texts.back} `, again);
    },
  };
}

/** All that this page and those in its frames were made from, and itself. */
function visited(root) {
  const windows = [window, ...Array.from(document.querySelectorAll('iframe'), (frame) => frame.contentWindow)];
  const files = windows.flatMap((one) => one.performance.getEntriesByType('resource'))
    .map(({ name }) => name).filter((name) => name.startsWith(root));
  return [window.location.href.split('#')[0], ...new Set(files)];
}

/** Pages of the scenes of the story on this page, on its release and in its language. */
export function scenesOf(story, prefix, search) {
  const kept = new URLSearchParams(search);
  return (story?.scenes ?? []).map(({ view }) => {
    const address = new URL(`${prefix}embed${view}`, 'http://localhost');
    for (const key of ['release', 'lang']) if (kept.get(key) && !address.searchParams.has(key)) address.searchParams.set(key, kept.get(key));
    return address.pathname + address.search;
  });
}

async function start() {
  const { serviceWorker } = navigator;
  if (!serviceWorker || !window.isSecureContext || window.top !== window) return;
  const config = json('gridmap-config');
  const { prefix, offline } = config;
  const line = createLine(offline);
  const root = new URL(prefix, window.location.href).href;
  window.addEventListener('offline', () => line.show());
  window.addEventListener('online', () => line.back());
  const before = serviceWorker.controller;
  const how = before && await ask(before, { kind: 'how' });
  if (how || !navigator.onLine) line.show(how);
  await whenIdle();
  if (how) return;
  await serviceWorker.register(`${prefix}sw.js`, { scope: prefix, updateViaCache: 'none' });
  const { active } = await serviceWorker.ready;
  // The worker keeps what follows; what came before it is told.
  if (!before) await ask(active, { kind: 'visited', addresses: visited(root) });
  const scenes = scenesOf(json('story'), prefix, window.location.search).map((one) => new URL(one, root).href);
  if (scenes.length) await ask(active, { kind: 'scenes', addresses: scenes });
  document.documentElement.dataset.offline = 'ready';
}

// Private windows and settings refuse workers: the site works all the same.
if (globalThis.document) start().catch(() => {});

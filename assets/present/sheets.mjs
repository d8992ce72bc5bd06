/** A story on paper: a sheet for each scene, with the picture that the server draws of its view. */

import { h } from '../gridmap/dom.mjs';
import { pictureAddress, sceneAddress } from './story.mjs';

/** CSS pixels of a picture; on paper it is as wide as a sheet of A4 on its side. */
const [WIDTH, HEIGHT] = [1200, 620];
/** How often a busy server is asked again, and after how many seconds where it does not say. */
const [TRIES, PAUSE] = [6, 5];

const pause = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));

/** Fetch, and ask again where the server is busy. */
async function asked(address, tries = TRIES) {
  const answer = await fetch(address);
  if (answer.status !== 429 || !tries) return answer;
  await pause(Number(answer.headers.get('Retry-After')) || PAUSE);
  return asked(address, tries - 1);
}

/** The address of a view on the release that is shown, in full. */
const fullAddress = (view, { prefix, keep, release }) => {
  const address = sceneAddress(view, { prefix, keep: { ...keep, release: keep.release || release } });
  return address && new URL(address, window.location.href).href;
};

/**
 * @param {HTMLElement} stage
 * @param {object} story
 * @param {object} options t, `prefix` of the server, and `keep`, keys of the query for views that
 *   lack them.
 */
export function createSheets(stage, story, { t, prefix, keep }) {
  // What the foot of every printed page says: site, link, release and day.
  const foot = document.getElementById('paper-foot');
  const release = foot?.dataset.release ?? null;

  function footOf(view) {
    const line = foot?.querySelector('p')?.cloneNode(true) ?? h('p', {});
    const [link, address] = [line.querySelector('a'), fullAddress(view, { prefix, keep, release })];
    if (link && address) Object.assign(link, { href: address, textContent: address });
    return h('footer', { class: 'sheet-foot' }, line);
  }

  const sheets = story.scenes.map(({ title, caption, notes, view }, i) => {
    const picture = h('div', { class: 'sheet-picture' }, h('p', { class: 'sheet-missing' }, t('The picture was not loaded: print with Ctrl+P or ⌘P.')));
    const sheet = h('article', { class: 'sheet' },
      h('p', { class: 'sheet-count' }, story.title, h('span', {}, t('{number} of {count}', { number: i + 1, count: story.scenes.length }))),
      h('h2', {}, title), picture,
      h('p', { class: 'sheet-caption' }, caption),
      notes && h('p', { class: 'sheet-notes' }, notes), footOf(view));
    return { sheet, picture, view, loaded: false };
  });
  stage.append(h('section', { class: 'sheets' }, sheets.map(({ sheet }) => sheet)));

  /** The picture of a map; of a page without one its beginning, as it is on the screen. */
  async function pictureOf(view, title) {
    const address = pictureAddress(view, { prefix, keep, width: WIDTH, height: HEIGHT });
    const answer = address && await asked(address);
    if (answer?.ok) {
      const image = h('img', { alt: title, src: URL.createObjectURL(await answer.blob()) });
      await image.decode();
      return image;
    }
    const page = await fetch(sceneAddress(view, { prefix, folder: 'embed/', keep }));
    const body = new DOMParser().parseFromString(await page.text(), 'text/html').querySelector('body.embed article');
    if (!page.ok || !body) throw new Error(title);
    return h('div', { class: 'sheet-page', inert: true }, document.adoptNode(body));
  }

  return {
    /**
     * Fetch the pictures that are not there yet, one after the other.
     *
     * @param {(number: number) => void} tell which scene's, from 1.
     */
    async load(tell) {
      for (const [i, one] of sheets.entries()) {
        if (one.loaded) continue;
        tell(i + 1);
        try {
          one.picture.replaceChildren(await pictureOf(one.view, story.scenes[i].title));
          one.loaded = true;
        } catch {
          one.picture.firstElementChild.textContent = t('This scene cannot be shown: {view}', { view: one.view });
        }
      }
    },
  };
}

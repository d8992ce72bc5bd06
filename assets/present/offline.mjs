/** The entry of a saved file: a story without a server (docs/offline.md). */

import { createT } from '../gridmap/texts.mjs';
import { createWindowChannel } from './channel.mjs';
import { documentOf, keyOf } from './offline-pages.mjs';
import { fetchFrom, openPack } from './offline-pack.mjs';
import { present } from './presenting.mjs';
import { speak } from './speaking.mjs';
import { readStory, sceneAddress } from './story.mjs';

const json = (id) => JSON.parse(document.getElementById(id).textContent);
const imageOf = (svg) => `data:image/svg+xml,${encodeURIComponent(svg)}`;

/** In the fragment: this window is the view of the speaker. */
const SPEAKER = 'speaker';

/** Links of the maps lead to the server, in a window of its own: the file has one page only. */
const leave = (address) => window.open(address.replace('/embed/', '/'), '_blank', 'noopener');

async function start(stage) {
  const { prefix, saved } = json('saved');
  const t = createT(json('present-texts'));
  const story = readStory(json('story'));
  const pack = await openPack(document.getElementById('pack').textContent);
  const style = document.querySelector('style').textContent;
  const read = (name) => JSON.parse(pack.text(name));
  const pages = new Map(pack.header.pages.map(({ scene, name }) => {
    const address = sceneAddress(story.scenes[scene].view, { prefix, folder: 'embed/' });
    return [keyOf(address).key, name];
  }));
  const addresses = new WeakMap();

  /** Put the page of an address into a frame; nothing where the file does not have it. */
  function open(frame, address) {
    addresses.set(frame, address);
    const { key, theme } = keyOf(address);
    if (!pages.has(key)) {
      frame.srcdoc = '<!DOCTYPE html>';
      return;
    }
    const page = read(pages.get(key));
    frame.srcdoc = documentOf(page, { style, scripts: page.scripts.map(pack.text), shared: read, theme });
  }

  const fetch = fetchFrom(pack.bytes);
  /** What the first script of a frame asks for (offline-window.mjs). */
  window.savedPage = (frame) => ({ address: addresses.get(frame), fetch, leave });

  const fragment = new URLSearchParams(window.location.hash.slice(1));
  const options = new URLSearchParams(window.location.search);
  const speaks = fragment.has(SPEAKER);
  if (speaks) stage.id = SPEAKER;
  (speaks ? speak : present)(stage, { story, prefix, t, options, fragment, keep: {} }, {
    saved,
    speaker: `${SPEAKER}=1`,
    channel: (on) => createWindowChannel(saved + story.title, on),
    code: (at) => imageOf(pack.text(`code-${at}`)),
    frames: { open, locationOf: (page) => page.place?.location ?? page.location },
  });
}

/** Browsers of before 2023 cannot inflate: the list of the scenes stays, and says so. */
function complain(stage, error) {
  const text = document.createElement('p');
  text.textContent = json('saved').failed;
  stage.prepend(text);
  console.error(error);
}

const stage = globalThis.document?.getElementById('stage');
if (stage) start(stage).catch((error) => complain(stage, error));

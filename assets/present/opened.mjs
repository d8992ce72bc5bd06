/** What the page of a story and its speaker's view start from. */

import { h } from '../gridmap/dom.mjs';
import { createT } from '../gridmap/texts.mjs';
import { decodeStory, readStory } from './story.mjs';

const json = (id) => JSON.parse(document.getElementById(id)?.textContent ?? 'null');

/**
 * @returns {{story: object|null, prefix: string, t: Function, options: URLSearchParams,
 *   fragment: URLSearchParams, keep: object}} `keep` is what scenes take over from the page's
 *   address: release and language.
 */
export function opened() {
  const { prefix } = json('gridmap-config');
  const options = new URLSearchParams(window.location.search);
  const fragment = new URLSearchParams(window.location.hash.slice(1));
  const own = fragment.get('s');
  return {
    story: own ? decodeStory(own) : readStory(json('story')),
    prefix,
    t: createT(json('present-texts') ?? {}),
    options,
    fragment,
    keep: { release: options.get('release'), lang: options.get('lang') },
  };
}

/** The number of the scene in the address, from 0. */
export function sceneOf(fragment, count) {
  const number = Number(fragment.get('n') ?? 1);
  return Number.isInteger(number) && number >= 1 && number <= count ? number - 1 : 0;
}

/** Write the number of the scene into the address, so that it can be opened again. */
export function rememberScene(at) {
  const fragment = new URLSearchParams(window.location.hash.slice(1));
  fragment.set('n', String(at + 1));
  window.history.replaceState(null, '', `#${fragment}`);
}

/** Say that there is nothing to present, and where there is. */
export function sayEmpty(stage, { t, prefix }) {
  stage.replaceChildren(h('p', { class: 'stage-empty' },
    t('This link holds no story that can be read.'), ' ', h('a', { href: `${prefix}present` }, t('All stories'))));
}

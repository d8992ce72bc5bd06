/** What the dialog *Share* of a presentation shares: the story, the story from a scene on, or a view. */

import { packStory } from './save.mjs';
import { pageOf, sceneAddress } from './story.mjs';

/** How often the dialog's script is looked for, which comes after the page, and after how many ms. */
const [TRIES, PAUSE] = [100, 50];

/** Keys of a query that are not of the view: looks, and the release, which is told apart. */
const NOT_OF_THE_VIEW = ['theme', 'release'];

/**
 * What the server is asked about a view: its page, what its path names, and its state.
 *
 * @param {string} view path and query under the prefix.
 * @param {string} release that is shown where the view names none.
 * @returns {string|null} null for a page that cannot be shared.
 */
export function queryOfView(view, release) {
  const page = pageOf(view);
  if (!page) return null;
  const state = new URLSearchParams(view.split(/\?(.*)/s)[1] ?? '');
  const own = state.get('release') ?? release;
  for (const key of NOT_OF_THE_VIEW) state.delete(key);
  const told = new URLSearchParams({ page: page.page, ...(page.code && { code: page.code }), release: own });
  return [told, state].map(String).filter(Boolean).join('&').replaceAll('%7E', '~');
}

/**
 * What the server is asked about a story. Of one that a link holds it is told the title and which
 * views it has, whose surveys are cited; captions and notes stay in the browser.
 *
 * @param {object} story
 * @param {object} options `own` whether a link holds it, `release` and `lang` of the page.
 */
export async function queryOfStory(story, { own, release, lang }) {
  const query = new URLSearchParams({ story: own ? 'own' : story.name, release, ...(lang && { lang }) });
  if (own) {
    const views = [...new Set(story.scenes.map(({ view }) => view))].map((view) => ({ view }));
    query.set('s', await packStory({ ...story, scenes: views }));
  }
  return query.toString();
}

/** What follows the address of a story: the story itself where its link holds it, and the scene. */
export function fragmentOf({ held, number }) {
  const parts = [held && `s=${held}`, number && `n=${number}`].filter(Boolean);
  return parts.length ? `#${parts.join('&')}` : '';
}

/**
 * @param {object} story
 * @param {object} options
 * @param {string|null} options.held the story as the link of the page holds it.
 * @param {string} options.prefix of the server.
 * @param {object} options.keep language of the page (`lang`), which links carry on.
 * @param {() => {at: number, view: string}} options.shown number of the scene from 0, and path and
 *   query under the prefix of what is on the screen.
 * @param {Document} [options.document]
 * @returns {{open: () => void, isOpen: () => boolean}|null} null on a page without the dialog.
 */
export function createSharing(story, { held, prefix, keep, shown, document = globalThis.document }) {
  const dialog = document.getElementById('share-dialog');
  if (!dialog) return null;
  const { release } = dialog.dataset;

  async function widgets() {
    const found = () => document.defaultView.dashWidgets?.share;
    for (let tries = 0; tries < TRIES && !found(); tries += 1) await new Promise((done) => setTimeout(done, PAUSE));
    return found();
  }

  async function subject() {
    const { at, view } = shown();
    const kind = dialog.querySelector('[name="share-of"]:checked').value;
    const asked = kind === 'view' && queryOfView(view, release);
    // A scene that cannot be shown is shared as what it is: a part of its story.
    if (asked) return { query: asked, address: sceneAddress(view, { prefix }) };
    const query = await queryOfStory(story, { own: Boolean(held), release, lang: keep.lang });
    const address = document.defaultView.location.pathname;
    if (kind === 'story') return { query, fragment: fragmentOf({ held }), address, words: { title: story.title, description: story.description } };
    const { title, caption } = story.scenes[at];
    return { query, fragment: fragmentOf({ held, number: at + 1 }), address, words: { title: `${title} – ${story.title}`, description: caption } };
  }

  dialog.addEventListener('input', async ({ target }) => {
    if (target.name === 'share-of') (await widgets())?.show(await subject());
  });

  return {
    isOpen: () => dialog.open,
    open: async () => (await widgets())?.open(await subject()),
  };
}

/** Releases that the scenes of a reader's story were made from and that the server keeps no more. */

import { packStory } from './save.mjs';

const keysOf = (view) => (view.split(/\?(.*)/s)[1] ?? '').split('&').filter(Boolean);
const isRelease = (key) => key.split('=')[0] === 'release';

/**
 * Ask the server which releases are gone; of stories without frozen scenes nothing is asked.
 *
 * @param {object} story
 * @param {object} options
 * @param {string} options.prefix of the server.
 * @param {Function} [options.ask] `fetch`.
 * @returns {Promise<{gone: Record<string, number[]>, release: string}|null>} numbers of the scenes,
 *   from 1, by release, and the release that is shown instead; null where none is gone, or the
 *   server does not answer.
 */
export async function goneReleases(story, { prefix, ask = fetch }) {
  if (!story.scenes.some(({ view }) => keysOf(view).some(isRelease))) return null;
  try {
    // The server is told the views, and nothing that was written.
    const s = await packStory({ title: '', description: '', dwell: story.dwell, scenes: story.scenes.map(({ view }) => ({ view })) });
    const answer = await ask(`${prefix}api/v1/share.json?${new URLSearchParams({ story: 'own', s })}`);
    const { gone, release } = answer.ok ? await answer.json() : { gone: {} };
    return Object.keys(gone).length ? { gone, release } : null;
  } catch {
    return null;
  }
}

/** The story whose scenes of releases that are gone are of another one. */
export function renewed(story, { gone, release }) {
  const numbers = new Set(Object.values(gone).flat());
  const scenes = story.scenes.map((scene, i) => {
    if (!numbers.has(i + 1)) return scene;
    const others = keysOf(scene.view).filter((key) => !isRelease(key));
    return { ...scene, view: `${scene.view.split('?')[0]}?${[`release=${release}`, ...others].join('&')}` };
  });
  return { ...story, scenes };
}

/** Saves a story as one file that needs no server (docs/offline.md). */

/** Characters of a story in an address, as in dashboard/catalog/story_links.py. */
const LONGEST = 7000;

const base64url = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  .replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

/** A story for an address of the server: deflated, with or without the notes of the speaker. */
export async function packStory({ title, description, dwell, scenes }, { notes = true } = {}) {
  const told = { title, description, dwell, scenes: notes ? scenes : scenes.map(({ notes: _notes, ...scene }) => scene) };
  const stream = new Blob([JSON.stringify(told)]).stream().pipeThrough(new CompressionStream('deflate'));
  return base64url(new Uint8Array(await new Response(stream).arrayBuffer()));
}

/**
 * The address of a story's file; null where the story is too long for one.
 *
 * @param {object} story
 * @param {object} options
 * @param {string} options.prefix
 * @param {boolean} options.own whether the story is not the server's.
 * @param {Record<string, string|null>} options.keep release and language of the page.
 * @param {boolean} [options.notes] whether a story of one's own takes its notes with it.
 */
export async function fileAddress(story, { prefix, own, keep, notes = true }) {
  const query = new URLSearchParams(Object.entries(keep).filter(([, value]) => value));
  if (own) query.set('s', await packStory(story, { notes }));
  else query.set('story', story.name);
  if (own && query.get('s').length > LONGEST) return null;
  return `${prefix}api/v1/offline.html?${query}`;
}

/** The name that an answer gives its file. */
export const fileName = (disposition) => disposition?.match(/filename="([\w.-]+)"/)?.[1] ?? 'story.html';

/**
 * Fetch the file and hand it to the reader.
 *
 * @param {(text: string) => void} say tells how it goes.
 */
export async function saveStory(story, { t, say, ...options }) {
  say(t('The story is being written into a file…'));
  try {
    const whole = await fileAddress(story, options);
    const address = whole ?? await fileAddress(story, { ...options, notes: false });
    if (!address) {
      say(t('The story is too long to be saved. Shorten its captions, or save it in two parts.'));
      return;
    }
    const answer = await fetch(address);
    if (!answer.ok) {
      const { error } = await answer.json();
      throw new Error(error);
    }
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await answer.blob());
    link.download = fileName(answer.headers.get('Content-Disposition'));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    say(whole
      ? t('Saved. The file opens without a network.')
      : t('Saved without the notes, which are too long. The file opens without a network.'));
  } catch (fault) {
    // Without a network the fault has words of the browser only.
    say(t('The story could not be saved: {reason}', { reason: fault instanceof TypeError ? t('the server cannot be reached') : fault.message }));
  }
}

/** A story's file is read back; the server has the one reader of such files. */

import { readStory } from './story.mjs';

/** Bytes at most, as in dashboard/web/story_files.py. */
const MOST_BYTES = 200_000;

/** What is wrong, or not there, in words: where it is, what was found and what was expected. */
export function problemText({ line, place, found, expected }, t) {
  const where = [line && t('Line {line}', { line }), place].filter(Boolean).join(', ');
  return t('{where} – found: {found}. Expected: {expected}', { where: where || t('The file'), found, expected });
}

/**
 * @param {File} file
 * @param {object} options
 * @param {string} options.prefix of the server.
 * @param {Function} options.t
 * @param {Function} [options.ask] `fetch`.
 * @returns {Promise<{story: object|null, said: string, problems: string[]}>} the story, and what its
 *   views ask for that the server does not have; or no story, why, and all that is wrong.
 */
export async function readFile(file, { prefix, t, ask = fetch }) {
  const refused = (reason, problems = []) => ({
    story: null, said: t('{file} was not opened; your story is as it was. {reason}', { file: file.name, reason }), problems,
  });
  if (file.size > MOST_BYTES) return refused(t('It has more than {most} kB: it is no story.', { most: MOST_BYTES / 1000 }));
  try {
    const answer = await ask(`${prefix}present/read`, { method: 'POST', body: file, headers: { Accept: 'application/json' } });
    const told = await answer.json();
    if (!answer.ok) return refused(told.error.message, (told.problems ?? []).map((one) => problemText(one, t)));
    const story = readStory(told.story);
    const problems = told.notices.map((one) => problemText(one, t));
    return { story, said: problems.length ? t('This server does not show all of it as the file asks:') : '', problems };
  } catch {
    return refused(t('The server cannot be reached.'));
  }
}

/** A story that a reader collects in this browser: kept here, and nowhere else. */

import { MOST_SCENES, readStory } from './story.mjs';

/** Where assets/dash_story.js puts the views too. */
export const KEY = 'story';

/** The story so far; an empty one where there is none, or none that can be read. */
export function load(storage) {
  try {
    const story = readStory(JSON.parse(storage.getItem(KEY)));
    if (story) return story;
  } catch {
    // Storage that is forbidden or damaged holds nothing.
  }
  return { name: '', title: '', description: '', dwell: 20, scenes: [] };
}

/** Keep a story; whether that could be done. */
export function save(storage, story) {
  try {
    if (story.scenes.length) storage.setItem(KEY, JSON.stringify(story));
    else storage.removeItem(KEY);
    return true;
  } catch {
    return false;
  }
}

/** The story with one scene in another place. */
export function moved(story, from, to) {
  const scenes = [...story.scenes];
  if (to < 0 || to >= scenes.length) return story;
  scenes.splice(to, 0, ...scenes.splice(from, 1));
  return { ...story, scenes };
}

/** The story without one scene. */
export const without = (story, number) => ({ ...story, scenes: story.scenes.filter((_, i) => i !== number) });

/** The story with the scenes of another one at its end; null where these are too many. */
export function joined(story, other) {
  const scenes = [...story.scenes, ...other.scenes];
  return scenes.length > MOST_SCENES ? null : { ...story, scenes };
}

/** A text as a file holds it: whole characters only, and one paragraph unless it has `lines`. */
function clean(text, lines = false) {
  // What is half a character is none, and TOML has no words for it.
  const whole = text.replace(/\p{Surrogate}/gu, '\ufffd');
  return lines ? whole.trim() : whole.trim().split(/\s+/u).join(' ');
}

/**
 * The story as it is after having been saved as a file and opened again (dashboard/catalog/stories.py).
 *
 * @param {object} story
 * @param {string} [untitled] name of a story without one, which a file cannot do without.
 */
export function tidied(story, untitled = '') {
  const scenes = story.scenes.map((scene) => ({
    ...scene, title: clean(scene.title) || scene.view, caption: clean(scene.caption), notes: clean(scene.notes, true),
  }));
  return { ...story, title: clean(story.title) || untitled, description: clean(story.description), scenes };
}

/** JSON's strings are TOML's, save for the one control character that JSON lets through. */
const quoted = (text) => JSON.stringify(text).replaceAll('\u007f', '\\u007f');

/** A tidy story as a file: for the server's folder of stories, or to be opened again (docs/present.md). */
export function toToml(story) {
  const lines = [`title = ${quoted(story.title)}`];
  if (story.description) lines.push(`description = ${quoted(story.description)}`);
  lines.push(`dwell = ${story.dwell}`);
  for (const { view, title, caption, notes, dwell } of story.scenes) {
    lines.push('', '[[scene]]', `view = ${quoted(view)}`, `title = ${quoted(title)}`);
    if (caption) lines.push(`caption = ${quoted(caption)}`);
    if (notes) lines.push(`notes = ${quoted(notes)}`);
    if (dwell !== story.dwell) lines.push(`dwell = ${dwell}`);
  }
  return `${lines.join('\n')}\n`;
}

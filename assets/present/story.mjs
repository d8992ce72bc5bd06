/** Stories as data: where they come from, what they may hold, and the addresses of their scenes. */

/** Characters at most, scenes at most and seconds, as in dashboard/catalog/stories.py. */
const LONGEST = { title: 120, description: 500, caption: 700, notes: 4000, view: 2000 };
export const MOST_SCENES = 100;
const [LEAST, MOST, DWELL] = [3, 3600, 20];
const VIEW = /^\/(?![/\\])[^\s#\\<>"]*$/;

const text = (value, most) => (typeof value === 'string' ? value.slice(0, most) : '');
const seconds = (value, ready) => (Number.isInteger(value) && value >= LEAST && value <= MOST ? value : ready);

/** Whether a view is a path and query under the prefix. */
export const isView = (view) => VIEW.test(view) && !view.split('?')[0].includes('..');

/**
 * A story from data that anybody may have written.
 *
 * @param {*} data
 * @returns {object|null} null for what is none; scenes keep views that cannot be shown, so that
 *   the numbers of the others stay.
 */
export function readStory(data) {
  if (!Array.isArray(data?.scenes) || !data.scenes.length) return null;
  const dwell = seconds(data.dwell, DWELL);
  const scenes = data.scenes.slice(0, MOST_SCENES).map((scene) => ({
    view: text(scene?.view, LONGEST.view),
    title: text(scene?.title, LONGEST.title),
    caption: text(scene?.caption, LONGEST.caption),
    notes: text(scene?.notes, LONGEST.notes),
    dwell: seconds(scene?.dwell, dwell),
  }));
  return {
    name: text(data.name, LONGEST.title), title: text(data.title, LONGEST.title),
    description: text(data.description, LONGEST.description), dwell, scenes,
  };
}

/** A story as the text of a link's fragment: JSON, UTF-8, base64url (RFC 4648 §5). */
export function encodeStory(story) {
  const bytes = new TextEncoder().encode(JSON.stringify(story));
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The story of a fragment's text; null where it holds none. */
export function decodeStory(encoded) {
  try {
    const binary = atob(encoded.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return readStory(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return null;
  }
}

/**
 * The address of a scene's page; null where the view is no address under the prefix.
 *
 * @param {string} view
 * @param {object} options
 * @param {string} options.prefix of the server, with a slash at both ends.
 * @param {string} [options.folder] `embed/` for the frame of the page.
 * @param {Record<string, string|null>} [options.keep] keys of the query for views that lack them.
 * @param {Record<string, string|null>} [options.set] keys of the query in any case.
 */
export function sceneAddress(view, { prefix, folder = '', keep = {}, set = {} }) {
  if (!isView(view)) return null;
  const [path, query = ''] = view.split(/\?(.*)/s);
  const keys = new URLSearchParams(query);
  for (const [key, value] of Object.entries(keep)) if (value && !keys.has(key)) keys.set(key, value);
  for (const [key, value] of Object.entries(set)) if (value) keys.set(key, value);
  const made = keys.toString().replaceAll('%7E', '~');
  return `${prefix}${folder}${path.slice(1)}${made && '?'}${made}`;
}

/** The query of an address without the keys named; the rest is spelled as it was. */
export function without(search, keys) {
  const rest = search.slice(1).split('&').filter((part) => part && !keys.includes(part.split('=')[0]));
  return rest.length ? `?${rest.join('&')}` : '';
}

/** Pages that can be framed, as `page_of` of dashboard/export/links.py reads their paths. */
const PAGE = /^\/(?:(map|compare|elements)|(country|region|element)\/([^/]+))?$/;

/**
 * The kind of page that a view names, and what its path names; null for one that no scene shows.
 *
 * @param {string} view
 * @returns {{page: string, code: string}|null}
 */
export function pageOf(view) {
  const found = isView(view) && view.split('?')[0].match(PAGE);
  if (!found) return null;
  try {
    return { page: found[1] ?? found[2] ?? 'progress', code: decodeURIComponent(found[3] ?? '') };
  } catch {
    return null; // A percent sign that escapes nothing.
  }
}

/**
 * The address of the picture that the server draws of a view; null where there is none.
 *
 * @param {string} view
 * @param {object} options `prefix` and `keep` as of `sceneAddress`, `width` and `height` in CSS pixels.
 */
export function pictureAddress(view, { prefix, keep = {}, width, height }) {
  const found = pageOf(view);
  // The server draws no picture of the page of an element.
  if (!found || found.page === 'element') return null;
  const [, query = ''] = view.split(/\?(.*)/s);
  return sceneAddress(`/api/v1/picture.svg?${query}`, {
    prefix, keep, set: { ...found, im_width: String(width), im_height: String(height) },
  });
}

/** Keys of a query with which a page is another one: what is drawn there is of another source. */
const OTHER = ['s', 'release', 'lang'];

/** Whether the map can move from one address to the other without loading a page. */
export function samePage(a, b) {
  if (!a || !b) return false;
  const [one, two] = [a, b].map((address) => new URL(address, 'http://localhost'));
  return one.pathname === two.pathname && OTHER.every((key) => one.searchParams.get(key) === two.searchParams.get(key));
}

/**
 * Translation of the map's texts.
 *
 * The English text is the key. The server sends the translated texts of the page's
 * language in `#gridmap-config`; a text it does not know stays English.
 */

/** Put values into the `{name}` places of a text. */
export function fill(text, values = {}) {
  return text.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
}

/** Names as a sentence lists them: `A`, `A and B`, `A, B and C`. */
export function listed(names, t) {
  const first = names.slice(0, -1);
  return first.length ? t('{first} and {last}', { first: first.join(', '), last: names.at(-1) }) : names.join();
}

/** Names as an address has them, in a sentence: `“a”`, `“a”, “b” and “c”`. */
export const quoted = (names, t) => listed(names.map((name) => `“${name}”`), t);

const MOST_REPEATED = 80;

/** What an address says as a sentence repeats it: not all of thousands of letters. */
export function shortened(text) {
  const letters = [...text];
  return letters.length <= MOST_REPEATED ? text : `${letters.slice(0, MOST_REPEATED - 1).join('')}…`;
}

/**
 * Make the translation function of a page.
 *
 * @param {Record<string, string>} texts English text → translated text.
 * @returns {(text: string, values?: object) => string}
 */
export function createT(texts = {}) {
  return (text, values) => fill(Object.hasOwn(texts, text) ? texts[text] : text, values);
}

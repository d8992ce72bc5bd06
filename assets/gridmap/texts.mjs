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

/**
 * Make the translation function of a page.
 *
 * @param {Record<string, string>} texts English text → translated text.
 * @returns {(text: string, values?: object) => string}
 */
export function createT(texts = {}) {
  return (text, values) => fill(Object.hasOwn(texts, text) ? texts[text] : text, values);
}

/** Colours as 32-bit words in the memory order of canvas pixels: 0xAABBGGRR. */

/** @returns {number} an opaque colour from 0…255 components */
export const pack = (r, g, b) => (0xff000000 | (b << 16) | (g << 8) | r) >>> 0;

/** @returns {[number, number, number]} red, green and blue of a word */
export const unpackColour = (word) => [word & 255, (word >>> 8) & 255, (word >>> 16) & 255];

/**
 * @param {string} text `#rgb`, `#rrggbb`, `rgb(…)`, `rgba(…)` or `transparent`
 * @returns {number} a word; 0 for `transparent`, else opaque
 * @throws {RangeError} for any other text
 */
export function parse(text) {
  const colour = text.trim();
  if (colour === 'transparent') return 0;
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour)?.[1];
  if (hex) {
    const full = hex.length === 3 ? [...hex].map((c) => c + c).join('') : hex;
    const value = parseInt(full, 16);
    return pack(value >> 16, (value >> 8) & 255, value & 255);
  }
  const parts = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)/i.exec(colour);
  if (!parts) throw new RangeError(`'${text}' is no colour such as #a0b1c2`);
  return pack(...parts.slice(1, 4).map((part) => Math.round(Number(part))));
}

/** @returns {string} the CSS text of a word */
export function css(word) {
  const [r, g, b] = unpackColour(word);
  return `rgb(${r}, ${g}, ${b})`;
}

/**
 * Mix two colours.
 * @param {number} from word
 * @param {number} to word
 * @param {number} share 0 (all `from`) … 256 (all `to`)
 * @returns {number} an opaque word
 */
export function mix(from, to, share) {
  // Two components at a time: red and blue leave room for each other's carry.
  const keep = 256 - share;
  const redBlue = ((from & 0xff00ff) * keep + (to & 0xff00ff) * share) >>> 8;
  const green = ((from & 0x00ff00) * keep + (to & 0x00ff00) * share) >>> 8;
  return ((redBlue & 0xff00ff) | (green & 0x00ff00) | 0xff000000) >>> 0;
}

/** @returns {number} brightness of a word, 0…255, with the weights of ITU-R BT.601 */
export const brightness = (word) =>
  0.299 * (word & 255) + 0.587 * ((word >>> 8) & 255) + 0.114 * ((word >>> 16) & 255);

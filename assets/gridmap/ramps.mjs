/**
 * Colour ramps, sampled to any number of classes.
 *
 * The anchors are published colours at equal distances along each ramp:
 * - viridis: S. van der Walt & N. Smith (2015), bids.github.io/colormap;
 * - cividis: J. R. Nuñez, C. R. Anderton & R. S. Renslow (2018), PLoS ONE 13, e0199239,
 *   doi:10.1371/journal.pone.0199239;
 * - batlow, lajolla: F. Crameri (2018), Scientific colour maps, doi:10.5281/zenodo.1243862
 *   (lajolla from light to dark, as it was published up to version 7);
 * - traditional: the blue–green–red sequence of R package rgr, function `map.eda8`
 *   (R. G. Garrett), customary in geochemical atlases and not colour-blind safe.
 *
 * Between anchors colours are interpolated in OKLab (B. Ottosson 2020,
 * bottosson.github.io/posts/oklab), where equal steps look about equally large.
 */

const ANCHORS = {
  viridis: '440154 482878 3e4989 31688e 26828e 1f9e89 35b779 6ece58 b5de2b fde725',
  cividis: '00224e 123570 3b496c 575d6d 707173 8a8678 a59c74 c3b369 e1cc55 fee838',
  batlow:
    '011959 0d325e 124561 185562 26635f 3c6d56 577647 737e38 ' +
    '91862d b38e2f d29343 ed9a62 fba689 fdb2af fcbfd3 faccfa',
  lajolla:
    'fffecb fced9c f6d66d f0bd57 eba853 e79452 e38050 de6b4f ' +
    'd0554c b34947 8f403d 6e362d 512d1e 3a2513 281f09 191900',
  traditional: '0000ff 0080ff 00d5ff 00ff00 ffd500 ff8000 ff0000',
};

/** Ids of the ramps, in the order in which they are offered. */
export const RAMPS = Object.keys(ANCHORS);
export const DEFAULT_RAMP = 'viridis';
const MIN_CLASSES = 1;
const MAX_CLASSES = 13;

export const isSafe = (id) => id !== 'traditional';

const toLinear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const toGamma = (v) => (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055);

/** sRGB (0–255) to linear light (0–1), IEC 61966-2-1. */
export const linear = (rgb) => rgb.map((v) => toLinear(v / 255));

/** OKLab of an sRGB colour (0–255). */
export function oklab(rgb) {
  const [r, g, b] = linear(rgb);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** sRGB (0–255, rounded and clipped to the gamut) of an OKLab colour. */
export function fromOklab([L, a, b]) {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((v) => Math.round(255 * toGamma(Math.min(1, Math.max(0, v)))));
}

/** Mix two sRGB colours in OKLab: share 0 gives the first, 1 the second. */
export function mix(from, to, share) {
  const a = oklab(from);
  const b = oklab(to);
  return fromOklab(a.map((v, i) => v + (b[i] - v) * share));
}

/** `#rrggbb` (the # may be missing) to [r, g, b]. */
export function fromHex(hex) {
  const number = Number.parseInt(hex.replace('#', ''), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

export const toHex = (rgb) => `#${rgb.map((v) => v.toString(16).padStart(2, '0')).join('')}`;

/**
 * Colours of the classes, lowest first.
 *
 * @param {string} id one of RAMPS; an unknown id gives the default ramp.
 * @param {number} count number of classes, 1 to 13.
 * @returns {number[][]} [r, g, b] per class.
 * @throws {RangeError} for any other count.
 */
export function rampColours(id, count) {
  if (!(count >= MIN_CLASSES && count <= MAX_CLASSES)) throw new RangeError(`${count} classes`);
  const anchors = (ANCHORS[id] ?? ANCHORS[DEFAULT_RAMP]).split(' ').map(fromHex);
  return Array.from({ length: count }, (_, k) => {
    const at = (count === 1 ? 0.5 : k / (count - 1)) * (anchors.length - 1);
    const i = Math.min(Math.floor(at), anchors.length - 2);
    return mix(anchors[i], anchors[i + 1], at - i);
  });
}

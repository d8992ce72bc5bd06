/** Which requests the service worker answers, and how. Pure: a request in, a word out. */

/** Files whose address has a hash of what they are, or the release that they are of. */
const LASTING = /^(?:gridmap|presenting|style|start|offline)\/[0-9a-f]{16}\/|^api\/v1\/releases\/[\w.-]+\/(?!files\/)|^assets\/|^_dash-component-suites\//;
/** What the pages of Dash are made from, and figures of a view: small, and of one page. */
const FIGURES = /^_dash-(?:layout|dependencies)$|^api\/v1\/(?!releases\/)[\w/-]+\.json$/;
const FIELD = /^_dash-/;
/** Pictures that a page shows, not those that are downloaded. */
const PICTURE = /^api\/v1\/picture\.png$/;

/**
 * How a request is answered.
 *
 * @param {{method: string, mode: string, url: string}} request
 * @param {string} root full address of the prefix, with a slash at its end.
 * @returns {'page'|'lasting'|'figures'|'callback'|'server'|null} null for requests that are
 *   none of the worker's.
 */
export function kindOf({ method, mode, url }, root) {
  if (!url.startsWith(root)) return null;
  const path = url.slice(root.length).split(/[?#]/)[0];
  if (method === 'POST') return FIELD.test(path) ? 'callback' : null;
  if (method !== 'GET') return null;
  if (mode === 'navigate') return path.startsWith('api/') ? 'server' : 'page';
  if (LASTING.test(path)) return 'lasting';
  if (FIGURES.test(path) || (mode === 'no-cors' && PICTURE.test(path))) return 'figures';
  return path.startsWith('api/') ? 'server' : null;
}

/** Whether an answer may be kept for ever. */
export const isLasting = ({ status, headers }) => status === 200 && /\bimmutable\b/.test(headers.get('Cache-Control') ?? '');

/** Whether an answer is a page that can be shown again. */
export const isPage = ({ status, headers, redirected }) =>
  status === 200 && !redirected && /^text\/html\b/.test(headers.get('Content-Type') ?? '')
  && !/attachment/.test(headers.get('Content-Disposition') ?? '');

/**
 * The release that a page of the server is of; null where it names none.
 *
 * @param {string} html
 */
export const releaseOf = (html) => html.match(/"(?:offline":\{"release":"|api":"[^"]*\/releases\/)([\w.-]+)/)?.[1] ?? null;

/**
 * Addresses of the files that a page is made from, data among them: those it names itself.
 *
 * @param {string} html
 * @param {string} root
 */
export function filesOf(html, root) {
  const found = [...html.matchAll(/<(?:link|script)[^>]* (?:href|src)="([^"]*)"/g)]
    .map(([, address]) => new URL(address.replaceAll('&amp;', '&'), root).href);
  return [...new Set(found)].filter((url) => kindOf({ method: 'GET', mode: 'cors', url }, root) === 'lasting');
}

/** Keys with which the server writes another page; the map reads all others by itself. */
const OF_THE_PAGE = ['release', 'lang'];

/**
 * The page kept that can stand for one that is not: the same path, release and language.
 *
 * @param {string} asked address.
 * @param {string[]} kept addresses, the latest last.
 * @returns {{address: string, exact: boolean}|null}
 */
export function nearest(asked, kept) {
  const wanted = new URL(asked);
  wanted.hash = '';
  if (kept.includes(wanted.href)) return { address: wanted.href, exact: true };
  const found = kept.findLast((one) => {
    const url = new URL(one);
    return url.pathname === wanted.pathname
      && OF_THE_PAGE.every((key) => url.searchParams.get(key) === wanted.searchParams.get(key));
  });
  return found ? { address: found, exact: false } : null;
}

/** Whether a file that is kept is of another version or release than those of the site. */
export function isGone(address, { root, release, digests }) {
  const path = address.startsWith(root) ? address.slice(root.length) : '';
  const [, of] = path.match(/^api\/v1\/releases\/([\w.-]+)\//) ?? [];
  if (of) return of !== release;
  const [, digest] = path.match(/^(?:gridmap|presenting|style|start|offline)\/([0-9a-f]{16})\//) ?? [];
  return Boolean(digest) && !digests.includes(digest);
}

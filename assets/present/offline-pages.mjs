/** The pages of a saved story: their addresses, and the documents that are put into frames. */

/** An address without what only chooses colours, so that spellings of one query are equal. */
export function keyOf(address) {
  const url = new URL(address);
  const theme = url.searchParams.get('theme');
  url.searchParams.delete('theme');
  url.searchParams.sort();
  return { key: `${url.origin}${url.pathname}?${url.searchParams}`, theme };
}

const DARK = ['dark', 'contrast'];

/** A document in another theme. */
export function inTheme(html, theme) {
  if (!['light', ...DARK].includes(theme)) return html;
  const dark = DARK.includes(theme) ? 'dark' : 'light';
  return html.replace(/data-theme="[a-z]*" data-bs-theme="[a-z]*"/, `data-theme="${theme}" data-bs-theme="${dark}"`);
}

/** Data as an element that no text can break out of. */
const data = (id, content) => `<script type="application/json" id="${id}">${JSON.stringify(content).replaceAll('<', '\\u003c')}</script>`;

/**
 * The document of a page: what its server sends, with style and scripts in place of their links.
 *
 * @param {object} page `html` with an end of the head, `config`, and `shared`, the names of the
 *   parts of the configuration that several pages have.
 * @param {object} from
 * @param {string} from.style
 * @param {string[]} from.scripts in the order in which they run.
 * @param {(name: string) => *} from.shared
 * @param {string|null} from.theme
 */
export function documentOf(page, { style, scripts, shared, theme }) {
  const config = { ...page.config };
  for (const [key, name] of Object.entries(page.shared)) config[key] = shared(name);
  const head = [
    `<style>${style}</style>`,
    data('gridmap-config', config),
    ...scripts.map((script) => `<script type="module">${script}</script>`),
  ].join('\n');
  // A function: the text may hold `$`.
  return inTheme(page.html, theme).replace('</head>', () => `${head}\n</head>`);
}

/** A page in a frame: the map fits its size, and the link to the full page opens what is shown now. */

/**
 * The address of the full page: that of the frame without its folder.
 *
 * @param {string} path of the frame.
 * @param {string} search of the frame.
 * @param {string} folder the frame's folder under the prefix: `/geo/embed/`.
 */
export function fullAddress(path, search, folder) {
  const inner = `${path}/`.startsWith(folder) ? path.slice(folder.length) : path.slice(1);
  return folder.replace(/embed\/$/, '') + inner + search;
}

/** A map's place is fitted before its legend has taken room; frames change their size too. */
function fit(map) {
  let waiting;
  new ResizeObserver(() => {
    clearTimeout(waiting);
    waiting = setTimeout(() => window.gridmap?.refit?.(), 80);
  }).observe(map);
}

function start(document) {
  const map = document.getElementById('map');
  if (map) fit(map);
  const link = document.getElementById('embed-full');
  if (!link) return;
  const { prefix } = JSON.parse(document.getElementById('gridmap-config').textContent);
  const follow = () => {
    const { pathname, search } = window.location;
    link.href = fullAddress(pathname, search, prefix);
  };
  // As late as can be: the map writes the address when its movement has come to rest.
  for (const event of ['pointerenter', 'pointerdown', 'focus', 'click']) link.addEventListener(event, follow);
}

if (globalThis.document) start(globalThis.document);

/** A page in a frame: its link to the full page opens what is shown now. */

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

function start(document) {
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

/**
 * Runs before the map in the frames of a saved file. Their documents have no address
 * (`about:srcdoc`), but the map reads its view there and writes it back: it is given a window
 * whose location and history are of the address that the page has on its server.
 */

/**
 * Location and history that are kept in the page only.
 *
 * @param {string} address
 * @param {(address: string) => void} leave what stands for a page that is gone to.
 */
export function placeAt(address, leave) {
  let url = new URL(address);
  const go = (to) => leave(new URL(to, url).href);
  const location = {
    assign: go,
    replace: go,
    reload: () => go(url.href),
  };
  for (const name of ['href', 'origin', 'pathname', 'search', 'hash', 'host', 'protocol']) {
    Object.defineProperty(location, name, { get: () => url[name], enumerable: true });
  }
  const write = (state, _title, to) => {
    history.state = state;
    url = new URL(to ?? url, url);
  };
  const history = { state: null, length: 1, pushState: write, replaceState: write };
  return { location, history };
}

/**
 * A window in another place: all else is the window's own.
 *
 * @param {object} window
 * @param {{location: object, history: object}} place
 */
export function placedWindow(window, place) {
  const own = new Map();
  return new Proxy({}, {
    get(_target, name) {
      if (Object.hasOwn(place, name)) return place[name];
      const value = window[name];
      // Functions of a window work on the window alone; constructors are left as they are.
      if (typeof value !== 'function' || value.prototype) return value;
      if (!own.has(value)) own.set(value, value.bind(window));
      return own.get(value);
    },
    set(_target, name, value) {
      window[name] = value;
      return true;
    },
    has: (_target, name) => name in window,
  });
}

function start(window) {
  const { address, fetch, leave } = window.parent.savedPage(window.frameElement);
  const place = placeAt(address, leave);
  window.fetch = fetch;
  window.place = place;
  window.placed = placedWindow(window, place);
}

if (globalThis.frameElement) start(globalThis);

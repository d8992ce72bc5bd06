/** The address bar: pushed for a step, replaced while sliding, and read on back and forward. */

const PAUSE = 300;

/**
 * @param {Window} window
 * @param {(query: string) => void} onBack the reader went back or forward.
 */
export function createAddress(window, onBack) {
  const { history, location } = window;
  let waiting = null;

  const href = (query) => location.pathname + (query && '?') + query + location.hash;
  const settle = () => {
    if (waiting === null) return;
    clearTimeout(waiting.timer);
    const { query } = waiting;
    waiting = null;
    if (`?${query}` !== location.search && (query || location.search)) history.replaceState(history.state, '', href(query));
  };

  // Capture: before Dash, which would stop at its own page's address.
  window.addEventListener('popstate', () => {
    if (waiting) clearTimeout(waiting.timer);
    waiting = null;
    onBack(location.search);
  }, { capture: true });
  window.addEventListener('pagehide', settle);

  return {
    /** A step that the back button undoes. */
    push(query) {
      settle();
      if (`?${query}` !== location.search) history.pushState(null, '', href(query));
    },
    /** One of many steps: written when they pause. */
    replace(query) {
      if (waiting) clearTimeout(waiting.timer);
      waiting = { query, timer: setTimeout(settle, PAUSE) };
    },
    /** The full address of the view as it is now. */
    current() {
      settle();
      return location.href;
    },
    href,
  };
}

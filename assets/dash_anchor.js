/**
 * Links to a definition name a part of a page (`/about/methods#covered`) that Dash makes
 * only after the browser has looked for it. This goes there when it appears.
 */
(() => {
  const LONGEST_WAIT = 20_000; // ms; slow lines take most of it for Dash itself

  /** The id that an address names, empty without one. */
  function idOf(hash) {
    try {
      return decodeURIComponent(hash.slice(1));
    } catch {
      return hash.slice(1);
    }
  }

  const id = idOf(location.hash);
  if (!id) return;

  const leave = new AbortController();
  const observer = new MutationObserver(arrive);
  const stop = () => {
    observer.disconnect();
    leave.abort();
  };

  function arrive() {
    const part = document.getElementById(id);
    if (!part) return;
    stop();
    part.scrollIntoView({ behavior: 'instant' }); // a ride past all other words says nothing
    // Reading goes on from here, also for screen readers and the tab key.
    part.tabIndex = -1;
    part.focus({ preventScroll: true });
  }

  observer.observe(document.documentElement, { childList: true, subtree: true });
  // Readers who have begun to read elsewhere are left there.
  for (const begun of ['wheel', 'touchmove', 'keydown', 'pointerdown']) {
    addEventListener(begun, stop, { signal: leave.signal, passive: true });
  }
  setTimeout(stop, LONGEST_WAIT);
  arrive();
})();

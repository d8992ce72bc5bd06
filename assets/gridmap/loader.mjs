/**
 * Puts Dash's script bundles into the page, in order, once the map is on screen: after
 * `gridmap:painted`, after four seconds, or at once where there is no map. It imports
 * nothing, so that no fault of the map can keep Dash from starting.
 */

const PATIENCE = 4000;

/** @param {Document} document */
export function startLoader(document, { after = setTimeout, patience = PATIENCE } = {}) {
  let started = false;
  const start = () => {
    if (started) return;
    started = true;
    for (const source of scripts(document)) {
      const script = document.createElement('script');
      script.src = source;
      script.async = false; // inserted scripts keep their order only so
      document.body.append(script);
    }
  };
  if (!document.getElementById('map')) {
    start();
    return;
  }
  document.addEventListener('gridmap:painted', start, { once: true });
  after(start, patience);
}

/** Addresses of the bundles; none where the page's configuration is damaged. */
export function scripts(document) {
  try {
    return JSON.parse(document.getElementById('gridmap-config').textContent).scripts ?? [];
  } catch {
    return [];
  }
}

if (globalThis.document) startLoader(globalThis.document);

/** What pointer and keyboard do on a map: the card of the place under them, and choosing that place. */

import { sentence } from './tooltip.mjs';

/** Whether a hit is of something that can be chosen. */
const isPlace = (hit) => hit && hit.kind !== 'sea' && hit.kind !== 'space';

/**
 * @param {object} options
 * @param {object} options.map of the engine.
 * @param {object} options.parts tooltip and live.
 * @param {object} options.subject of `flow.mjs`: `describe` and `pick`.
 * @param {() => object|null} options.shown the view model; null before the first map.
 * @param {() => object} options.view
 * @param {Function} options.choose
 * @returns {{again: () => void}} `again` shows the card of what is there now: the map has changed.
 */
export function createPointing({ map, parts, subject, shown, view, choose }) {
  let hovered = null;

  function showCard(hit) {
    if (!shown() || !isPlace(hit)) {
      parts.tooltip.hide();
      return;
    }
    const [x, y] = hit.x === undefined ? (map.screen(hit.lon, hit.lat) ?? [0, 0]) : [hit.x, hit.y];
    parts.tooltip.show(subject.describe(shown(), hit), x, y);
  }

  function pick(hit) {
    if (hit.touch) showCard(hit);
    if (!isPlace(hit)) choose({ cell: null });
    else subject.pick(hit, view());
  }

  map.on('hover', (hit) => {
    hovered = hit;
    showCard(hit);
  });
  map.on('click', pick);
  map.on('open', (hit) => isPlace(hit) && pick(hit));
  map.on('focuscell', (hit) => {
    hovered = null;
    showCard(hit);
    parts.live.textContent = hit && shown() ? sentence(subject.describe(shown(), hit)) : '';
  });
  // What hovers over the map can be sent away without moving the pointer (WCAG 1.4.13).
  window.addEventListener('keydown', (event) => event.key === 'Escape' && parts.tooltip.hide());

  return {
    again() {
      if (hovered) showCard({ ...map.hitTest(hovered.x, hovered.y), x: hovered.x, y: hovered.y });
      else parts.tooltip.hide();
    },
  };
}

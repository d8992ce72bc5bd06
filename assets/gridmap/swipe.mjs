/** The divider between two maps that lie over each other: dragged, or moved by the keyboard. */

import { h } from './dom.mjs';

/** Steps of the arrow keys and of page up and down, in % of the width. */
const STEP = 2;
const LEAP = 10;

/** Where a key moves the divider; null for other keys. */
export function swipeTo(key, share) {
  const to = {
    ArrowLeft: share - STEP, ArrowDown: share - STEP, ArrowRight: share + STEP, ArrowUp: share + STEP,
    PageDown: share - LEAP, PageUp: share + LEAP, Home: 0, End: 100,
  }[key];
  return to === undefined ? null : Math.max(0, Math.min(100, to));
}

/**
 * @param {HTMLElement} host positioned element, as wide as the maps.
 * @param {object} options
 * @param {Function} options.t
 * @param {(share: number) => void} options.onMove % of the width that shows the first map.
 * @returns {{show(on: boolean)}}
 */
export function createSwipe(host, { t, onMove }) {
  let share = 50;
  const divider = h('div', {
    class: 'swipe-divider', role: 'slider', tabindex: '0', 'aria-label': t('Divider between map 1, left, and map 2, right'),
    'aria-orientation': 'horizontal', 'aria-valuemin': '0', 'aria-valuemax': '100', hidden: true,
  }, h('span', { class: 'swipe-grip', 'aria-hidden': 'true' }, '⟺'));
  host.append(divider);

  function put(next) {
    share = Math.round(next * 10) / 10;
    divider.style.setProperty('--share', String(share));
    divider.setAttribute('aria-valuenow', String(Math.round(share)));
    divider.setAttribute('aria-valuetext', t('{share} % map 1', { share: Math.round(share) }));
    onMove(share);
  }

  divider.addEventListener('keydown', (event) => {
    const to = swipeTo(event.key, share);
    if (to === null || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    put(to);
  });
  divider.addEventListener('pointerdown', (event) => {
    divider.setPointerCapture(event.pointerId);
    event.preventDefault();
    divider.focus();
  });
  divider.addEventListener('pointermove', (event) => {
    if (!divider.hasPointerCapture(event.pointerId)) return;
    const { left, width } = host.getBoundingClientRect();
    put(Math.max(0, Math.min(100, (100 * (event.clientX - left)) / width)));
  });

  return {
    show(on) {
      divider.hidden = !on;
      if (on) put(share);
    },
  };
}

/** A rectangle drawn over the map, which chooses the cells within it. */

import { h } from './dom.mjs';

/** CSS pixels a pointer may move and still click. */
const SLACK = 5;

/**
 * Draw with the shift key held, or with finger and mouse while the button is pressed.
 *
 * @param {HTMLElement} element `#map`; hears of pointers before the map itself does.
 * @param {object} options
 * @param {Function} options.t
 * @param {(box: {left, top, right, bottom}) => void} options.onSelect CSS pixels in the element.
 * @param {(x: number, y: number) => void} options.onClick a click with the shift key.
 */
export function attachRectangle(element, { t, onSelect, onClick }) {
  const frame = h('div', { class: 'map-rectangle', hidden: true, 'aria-hidden': 'true' });
  const button = h('button', {
    type: 'button', class: 'gridmap-button map-select', 'aria-pressed': 'false', title: t('Choose cells in a rectangle'),
    'aria-label': t('Choose cells in a rectangle'), onclick: () => arm(!armed),
  }, '▭');
  element.append(frame);
  element.querySelector('.gridmap-buttons')?.append(button);
  let armed = false;
  let from = null;
  let moved = false;

  function arm(now) {
    armed = now;
    button.setAttribute('aria-pressed', String(armed));
    element.classList.toggle('map-drawing', armed);
  }

  const at = (event) => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const boxOf = ([x0, y0], [x1, y1]) => ({
    left: Math.min(x0, x1), top: Math.min(y0, y1), right: Math.max(x0, x1), bottom: Math.max(y0, y1),
  });

  function draw({ left, top, right, bottom }) {
    frame.hidden = false;
    frame.style.transform = `translate(${left}px, ${top}px)`;
    frame.style.width = `${right - left}px`;
    frame.style.height = `${bottom - top}px`;
  }

  function stop() {
    from = null;
    frame.hidden = true;
  }

  const listeners = {
    pointerdown(event) {
      if (event.button > 0 || event.target.closest('button, a') || !(armed || event.shiftKey)) return;
      event.stopPropagation();
      event.preventDefault();
      from = at(event);
      moved = false;
      element.setPointerCapture(event.pointerId);
    },
    pointermove(event) {
      if (!from) return;
      event.stopPropagation();
      const to = at(event);
      moved ||= Math.hypot(to[0] - from[0], to[1] - from[1]) > SLACK;
      if (moved) draw(boxOf(from, to));
    },
    pointerup(event) {
      if (!from) return;
      event.stopPropagation();
      const [start, end] = [from, at(event)];
      stop();
      if (moved) onSelect(boxOf(start, end));
      else onClick(...start);
      arm(false);
    },
    pointercancel: stop,
  };
  for (const [type, listener] of Object.entries(listeners)) element.addEventListener(type, listener, { capture: true });
  // A finger would scroll the page or move the map instead.
  element.addEventListener('touchmove', (event) => from && event.preventDefault(), { passive: false });
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !(from || armed)) return;
    event.stopPropagation();
    stop();
    arm(false);
  }, { capture: true });
}

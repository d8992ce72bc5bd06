/** Wheel, gestures, keyboard and buttons to the map's actions. */

import { attachGestures } from './touch.mjs';

/** Zoom steps of a wheel notch by `deltaMode`: pixels, lines, pages. */
const WHEEL = [0.0022, 0.06, 0.6];

/**
 * @param {HTMLElement} surface the focusable map
 * @param {object} map what can be done:
 *   `view()`, `place(x, y)`, `holdPlace(place, x, y, zoom)`, `zoomBy(steps, x, y, animate)`,
 *   `panBy(dx, dy)`, `settle()`, `home()`, `canZoomOut()`, `hover(x, y)`, `click(x, y, how)`,
 *   `walk(direction)`, `open()`, `leave()` (false when there was nothing to leave)
 * @returns {() => void} detach
 */
export function attachInteraction(surface, map) {
  let grip = null, rest = 0;

  const detachGestures = attachGestures(surface, {
    grab(points) {
      const [x, y] = middle(points), { zoom } = map.view();
      grip = { x, y, place: map.place(x, y), zoom, spread: spread(points) };
    },
    drag(points) {
      const [x, y] = middle(points);
      const zoom = grip.spread && points.length === 2 ? grip.zoom + Math.log2(spread(points) / grip.spread) : grip.zoom;
      if (grip.place) map.holdPlace(grip.place, x, y, zoom);
      else {
        map.panBy(x - grip.x, y - grip.y);
        Object.assign(grip, { x, y });
      }
    },
    release: () => map.settle(),
    tap: (x, y, how) => map.click(x, y, how),
    doubleTap: (x, y, { modifier }) => map.zoomBy(modifier ? -1 : 1, x, y, true),
    hover: (point) => map.hover(...(point ?? [null, null])),
  });

  function wheel(event) {
    const steps = -event.deltaY * WHEEL[event.deltaMode] * (event.ctrlKey ? 4 : 1);
    if (steps < 0 && !map.canZoomOut()) return; // the page scrolls on
    event.preventDefault();
    const box = surface.getBoundingClientRect();
    map.zoomBy(Math.max(-1, Math.min(1, steps)), event.clientX - box.left, event.clientY - box.top, false);
    clearTimeout(rest);
    rest = setTimeout(() => map.settle(), 180);
  }

  const keys = {
    ArrowLeft: 'west', ArrowRight: 'east', ArrowUp: 'north', ArrowDown: 'south',
  };
  const pans = { west: [80, 0], east: [-80, 0], north: [0, 80], south: [0, -80] };

  function keydown(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target !== surface) return;
    const direction = keys[event.key];
    let done = true;
    if (direction && event.shiftKey) {
      map.panBy(...pans[direction]);
      map.settle();
    } else if (direction) map.walk(direction);
    else if (event.key === 'Enter') map.open();
    else if (event.key === '+' || event.key === '=') map.zoomBy(1, null, null, true);
    else if (event.key === '-' || event.key === '_' || event.key === '−') map.zoomBy(-1, null, null, true);
    else if (event.key === 'Home') map.home();
    else if (event.key === 'Escape') done = map.leave();
    else done = false;
    if (done) event.preventDefault();
  }

  surface.addEventListener('wheel', wheel, { passive: false });
  surface.addEventListener('keydown', keydown);
  return () => {
    clearTimeout(rest);
    detachGestures();
    surface.removeEventListener('wheel', wheel);
    surface.removeEventListener('keydown', keydown);
  };
}

const middle = ([a, b]) => (b ? [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] : a);
const spread = ([a, b]) => (b ? Math.max(1, Math.hypot(a[0] - b[0], a[1] - b[1])) : 0);

/**
 * Zoom in, zoom out and home as buttons.
 * @param {(text: string) => string} t
 * @returns {HTMLElement}
 */
export function createButtons(t, { zoomIn, zoomOut, home }) {
  const group = document.createElement('div');
  group.className = 'gridmap-buttons';
  group.setAttribute('role', 'group');
  group.setAttribute('aria-label', t('Map controls'));
  for (const [sign, label, action] of [
    ['+', t('Zoom in'), zoomIn],
    ['−', t('Zoom out'), zoomOut],
    ['⌂', t('Show everything'), home],
  ]) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'gridmap-button';
    button.title = label;
    button.setAttribute('aria-label', label);
    button.textContent = sign;
    button.addEventListener('click', action);
    group.append(button);
  }
  return group;
}

/** Pointers to gestures: drag, pinch, tap, double tap, long press; the same for mouse, pen and fingers. */

/** CSS pixels a pointer may move and still tap. */
const SLACK = 5;
const LONG_PRESS = 550, DOUBLE = 320;

/**
 * @param {HTMLElement} surface
 * @param {object} on
 * @param {(points: Array<[number, number]>) => void} on.grab one or two points take hold
 * @param {(points: Array<[number, number]>) => void} on.drag they move
 * @param {() => void} on.release the last one lets go after a drag
 * @param {(x: number, y: number, how: {modifier: boolean, touch: boolean}) => void} on.tap
 * @param {(x: number, y: number, how: {modifier: boolean}) => void} on.doubleTap after its second tap
 * @param {(point: [number, number] | null, event: PointerEvent) => void} on.hover no button held
 * @returns {() => void} detach
 */
export function attachGestures(surface, on) {
  const pointers = new Map();
  let origin = null, moved = false, timer = 0, lastTap = null;

  const at = (event) => {
    const box = surface.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const held = () => [...pointers.values()].slice(0, 2);
  const modified = (event) => event.ctrlKey || event.shiftKey || event.metaKey;

  const listeners = {
    pointerdown(event) {
      if (event.button > 0 || event.target.closest('button')) return;
      if (pointers.size === 0) {
        origin = at(event);
        moved = false;
        if (event.pointerType !== 'mouse') {
          timer = setTimeout(() => {
            moved = true; // the finger's release is no tap any more
            on.tap(...origin, { modifier: true, touch: true });
          }, LONG_PRESS);
        }
      } else {
        clearTimeout(timer);
        moved = true;
      }
      pointers.set(event.pointerId, at(event));
      surface.setPointerCapture(event.pointerId);
      on.grab(held());
    },
    pointermove(event) {
      const point = at(event);
      if (!pointers.has(event.pointerId)) {
        if (event.pointerType === 'mouse' || event.pointerType === 'pen') on.hover(point, event);
        return;
      }
      pointers.set(event.pointerId, point);
      if (!moved && Math.hypot(point[0] - origin[0], point[1] - origin[1]) > SLACK) {
        moved = true;
        clearTimeout(timer);
        on.hover(null, event);
      }
      if (moved) on.drag(held());
    },
    pointerup(event) {
      if (!pointers.delete(event.pointerId)) return;
      clearTimeout(timer);
      if (pointers.size) {
        on.grab(held());
        return;
      }
      if (moved) {
        on.release();
        return;
      }
      const [x, y] = at(event), now = event.timeStamp;
      on.tap(x, y, { modifier: modified(event), touch: event.pointerType === 'touch' });
      if (lastTap && now - lastTap.now < DOUBLE && Math.hypot(x - lastTap.x, y - lastTap.y) < 20) {
        lastTap = null;
        on.doubleTap(x, y, { modifier: modified(event) });
      } else lastTap = { now, x, y };
    },
    pointercancel(event) {
      clearTimeout(timer);
      if (pointers.delete(event.pointerId) && !pointers.size && moved) on.release();
    },
    pointerleave(event) {
      if (!pointers.size) on.hover(null, event);
    },
    contextmenu(event) {
      if (pointers.size) event.preventDefault(); // a long press is ours
    },
  };
  for (const [type, listener] of Object.entries(listeners)) surface.addEventListener(type, listener);
  return () => {
    clearTimeout(timer);
    for (const [type, listener] of Object.entries(listeners)) surface.removeEventListener(type, listener);
  };
}

/** Where a presentation is in its scenes, and how long it will take. */

/**
 * The number of a scene that a command leads to, from 0.
 *
 * @param {string} command
 * @param {object} where `at` (from 0), `count`, `loop`, and `number` (from 1) for `go`.
 * @returns {number} the same number where there is no way further.
 */
export function target(command, { at, count, loop = false, number = at + 1 }) {
  const last = count - 1;
  const wanted = { next: at + 1, previous: at - 1, first: 0, last, go: number - 1 }[command] ?? at;
  if (wanted > last) return loop && command === 'next' ? 0 : command === 'go' ? at : last;
  if (wanted < 0) return loop && command === 'previous' ? last : command === 'go' ? at : 0;
  return wanted;
}

/** Seconds to the end of the story, of a scene shown for `passed` seconds. */
export function remaining(scenes, at, passed) {
  const following = scenes.slice(at + 1).reduce((sum, scene) => sum + scene.dwell, 0);
  return following + Math.max(0, scenes[at].dwell - passed);
}

/** Seconds as minutes and seconds, with hours where there are any: 1:05, 1:00:00. */
export function clockText(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/**
 * Counts the seconds that a scene is shown for; pauses do not count.
 *
 * @param {() => number} now milliseconds.
 */
export function createTimer(now = () => performance.now()) {
  let passed = 0;
  let since = now();
  let running = true;
  const tally = () => {
    const time = now();
    if (running) passed += time - since;
    since = time;
  };
  return {
    seconds() {
      tally();
      return passed / 1000;
    },
    restart() {
      passed = 0;
      since = now();
    },
    run(on) {
      tally();
      running = on;
    },
  };
}

/**
 * A swipe's command; null for what is none.
 *
 * @param {[number, number]} from CSS pixels.
 * @param {[number, number]} to
 */
export function swipe([x0, y0], [x1, y1]) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  if (Math.abs(dx) < 45 || Math.abs(dx) < 1.5 * Math.abs(dy)) return null;
  return dx < 0 ? 'next' : 'previous';
}

/**
 * One rule for all contenders. A contender gives `switchTo(variable)`: a promise of the
 * switch being drawn. A switch counts from the call
 *   drawn   until that promise holds: the picture is in the canvas or the document;
 *   frame   until the second animation frame after it: the first of the two is the frame
 *           that shows the picture, the second begins when that has been made.
 */

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Quiet time between two switches, so that none pays for what the one before left behind. */
const REST = 60;

/**
 * @param {(variable: number) => Promise<void>} switchTo
 * @param {{warm: number, repeats: number, variables: number}} how
 * @returns {Promise<{drawn: number[], frame: number[]}>} ms
 */
export async function measure(switchTo, { warm, repeats, variables }) {
  const drawn = [], frame = [];
  for (let turn = 0; turn < warm + repeats; turn++) {
    await rest(REST);
    await nextFrame();
    const started = performance.now();
    await switchTo((turn + 1) % variables);
    const done = performance.now();
    await nextFrame();
    await nextFrame();
    if (turn < warm) continue;
    drawn.push(done - started);
    frame.push(performance.now() - started);
  }
  return { drawn, frame };
}

/** Put a contender where the benchmark's Python finds it. */
export function offer(ready, switchTo) {
  window.contender = {
    ready,
    switchTo,
    measure: (how) => measure(switchTo, how),
    // The cost of the rule itself: a switch that fetches and draws nothing.
    floor: (how) => measure(async () => {}, how),
  };
}

/** A file of the site's data. @returns {Promise<ArrayBuffer>} */
export async function fetchData(name) {
  const response = await fetch(`/data/${name}`);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response.arrayBuffer();
}

/** What the benchmark says of itself. */
export const fetchSetup = async () => (await fetch('/data/setup.json')).json();

/** One picture of the map into the next, where its place stays and its colours change. */

import { prefersStillness } from './animate.mjs';

const MS = 450;

/**
 * Keep the colours that are shown over those to come.
 *
 * @param {Element} frame of the map.
 * @returns {() => void} lets them fade away; to be called once, when the next are painted.
 */
export function dissolve(frame, still = prefersStillness()) {
  const base = frame.querySelector?.('.gridmap-base');
  if (still || !base?.width) return () => {};
  const ghost = base.cloneNode();
  ghost.classList.replace('gridmap-base', 'gridmap-ghost');
  ghost.getContext('2d').drawImage(base, 0, 0);
  base.after(ghost);
  return () => {
    const gone = () => ghost.remove();
    ghost.animate([{ opacity: 1 }, { opacity: 0 }], { duration: MS, easing: 'ease-in-out' }).finished.then(gone, gone);
  };
}

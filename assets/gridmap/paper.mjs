/**
 * The map on paper. A canvas that is drawn while a page is printed comes out blank, and it is
 * drawn then, in light colours; a picture of it comes out as it is.
 */

import { h } from './dom.mjs';

/** Device pixels for each CSS pixel. */
export const PAPER_RATIO = 2;

/** One transparent pixel: an image without an address would be a fault. */
const NOTHING = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAACADs=';

/** An image in the map's frame that only paper shows. */
export function createPaper(frame) {
  // The summary beside it says in words what it shows.
  const image = frame.appendChild(h('img', { class: 'map-on-paper', alt: '', src: NOTHING }));
  return {
    show(canvas) {
      image.src = canvas?.toDataURL() ?? NOTHING;
    },
  };
}

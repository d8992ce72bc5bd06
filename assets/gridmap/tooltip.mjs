/** The card beside the pointer, and the same in one sentence for a screen reader. */

import { h } from './dom.mjs';

const GAP = 14;

/** One sentence for the live region. */
export function sentence(description) {
  return [description.title, description.value, ...description.lines].join(', ');
}

/**
 * The card. It is hidden from screen readers, which hear the live region instead.
 *
 * @param {HTMLElement} host positioned element over which the card moves.
 */
export function createTooltip(host) {
  const card = h('div', { class: 'map-card', 'aria-hidden': 'true', hidden: true });
  host.append(card);
  return {
    /** Show a description at x, y (CSS pixels in the host), kept inside the host. */
    show(description, x, y) {
      card.replaceChildren(
        h('strong', { class: 'map-card-title' }, description.title),
        h('span', { class: 'map-card-value' }, description.value),
        ...description.lines.map((line) => h('span', { class: 'map-card-line' }, line)),
      );
      card.hidden = false;
      const { offsetWidth: width, offsetHeight: height } = card;
      const left = x + GAP + width > host.clientWidth ? x - GAP - width : x + GAP;
      const top = y + GAP + height > host.clientHeight ? y - GAP - height : y + GAP;
      card.style.transform = `translate(${Math.max(4, Math.round(left))}px, ${Math.max(4, Math.round(top))}px)`;
    },
    hide() {
      card.hidden = true;
    },
  };
}

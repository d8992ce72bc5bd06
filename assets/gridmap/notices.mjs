/** Messages over the map: what the address asked for and did not get, and failures. */

import { h } from './dom.mjs';

/**
 * @param {HTMLElement} element `#map-notice`.
 * @param {object} options
 * @param {Function} options.t
 * @param {(strata: string[], analyte: string) => {href: string, title: string}[]} options.links
 *   addresses of the strata that have an analyte.
 */
export function createNotices(element, { t, links }) {
  element.classList.add('map-notices');
  element.setAttribute('role', 'status');
  let failure = null;

  const close = (item) => h(
    'button', { type: 'button', class: 'map-notice-close', 'aria-label': t('Dismiss this message'), onclick: () => item().remove() }, '×',
  );

  let remark = null;
  return {
    /** Say what the map itself cannot, or take it back with an empty text. */
    remark(message) {
      if ((remark?.dataset.text ?? '') === message) return;
      remark?.remove();
      remark = message ? h('div', { class: 'map-notice', 'data-text': message }, h('p', {}, message)) : null;
      if (remark) element.append(remark);
    },
    /** Replace the messages about the address. */
    show(notices) {
      element.querySelectorAll('.map-notice-address').forEach((item) => item.remove());
      for (const { message, strata = [], value } of notices) {
        const places = links(strata, value).map(({ href, title }) => h('a', { href }, title));
        const item = h(
          'div', { class: 'map-notice map-notice-address' },
          h('p', {}, message, ...places.flatMap((place, i) => [i ? '; ' : ' ', place])),
          close(() => item),
        );
        element.append(item);
      }
    },
    /** Say that something could not be had, with a way to try again. */
    fail(message, retry) {
      failure?.remove();
      failure = h(
        'div', { class: 'map-notice map-notice-failure', role: 'alert' },
        h('p', {}, message),
        h('button', { type: 'button', class: 'map-notice-retry', onclick: retry }, t('Try again')),
      );
      element.prepend(failure);
    },
    /** Take back the last failure. */
    clearFailure() {
      failure?.remove();
      failure = null;
    },
  };
}

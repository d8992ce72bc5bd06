/** The legend beside the map: entries with colour, mark and count, which can be pointed at and muted. */

import { h, tied } from './dom.mjs';
import { formatNumber } from './format.mjs';
import { swatch } from './marks.mjs';
import { pack } from './rgba.mjs';

const SWATCH = { width: 26, height: 16 };

/** The colour of an entry with its mark, as the map draws them. */
export function drawSwatch({ colour, mark }, { width, height } = SWATCH, ratio = globalThis.devicePixelRatio ?? 1) {
  const canvas = h('canvas', { class: 'legend-swatch', 'aria-hidden': 'true' });
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const pixels = swatch(mark, pack(...colour), canvas.width, canvas.height, ratio);
  canvas.getContext('2d').putImageData(new ImageData(pixels, canvas.width), 0, 0);
  return canvas;
}

/**
 * @param {HTMLElement} element `#legend`.
 * @param {object} options
 * @param {Function} options.t
 * @param {{classes: string, states: string, more: string}} [options.labels] names of the two
 *   lists, and of what the second and the notes are folded into.
 * @param {(key: string|null) => void} options.onHighlight an entry is pointed at or focused.
 * @param {(key: string) => void} options.onMute an entry is pressed.
 */
export function createLegend(element, { t, labels, onHighlight, onMute }) {
  const names = labels ?? { classes: t('Classes'), states: t('Without a value'), more: t('Without a value, and source') };
  element.classList.add('legend');
  const head = h('div', { class: 'legend-head' });
  const classes = h('ul', { class: 'legend-classes', 'aria-label': names.classes });
  const states = h('ul', { class: 'legend-states', 'aria-label': names.states });
  const notes = h('div', { class: 'legend-notes' });
  const roomy = globalThis.matchMedia?.('(min-width: 48rem)').matches ?? true;
  // The line on boundaries may stand there already.
  element.append(
    head, classes,
    h('details', { class: 'legend-more', open: roomy }, h('summary', {}, names.more), states, notes),
  );
  const countText = ({ count }, language) => (count === null ? '' : formatNumber(count, language));
  /** One count, or one for each map. */
  const countPlace = (entry, language) => (Array.isArray(entry.count)
    ? h('span', { class: 'legend-count legend-count-each' }, entry.count.map((count) => h('span', {}, countText({ count }, language))))
    : h('span', { class: 'legend-count' }, countText(entry, language)));

  const entryButton = (entry, language) => {
    const point = (key) => () => onHighlight(entry.muted ? null : key);
    const button = h(
      'button',
      {
        type: 'button', class: 'legend-entry', 'data-key': entry.key, 'aria-pressed': String(!entry.muted),
        title: entry.muted ? t('Show again') : t('Fade on the map'),
        onclick: () => onMute(entry.key),
        onpointerenter: point(entry.key), onpointerleave: point(null), onfocus: point(entry.key), onblur: point(null),
      },
      drawSwatch(entry),
      h('span', { class: 'legend-label' }, entry.label),
      countPlace(entry, language),
    );
    return h('li', {}, button);
  };

  /** The reader's place in the list survives the rebuilding. */
  const keepFocus = (rebuild) => {
    const key = element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    rebuild();
    onHighlight(null); // the entry pointed at is gone; its successor hears of the pointer anew
    if (key) element.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  };

  return {
    /**
     * @param {object} content
     * @param {string} content.title
     * @param {string[]} content.warnings what must not be missing.
     * @param {Node|null} content.figure between title and note.
     * @param {string} content.note what the counts count.
     * @param {object[]} content.classes, content.states entries {key, label, count, colour, mark, muted};
     *   `count` is a list where several maps share the legend.
     * @param {(string|Node)[]} content.notes what the map stands on.
     * @param {string} content.language
     * @param {boolean} [content.worded] classes are called by words, and not by bounds along a scale.
     */
    show({ title, warnings, figure, note, notes: texts, language, worded = false, ...lists }) {
      element.classList.toggle('legend-worded', worded);
      head.replaceChildren(
        // The page is headed by the same words.
        h('h2', { class: 'legend-title', 'aria-label': t('Legend: {title}', { title }) }, title),
        ...warnings.map((text) => h('p', { class: 'map-warning' }, text)),
        ...[figure].filter(Boolean),
        h('p', { class: 'legend-note' }, note),
      );
      const list = (entries) => entries.map((entry) => entryButton(entry, language));
      keepFocus(() => {
        classes.replaceChildren(...list(lists.classes));
        states.replaceChildren(...list(lists.states));
      });
      notes.replaceChildren(...texts.map((text) => h('p', {}, text)));
    },
    /** Other counts of the entries that are there, quicker than showing all anew. */
    count(entries, { language, title, note }) {
      const heading = head.querySelector('.legend-title');
      heading.textContent = title;
      heading.setAttribute('aria-label', t('Legend: {title}', { title }));
      head.querySelector('.legend-note').textContent = tied(note);
      for (const entry of entries) {
        const place = element.querySelector(`[data-key="${CSS.escape(entry.key)}"] .legend-count`);
        if (place) place.textContent = countText(entry, language);
      }
    },
  };
}

/** The elements of the presenting page: words, bar, dots, help, QR code. */

import { h, svg } from '../gridmap/dom.mjs';

/** More scenes than this are chosen from a list: dots would fill rows. */
const MOST_DOTS = 24;

/** Drawn, since not every system has letters for them. */
const DRAWINGS = {
  previous: 'M10 3 5 8l5 5', next: 'M6 3l5 5-5 5', auto: 'M5 3v10l8-5z', pause: 'M5 3v10M11 3v10',
  save: 'M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11',
  share: 'M8 10V2M4.5 5 8 1.5 11.5 5M3 8v6h10V8',
  full: 'M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4',
};
const icon = (name) => svg('svg', { class: 'stage-icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' }, svg('path', { d: DRAWINGS[name] }));

/** Keys, names and commands, in the order of the help. */
const HELP = (t, { saved, shares }) => [
  ['→  ␣  PgDn', 'next', t('Next scene')],
  ['←  PgUp', 'previous', t('Previous scene')],
  ['Home', 'first', t('First scene')],
  ['End', 'last', t('Last scene')],
  ['f', 'full', t('Full screen')],
  ['a', 'auto', t('Play by itself')],
  ['b', 'blank', t('Black screen')],
  ['c', 'contrast', t('High contrast')],
  ['q', 'qr', t('Code for the audience')],
  ['r', 'script', t('Back to the view of the script')],
  ...(shares ? [['l', 'share', t('Share')]] : []),
  ...(saved ? [] : [['o', 'save', t('Save for offline')]]),
  ['s', 'speaker', t('View of the speaker')],
  ...(saved ? [] : [['Ctrl P', 'print', t('Print all scenes')]]),
];

/**
 * @param {HTMLElement} stage
 * @param {object} story
 * @param {object} options t, act(command, number), the addresses `leave` and `speaker`, `shares`
 *   where the page has the dialog that shares the story, and in a saved file the words `saved`.
 */
export function createParts(stage, story, { t, act, speaker, leave, shares, saved = '' }) {
  const button = (command, content, label, more = {}) =>
    h('button', { type: 'button', class: 'stage-button', 'aria-label': label, title: label, onclick: () => act(command), ...more }, content);
  const frames = h('div', { class: 'stage-frames' });
  const count = h('p', { class: 'stage-count' });
  const title = h('h1', { class: 'stage-title', tabindex: '-1' });
  const caption = h('p', { class: 'stage-caption' });
  const notice = h('p', { class: 'stage-notice', role: 'status' });
  const back = h('button', { type: 'button', class: 'button stage-back', hidden: true, onclick: () => act('script') },
    t('Back to the view of the script'), h('kbd', {}, 'r'));
  const many = story.scenes.length > MOST_DOTS;
  const list = many && h('select', {
    class: 'form-select stage-scenes', 'aria-label': t('Scenes'), onchange: () => act('go', list.selectedIndex + 1),
  }, story.scenes.map((scene, i) => h('option', {}, `${i + 1}. ${scene.title}`)));
  const sceneName = (scene, i) => t('Scene {number}: {title}', { number: i + 1, title: scene.title });
  const dots = many ? [] : story.scenes.map((scene, i) => h('li', {}, h('button', {
    type: 'button', class: 'stage-dot', 'aria-label': sceneName(scene, i), title: sceneName(scene, i),
    onclick: () => act('go', i + 1),
  })));
  const left = h('span', {});
  const time = h('span', { class: 'stage-time', title: t('Time left') }, h('span', { class: 'visually-hidden' }, t('Time left'), ' '), left);
  const auto = button('auto', icon('auto'), t('Play by itself'), { 'aria-pressed': 'false' });
  const full = button('full', icon('full'), t('Full screen'));
  const blank = h('button', { type: 'button', class: 'stage-blank', hidden: true, 'aria-label': t('Black screen: press a key to go on'), onclick: () => act('blank') });
  const code = h('img', { class: 'stage-code', alt: '' });
  const address = h('figcaption', {});
  const qr = h('figure', { class: 'stage-qr', hidden: true }, code, address);
  const help = h('dialog', { class: 'stage-help', 'aria-label': t('Keys') },
    h('div', { class: 'dialog-head' }, h('h2', {}, t('Keys')),
      h('button', { type: 'button', class: 'button', onclick: () => help.close() }, t('Close'))),
    h('ul', { class: 'stage-keys' }, HELP(t, { saved, shares }).map(([key, command, name]) => h('li', { 'data-command': command },
      h('button', { type: 'button', class: 'stage-key', onclick: () => { help.close(); act(command); } }, h('kbd', {}, key), h('span', {}, name))))),
    !saved && h('label', { class: 'stage-option' },
      h('input', { type: 'checkbox', class: 'form-check-input', onchange: ({ target }) => stage.classList.toggle('with-notes', target.checked) }),
      t('Notes of the speaker on paper')),
    h('p', { class: 'hint' }, t('A number and Enter leads to a scene. Keys of the map work after a click on it.')),
    h('p', { class: 'hint' }, saved || t('Save for offline writes story and notes into one file that needs no network.')),
    h('p', {}, !saved && [h('a', { href: speaker, target: '_blank' }, t('View of the speaker')), ' · '], h('a', { href: leave }, t('All stories'))));
  // Said once for each scene, as one sentence after the other.
  const told = h('p', { class: 'visually-hidden', role: 'status' });
  const words = h('section', { class: 'stage-words', tabindex: '0', 'aria-label': t('Words of the scene') }, count, title, caption, notice, back);
  const bar = h('nav', { class: 'stage-bar', 'aria-label': t('Presentation') },
    button('previous', icon('previous'), t('Previous scene')), list || h('ol', { class: 'stage-dots' }, dots), button('next', icon('next'), t('Next scene')),
    time, auto, full, shares && button('share', icon('share'), t('Share'), { 'data-command': 'share', 'aria-haspopup': 'dialog' }),
    !saved && button('save', icon('save'), t('Save for offline'), { 'data-wide': '' }), button('help', '?', t('Keys')));
  stage.replaceChildren(words, frames, bar, told, qr, blank, help);

  return {
    frames, words, blank, qr, help,
    /** Write a scene's words. */
    scene(at, { title: name, caption: text }) {
      count.textContent = t('{number} of {count}', { number: at + 1, count: story.scenes.length });
      title.textContent = name;
      caption.textContent = text;
      const sentence = [count.textContent, name, text].filter(Boolean).join('. ');
      if (told.textContent !== sentence) told.textContent = sentence;
      notice.textContent = '';
      back.hidden = true;
      document.title = `${name} – ${story.title}`;
      if (list) list.selectedIndex = at;
      dots.forEach((item, i) => {
        const dot = item.firstElementChild;
        dot.classList.toggle('stage-dot-past', i < at);
        if (i === at) dot.setAttribute('aria-current', 'step');
        else dot.removeAttribute('aria-current');
      });
    },
    missing(view) {
      notice.textContent = t('This scene cannot be shown: {view}', { view });
    },
    say(text) {
      notice.textContent = text;
    },
    typed(digits) {
      notice.textContent = digits && t('Scene {number}: press Enter', { number: digits });
    },
    moved(on) {
      back.hidden = !on;
    },
    time(text) {
      if (left.textContent !== text) left.textContent = text;
    },
    playing(on, { kiosk = false } = {}) {
      // Who passes by a kiosk has nothing to share with: its screen is all there is.
      stage.classList.toggle('stage-kiosk', kiosk);
      auto.setAttribute('aria-pressed', String(on));
      auto.replaceChildren(icon(on ? 'pause' : 'auto'));
    },
    /** The code of an address; without a picture the address alone. */
    code(source, text) {
      code.hidden = false;
      code.onerror = () => { code.hidden = true; };
      if (code.getAttribute('src') !== source) code.src = source;
      address.textContent = text;
    },
  };
}

/** The speaker's view: notes, this scene and the next, clock; in step with the presenting window. */

import { h } from '../gridmap/dom.mjs';
import { createChannel } from './channel.mjs';
import { createFrames } from './frames.mjs';
import { createKeys } from './keys.mjs';
import { rememberScene, sayEmpty, sceneOf } from './opened.mjs';
import { clockText, createTimer, target } from './script.mjs';
import { sceneAddress } from './story.mjs';

const TICK = 500;

/**
 * @param {HTMLElement} desk the element to fill.
 * @param {object} opened of `opened.mjs`: what is presented.
 * @param {import('./presenting.mjs').Site|null} [site] where there is no server.
 */
export function speak(desk, { story, prefix, t, fragment, keep }, site = null) {
  if (!story) {
    sayEmpty(desk, { t, prefix });
    return;
  }
  const { scenes } = story;
  const keys = createKeys();
  const timer = createTimer();
  let at = sceneOf(fragment, scenes.length);
  let blank = false;
  let auto = false;

  const place = (name) => h('div', { class: `speaker-frame ${name}` });
  const [now, next] = [place('speaker-now'), place('speaker-next')];
  const words = Object.fromEntries(['title', 'caption', 'notes', 'following', 'clock', 'passed'].map((name) => [name, h('span', {})]));
  const button = (command, label) => h('button', { type: 'button', class: 'button', onclick: () => act(command) }, label);
  const black = button('blank', t('Black screen'));
  const list = h('select', {
    class: 'form-select', 'aria-label': t('Scenes'), onchange: () => act('go', list.selectedIndex + 1),
  }, scenes.map((scene, i) => h('option', {}, `${i + 1}. ${scene.title}`)));
  desk.replaceChildren(
    h('header', { class: 'speaker-head' },
      h('h1', {}, story.title),
      h('p', { class: 'speaker-times' },
        h('span', {}, t('Now'), ' ', h('b', {}, words.clock)), h('span', {}, t('Passed'), ' ', h('b', {}, words.passed)),
        h('button', { type: 'button', class: 'link-button', onclick: () => { timer.restart(); tick(); } }, t('Start at zero')))),
    h('section', { class: 'speaker-scene', 'aria-label': t('This scene') }, h('h2', {}, words.title), now, h('p', { class: 'speaker-caption', tabindex: '0' }, words.caption)),
    h('section', { class: 'speaker-side' },
      h('h2', {}, t('Notes')), h('p', { class: 'speaker-notes', tabindex: '0', 'aria-live': 'polite' }, words.notes),
      h('h2', {}, t('Next:'), ' ', words.following), next),
    h('nav', { class: 'speaker-bar', 'aria-label': t('Presentation') },
      button('previous', t('Previous scene')), list, button('next', t('Next scene')), black),
  );
  const shown = createFrames(now, { title: t('This scene'), enter, ...site?.frames });
  const coming = createFrames(next, { title: t('Next scene'), ...site?.frames });
  const open = site?.channel ?? ((on) => createChannel(window.location.pathname.replace(/\/speaker\/?$/, ''), on));
  const channel = open({ state: follow, ask: state });

  const addressOf = (i) => scenes[i] && sceneAddress(scenes[i].view, { prefix, folder: 'embed/', keep });

  function show() {
    const scene = scenes[at];
    const following = scenes[at + 1];
    words.title.textContent = `${at + 1}. ${scene.title}`;
    words.caption.textContent = scene.caption;
    words.notes.textContent = scene.notes || t('No notes.');
    words.following.textContent = following?.title ?? t('the end');
    list.selectedIndex = at;
    rememberScene(at);
    shown.show(addressOf(at));
    coming.show(following ? addressOf(at + 1) : null);
  }

  function state() {
    return { at, blank, auto };
  }

  function take(next) {
    const moved = next.at !== at;
    ({ at, blank, auto } = next);
    black.setAttribute('aria-pressed', String(blank));
    if (moved) show();
  }

  function follow(other) {
    if (other.at >= 0 && other.at < scenes.length) take({ at: other.at, blank: Boolean(other.blank), auto: Boolean(other.auto) });
  }

  function act(command, number) {
    const step = target(command, { at, count: scenes.length, number });
    if (command === 'blank') take({ at, blank: !blank, auto });
    else if (command === 'auto') take({ at, blank, auto: !auto });
    else if (step !== at) take({ at: step, blank: false, auto });
    else return;
    channel.tell(state());
  }

  function onKey(event) {
    if (event.defaultPrevented) return;
    const read = keys.read(event);
    if (!read) return;
    event.preventDefault();
    act(read.command, read.number);
  }

  function enter(page) {
    page.addEventListener('keydown', onKey);
  }

  function tick() {
    words.clock.textContent = new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' });
    words.passed.textContent = clockText(timer.seconds());
  }

  document.addEventListener('keydown', onKey);
  setInterval(tick, TICK);
  tick();
  black.setAttribute('aria-pressed', 'false');
  show();
  channel.ask();
}

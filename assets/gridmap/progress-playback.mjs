/**
 * Time under the map: play, pause, step, speed, and a slider of days. It knows days only; what
 * a day looks like is the business of who made it.
 */

import { h, svg } from './dom.mjs';
import { dateOf, dayText, stepOf } from './progress-data.mjs';

/** Milliseconds for which a day stays, by speed. */
const STAY = 500;
const SPEEDS = [0.5, 1, 2, 4];

const SHAPES = {
  back: 'M4 3h2v10H4zM13 3v10L6 8z', play: 'M4 2.5v11L13 8z', pause: 'M4 3h3v10H4zM9 3h3v10H9z', forth: 'M10 3h2v10h-2zM3 3v10l7-5z',
};
const icon = (name) => svg('svg', { viewBox: '0 0 16 16', class: 'playback-icon', 'aria-hidden': 'true', focusable: 'false' }, svg('path', { d: SHAPES[name] }));

/**
 * @param {HTMLElement} element to be filled.
 * @param {object} options
 * @param {Function} options.t
 * @param {(day: number, playing: boolean) => void} options.onDay a day passes by: to be drawn at once.
 * @param {(day: number, last: boolean) => void} options.onStop time rests on a day.
 */
export function createPlayback(element, { t, onDay, onStop }) {
  let days = [];
  let step = 0;
  let language = 'en';
  let speed = 1;
  let playing = false;
  let timer = null;
  /** The day the slider left and has not been told of yet: none while time rests. */
  let moving = false;

  const button = (name, label, press) => h('button', { type: 'button', class: 'playback-button', 'aria-label': label, title: label, onclick: press }, icon(name));
  const back = button('back', t('Step back'), () => stepBy(-1));
  const toggle = button('play', t('Play'), () => (playing ? pause() : play()));
  const forth = button('forth', t('Step forward'), () => stepBy(1));
  const speeds = h(
    'select', { class: 'playback-speed', 'aria-label': t('Speed'), title: t('Speed'), onchange: () => { speed = Number(speeds.value); } },
    SPEEDS.map((value) => h('option', { value, selected: value === speed }, `${value}×`)),
  );
  const slider = h('input', {
    type: 'range', class: 'playback-slider', min: 0, step: 1, 'aria-label': t('As of'),
    oninput: () => slide(Number(slider.value)), onchange: rest,
  });
  const start = h('span', { class: 'playback-end' });
  const end = h('span', { class: 'playback-end' });
  const date = h('output', { class: 'playback-date' });
  const hint = h('p', { class: 'playback-hint', hidden: true });
  const group = h(
    'div', { class: 'playback', role: 'group', 'aria-label': t('Time'), onkeydown: onKey },
    h('div', { class: 'playback-buttons' }, back, toggle, forth, speeds),
    date,
    h('div', { class: 'playback-track' }, start, slider, end),
  );
  element.replaceChildren(group, hint);

  /** Space plays and pauses wherever in the group it means nothing else; arrows step. */
  function onKey(event) {
    const { key, target } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || group.hidden) return;
    const plain = target !== speeds && target !== slider;
    if (key === ' ' && (target === slider || target === group)) (playing ? pause() : play());
    else if (plain && (key === 'ArrowLeft' || key === 'ArrowRight')) stepBy(key === 'ArrowLeft' ? -1 : 1);
    else if (plain && (key === 'Home' || key === 'End')) settle(key === 'Home' ? 0 : days.length - 1);
    else return;
    event.preventDefault();
  }

  function write() {
    const text = days.length ? dayText(days[step], language) : '';
    slider.value = String(step);
    slider.setAttribute('aria-valuetext', text);
    date.textContent = text;
    back.disabled = step === 0;
    forth.disabled = step >= days.length - 1;
  }

  function go(next) {
    step = Math.max(0, Math.min(days.length - 1, next));
    moving = true;
    onDay(days[step], playing);
    write();
  }

  function slide(next) {
    if (playing) stopTimer();
    go(next);
  }

  function rest() {
    if (!moving) return;
    moving = false;
    onStop(days[step], step === days.length - 1);
  }

  function settle(next) {
    const own = document.activeElement;
    slide(next);
    rest();
    // At the ends of time a button falls away under the keyboard, whose place must not be lost.
    if (own?.disabled) toggle.focus();
  }

  const stepBy = (by) => settle(step + by);

  function show(now) {
    playing = now;
    toggle.replaceChildren(icon(now ? 'pause' : 'play'));
    toggle.setAttribute('aria-label', now ? t('Pause') : t('Play'));
    toggle.title = now ? t('Pause') : t('Play');
    // What changes many times a second is not read out; the day it rests on is.
    date.setAttribute('aria-live', now ? 'off' : 'polite');
  }

  function stopTimer() {
    clearTimeout(timer);
    show(false);
  }

  function play() {
    if (days.length < 2) return;
    show(true);
    requestAnimationFrame(() => advance(step >= days.length - 1 ? 0 : step + 1));
  }

  function advance(next) {
    if (!playing) return;
    go(next);
    if (step >= days.length - 1) pause();
    else timer = setTimeout(() => requestAnimationFrame(() => advance(step + 1)), STAY / speed);
  }

  function pause() {
    if (!playing) return;
    stopTimer();
    rest();
  }

  return {
    /**
     * Take the days there are and the one that is shown.
     *
     * @param {object} now
     * @param {ArrayLike<number>} now.days ascending.
     * @param {number|null} now.day
     * @param {string} now.language BCP 47 tag.
     * @param {string} now.still why time cannot be played; empty where it can.
     */
    show({ days: known, day, language: tongue, still }) {
      const able = known.length > 1 && !still;
      language = tongue;
      group.hidden = !able;
      hint.hidden = !still;
      hint.textContent = still;
      if (!able) {
        stopTimer();
        return;
      }
      if (days !== known) {
        days = known;
        slider.max = String(days.length - 1);
        start.textContent = dateOf(days[0]).slice(0, 4);
        end.textContent = dateOf(days.at(-1)).slice(0, 4);
      }
      if (!playing) step = stepOf(days, day);
      write();
    },
    pause,
  };
}

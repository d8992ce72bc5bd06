/** Presenting a story: scenes one after the other, by keys, clicker, touch or by themselves. */

import { createChannel } from './channel.mjs';
import { createFrames } from './frames.mjs';
import { createKeys } from './keys.mjs';
import { rememberScene, sayEmpty, sceneOf } from './opened.mjs';
import { createParts } from './parts.mjs';
import { saveStory } from './save.mjs';
import { clockText, createTimer, remaining, swipe, target } from './script.mjs';
import { createSharing } from './sharing.mjs';
import { createSheets } from './sheets.mjs';
import { sceneAddress, without } from './story.mjs';

const TICK = 250;
/** An address longer than this makes a code that no camera reads from the back of a hall. */
const LONGEST_CODE = 600;

/**
 * What a file has in place of a server (offline.mjs).
 *
 * @typedef {object} Site
 * @property {string} saved what the help says of the file.
 * @property {(at: number) => string} code address of the picture of a scene's QR code.
 * @property {object} frames `open` and `locationOf` of `createFrames`.
 * @property {string} speaker fragment with which the file is the view of the speaker.
 * @property {(on: object) => object} channel keeps two windows of the file in step (channel.mjs).
 */

/**
 * @param {HTMLElement} stage the element to fill.
 * @param {object} opened of `opened.mjs`: what to present.
 * @param {Site|null} [site] where there is no server.
 */
export function present(stage, { story, prefix, t, options, fragment, keep }, site = null) {
  if (!story) {
    sayEmpty(stage, { t, prefix });
    return;
  }
  const { scenes } = story;
  const root = document.documentElement;
  const firstTheme = root.dataset.theme;
  const loop = options.get('loop') === '1';
  const path = window.location.pathname;
  const keys = createKeys();
  const timer = createTimer();
  let at = sceneOf(fragment, scenes.length);
  let auto = options.get('auto') === '1';
  let contrast = options.get('contrast') === '1' || firstTheme === 'contrast';
  let blank = false;
  let lock = null;
  let printing = false;

  const speaker = () => (site
    ? `${path}#${site.speaker}&n=${at + 1}`
    : `${path.replace(/\/$/, '')}/speaker${window.location.search}${window.location.hash}`);
  const sharing = site ? null : createSharing(story, { held: fragment.get('s'), prefix, keep, shown: () => ({ at, view: viewShown() }) });
  const parts = createParts(stage, story, { t, act, speaker: speaker(), leave: `${prefix}present`, shares: Boolean(sharing), saved: site?.saved });
  // A file has no server that draws pictures: what is on its screen is printed.
  const sheets = site ? null : createSheets(stage, story, { t, prefix, keep });
  const frames = createFrames(parts.frames, { title: t('View of the scene'), enter, large: true, ...site?.frames });
  const channel = (site?.channel ?? ((on) => createChannel(path, on)))({ state: follow, ask: state });

  // ---- scenes ----------------------------------------------------------------------

  const theme = () => (contrast ? 'contrast' : firstTheme === 'auto' ? null : firstTheme);
  const addressOf = (i) => scenes[i] && sceneAddress(scenes[i].view, { prefix, folder: 'embed/', keep, set: { theme: theme() } });

  async function show() {
    const scene = scenes[at];
    parts.scene(at, scene);
    timer.restart();
    rememberScene(at);
    tick();
    if (stage.contains(document.activeElement) && document.activeElement.tagName === 'IFRAME') focusStage();
    const shown = await frames.show(addressOf(at));
    if (shown === null) return;
    if (!shown) parts.missing(scene.view);
    if (!parts.qr.hidden) showCode();
    timer.restart();
    frames.preload(addressOf(target('next', { at, count: scenes.length, loop })));
  }

  function go(next) {
    if (next === at) return;
    at = next;
    blanked(false);
    show();
  }

  const focusStage = () => {
    window.focus();
    stage.focus({ preventScroll: true });
  };

  // ---- commands ----------------------------------------------------------------------

  const commands = {
    blank: () => blanked(!blank),
    auto: () => play(!auto),
    contrast() {
      contrast = !contrast;
      dress();
    },
    full: () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.())?.catch(() => {}),
    qr() {
      parts.qr.hidden = !parts.qr.hidden;
      if (!parts.qr.hidden) showCode();
    },
    script() {
      focusStage();
      show();
    },
    speaker: () => window.open(speaker(), 'speaker', 'width=1100,height=720')?.focus(),
    share: () => !(auto && loop) && sharing?.open(),
    save: () => !site && saveStory(story, { t, prefix, keep, own: fragment.has('s'), say: parts.say }),
    print,
    help: () => (parts.help.open ? parts.help.close() : parts.help.showModal()),
    escape() {
      if (parts.help.open) parts.help.close();
      else if (blank) blanked(false);
      else if (!parts.qr.hidden) parts.qr.hidden = true;
      else if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
      else focusStage();
    },
    typed: () => parts.typed(keys.typed()),
  };

  function act(command, number) {
    if (commands[command]) commands[command]();
    else go(target(command, { at, count: scenes.length, loop, number }));
    if (command !== 'typed') parts.typed('');
    channel.tell(state());
  }

  /** Nothing can be waited for once the browser prints: pictures come first. */
  async function print() {
    if (printing) return;
    printing = true;
    await sheets?.load((number) => parts.say(t('Getting the picture of scene {number} of {count} for paper…', { number, count: scenes.length })));
    printing = false;
    parts.say('');
    window.print();
  }

  function blanked(on) {
    blank = on;
    parts.blank.hidden = !on;
    timer.run(!on);
  }

  function play(on) {
    auto = on;
    parts.playing(on, { kiosk: on && loop });
    wake();
  }

  function dress() {
    root.dataset.theme = contrast ? 'contrast' : firstTheme === 'contrast' ? 'auto' : firstTheme;
    frames.dress(root.dataset.theme);
    frames.preload(addressOf(target('next', { at, count: scenes.length, loop })));
  }

  /** Path and query under the prefix of what is on the screen: the map may have been moved. */
  function viewShown() {
    const shown = frames.location();
    const folder = `${prefix}embed/`;
    if (!shown?.pathname.startsWith(folder)) return scenes[at].view;
    const left = frames.strays() ? ['theme', 'release'] : ['theme'];
    return `/${shown.pathname.slice(folder.length)}${without(shown.search, left)}`;
  }

  /** The audience opens the page as it is shown, on the same release. */
  function showCode() {
    if (site) {
      parts.code(site.code(at), sceneAddress(scenes[at].view, { prefix }) ?? prefix);
      return;
    }
    const address = new URL(sceneAddress(viewShown(), { prefix, keep }) ?? prefix, window.location.href).href;
    parts.code(`${prefix}api/v1/qr.svg?url=${encodeURIComponent(address.length > LONGEST_CODE ? new URL(prefix, address).href : address)}`, address);
  }

  // ---- the other window ----------------------------------------------------------------

  function state() {
    return { at, blank, auto };
  }

  function follow(other) {
    if (other.at >= 0 && other.at < scenes.length) go(other.at);
    blanked(Boolean(other.blank));
    if (Boolean(other.auto) !== auto) play(Boolean(other.auto));
  }

  // ---- time ----------------------------------------------------------------------------

  function tick() {
    const passed = timer.seconds();
    parts.time(clockText(remaining(scenes, at, passed)));
    stage.style.setProperty('--stage-passed', String(Math.min(1, passed / scenes[at].dwell)));
    if (!auto || blank || parts.help.open || sharing?.isOpen() || passed < scenes[at].dwell) return;
    const next = target('next', { at, count: scenes.length, loop });
    if (next === at) {
      if (!loop) play(false);
      timer.restart();
    } else act('next');
  }

  /** The screen stays on while scenes play or fill it. */
  async function wake() {
    const wanted = auto || document.fullscreenElement;
    if (!wanted) {
      lock?.release().catch(() => {});
      lock = null;
    } else if (!lock && document.visibilityState === 'visible') {
      try {
        lock = await navigator.wakeLock?.request('screen');
        lock?.addEventListener('release', () => { lock = null; });
      } catch {
        lock = null; // Not allowed here, or the battery is low: the screen may sleep.
      }
    }
  }

  // ---- keys and touch ------------------------------------------------------------------

  function onKey(event) {
    if (event.defaultPrevented || sharing?.isOpen()) return;
    if (sheets && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'p') {
      event.preventDefault();
      act('print');
      return;
    }
    // An open dialog closes by itself with Escape.
    if (parts.help.open && event.key !== '?') return;
    const read = keys.read(event);
    if (!read) return;
    event.preventDefault();
    act(read.command, read.number);
  }

  /** Keys work inside the frame too, save those that the map there takes for itself. */
  function enter(page) {
    page.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !keys.typed()) return;
      event.stopPropagation();
      onKey(event);
    }, { capture: true });
    page.addEventListener('keydown', onKey);
    const moved = () => {
      parts.moved(true);
      timer.restart();
    };
    for (const kind of ['pointerdown', 'wheel']) page.addEventListener(kind, moved, { passive: true });
  }

  let touched = null;
  stage.addEventListener('touchstart', ({ touches: [touch] }) => {
    touched = [touch.clientX, touch.clientY];
  }, { passive: true });
  stage.addEventListener('touchend', ({ changedTouches: [touch] }) => {
    const command = touched && swipe(touched, [touch.clientX, touch.clientY]);
    touched = null;
    if (command) act(command);
  }, { passive: true });
  document.addEventListener('keydown', onKey);
  document.addEventListener('fullscreenchange', wake);
  document.addEventListener('visibilitychange', wake);
  window.addEventListener('hashchange', () => {
    const next = sceneOf(new URLSearchParams(window.location.hash.slice(1)), scenes.length);
    if (next !== at) act('go', next + 1);
  });

  if (contrast) root.dataset.theme = 'contrast';
  parts.playing(auto, { kiosk: auto && loop });
  wake();
  setInterval(tick, TICK);
  focusStage();
  show();
  channel.ask();
}

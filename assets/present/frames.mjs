/** The scenes' pages in frames: a map moves within its page, other pages cross-fade. */

import { h } from '../gridmap/dom.mjs';
import { samePage } from './story.mjs';

/** The old frame is taken away after the new one has faded in. */
const FADE = 700;
/** A page that is not drawn by then is shown as far as it is. */
const PATIENCE = 8000;
/** Frames wider than so many CSS pixels are for a hall: their letters grow with them. */
const ROOM = 760;

const within = (promise, ms) => Promise.race([promise, new Promise((done) => setTimeout(done, ms))]);

/**
 * @param {HTMLElement} element
 * @param {object} options
 * @param {string} options.title accessible name of a frame.
 * @param {(document: Document) => void} [options.enter] once for each page that is loaded.
 * @param {boolean} [options.large] whether letters grow with the frame.
 * @param {(frame: HTMLIFrameElement, address: string) => void} [options.open] put a page into a frame.
 * @param {(page: Window) => {pathname: string, search: string}} [options.locationOf] where a page is.
 */
export function createFrames(element, {
  title, enter = () => {}, large = false,
  open = (frame, address) => { frame.src = address; },
  locationOf = (page) => page.location,
}) {
  let front = null;
  let spare = null;
  let turn = 0;

  function grow(frame) {
    const root = frame.contentDocument?.documentElement;
    if (!root || !large) return;
    root.dataset.stage = '';
    root.style.fontSize = `${Math.round(100 + Math.min(60, Math.max(0, (frame.clientWidth - ROOM) / 14)))}%`;
  }

  function make(address) {
    const frame = h('iframe', { class: 'stage-frame', title, inert: true });
    open(frame, address);
    const made = { frame, address, state: null };
    made.ready = new Promise((done) => {
      frame.addEventListener('load', async () => {
        const page = frame.contentDocument;
        const shown = page?.body?.matches('.embed:not(.embed-missing)') ?? false;
        if (shown) {
          grow(frame);
          enter(page);
          await within(frame.contentWindow.gridmap?.ready ?? mapOf(page), PATIENCE);
        }
        done(shown);
      });
    });
    element.append(frame);
    return made;
  }

  /** The map's modules may run after the page's load event. */
  async function mapOf(page) {
    if (!page.getElementById('map')) return;
    const { defaultView } = page;
    for (let tries = 0; tries < PATIENCE / 50 && !defaultView?.gridmap; tries += 1) await new Promise((done) => setTimeout(done, 50));
    await defaultView?.gridmap?.ready;
  }

  const drop = (one) => one?.frame.remove();

  /** Whether the front frame is still on the page it was made for, and can move there. */
  function moves(address) {
    const page = front?.frame.contentWindow;
    return Boolean(page?.gridmap?.open) && samePage(front.address, address) &&
      locationOf(page).pathname === new URL(address, window.location.href).pathname;
  }

  new ResizeObserver(() => [front, spare].forEach((one) => one && grow(one.frame))).observe(element);

  return {
    /** Where the page that is shown is; null before the first. */
    location: () => (front?.frame.contentWindow ? locationOf(front.frame.contentWindow) : null),
    /** Whether its map shows another release than its address names, which is kept no more. */
    strays: () => front?.frame.contentWindow?.gridmap?.view()?.release === null,
    /**
     * Show the page of an address.
     *
     * @param {string|null} address
     * @returns {Promise<boolean|null>} whether it could be shown; null if another was asked for.
     */
    async show(address) {
      const mine = ++turn;
      if (address && moves(address)) {
        front.address = address;
        await front.frame.contentWindow.gridmap.open(new URL(address, window.location.href).search);
        return mine === turn ? true : null;
      }
      const next = spare?.address === address ? spare : address && make(address);
      if (spare && spare !== next) drop(spare);
      spare = next || null;
      const shown = next ? await next.ready : false;
      if (mine !== turn) return null;
      spare = null;
      const old = front;
      front = next || null;
      if (next) {
        next.frame.classList.add('stage-frame-front');
        next.frame.inert = false;
      }
      if (old) old.frame.inert = true;
      setTimeout(() => drop(old), FADE);
      return shown;
    },
    /** Load a page behind the one that is shown, if it will need one. */
    preload(address) {
      if (!address || moves(address) || spare?.address === address) return;
      drop(spare);
      spare = make(address);
    },
    /** Show other colours. */
    dress(theme) {
      front?.frame.contentWindow?.gridmap?.choose({ theme });
    },
  };
}

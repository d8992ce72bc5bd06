/**
 * *Add to my story*, in the dialog *Share*: the view that is shown becomes a scene of the story that
 * this browser keeps (assets/present/basket.mjs), which `/present` shows.
 */
(() => {
  const KEY = 'story';
  const MOST = 100;

  /** Path and query under the prefix; null outside of it. */
  function viewOf({ pathname, search }, prefix) {
    return pathname.startsWith(prefix) ? `/${pathname.slice(prefix.length)}${search}` : null;
  }

  /** The story with one scene more; null where it is full. */
  function added(story, scene) {
    const scenes = Array.isArray(story?.scenes) ? story.scenes : [];
    if (scenes.length >= MOST) return null;
    return { title: '', dwell: 20, ...story, scenes: [...scenes, scene] };
  }

  function read() {
    try {
      return JSON.parse(window.localStorage.getItem(KEY));
    } catch {
      return null;
    }
  }

  function onClick(event) {
    const button = event.target.closest?.('[data-story="add"]');
    if (!button) return;
    const prefix = JSON.parse(document.getElementById('gridmap-config').textContent).prefix ?? '/';
    const words = (id) => document.getElementById(id)?.value ?? '';
    // Live or frozen, as the dialog has it.
    const view = viewOf(new URL(words('share-link-address') || window.location.href, window.location.href), prefix);
    const title = words('share-name').slice(0, 120) || document.querySelector('h1')?.textContent || view;
    const next = view && added(read(), { view, title, caption: words('share-words').slice(0, 700), notes: '' });
    const said = document.getElementById('share-said');
    const say = (text) => {
      if (said) said.textContent = text.replace('{count}', String(next?.scenes.length ?? MOST));
    };
    try {
      if (next) window.localStorage.setItem(KEY, JSON.stringify(next));
      const done = next?.scenes.length === 1 ? 'first' : 'done';
      say(button.dataset[next ? done : 'full']);
    } catch {
      say(button.dataset.full);
    }
  }

  if (globalThis.document) document.addEventListener('click', onClick);
  if (globalThis.module) globalThis.module.exports = { added, viewOf };
})();

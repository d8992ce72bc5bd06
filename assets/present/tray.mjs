/** The list of stories: the reader's own story, and links that hold one. */

import { h } from '../gridmap/dom.mjs';
import { createT } from '../gridmap/texts.mjs';
import { KEY, load, moved, save, toToml, without } from './basket.mjs';
import { encodeStory } from './story.mjs';

const { hash, search } = window.location;
const json = (id) => JSON.parse(document.getElementById(id)?.textContent ?? 'null');

function open(tray) {
  const { prefix } = json('gridmap-config');
  const t = createT(json('present-texts') ?? {});
  const storage = window.localStorage;
  let story = load(storage);

  const said = h('p', { class: 'message', role: 'status' });
  const list = h('ol', { class: 'tray-scenes' });
  const title = h('input', { class: 'form-control', id: 'tray-title', maxlength: '120', oninput: () => keep({ ...story, title: title.value }) });
  const present = h('a', { class: 'button button-primary' }, t('Present'));
  const address = () => `${prefix}present/own${search}#s=${encodeStory(story)}`;
  const tools = h('div', { class: 'story-links' }, present,
    h('button', { type: 'button', class: 'button', onclick: copy }, t('Copy the link')),
    h('button', { type: 'button', class: 'button', onclick: download }, t('Save as a file')));
  tray.append(said, h('div', { class: 'field' }, h('label', { for: 'tray-title' }, t('Title of the story')), title), list, tools);

  /** Keep without building the list anew: the reader is writing in it. */
  function keep(next) {
    story = next;
    said.textContent = save(storage, story) ? '' : t('This browser keeps nothing: save the story before you leave.');
    present.href = address();
  }

  function change(next) {
    keep(next);
    show();
  }

  const edited = (number, name) => ({ target }) =>
    keep({ ...story, scenes: story.scenes.map((scene, i) => (i === number ? { ...scene, [name]: target.value } : scene)) });

  function field(number, name, label, scene) {
    const id = `tray-${name}-${number}`;
    const input = name === 'caption'
      ? h('textarea', { class: 'form-control', id, rows: '2', maxlength: '700', oninput: edited(number, name) }, scene[name])
      : h('input', { class: 'form-control', id, maxlength: '120', value: scene[name], oninput: edited(number, name) });
    return h('div', { class: 'field' }, h('label', { for: id }, label), input);
  }

  function row(scene, i) {
    const button = (label, action, off = false) => h('button', {
      type: 'button', class: 'button', disabled: off, 'aria-label': `${label}: ${scene.title || scene.view}`, onclick: action,
    }, label);
    return h('li', {},
      field(i, 'title', t('Title'), scene), field(i, 'caption', t('Caption'), scene),
      h('div', { class: 'story-links' },
        h('a', { class: 'button', href: `${prefix}${scene.view.slice(1)}` }, t('View')),
        button(t('Up'), () => change(moved(story, i, i - 1)), i === 0),
        button(t('Down'), () => change(moved(story, i, i + 1)), i === story.scenes.length - 1),
        button(t('Remove'), () => change(without(story, i)))));
  }

  function show() {
    tray.hidden = !story.scenes.length;
    title.value = story.title;
    list.replaceChildren(...story.scenes.map(row));
    present.href = address();
  }

  async function copy() {
    try {
      await navigator.clipboard.writeText(new URL(address(), window.location.href).href);
      said.textContent = t('The link is copied; it holds the whole story.');
    } catch {
      said.textContent = t('The link could not be copied. Present the story and copy its address.');
    }
  }

  function download() {
    const link = h('a', { href: URL.createObjectURL(new Blob([toToml(story)], { type: 'application/toml' })), download: 'story.toml' });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // Views are collected in other windows.
  window.addEventListener('storage', ({ key }) => {
    if (key !== KEY) return;
    story = load(storage);
    show();
  });
  show();
}

if (new URLSearchParams(hash.slice(1)).has('s')) window.location.replace(`${json('gridmap-config').prefix}present/own${search}${hash}`);
else {
  const tray = document.getElementById('tray');
  if (tray) open(tray);
}

/** The list of stories: the reader's own story, files and links that hold one. */

import { h } from '../gridmap/dom.mjs';
import { createT } from '../gridmap/texts.mjs';
import { KEY, joined, load, moved, save, tidied, toToml, without } from './basket.mjs';
import { goneReleases, renewed } from './releases.mjs';
import { readFile } from './story-file.mjs';
import { encodeStory, MOST_SCENES } from './story.mjs';

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
  const button = (label, onclick, more = {}) => h('button', { type: 'button', class: 'button', onclick, ...more }, label);
  const tools = h('div', { class: 'story-links' }, present,
    button(t('Copy the link'), copy), button(t('Save as a file'), download));
  const own = h('div', {}, h('div', { class: 'field' }, h('label', { for: 'tray-title' }, t('Title of the story')), title), list, tools);
  const file = h('input', { type: 'file', hidden: true, accept: '.toml,application/toml', 'aria-label': t('Open a story file'), onchange: choose });
  const choices = h('div', { class: 'tray-choices', role: 'group', 'aria-label': t('Open a story file'), hidden: true });
  const problems = h('ul', { class: 'tray-problems', hidden: true });
  const opener = h('div', { class: 'tray-open' },
    button(t('Open a story file'), () => file.click()), file,
    h('span', { class: 'hint' }, t('A TOML file, saved here or written by hand; it can be dropped on this page.')));
  const old = h('p', { class: 'callout', role: 'status', hidden: true });
  tray.append(opener, said, problems, choices, old, own);

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

  const AREAS = { caption: 700, notes: 4000 };

  function field(number, name, label, scene) {
    const id = `tray-${name}-${number}`;
    const input = AREAS[name]
      ? h('textarea', { class: 'form-control', id, rows: '2', maxlength: AREAS[name], oninput: edited(number, name) }, scene[name])
      : h('input', { class: 'form-control', id, maxlength: '120', value: scene[name], oninput: edited(number, name) });
    return h('div', { class: 'field' }, h('label', { for: id }, label), input);
  }

  function row(scene, i) {
    const tool = (label, action, off = false) => button(label, action, { disabled: off, 'aria-label': `${label}: ${scene.title || scene.view}` });
    return h('li', {},
      field(i, 'title', t('Title'), scene), field(i, 'caption', t('Caption'), scene), field(i, 'notes', t('Notes of the speaker'), scene),
      h('div', { class: 'story-links' },
        h('a', { class: 'button', href: `${prefix}${scene.view.slice(1)}` }, t('View')),
        tool(t('Up'), () => change(moved(story, i, i - 1)), i === 0),
        tool(t('Down'), () => change(moved(story, i, i + 1)), i === story.scenes.length - 1),
        tool(t('Remove'), () => change(without(story, i)))));
  }

  function show() {
    tray.hidden = false;
    checkReleases();
    own.hidden = !story.scenes.length;
    title.value = story.title;
    list.replaceChildren(...story.scenes.map(row));
    present.href = address();
  }

  /** Say which scenes are of a release that is gone, as of the stories above, and offer the newest. */
  async function checkReleases() {
    const asked = story;
    const found = await goneReleases(story, { prefix });
    // Scenes may have come or gone meanwhile.
    if (asked.scenes.length !== story.scenes.length) return;
    old.hidden = !found;
    if (!found) return;
    const { gone, release } = found;
    old.replaceChildren(
      ...Object.entries(gone).map(([release, numbers]) => `${t('Release {release} is no longer kept. Scenes made from it: {numbers}.', { release, numbers: numbers.join(', ') })} `),
      `${t('The newest, {shown}, is shown in its place.', { shown: release })} `,
      button(t('Show them on the newest'), () => {
        old.hidden = true;
        change(renewed(story, found));
        title.focus();
      }));
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
    // What a file cannot do without is filled in here too: it opens to the story that is shown.
    change(tidied(story, t('Untitled')));
    const link = h('a', { href: URL.createObjectURL(new Blob([toToml(story)], { type: 'application/toml' })), download: 'story.toml' });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // ---- a file ------------------------------------------------------------------------

  function tell(text, wrong = []) {
    said.textContent = text;
    problems.replaceChildren(...wrong.map((one) => h('li', {}, one)));
    problems.hidden = !wrong.length;
    choices.hidden = true;
  }

  function choose() {
    const [chosen] = file.files;
    file.value = ''; // The same file can be chosen again once it is mended.
    if (chosen) openFile(chosen);
  }

  async function openFile(chosen) {
    tell(t('Reading {file}…', { file: chosen.name }));
    const { story: read, said: text, problems: wrong } = await readFile(chosen, { prefix, t });
    tell(text, wrong);
    if (!read) return;
    const take = (next) => {
      change(next);
      tell(`${t('{file} is open.', { file: chosen.name })} ${text}`, wrong);
      title.focus();
    };
    if (!story.scenes.length) {
      take(read);
      return;
    }
    const both = joined(story, read);
    choices.replaceChildren(
      h('p', {}, t('Scenes of “{title}”: {count}. Scenes of your story: {own}.', { title: read.title, count: read.scenes.length, own: story.scenes.length })),
      h('div', { class: 'story-links' },
        button(t('Replace your story'), () => take(read)),
        both ? button(t('Add at the end'), () => take(joined(story, read) ?? story)) : h('span', { class: 'hint' }, t('Together they have more than {most} scenes.', { most: MOST_SCENES })),
        button(t('Leave it as it is'), () => tell(''))));
    choices.hidden = false;
    choices.querySelector('button').focus();
  }

  const holdsFiles = ({ dataTransfer }) => dataTransfer?.types.includes('Files');
  document.addEventListener('dragover', (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    tray.classList.add('tray-over');
  });
  document.addEventListener('dragleave', ({ relatedTarget }) => !relatedTarget && tray.classList.remove('tray-over'));
  document.addEventListener('drop', (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    tray.classList.remove('tray-over');
    openFile(event.dataTransfer.files[0]);
  });

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

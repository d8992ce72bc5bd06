/** Links to documents: their addresses, names, and what they say while one is made. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

const SOURCE = readFileSync(new URL('../../assets/dash_documents.js', import.meta.url), 'utf8');

class Element {
  constructor() {
    Object.assign(this, { dataset: {}, attributes: {}, children: [], textContent: '', kinds: new Set() });
    this.classList = { toggle: (name, on) => this.kinds[on ? 'add' : 'delete'](name) };
  }

  closest() { return this; }
  matches() { return true; }
  getAttribute(name) { return this.attributes[name] ?? null; }
  setAttribute(name, value) { this.attributes[name] = value; }
  removeAttribute(name) { delete this.attributes[name]; }
  after(other) { this.nextElementSibling = other; }
  append() {}
  remove() {}
  click() { this.clicked = true; }
  replaceChildren(...parts) { this.children = parts; }
}

/** The script on a page with one link; `answer` is that of the server. */
function load(answer = null) {
  const heard = {};
  const made = [];
  const asked = [];
  const document = {
    addEventListener: (kind, listener) => { heard[kind] = listener; },
    createElement: () => { const one = new Element(); made.push(one); return one; },
    body: new Element(),
  };
  const window = { location: { search: '?lvl=0' }, setTimeout: () => {} };
  const fetch = async (address) => { asked.push(address); return answer(); };
  const url = Object.assign(URLSearchParams, {});
  const context = { window, document, fetch, Element, Blob, URLSearchParams: url, URL: { createObjectURL: () => 'blob:1' } };
  vm.runInContext(SOURCE, vm.createContext(context));
  return { widgets: window.dashWidgets.documents, heard, made, asked };
}

const { addressOf, nameOf, sizeOf } = load().widgets;

const settled = () => new Promise((done) => { setTimeout(done, 10); });

function linkOf(kind) {
  const link = new Element();
  link.href = 'https://a.test/geo/api/v1/report.pdf?page=country&code=FIN';
  link.dataset = { document: kind, making: 'Being made', saved: 'Saved as {name}.', failed: 'Not made.' };
  return link;
}

function follow({ heard }, link, more = {}) {
  let kept = false;
  heard.click({ target: link, preventDefault: () => { kept = true; }, ...more });
  return kept;
}

test('an address takes over what the page asks, and keeps its own', () => {
  assert.equal(
    addressOf('/geo/api/v1/report.pdf?page=country&code=FIN&release=abc', '?lvl=0&c=FIN~NOR&page=x&release=def'),
    '/geo/api/v1/report.pdf?page=country&code=FIN&release=abc&lvl=0&c=FIN~NOR',
  );
});

test('files have the name that the server gives', () => {
  assert.equal(nameOf('attachment; filename="country-FIN-abc.pdf"', '/x'), 'country-FIN-abc.pdf');
  assert.equal(nameOf(null, '/geo/api/v1/slides.pptx?story=kola'), 'slides.pptx');
});

test('sizes are told as people read them', () => {
  assert.deepEqual([sizeOf(812_400), sizeOf(5_751_108)], ['812 kB', '5.8 MB']);
});

test('a link is busy until its document has come, and then it is saved', async () => {
  const bytes = [new Uint8Array(1500), null];
  const page = load(() => ({
    ok: true,
    headers: new Map([['Content-Disposition', 'attachment; filename="a.pdf"'], ['Content-Length', '1500']]),
    body: { getReader: () => ({ read: async () => ({ value: bytes[0], done: bytes.shift() === null }) }) },
  }));
  const link = linkOf('page');
  assert.ok(follow(page, link));
  assert.equal(link.attributes['aria-busy'], 'true');
  follow(page, link);
  await settled();
  assert.deepEqual(page.asked, ['https://a.test/geo/api/v1/report.pdf?page=country&code=FIN&lvl=0']);
  assert.ok(page.made.some((one) => one.clicked && one.download === 'a.pdf'));
  assert.equal(link.nextElementSibling.children[0].textContent, 'Saved as a.pdf.');
  assert.equal(link.attributes['aria-busy'], undefined);
});

for (const [what, answer, said] of [
  ['what the server refuses', () => ({ ok: false, json: async () => ({ error: 'Try again in 10 seconds.' }) }), 'Try again in 10 seconds.'],
  ['what is no answer', () => { throw new TypeError('offline'); }, 'Not made.'],
]) {
  test(`${what} is said beside the link`, async () => {
    const page = load(answer);
    const link = linkOf('address');
    follow(page, link);
    await settled();
    assert.equal(link.nextElementSibling.children[0].textContent, said);
    assert.ok(link.nextElementSibling.kinds.has('document-bad'));
    assert.equal(link.attributes['aria-busy'], undefined);
  });
}

test('a link followed with Ctrl is the browser\'s', () => {
  const page = load(() => ({}));
  assert.equal(follow(page, linkOf('page'), { ctrlKey: true }), false);
  assert.deepEqual(page.asked, []);
});

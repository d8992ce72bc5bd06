/**
 * The dialog *Share* (dashboard/components/share_dialog.py), on every page: words and addresses
 * come from the server when it is opened, made of the state in the address bar; what the reader
 * writes stays until the dialog is opened for another view.
 *
 * Everything with `data-share` does something: `open`, `close`, `copy` (the field named by
 * `data-of`), `native`, `reset`.
 */
(() => {
  const MOST = 280;
  /** What a link counts for where long ones are wrapped (dashboard/export/words.py). */
  const WRAPPED = 23;
  /** Characters that a code is made of (dashboard/api/share.py). */
  const LONGEST_CODE = 2000;

  const byId = (id) => document.getElementById(id);
  const dialog = () => byId('share-dialog');
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const escape = (text) => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);

  /** Characters of a text as people count them: an emoji is one. */
  const length = (text) => [...text].length;

  /** What a link counts for in a post. */
  const counted = (link) => (length(link) <= MOST / 2 ? length(link) : WRAPPED);

  /** A sentence, cut at a word, that leaves room for a space and a link (`fitted` in Python). */
  function fitted(sentence, link) {
    const room = MOST - counted(link) - 1;
    const characters = [...sentence];
    if (characters.length <= room) return sentence;
    const head = characters.slice(0, room).join('');
    const cut = head.includes(' ') ? head.slice(0, head.lastIndexOf(' ')) : [...head].slice(0, -1).join('');
    return `${cut.replace(/[ ,.;:–]+$/, '')}…`;
  }

  /** The post: the sentence of the view, or what the reader has made of title and description. */
  const postOf = ({ sentence, title, description }, written, link) =>
    `${fitted(written ? `${title}. ${description}`.trim() : sentence, link)} ${link}`;

  /** Characters of a post, its link as networks count it. */
  function sizeOf(post, link) {
    const at = post.indexOf(link);
    return at < 0 ? length(post) : length(post) - length(link) + counted(link);
  }

  /** The HTML that shows an address within another page. */
  const frameCode = (address, title, [width, height]) =>
    `<iframe src="${escape(address)}" title="${escape(title)}" loading="lazy" width="${width}" height="${height}" `
    + `style="border:0;width:100%;max-width:${width}px;height:auto;aspect-ratio:${width}/${height}" allowfullscreen></iframe>`;

  const mailto = (title, description, link) =>
    `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(`${description}\n\n${link}\n`)}`;

  /**
   * What the server says of a view or story, of which a part is shared: what follows its address,
   * and the words of the part, which made-up data mark as the server does.
   */
  const pointed = (view, { fragment = '', words = {} }) => ({
    ...view,
    ...(words.title && words.title !== view.title && {
      title: words.title,
      description: words.description ? `${view.mark ?? ''}${words.description}` : view.description,
      sentence: `${view.mark ?? ''}${words.title}.`,
    }),
    links: { live: view.links.live + fragment, frozen: view.links.frozen + fragment },
    // Citations come from the server, which is not sent what follows an address.
    cited: { link: view.links.frozen, fragment },
  });

  /** A citation with the whole link. */
  const withFragment = (text, { link, fragment }) => (fragment ? text.replaceAll(link, link + fragment) : text);

  /** The query that tells the server what is on the page: its state, with the release shown. */
  function askedOf({ page, code, release }, search) {
    const query = new URLSearchParams(search);
    query.delete('release');
    const told = new URLSearchParams({ page, ...(code && { code }), release });
    return [told, query].map(String).filter(Boolean).join('&').replaceAll('%7E', '~');
  }

  // ---- What is shown now ---------------------------------------------------------------

  let asked = null;
  let wanted = null;
  let view = null;
  /**
   * What is shared where it is not the page as its address says (assets/present/sharing.mjs): the
   * question to the server, what follows the address, words, and the address where none answers.
   */
  let subject = {};
  let written = false;
  let citations = new Map();

  const texts = () => JSON.parse(dialog().dataset.texts);
  const chosen = (name) => dialog().querySelector(`[name="${name}"]:checked`)?.value;
  const linkOf = () => view.links[chosen('share-kind')];
  const words = () => ({ sentence: view.sentence, title: byId('share-name').value, description: byId('share-words').value });

  let fading = 0;
  function say(text) {
    byId('share-said').textContent = text;
    clearTimeout(fading);
    fading = setTimeout(() => { byId('share-said').textContent = ''; }, 5000);
  }

  async function copy(id) {
    const field = byId(id);
    try {
      await navigator.clipboard.writeText(field.value);
      say(texts().copied);
    } catch {
      // No clipboard outside https: the text is marked, to be copied by hand.
      field.focus();
      field.select();
      say(texts().byHand);
    }
  }

  /** Write what depends on the kind of link and on the words. */
  function write() {
    const { title, description } = words();
    const link = linkOf();
    byId('share-link-address').value = link;
    byId('share-mail').href = mailto(title, description, link);
    byId('share-text').value = postOf(words(), written, link);
    showCount();
    showCode(link);
    // A story has no form for frames, what its scenes show has.
    if (byId('share-unframed')) {
      byId('share-framed').hidden = !view.embeds;
      byId('share-unframed').hidden = Boolean(view.embeds);
    }
    if (byId('share-frame') && view.embeds) {
      const address = view.embeds[chosen('share-kind')];
      byId('share-frame').value = frameCode(address, title, view.frame);
      byId('share-frame-open').href = address;
    }
  }

  function showCount() {
    const n = sizeOf(byId('share-text').value, linkOf());
    byId('share-count').textContent = fill(n > MOST ? texts().over : texts().count, { n });
  }

  /** The code is asked for only where somebody looks at it. */
  function showCode(link) {
    const address = `${dialog().dataset.api}qr.svg?url=${encodeURIComponent(link)}`;
    const none = link.length > LONGEST_CODE;
    byId('share-code-none').textContent = none ? texts().long : '';
    byId('share-code-none').hidden = !none;
    byId('share-code').hidden = none;
    for (const id of ['share-code-open', 'share-code-save']) {
      byId(id).hidden = none;
      byId(id).href = address;
    }
    byId('share-code').alt = fill(texts().qr, { link });
    if (chosen('share-part') === 'qr' && !none) byId('share-code').src = address;
  }

  async function showCitation() {
    const kind = byId('share-format').value;
    const address = view.cite?.[kind];
    if (!address) return;
    const { pathname, search } = new URL(address);
    const { cited } = view;
    // A file of the server would lack what only the browser knows of the link.
    if (!cited.fragment) setFile(pathname + search, '');
    if (!citations.has(kind)) {
      const known = citations;
      try {
        const answer = await fetch(pathname + search);
        if (!answer.ok) throw new Error(answer.statusText);
        known.set(kind, withFragment(await answer.text(), cited));
      } catch {
        say(texts().failed);
        return;
      }
    }
    if (byId('share-format').value !== kind || view.cited !== cited) return;
    byId('share-citation').value = citations.get(kind);
    if (cited.fragment) setFile(URL.createObjectURL(new Blob([citations.get(kind)])), `citation.${kind}`);
  }

  /** Say where the file of the citation is, and how it is called where no answer says so. */
  function setFile(address, name) {
    const link = byId('share-citation-save');
    if (link.href.startsWith('blob:')) URL.revokeObjectURL(link.href);
    Object.assign(link, { href: address, download: name });
  }

  function showPart() {
    const part = chosen('share-part');
    byId('share-said').textContent = '';
    for (const panel of dialog().querySelectorAll('section')) panel.hidden = panel.id !== `share-${part}`;
    if (!view) return;
    if (part === 'qr') showCode(linkOf());
    if (part === 'cite') showCitation();
  }

  /** Without the server there is still the address. */
  function alone({ address, fragment = '', words = {} }, { release }) {
    const live = new URL(address ? address + fragment : window.location.href, window.location.href);
    const frozen = new URL(live);
    frozen.searchParams.set('release', release);
    const title = words.title || document.title;
    return { title, description: words.description ?? '', sentence: title, links: { live: live.href, frozen: frozen.href.replaceAll('%7E', '~') }, embeds: null, cite: null };
  }

  /** Ask, and where the release of a view is gone ask of the newest, which is shown in its place. */
  async function answerOf(address, again = true) {
    const answer = await fetch(address);
    if (answer.ok) return answer.json();
    const { latest } = answer.status === 404 ? await answer.json() : {};
    if (!latest || !again) throw new Error(answer.statusText);
    const { pathname, search } = new URL(latest.address);
    return answerOf(pathname + search, false);
  }

  async function load() {
    const { dataset } = dialog();
    const query = subject.query ?? askedOf(dataset, window.location.search);
    const key = query + (subject.fragment ?? '');
    wanted = key;
    if (key === asked) return;
    let found = null;
    try {
      found = pointed(await answerOf(`${dataset.api}share.json?${query}`), subject);
    } catch { /* The address of the page is there without the server. */ }
    // Another part was chosen meanwhile.
    if (wanted !== key) return;
    view = found ?? alone(subject, dataset);
    asked = found && key;
    for (const one of dialog().querySelectorAll('.share-release')) one.textContent = found?.release ?? one.textContent;
    citations = new Map();
    reset();
    showPart();
    if (!found) say(texts().failed);
  }

  function reset() {
    written = false;
    byId('share-name').value = view.title;
    byId('share-words').value = view.description;
    write();
  }

  /** Share something else than the page as its address says. */
  function show(part = {}) {
    subject = part;
    return load();
  }

  async function open(part) {
    for (const menu of document.querySelectorAll('details.menu[open]')) menu.open = false;
    dialog().showModal();
    await show(part);
  }

  const DEEDS = {
    open: () => open(),
    close: () => dialog().close(),
    copy: (button) => copy(button.dataset.of),
    reset,
    native: () => {
      const { title, description } = words();
      // A reader who changes their mind is no fault.
      navigator.share({ title, text: description, url: linkOf() }).catch(() => {});
    },
  };

  function onClick({ target, clientX, clientY }) {
    if (!(target instanceof Element)) return;
    const button = target.closest('[data-share]');
    if (button) DEEDS[button.dataset.share]?.(button);
    // On the shade around the box.
    if (target === dialog() && target.open) {
      const box = target.getBoundingClientRect();
      if (clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom) target.close();
    }
  }

  function onInput({ target }) {
    if (!(target instanceof Element) || !target.closest('#share-dialog')) return;
    if (target.name === 'share-part') showPart();
    if (!view) return;
    if (target.name === 'share-kind') write();
    if (target.id === 'share-format') showCitation();
    if (target.id === 'share-text') showCount();
    if (target.id === 'share-name' || target.id === 'share-words') {
      written = true;
      write();
    }
  }

  if (typeof document !== 'undefined' && document.addEventListener) {
    document.addEventListener('click', onClick);
    document.addEventListener('input', onInput);
    const native = document.querySelector('[data-share="native"]');
    if (native && navigator.share) native.hidden = false;
  }

  window.dashWidgets = Object.assign(window.dashWidgets ?? {}, {
    share: { askedOf, fitted, frameCode, mailto, open, pointed, postOf, show, sizeOf, withFragment },
  });
})();

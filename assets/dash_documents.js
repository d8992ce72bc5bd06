/**
 * Links to documents that take seconds to make (dashboard/components/document_links.py): reports
 * and slides. The link says that its document is being made, shows how much of it has come, and
 * gives it to the browser to save; what the server refuses is said beside the link. Without this
 * script, and with Ctrl or Shift, they are links like all others.
 */
(() => {
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  /**
   * The address of a document of what the page shows now.
   *
   * @param {string} href as the server wrote it.
   * @param {string} search query of the page; what the address says itself stays.
   */
  function addressOf(href, search) {
    const [path, query = ''] = href.split('?');
    const asked = new URLSearchParams(query);
    const own = new Set(asked.keys());
    for (const [key, value] of new URLSearchParams(search)) {
      if (!own.has(key)) asked.append(key, value);
    }
    // `~` needs no escape in a query and reads better.
    return `${path}?${asked}`.replaceAll('%7E', '~');
  }

  /** The name that an answer gives its file, else a plain one. */
  const nameOf = (disposition, href) =>
    /filename="([^"]+)"/.exec(disposition ?? '')?.[1] ?? href.split('?')[0].split('/').pop();

  /** Kilobytes or megabytes, as people read them. */
  const sizeOf = (bytes) => (bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

  /** The line under a link that tells how far its document is. */
  function lineOf(link) {
    if (link.nextElementSibling?.matches('.document-state')) return link.nextElementSibling;
    const line = document.createElement('span');
    line.className = 'document-state';
    line.setAttribute('role', 'status');
    link.after(line);
    return line;
  }

  function say(link, text, { bar = false, bad = false } = {}) {
    const line = lineOf(link);
    line.classList.toggle('document-bad', bad);
    const words = document.createElement('span');
    words.textContent = text;
    const progress = document.createElement('progress');
    progress.setAttribute('aria-label', link.textContent);
    line.replaceChildren(...(bar ? [progress] : []), words);
    return { words, progress };
  }

  /** The body of an answer as a file; `tell` hears how much of it has come. */
  async function read(answer, tell) {
    const whole = Number(answer.headers.get('Content-Length')) || 0;
    const parts = [];
    let come = 0;
    const reader = answer.body.getReader();
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      parts.push(step.value);
      come += step.value.length;
      tell(come, whole);
    }
    return new Blob(parts, { type: answer.headers.get('Content-Type') });
  }

  function save(blob, name) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    // The browser reads the file after the click has been answered.
    window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  async function make(link) {
    if (link.getAttribute('aria-busy') === 'true') return;
    const { making, saved, failed } = link.dataset;
    const href = link.dataset.document === 'page' ? addressOf(link.href, window.location.search) : link.href;
    link.setAttribute('aria-busy', 'true');
    const { words, progress } = say(link, making, { bar: true });
    try {
      const answer = await fetch(href);
      if (!answer.ok) {
        const { error } = await answer.json().catch(() => ({}));
        say(link, error ?? failed, { bad: true });
        return;
      }
      const blob = await read(answer, (come, whole) => {
        words.textContent = sizeOf(come);
        if (whole >= come) Object.assign(progress, { max: whole, value: come });
      });
      const name = nameOf(answer.headers.get('Content-Disposition'), href);
      save(blob, name);
      say(link, fill(saved, { name }));
    } catch {
      say(link, failed, { bad: true });
    } finally {
      link.removeAttribute('aria-busy');
    }
  }

  if (typeof document !== 'undefined' && document.addEventListener) {
    document.addEventListener('click', (event) => {
      const link = event.target instanceof Element ? event.target.closest('a[data-document]') : null;
      if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      make(link);
    });
  }

  window.dashWidgets = Object.assign(window.dashWidgets ?? {}, { documents: { addressOf, nameOf, sizeOf } });
})();

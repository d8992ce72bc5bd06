/**
 * Buttons that copy the text of another element: `data-copies` is its id, `data-copied` what
 * is said then, and `data-by-hand` what is said where the browser does not let pages copy.
 */
(() => {
  const say = (text) => {
    const toast = document.getElementById('toast');
    if (toast) toast.textContent = text;
    window.clearTimeout(say.timer);
    say.timer = window.setTimeout(() => toast && (toast.textContent = ''), 4000);
  };

  /** Mark a text, so that it can be copied by the keyboard. */
  const mark = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };

  async function copy(button) {
    const element = document.getElementById(button.dataset.copies);
    if (!element) return;
    try {
      // There is no clipboard on pages that are not served by HTTPS.
      await navigator.clipboard.writeText(element.textContent);
      say(button.dataset.copied);
    } catch {
      mark(element);
      say(button.dataset.byHand);
    }
  }

  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('[data-copies]') : null;
    if (button) copy(button);
  });
})();

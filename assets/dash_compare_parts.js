/**
 * The figures below the maps of the page of comparison: each is asked for when it comes near,
 * small multiples stand in as many columns as there is room for, and tables can be copied.
 *
 * Dash calls the function of `dash_clientside.compareParts`; see dashboard/callbacks/compare.py.
 */
(() => {
  const setProps = (id, props) => window.dash_clientside.set_props(id, props);

  /** Width that a small multiple needs, and how many there are in a row, one to six. */
  const PANEL = 210;
  const columnsFor = (width) => Math.max(1, Math.min(6, Math.floor(width / PANEL) || 1));

  let columns = 0;
  function tellColumns(host) {
    const now = columnsFor(host.clientWidth);
    // On a phone two narrow ones still read, and one would be a page of scrolling.
    const wanted = Math.max(2, now);
    if (wanted === columns) return;
    columns = wanted;
    setProps('compare-columns', { data: wanted });
  }

  /** Ask for each part once, when it is nearly in view. */
  function watch() {
    const host = document.querySelector('.compare-parts');
    if (!host || host.dataset.watched) return;
    host.dataset.watched = 'yes';
    columns = 0;
    tellColumns(host);
    for (const part of host.querySelectorAll('[data-compare-part]')) {
      window.dashWidgets.page.whenNear(part, '25% 0px', ({ dataset }) =>
        setProps(`compare-${dataset.comparePart}-wanted`, { data: 1 }));
    }
    let waiting = 0;
    new ResizeObserver(() => {
      clearTimeout(waiting);
      waiting = setTimeout(() => host.isConnected && tellColumns(host), 250);
    }).observe(host);
  }

  /** The tables of an element as text that spreadsheets take: a tab between cells. */
  const tabbed = (host) =>
    [...host.querySelectorAll('table')]
      .map((table) => [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim()).join('\t')).join('\n'))
      .join('\n\n');

  /** Mark a table, so that it can be copied by the keyboard. */
  function mark(host) {
    const range = document.createRange();
    range.selectNodeContents(host.querySelector('table') ?? host);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  function say(text) {
    const toast = document.getElementById('toast');
    if (!toast) return;
    toast.textContent = text;
    clearTimeout(say.timer);
    say.timer = setTimeout(() => { toast.textContent = ''; }, 4000);
  }

  async function copyTable(button) {
    const host = document.getElementById(button.dataset.copiesTable);
    if (!host) return;
    try {
      // There is no clipboard on pages that are not served by HTTPS.
      await navigator.clipboard.writeText(tabbed(host));
      say(button.dataset.copied);
    } catch {
      mark(host);
      say(button.dataset.byHand);
    }
  }

  if (typeof document !== 'undefined' && document.addEventListener) {
    document.addEventListener('click', ({ target }) => {
      const button = target instanceof Element ? target.closest('[data-copies-table]') : null;
      if (button) copyTable(button);
    });
  }

  window.dashWidgets = Object.assign(window.dashWidgets ?? {}, { compareParts: { columnsFor, tabbed } });
  window.dash_clientside = window.dash_clientside ?? {};
  window.dash_clientside.compareParts = { watch };
})();

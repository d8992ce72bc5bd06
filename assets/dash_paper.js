/**
 * What paper needs and the screen does not: the foot with the frozen link of the view
 * (dashboard/web/paper.py), long tables cut where a line says so, charts as wide as a sheet,
 * and parts that are otherwise fetched when the reader comes near.
 *
 * Nothing can be waited for once a browser prints, so Ctrl+P (⌘P) fetches those parts first.
 */
(() => {
  /** CSS pixels of 18 cm: what margins leave of A4 and of letter. */
  const SHEET = 680;
  /** Lines of what is unfolded: a third of a sheet. */
  const SHORT = 24;
  /** The page has come to rest, and the most that is waited for it, in milliseconds. */
  const REST = 900;
  const PATIENCE = 20_000;

  const foot = () => document.getElementById('paper-foot');
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const pages = () => window.dashWidgets?.page;

  /** The address of a view with its release named: it shows what was printed. */
  function frozen(address, release) {
    const url = new URL(address);
    url.hash = '';
    url.searchParams.set('release', release);
    return url.href.replaceAll('%7E', '~');
  }

  /** Which of `count` rows are left out where at most `most` are printed; a few more do no harm. */
  const leftOut = (count, most) => (count > most + most / 10 ? count - most : 0);

  const line = (text) => Object.assign(document.createElement('p'), { className: 'paper-only paper-line', textContent: text });

  let added = [];
  let opened = [];
  const add = (element, place, where) => {
    place.insertAdjacentElement(where, element);
    added.push(element);
  };

  function link() {
    const { release } = foot().dataset;
    const address = pages()?.config?.index ? pages().shareAddress('frozen') : frozen(window.location.href, release);
    Object.assign(foot().querySelector('a'), { href: address, textContent: address });
  }

  /** Open what is folded away and short: the tables that charts have, and lists. */
  function unfold() {
    for (const folded of document.querySelectorAll('main details:not([open], .menu, .place-part *, .data-page *)')) {
      const lines = folded.querySelectorAll('tbody > tr, li, dt').length;
      if (!lines || lines > SHORT) continue;
      folded.open = true;
      opened.push(folded);
    }
  }

  function cutTables() {
    const { rows: most, rest } = foot().dataset;
    for (const table of document.querySelectorAll('main table')) {
      const rows = [...(table.tBodies[0]?.rows ?? [])];
      if (!leftOut(rows.length, Number(most))) continue;
      // The table, not its rows: it may be drawn anew while parts that were far off come.
      table.classList.add('paper-cut');
      add(line(fill(rest, { shown: most, all: rows.length })), table, 'afterend');
    }
  }

  const plots = () => (window.Plotly ? document.querySelectorAll('main .js-plotly-plot:has(.main-svg)') : []);

  /** Draw the charts anew as wide as the sheet, so that letters keep their size; what is
   *  still too wide is scaled by its view box. */
  function fitCharts() {
    for (const plot of plots()) {
      const { width } = plot._fullLayout ?? {};
      if (!width) continue;
      if (width > SHEET) window.Plotly.relayout(plot, { width: SHEET, autosize: false });
      const { width: now, height } = plot._fullLayout;
      for (const drawing of plot.querySelectorAll('.main-svg')) drawing.setAttribute('viewBox', `0 0 ${now} ${height}`);
    }
  }

  function freeCharts() {
    for (const plot of plots()) {
      for (const drawing of plot.querySelectorAll('.main-svg')) drawing.removeAttribute('viewBox');
      if (plot._fullLayout?.width === SHEET) window.Plotly.relayout(plot, { width: null, autosize: true });
    }
  }

  let paper = false;
  function put(now) {
    if (paper === now || !foot()) return;
    paper = now;
    if (now) {
      link();
      unfold();
      cutTables();
      fitCharts();
      // They are there when the reader prints again.
      for (const place of pages()?.bringNear() ?? []) add(line(foot().dataset.missing), place, 'beforeend');
      document.documentElement.dataset.paper = 'yes';
      return;
    }
    delete document.documentElement.dataset.paper;
    for (const element of added) element.remove();
    for (const folded of opened) folded.open = false;
    [added, opened] = [[], []];
    for (const table of document.querySelectorAll('.paper-cut')) table.classList.remove('paper-cut');
    freeCharts();
  }

  const waiting = () => document.querySelector('main .dash-graph:not(:has(.main-svg))');

  /** Resolve when nothing is asked of the server, drawn or changed on the page for a while. */
  const rested = () => new Promise((done) => {
    const { fetch } = window;
    let asked = 0;
    window.fetch = (...call) => {
      asked += 1;
      return fetch(...call).finally(() => { asked -= 1; });
    };
    let timer = 0;
    const end = () => {
      clearTimeout(timer);
      clearTimeout(last);
      watcher.disconnect();
      window.fetch = fetch;
      done();
    };
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => (asked || waiting() ? wait() : end()), REST);
    };
    const watcher = new MutationObserver(wait);
    const last = setTimeout(end, PATIENCE);
    watcher.observe(document.querySelector('main'), { subtree: true, childList: true });
    wait();
  });

  async function print(event) {
    if (event.key?.toLowerCase() !== 'p' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    if (!foot() || !pages()?.isFar()) return;
    event.preventDefault();
    pages().toast(foot().dataset.waiting);
    const rest = rested();
    pages().bringNear();
    await rest;
    window.print();
  }

  if (typeof document !== 'undefined' && document.addEventListener) {
    document.addEventListener('keydown', print);
    window.addEventListener('beforeprint', () => put(true));
    window.addEventListener('afterprint', () => put(false));
    // Some browsers tell of paper by the medium only.
    window.matchMedia('print').addEventListener('change', ({ matches }) => put(matches));
  }

  window.dashWidgets = Object.assign(window.dashWidgets ?? {}, { paper: { frozen, leftOut } });
})();

/**
 * The panel *Download* (dashboard/components/downloads.py). A page says what is on screen with
 * `dashWidgets.downloads.show({ table, page, query })`; the addresses follow that and the
 * reader's choice between the view and everything. A page with several tables names them by the
 * values of that choice: `tables: { pairs: { table: 'compare', more: 'part=pairs', flat: true } }`,
 * `flat` where rows are no places.
 */
(() => {
  const SPATIAL = ['geojson', 'gpkg', 'geoparquet'];
  const FORMS = ['csv', 'xlsx', 'parquet', 'zip', ...SPATIAL];
  const PICTURES = ['png', 'svg', 'pdf'];

  const byId = (id) => document.getElementById(id);

  let shown = null;
  let scope = 'view';
  let language = 'py';
  let asking = null;

  /** Query of the data: `scope` is said where it is not the view. */
  const dataQuery = (query, chosen) => [query, chosen === 'all' && 'scope=all'].filter(Boolean).join('&');

  /** The table that is chosen, of what `show` was told. */
  function chosenTable({ table, tables, query }, chosen) {
    if (!tables) return { table, query: dataQuery(query, chosen) };
    const own = tables[chosen] ?? Object.values(tables)[0];
    return { ...own, query: [own.query ?? query, own.more].filter(Boolean).join('&') };
  }

  function tableAddress(form) {
    const { table, query } = chosenTable(shown, scope);
    return `${shown.prefix}api/v1/${table}.${form}?${query}`;
  }

  /**
   * Write the addresses of what is on screen.
   *
   * @param {object} now `prefix` of the server, `table` (`view`, `progress` …) or `tables`, `page` as
   *   pictures name it, `query` of the view with its release.
   */
  function show(now) {
    shown = now;
    for (const form of FORMS) {
      const link = byId(`download-${form}`);
      if (!link) continue;
      link.href = tableAddress(form);
      link.hidden = SPATIAL.includes(form) && Boolean(chosenTable(now, scope).flat);
    }
    for (const kind of PICTURES) {
      const link = byId(`download-picture-${kind}`);
      if (link) link.href = `${now.prefix}api/v1/picture.${kind}?page=${now.page}&${now.query}`;
    }
    const slides = byId('download-slides');
    if (slides) slides.href = `${now.prefix}api/v1/slides.pptx?page=${now.page}&${now.query}`;
    if (byId('download-message')) byId('download-message').textContent = '';
    showCode();
  }

  /** Write the snippet, once somebody has opened the part that shows it. */
  async function showCode() {
    const part = byId('download-code-part');
    if (!part?.open || !shown) return;
    const address = tableAddress(language);
    byId('download-code-link').href = address;
    const code = byId('download-code');
    if (code.dataset.address === address) return;
    code.dataset.address = address;
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(address, { signal });
      if (!answer.ok) throw new Error(String(answer.status));
      code.textContent = await answer.text();
    } catch {
      if (signal.aborted) return;
      code.textContent = part.dataset.failed;
      code.dataset.address = '';
    }
  }

  /** Ask whether a file is made before going there: a refusal is said here, beside the map. */
  async function take(href) {
    const message = byId('download-message');
    message.textContent = '';
    try {
      const asked = await fetch(href, { method: 'HEAD' });
      if (!asked.ok) {
        const answer = await fetch(href);
        if (!answer.ok) {
          message.textContent = (await answer.json()).error;
          return;
        }
        answer.body?.cancel();
      }
    } catch {
      // Without an answer the browser says best what is wrong.
    }
    window.location.assign(href);
  }

  if (typeof document !== 'undefined' && document.addEventListener) {
    document.addEventListener('change', ({ target }) => {
      if (target.closest?.('#download-scope')) scope = target.value;
      else if (target.closest?.('#download-language')) language = target.value;
      else return;
      if (shown) show(shown);
    });
    document.addEventListener('toggle', ({ target }) => {
      if (target.id === 'download-code-part') showCode();
    }, true);
    document.addEventListener('click', (event) => {
      const link = event.target instanceof Element ? event.target.closest('#download-panel a[id]') : null;
      const form = link?.id.replace('download-', '');
      if (!FORMS.includes(form) || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      take(link.href);
    });
  }

  window.dashWidgets = Object.assign(window.dashWidgets ?? {}, { downloads: { chosenTable, dataQuery, show } });
})();

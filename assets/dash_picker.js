/**
 * The element picker: says in each cell of the periodic table how much data the stratum
 * has of that element, and chooses. The cells are written by the server
 * (dashboard/components/element_picker.py); only their counts, shades and labels change.
 */
(() => {
  const fill = (text, values) =>
    text.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));

  /**
   * Shade of an element: 0 without results, else 1 to 5 by the share of the stratum's
   * samples that have a result above detection.
   *
   * @param {{n: number, censored: number}|undefined} analyte of the release index.
   * @param {number} samples of the stratum.
   */
  function step(analyte, samples) {
    if (!analyte?.n || !samples) return 0;
    const share = Math.max(0, analyte.n - (analyte.censored ?? 0)) / samples;
    return Math.min(5, Math.max(1, Math.ceil(share * 5)));
  }

  /** Strata of the release that have results of an analyte. */
  const strataWith = (index, analyte) =>
    index.strata.filter((stratum) => stratum.analytes.some((a) => a.id === analyte && a.n > 0));

  /** `1 result`, `4,841 results`. */
  const resultsText = (texts, n, number = String) => fill(n === 1 ? texts.resultsOne : texts.results, { n: number(n) });

  /** Words of a cell for the eye (title) and the ear (aria-label). */
  function words(texts, { id, name }, analyte, samples, language = 'en') {
    const number = (value) => new Intl.NumberFormat(language).format(value);
    if (!analyte?.n) return fill(texts.cellNone, { symbol: id, name });
    return fill(texts.cellSome, {
      symbol: id, name, results: resultsText(texts, analyte.n, number), censored: number(analyte.censored ?? 0),
      samples: fill(samples === 1 ? texts.samplesOne : texts.samples, { n: number(samples) }),
    });
  }

  /** Short count for a corner of a cell: `606`, `4.9k`. */
  const shortCount = (n, language = 'en') =>
    n ? new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }).format(n) : '';

  /** Write counts, shades and labels of a stratum into all cells. */
  function show(dialog, { index, view, texts }) {
    const stratum = index.strata.find((s) => s.id === view.stratum);
    const byId = new Map(stratum?.analytes.map((a) => [a.id, a]));
    for (const cell of dialog.querySelectorAll('[data-analyte]')) {
      const { analyte: id, name } = cell.dataset;
      const analyte = byId.get(id);
      const label = words(texts, { id, name }, analyte, stratum?.samples ?? 0, view.language);
      cell.dataset.step = step(analyte, stratum?.samples);
      cell.title = label;
      cell.setAttribute('aria-label', label);
      cell.setAttribute('aria-pressed', String(id === view.analyte));
      cell.querySelector('.count').textContent = shortCount(analyte?.n, view.language);
      // One stop of the tab key for the whole table; arrows move inside it.
      cell.tabIndex = id === view.analyte ? 0 : -1;
    }
    const cells = dialog.querySelectorAll('[data-analyte]');
    if (![...cells].some((cell) => cell.tabIndex === 0) && cells[0]) cells[0].tabIndex = 0;
  }

  /**
   * The cell an arrow key leads to: the nearest in that direction by place on the screen,
   * whatever the width of the page has made of the table.
   *
   * @param {{x: number, y: number}[]} places centres of all cells.
   * @param {number} from position in `places`.
   * @param {string} key `ArrowLeft` … `ArrowDown`.
   * @returns {number} position; `from` where nothing lies there.
   */
  function neighbour(places, from, key) {
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
    let [best, least] = [from, Infinity];
    places.forEach((place, i) => {
      const [x, y] = [place.x - places[from].x, place.y - places[from].y];
      const along = x * dx + y * dy;
      if (i === from || along < 1) return;
      // A step aside counts more than a step on, so that rows and columns are kept.
      const distance = along + 8 * Math.abs(x * dy + y * dx);
      if (distance < least) [best, least] = [i, distance];
    });
    return best;
  }

  /** Say which strata have an analyte that this one lacks, with a button for each. */
  function offerElsewhere(place, { index, texts, name, id }, go) {
    const strata = strataWith(index, id);
    const message = place.ownerDocument.createElement('p');
    message.textContent = fill(strata.length ? texts.elsewhere : texts.nowhere, { name, symbol: id });
    const buttons = strata.map((stratum) => {
      const button = place.ownerDocument.createElement('button');
      const survey = index.surveys.find((one) => one.id === stratum.survey);
      const textContent = [survey?.short, stratum.title].filter(Boolean).join(': ');
      Object.assign(button, { type: 'button', className: 'button', textContent });
      button.addEventListener('click', () => go(stratum.id));
      return button;
    });
    place.replaceChildren(message, ...buttons);
    buttons[0]?.focus();
  }

  /** Everything that can be picked, for the search field. */
  function options(dialog, { index, view, texts }) {
    const stratum = index.strata.find((s) => s.id === view.stratum);
    const byId = new Map(stratum?.analytes.map((a) => [a.id, a]));
    return [...dialog.querySelectorAll('[data-analyte]')].map(({ dataset: { analyte: id, name } }) => ({
      id,
      name: name === id ? id : `${id} – ${name}`,
      hint: byId.get(id)?.n ? resultsText(texts, byId.get(id).n) : texts.noResults,
    }));
  }

  /**
   * Bring the dialog to life, once.
   *
   * @param {HTMLDialogElement} dialog with `[data-analyte]` buttons, `#element-search` and
   *   `#element-elsewhere`.
   * @param {() => {index: object, view: object, texts: object}} context what holds now.
   * @param {(patch: object) => void} choose
   */
  function attach(dialog, context, choose) {
    const cells = () => [...dialog.querySelectorAll('[data-analyte]')];
    const elsewhere = dialog.querySelector('#element-elsewhere');
    const take = (id) => {
      const { index, view, texts } = context();
      const here = strataWith(index, id).some((stratum) => stratum.id === view.stratum);
      const done = (patch) => {
        elsewhere.replaceChildren();
        dialog.close();
        choose(patch);
      };
      if (here) done({ analyte: id });
      else {
        const { name } = cells().find((cell) => cell.dataset.analyte === id).dataset;
        offerElsewhere(elsewhere, { index, texts, name, id }, (stratum) => done({ stratum, analyte: id }));
      }
    };
    const focus = (cell) => {
      cells().forEach((other) => { other.tabIndex = other === cell ? 0 : -1; });
      cell.focus();
    };
    dialog.addEventListener('click', (event) => {
      const cell = event.target.closest('[data-analyte]');
      if (cell) take(cell.dataset.analyte);
    });
    dialog.addEventListener('keydown', (event) => {
      const cell = event.target.closest('[data-analyte]');
      if (!cell) return;
      const all = cells();
      if (event.key.startsWith('Arrow')) {
        event.preventDefault();
        const places = all.map((c) => c.getBoundingClientRect()).map((r) => ({ x: r.x + r.width / 2, y: r.y + r.height / 2 }));
        focus(all[neighbour(places, all.indexOf(cell), event.key)]);
      } else if (event.key === 'Home' || event.key === 'End') {
        event.preventDefault();
        focus(all.at(event.key === 'Home' ? 0 : -1));
      } else if (/^\p{L}$/u.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
        // Typing anywhere in the table searches.
        search.input.focus();
      }
    });
    const search = window.dashWidgets.combobox(dialog.querySelector('#element-search'), {
      options: () => options(dialog, context()),
      pick: (option) => take(option.id),
    });
    dialog.addEventListener('close', () => elsewhere.replaceChildren());
    return { search };
  }

  window.dashWidgets = Object.assign(window.dashWidgets ?? {}, {
    picker: { attach, fill, neighbour, shortCount, show, step, strataWith, words },
  });
})();

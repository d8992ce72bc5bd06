/**
 * The charts of elements together and the map show the same cells: points chosen in a chart are
 * chosen in the view, chosen cells stand out in every chart, and what is pointed at on one side
 * is ringed on the other. None of this asks the server.
 *
 * Dash calls the functions of `dash_clientside.elementsCharts`; see dashboard/callbacks/together.py.
 */
(() => {
  const { byId, change, current, fill, same, texts } = window.dashWidgets.page;
  const CHARTS = ['biplot', 'pair'];
  /** Plotly is large: it is looked for so often, every so many ms. */
  const [TRIES, WAIT] = [120, 250];

  const plotOf = (name) => document.querySelector(`#${name}-chart .js-plotly-plot`);
  /** Traces whose points are cells, with their positions. */
  const cellTraces = (plot) => (plot?._fullData ?? []).map((trace, i) => ({ trace, i })).filter(({ trace }) => trace.meta === 'cells');

  /** Positions of the chosen cells in a trace; null where none is chosen, so that all are alike. */
  function chosenPoints(numbers, chosen) {
    if (!chosen.size) return null;
    const found = [];
    for (let i = 0; i < numbers.length; i++) if (chosen.has(numbers[i])) found.push(i);
    return found;
  }

  const chosenCells = () => new Set(window.gridmap?.chosenNumbers?.() ?? []);

  /** Let the chosen cells stand out. */
  function light(plot) {
    const traces = cellTraces(plot);
    if (!traces.length) return;
    const chosen = chosenCells();
    const points = traces.map(({ trace }) => chosenPoints(trace.customdata, chosen));
    window.Plotly.update(plot, { selectedpoints: points }, { selections: [] }, traces.map(({ i }) => i));
  }

  // ---- From a chart to the map --------------------------------------------------------------

  const numbersOf = (points) => [...new Set(points.filter(({ data }) => data.meta === 'cells')
    .map(({ fullData, pointIndex }) => fullData.customdata[pointIndex]))];

  function say(n) {
    const most = (current().cells ?? []).length;
    if (n > most) byId('toast').textContent = fill(texts().cellsCut, { n, most });
  }

  function onSelected(event) {
    const numbers = event?.points ? numbersOf(event.points) : [];
    if (numbers.length) say(window.gridmap.chooseNumbers(numbers));
  }

  /** A click chooses one cell, with a modifier one more or less. */
  function onClick({ points, event }) {
    const [number] = numbersOf(points);
    if (number === undefined) return;
    const before = [...chosenCells()];
    const more = event?.shiftKey || event?.ctrlKey || event?.metaKey;
    const without = before.filter((one) => one !== number);
    const next = more ? (without.length < before.length ? without : [...before, number]) : [number];
    if (next.length) window.gridmap.chooseNumbers(next);
    else change({ cells: [] }, { push: true });
  }

  /** A finger on a chart scrolls the page; it chooses by tapping. */
  const coarse = () => window.matchMedia('(pointer: coarse)').matches;

  function enliven(plot) {
    if (plot.dataset.alive) return;
    plot.dataset.alive = 'yes';
    plot.on('plotly_selected', onSelected);
    plot.on('plotly_click', onClick);
    plot.on('plotly_hover', ({ points }) => window.gridmap?.point?.(numbersOf(points)[0] ?? null));
    plot.on('plotly_unhover', () => window.gridmap?.point?.(null));
  }

  // ---- From the map to a chart --------------------------------------------------------------

  /** Place of a cell in a chart, in CSS pixels; null where it has none. */
  function placeOf(plot, number) {
    for (const { trace } of cellTraces(plot)) {
      const at = trace.customdata.indexOf(number);
      if (at >= 0) {
        const { xaxis, yaxis } = plot._fullLayout;
        return [xaxis.d2p(trace.x[at]) + xaxis._offset, yaxis.d2p(trace.y[at]) + yaxis._offset];
      }
    }
    return null;
  }

  function ring(name, number) {
    const plot = plotOf(name);
    const frame = byId(`${name}-frame`);
    if (!frame) return;
    let mark = frame.querySelector('.point-ring');
    if (!mark) {
      mark = document.createElement('div');
      mark.className = 'point-ring';
      frame.append(mark);
    }
    const at = plot && number !== null ? placeOf(plot, number) : null;
    mark.hidden = !at?.every(Number.isFinite);
    if (!mark.hidden) mark.style.transform = `translate(${Math.round(at[0])}px, ${Math.round(at[1])}px)`;
  }

  let pointed = null;
  let waiting = false;
  /** Once a frame: the pointer moves faster than anybody sees. */
  function point(number) {
    pointed = number;
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      for (const name of CHARTS) ring(name, pointed);
    });
  }

  if (typeof document !== 'undefined' && document.addEventListener) {
    document.addEventListener('gridmap:cell', ({ detail }) => point(detail?.cell ?? null));
  }

  /** Cells that the charts show as chosen. */
  let shown = [];

  window.dash_clientside = window.dash_clientside ?? {};
  window.dash_clientside.elementsCharts = {
    /** Callback on a figure: it is drawn anew, the first time once Plotly has come. */
    drawn() {
      const settle = (tries) => requestAnimationFrame(() => {
        const places = CHARTS.filter((name) => byId(`${name}-chart`));
        const plots = places.map(plotOf);
        for (const plot of plots) {
          if (!plot?._fullData || !plot.on) continue;
          enliven(plot);
          if (coarse() && plot._fullLayout.dragmode) window.Plotly.relayout(plot, { dragmode: false });
          if (chosenCells().size) light(plot);
        }
        if (tries && plots.some((plot) => !plot?.dataset.alive)) setTimeout(() => settle(tries - 1), WAIT);
      });
      settle(TRIES);
    },
    /** Callback on the view: its chosen cells. */
    follow(view) {
      const cells = view?.cells ?? [];
      if (same(cells, shown)) return window.dash_clientside.no_update;
      shown = cells;
      for (const name of CHARTS) {
        const plot = plotOf(name);
        if (plot?._fullData) light(plot);
      }
      return window.dash_clientside.no_update;
    },
    chosenPoints,
  };
})();

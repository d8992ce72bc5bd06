/** The subject of the page of comparison: two to four maps side by side, or two of them as one. */

import { createHead } from './compare-heads.mjs';
import { headsOf, mapsOf } from './compare-panes.mjs';
import { drawPictures } from './compare-picture.mjs';
import { isLevelled, makeCompared, paintContrast, shownPanes, tableRows } from './compare-shown.mjs';
import {
  compareCredits, compareSummary, compareTitle, describePlace, pageLegend, paneLegend, paneTitle, pictureEntries,
} from './compare-words.mjs';
import { tied } from './dom.mjs';
import { joinBoxes } from './extent.mjs';
import { createFlow } from './flow.mjs';
import { id as cellId } from './grid.mjs';
import { createLegend } from './key.mjs';
import { panesOf, panesPatch, resolvePanes } from './panes-state.mjs';
import { createResults } from './results.mjs';
import { emptiness, keyOf, outsideTone, paintRows, warnings } from './shown.mjs';
import { createStage } from './stage.mjs';
import { toQuery } from './state.mjs';
import { STATE, STATES } from './states.mjs';

/** What no name of a file should have. */
const ODD = /[^a-z0-9.-]+/g;
/** What the server needs to know of a view to level its panes. */
const TOLD = new Set(['release', 'stratum', 'analyte', 'statistic', 'pane2', 'pane3', 'pane4', 'levelled']);

/**
 * @param {object} options as of `createFlow`, without its subject; `map` is made by
 *   `createPanes`, `words` is a store of JSON answers, and `parts` also has legend and table.
 */
export function createCompare({ config, catalogue, store, words, geometry, map, parts, t }) {
  const { index } = config;
  const tools = { t, catalogue, cellId };
  const sets = new WeakMap();
  const stages = new WeakMap();
  const heads = [];
  const legends = [];
  const sources = Array.from({ length: 4 }, () => createResults({ config, catalogue, store, geometry, map, again: () => flow.again() }));
  const contrastKey = (shown, i) => (shown.rows.state[i] === STATE.measured ? String(shown.classes[i]) : STATES[shown.rows.state[i]]);

  /** What draws on a pane's map: the results of one view, or the contrast of two. */
  function stageOf(pane, contrast) {
    if (!stages.has(pane.map)) {
      const how = { geometry, map: pane.map, countries: index.countries.length, tone: outsideTone, sets };
      stages.set(pane.map, {
        results: createStage({ ...how, paint: paintRows, keyOf }),
        contrast: createStage({ ...how, paint: paintContrast, keyOf: contrastKey }),
      });
    }
    return stages.get(pane.map)[contrast ? 'contrast' : 'results'];
  }

  /** The parts shown on maps: panes, or their contrast on the first. */
  const partsOf = ({ contrast, panes }) => (contrast ? [contrast] : panes);

  // ---- units -----------------------------------------------------------------------

  const decode = (units) => units.split(',').map((one) => (one === 'countries' ? one : Number(one)));

  /** All panes show cells of one size where all have it, else each those that come nearest. */
  function wantedUnits(view, shown) {
    const views = shownPanes(view);
    const found = views.map((pane, k) => {
      const current = shown?.panes[k]?.view.stratum === pane.stratum ? shown.units[k] : null;
      return sources[k].wantedUnits(pane, current === 'countries' ? null : current, false);
    });
    if (view.by === 'countries') return found.join();
    const least = Math.min(...found);
    const all = views.every((pane) => catalogue.strata.get(pane.stratum).levels.includes(least));
    return (all && view.level === 'auto' ? found.map(() => least) : found).join();
  }

  // ---- levelling ---------------------------------------------------------------------

  function levellingPath(view) {
    const query = toQuery({ ...view, release: index.release }, config.fields.filter(({ name }) => TOLD.has(name)));
    return `panes.json?${query}`;
  }

  /** Factors of the panes shown; null where nothing is to be levelled. */
  async function levellingsOf(view, views) {
    const wanted = views.map((pane) => isLevelled(view, pane, views[0], catalogue));
    if (!wanted.some(Boolean)) return views.map(() => null);
    const { panes } = await words.get(levellingPath(view));
    return wanted.map((own, k) => (own ? panes[k].levelling : null));
  }

  // ---- heads -------------------------------------------------------------------------

  /** Other panes; the map stays where it is as long as the first pane shows the same survey. */
  function chooseAll(change) {
    const view = flow.view();
    const views = change(panesOf(view));
    const stays = views[0].stratum === view.stratum && view.viewport;
    flow.choose({ ...panesPatch(view, views), ...(stays && { viewport: view.viewport }) }, { push: true, fly: false });
  }

  /** Change one pane; the others stay as they are. */
  const choosePane = (k, patch) => chooseAll((views) => views.map((view, i) => (i === k ? { ...view, ...patch } : view)));

  const statistics = config.fields.find(({ name }) => name === 'statistic').values;

  function headOf(k) {
    heads[k] ??= createHead(map.pane(k).head, {
      number: k + 1, t, catalogue, statistics,
      act: {
        change: (patch) => choosePane(k, patch),
        remove: () => chooseAll((views) => views.filter((_, i) => i !== k)),
        add: () => chooseAll((views) => [...views, views.at(-1)]),
        everywhere: () => chooseAll((views) => views.map((view) => ({ ...view, analyte: views[k].analyte }))),
      },
    });
    return heads[k];
  }

  function showHeads(view) {
    const views = panesOf(view);
    const count = headsOf(view, views.length);
    views.slice(0, count).forEach((pane, k) => {
      headOf(k).show(pane, { count: views.length, apart: view.mode === 'panes', last: k === views.length - 1 });
    });
  }

  function arrange(view) {
    map.arrange(view, panesOf(view).length);
    showHeads(view);
  }

  function legendOf(k) {
    if (!legends[k]) {
      const place = map.pane(k).legend;
      legends[k] = createLegend(place, { t, onHighlight: (key) => highlight(key), onMute: (key) => flow.mute(key) });
      // Below a map that others stand under, what is rarely read is folded away.
      place.querySelector('details').open = false;
    }
    return legends[k];
  }

  function highlight(key) {
    const compared = flow.shown();
    if (!compared) return;
    partsOf(compared).forEach((shown, k) => {
      const pane = map.pane(k);
      if (pane?.map) stageOf(pane, compared.contrast).highlight(shown, key);
    });
  }

  function showLegends(compared, palette) {
    document.getElementById('legend').hidden = !compared.shared;
    const own = compared.shared ? 0 : mapsOf(compared.view, compared.panes.length);
    for (let k = 0; map.pane(k); k++) map.pane(k).legend.hidden = k >= own;
    if (compared.shared) parts.legend.show(pageLegend(compared, palette, tools));
    else compared.panes.forEach((_, k) => legendOf(k).show(paneLegend(compared, k, palette, { t, config })));
  }

  // ---- subject -----------------------------------------------------------------------

  const subject = {
    relocating: ['stratum'],

    resolve(state) {
      const fitted = resolvePanes(state, catalogue, t);
      arrange(fitted.view);
      return fitted;
    },
    wantedUnits,
    needed(view, units) {
      const all = decode(units);
      return shownPanes(view).flatMap((pane, k) => sources[k].needed(pane, all[k]));
    },
    async load(view, units) {
      const views = shownPanes(view);
      const all = decode(units);
      const [levellings, ...contents] = await Promise.all([
        levellingsOf(view, views), ...views.map((pane, k) => sources[k].load(pane, all[k])),
      ]);
      return { contents, levellings, views };
    },
    lacks: (view, units, { contents }) => decode(units).some((own, k) => contents[k] && sources[k].lacks(view, own, contents[k])),

    makeShown(view, units, { contents, levellings }) {
      return makeCompared({
        view, views: shownPanes(view).slice(0, contents.length), contents, levellings, units: decode(units), catalogue,
        make: sources.map(({ makeShown }) => makeShown),
      });
    },
    show(compared, palette) {
      partsOf(compared).forEach((shown, k) => {
        const pane = map.pane(k);
        if (!pane?.map) return;
        pane.units = shown.rows.units;
        stageOf(pane, compared.contrast).show(shown, palette);
      });
    },
    write(compared, palette) {
      const { panes, view } = compared;
      const title = compareTitle(compared, tools);
      const summary = compareSummary(compared, tools);
      parts.title.textContent = title;
      document.title = `${title} · ${t('Compare')}`;
      parts.summary.textContent = tied(summary);
      parts.notices.remark(remarkOf(compared));
      panes.forEach((pane, k) => {
        headOf(k).tell(pane.levelling?.note ?? '');
        map.pane(k)?.frame.querySelector('.gridmap-surface')?.setAttribute('aria-label', `${t('Map {number}', { number: k + 1 })}: ${paneTitle(pane, t)}, ${pane.name}`);
      });
      showLegends(compared, palette);
      const empty = { ...compared, rows: { units: panes[0].rows.units, length: 0 }, selected: null };
      parts.table.show(view.table ? tableRows(compared) : empty, title);
      panes.forEach((pane, k) => pane.levelling || sources[k].count(pane));
    },

    homeBox(units, { contents }) {
      const all = decode(units);
      return joinBoxes(contents.flatMap((content, k) => sources[k].homeBoxes(all[k], content)));
    },
    selectionBoxes(countries, units, { contents }) {
      return countries.size ? sources[0].selectionBoxes(countries, decode(units)[0], contents[0]) : [];
    },

    describe: (compared, hit) => describePlace(compared, hit, tools),

    pick(hit, view) {
      if (hit.modifier || view.by === 'countries' || hit.kind === 'country') flow.toggleCountry(hit.country);
      else {
        const id = cellId(hit.number, hit.level);
        flow.choose({ cell: id === view.cell ? null : id });
      }
    },

    picture(compared, palette, options) {
      const { panes, contrast } = compared;
      const tiles = partsOf(compared).map((_, k) => ({
        title: contrast ? compareTitle(compared, tools) : `${k + 1}: ${paneTitle(panes[k], t)}, ${panes[k].name}`,
        labels: [...new Set(panes.flatMap((pane) => warnings(pane, t)))], entries: pictureEntries(compared, k, palette, t),
      }));
      const canvas = drawPictures({ ...options, maps: map.canvas({ ratio: 2 }), tiles, credits: compareCredits(compared, { ...options, config }) });
      const name = ['compare', compared.view.mode, ...panes.map(({ analyte }) => analyte.id), index.release.slice(0, 8)].join('-');
      return { canvas, name: `${name.toLowerCase().replace(ODD, '-')}.png` };
    },
  };

  /** What must be said of what is empty, or could not be levelled. */
  function remarkOf(compared) {
    const { panes, contrast } = compared;
    const said = panes.map((pane, k) => {
      const text = emptiness(pane, t, catalogue);
      return text && `${t('Map {number}:', { number: k + 1 })} ${text}`;
    });
    const failed = panes.filter(({ levelling }) => levelling && !levelling.factor).map(({ levelling }) => levelling.note);
    const none = contrast && !contrast.counts.states[STATE.measured] && t('No place has a value in both maps: choose countries, surveys or dates that meet.');
    return [...said, ...failed, none].filter(Boolean).join(' ');
  }

  const flow = createFlow({ config, catalogue, store, geometry, map, parts, t, subject });

  return {
    ...flow,
    arrange,
    highlight,
    choosePane,
    /** Views of all panes. */
    panes: () => panesOf(flow.view()),
    /** Addresses of the strata that have an analyte, for the first map. */
    linksTo: (strata, analyte) => strata.map((stratum) => ({
      href: flow.href({ stratum, analyte, viewport: null, cell: null }), title: catalogue.stratumName(stratum),
    })),
    pickRow(i) {
      const { rows } = tableRows(flow.shown());
      if (rows.units === 'countries') flow.toggleCountry(rows.country[i]);
      else flow.choose({ cell: cellId(rows.key[i], rows.level[i]) });
    },
  };
}

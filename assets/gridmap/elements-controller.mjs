/** The subject of the page of elements together: cells of one stratum, by what several elements make. */

import { tied } from './dom.mjs';
import { creditLines } from './export.mjs';
import { joinBoxes } from './extent.mjs';
import { createFlow } from './flow.mjs';
import { bounds as cellBounds, centre, id as cellId, numberOf } from './grid.mjs';
import { legendEntries } from './legend.mjs';
import { drawPicture } from './picture.mjs';
import { emptiness, keyOf, outsideTone, titleOf, warnings } from './shown.mjs';
import { createStage } from './stage.mjs';
import { STATE } from './states.mjs';
import { loadTogether, neededPaths } from './elements-data.mjs';
import { makeTogether, paintTogether } from './elements-shown.mjs';
import { MOST_CELLS, idsOf, levelOf, numbersOf, resolveTogether, toggledCell, withCells } from './elements-state.mjs';
import { describeTogether, documentTitle, madeOf, summariseTogether, togetherFile, togetherLegend } from './elements-words.mjs';

/** Zoom at which a cell that was asked for is seen with its neighbours. */
const NEAR = 3.5;

/** @param {object} options as of `createFlow`, without its subject; `parts` also has legend, words and table. */
export function createTogether({ config, catalogue, store, geometry, map, parts, t }) {
  const { index } = config;
  const tools = { t, catalogue, cellId };
  const fitting = { catalogue, t, presets: config.presets, symbols: config.symbols };
  const stage = createStage({
    geometry, map, countries: index.countries.length, paint: paintTogether, tone: outsideTone, keyOf,
  });

  /** Chosen cells stand out; all are alike where none is chosen. */
  const light = ({ chosen }) => map.setHighlight(chosen);

  const subject = {
    relocating: ['stratum'],
    resolve: (state) => resolveTogether(state, fitting),
    wantedUnits: (view) => levelOf(view, catalogue, config.together),
    needed: neededPaths,
    load: (view, level) => loadTogether(store, view, level),
    makeShown: (view, level, content) => makeTogether({ view, catalogue, content }),

    show(shown, palette) {
      stage.show(shown, palette);
      light(shown);
    },

    write(shown, palette) {
      const summary = summariseTogether(shown, tools);
      parts.title.textContent = titleOf(shown, t);
      document.title = documentTitle(shown, t);
      parts.summary.textContent = tied(summary);
      parts.notices.remark(shown.view.together === 'element' ? emptiness(shown, t, catalogue) : lack(shown));
      parts.legend.show(togetherLegend(shown, palette, { t, config }));
      parts.words(madeOf(shown, t));
      parts.table.show(shown, summary);
    },

    homeBox(level, { rows, extent }) {
      if (extent) return extent;
      const sampled = cellsOf(rows, (i) => rows.state[i] !== STATE.planned);
      return joinBoxes((sampled.length ? sampled : Array.from(rows.cell)).map((number) => cellBounds(number, level)));
    },

    selectionBoxes(countries, level, { rows }) {
      const own = cellsOf(rows, (i) => countries.has(rows.country[i]));
      return own.length ? own.map((number) => cellBounds(number, level)) : [...countries].map((i) => geometry.countryBounds(i)).filter(Boolean);
    },

    describe(shown, hit) {
      const name = hit.number === undefined || hit.number < 0 ? null : cellId(hit.number, hit.level);
      return describeTogether(shown, { row: stage.rowOf(hit), country: hit.country, name }, tools);
    },

    /** A click chooses a cell alone; with a modifier, a long press or the Enter key it is added or taken out. */
    pick(hit, view) {
      if (hit.kind !== 'cell' || stage.rowOf(hit) < 0) return;
      const id = cellId(hit.number, hit.level);
      const alone = view.cells.length === 1 && view.cells[0] === id;
      const adds = hit.modifier || hit.x === undefined;
      chooseCells(adds ? toggledCell(view.cells, id) : alone ? [] : [id]);
    },

    picture(shown, palette, options) {
      const canvas = drawPicture({
        ...options, title: titleOf(shown, t), labels: warnings(shown, t), entries: entriesOf(shown, palette),
        credits: [...[shown.header.words ?? []].flat(), ...creditLines(shown, { ...options, config })],
      });
      return { canvas, name: togetherFile(shown, index.release) };
    },
  };

  const cellsOf = (rows, keep) => Array.from(rows.cell).filter((_, i) => keep(i));

  function entriesOf(shown, palette) {
    const entries = legendEntries(shown, palette, t);
    if (!shown.rgb) return entries;
    const colours = [[255, 0, 0], [0, 255, 0], [0, 0, 255]];
    const corners = (shown.header.parts ?? []).map((part, i) => ({ key: part, label: part, count: null, colour: colours[i], mark: 0 }));
    return [...corners, ...entries.filter(({ kind }) => kind === 'state')];
  }

  /** Why a map made of several elements has no value anywhere. */
  function lack({ counts, header }) {
    if (header.refused) return header.refused;
    return counts.states[STATE.measured] || counts.states[STATE.below] ? '' : t('No cell has a value of this. Choose other elements or larger cells.');
  }

  const flow = createFlow({ config, catalogue, store, geometry, map, parts, t, subject });

  function choose(patch, how) {
    flow.choose(withCells(patch, flow.view()), how);
  }

  /** Choose cells by their ids, as many as a link holds. */
  function chooseCells(ids) {
    choose({ cells: ids.slice(0, MOST_CELLS), cell: null }, { push: true });
  }

  return {
    ...flow,
    choose,
    highlight(key) {
      const shown = flow.shown();
      if (!shown) return;
      if (key === null) light(shown);
      else stage.highlight(shown, key);
    },
    pickRow(i) {
      const { rows, view } = flow.shown();
      chooseCells(toggledCell(view.cells, cellId(rows.cell[i], rows.units)));
    },
    /** Addresses of the strata that have an element. */
    linksTo: (strata, analyte) =>
      strata.map((stratum) => ({
        href: flow.href({ stratum, analyte, viewport: null, cell: null, cells: [] }),
        title: catalogue.stratumName(stratum),
      })),
    /** Choose the cells whose middles lie in a rectangle of the map; those of before where there is none. */
    chooseWithin({ left, top, right, bottom }) {
      const shown = flow.shown();
      if (!shown) return;
      const { rows } = shown;
      const within = Array.from(rows.cell).filter((number, i) => {
        if (rows.state[i] === STATE.planned) return false;
        const at = map.screen(...centre(number, rows.units));
        return at && at[0] >= left && at[0] <= right && at[1] >= top && at[1] <= bottom;
      });
      if (within.length) chooseNumbers(within);
    },
    chooseNumbers,
    /** Put in the cell under a hit, or take it out. */
    toggleAt: (hit) => hit && subject.pick({ ...hit, modifier: true }, flow.view()),
    /** The numbers of the chosen cells. */
    chosenNumbers: () => numbersOf(flow.view().cells, flow.units()),
    /** Ring a cell that is pointed at elsewhere; null for none. */
    point: (number) => map.setSelection({ cell: number === null ? null : { number, level: flow.units() } }),
    /** Choose a cell and bring it into view. */
    showCell(id) {
      const cell = numberOf(id);
      if (!cell) return;
      const [lon, lat] = centre(cell.number, cell.level);
      choose({ cells: [id], cell: null, viewport: [lon, lat, Math.max(NEAR + cell.level / 2, map.view().zoom)] }, { push: true });
    },
  };

  /** @returns {number} how many were given: more than are chosen where a link does not hold them all. */
  function chooseNumbers(numbers) {
    chooseCells(idsOf(numbers, flow.units()));
    return numbers.length;
  }
}

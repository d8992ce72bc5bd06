/** The map page's subject: one analyte of one stratum, by cells, countries or samples. */

import { lacksCell } from './chunks.mjs';
import { describe } from './describe.mjs';
import { tied } from './dom.mjs';
import { creditLines, fileName } from './export.mjs';
import { createFlow } from './flow.mjs';
import { id as cellId } from './grid.mjs';
import { legendContent, legendEntries } from './legend.mjs';
import { joinBoxes } from './extent.mjs';
import { drawPicture } from './picture.mjs';
import { createResults } from './results.mjs';
import { emptiness, keyOf, outsideTone, paintRows, titleOf, warnings } from './shown.mjs';
import { createStage } from './stage.mjs';
import { resolve } from './state.mjs';
import { summarise } from './summary.mjs';

/**
 * @param {object} options as of `createFlow`, without its subject; `parts` also has legend
 *   and table.
 */
export function createController({ config, catalogue, store, geometry, map, parts, t }) {
  const { index } = config;
  const tools = { t, catalogue, cellId };
  const stage = createStage({ geometry, map, countries: index.countries.length, paint: paintRows, tone: outsideTone, keyOf });
  const results = createResults({ config, catalogue, store, geometry, map, again: () => flow.again() });

  const subject = {
    relocating: ['stratum'],
    resolve: (state) => resolve(state, catalogue, t),

    wantedUnits(view, shown, units) {
      const current = shown?.view.stratum === view.stratum && units !== 'countries' ? units : null;
      return results.wantedUnits(view, current);
    },
    needed: results.needed,
    load: results.load,
    lacks: results.lacks,
    makeShown: results.makeShown,
    show: stage.show,

    write(shown, palette) {
      const title = titleOf(shown, t);
      const summary = summarise(shown, tools);
      parts.title.textContent = title;
      document.title = `${title} · ${shown.name}`;
      parts.summary.textContent = tied(summary);
      parts.notices.remark(emptiness(shown, t, catalogue));
      parts.legend.show(legendContent(shown, palette, { t, config }));
      const listed = shown.partial && t('The table lists the cells in and around the view; the CSV file has all.');
      parts.table.show(shown, listed ? `${summary} ${listed}` : summary);
      results.count(shown);
    },

    homeBox: (units, content) => joinBoxes(results.homeBoxes(units, content)),
    selectionBoxes: results.selectionBoxes,

    describe(shown, hit) {
      const name = shown.rows.units === 'countries' || hit.number === undefined ? null : cellId(hit.number, hit.level);
      const said = describe(shown, { row: stage.rowOf(hit), country: hit.country, name }, tools);
      const coming = shown.part && hit.kind !== 'cell' && name && lacksCell(shown.part, Math.floor(hit.number / 4 ** hit.level));
      return coming ? { ...said, value: t('not fetched yet') } : said;
    },

    pick(hit, view) {
      if (hit.modifier || hit.kind === 'country') flow.toggleCountry(hit.country);
      else {
        const id = cellId(hit.number, hit.level);
        flow.choose({ cell: id === view.cell ? null : id });
      }
    },

    picture(shown, palette, options) {
      const canvas = drawPicture({
        ...options, title: titleOf(shown, t), labels: warnings(shown, t), entries: legendEntries(shown, palette, t),
        credits: creditLines(shown, { ...options, config }),
      });
      return { canvas, name: fileName(shown, index.release) };
    },
  };
  const flow = createFlow({ config, catalogue, store, geometry, map, parts, t, subject });

  return {
    ...flow,
    highlight: (key) => flow.shown() && stage.highlight(flow.shown(), key),
    pickRow(i) {
      const { rows } = flow.shown();
      if (rows.units === 'countries') flow.toggleCountry(rows.country[i]);
      else flow.choose({ cell: cellId(rows.cell[i], rows.units === 'sites' ? 0 : rows.units) });
    },
    /** Addresses of the strata that have an analyte. */
    linksTo: (strata, analyte) =>
      strata.map((stratum) => ({
        href: flow.href({ stratum, analyte, viewport: null, cell: null }),
        title: catalogue.stratumName(stratum),
      })),
  };
}

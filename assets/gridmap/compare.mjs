/** The entry of the page of comparison: from the page's configuration to the first maps. */

import { createCompare } from './compare-controller.mjs';
import { createPanes } from './compare-panes.mjs';
import { shownPanes } from './compare-shown.mjs';
import { compareColumns } from './compare-words.mjs';
import { catalogue as makeCatalogue, readConfig } from './config.mjs';
import { createStore, neededPaths, paths } from './data.mjs';
import { id as cellId } from './grid.mjs';
import { createLegend } from './key.mjs';
import { firstUnits } from './levels.mjs';
import { createNotices } from './notices.mjs';
import { openPage, publish, say, startPage } from './page.mjs';
import { panesOf, resolvePanes } from './panes-state.mjs';
import { fromQuery } from './state.mjs';
import { createTable } from './table.mjs';
import { createT } from './texts.mjs';

const readJson = (answer) => answer.json();

/** What `createTable` needs to know of the rows of several maps. */
const columnsFor = (tools) => ({
  columns: (table) => (table.places ? compareColumns(table, tools) : []),
  quiet: (table, i) => table.panes.every((pane, k) => table.places[k][i] < 0 || pane.rows.state[table.places[k][i]] > 2),
  kind: ({ rows, panes, view }) => `${rows.units} ${view.mode} ${panes.map(({ stratum }) => stratum.id).join()}`,
});

function boot() {
  const element = document.getElementById('map');
  if (!element) return;
  const config = readConfig(document);
  if (!config.index.strata.length) {
    say(document, (t) => t('This release holds no survey.'));
    return;
  }
  const catalogue = makeCatalogue(config.index);
  const t = createT(config.texts);
  const store = createStore(config.api);
  // Frames have a prefix of their own, and the interface of the site.
  const words = createStore(config.api.replace(/releases\/[^/]+\/$/, ''), { read: readJson });
  const { search } = window.location;
  const { view } = resolvePanes(fromQuery(search, config.fields, t).state, catalogue, t);
  const views = shownPanes(view);
  const units = views.map((pane) => firstUnits(pane, catalogue.strata.get(pane.stratum)));

  // All of the first maps travels at once; who needs a part waits for it and hears of faults.
  const grid = store.get(paths.grid, { pin: true });
  const early = [grid, store.get(paths.boundaries('110m'), { pin: true })];
  views.forEach((pane, k) => {
    const { places, values } = neededPaths(pane, units[k]);
    early.push(store.get(values), places && store.get(places, { pin: true }));
  });
  early.forEach((part) => part?.catch(() => {}));

  const make = (host, options) => {
    const panes = createPanes(host, options);
    panes.arrange(view, panesOf(view).length);
    return panes;
  };
  const { geometry, map, parts, land } = openPage(element, { config, store, t, projection: view.projection, make });
  const act = (name) => (...values) => controller[name](...values);
  Object.assign(parts, {
    notices: createNotices(document.getElementById('map-notice'), { t, links: act('linksTo') }),
    legend: createLegend(document.getElementById('legend'), { t, onHighlight: act('highlight'), onMute: act('mute') }),
    table: createTable(document.getElementById('map-table'), {
      t, ...columnsFor({ t, catalogue, cellId }), onToggle: act('openTable'), onPick: act('pickRow'), printed: true,
    }),
  });
  const controller = createCompare({ config, catalogue, store, words, geometry, map, parts, t });
  const ready = controller.start(search, { wanted: units.join(), before: land });
  // Only the count of cells outside the survey waits for the grid.
  Promise.all([ready, grid]).then(controller.again, () => {});
  publish({ geometry, map, store, controller, ready });
  Object.assign(window.gridmap, { choosePane: controller.choosePane, panes: controller.panes });
}

if (globalThis.document) startPage(boot);

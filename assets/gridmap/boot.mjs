/** The map page's entry: from the page's configuration to the first map, with or without Dash. */

import { columnsFor } from './columns.mjs';
import { catalogue as makeCatalogue, readConfig } from './config.mjs';
import { createController } from './controller.mjs';
import { createStore, neededPaths, paths } from './data.mjs';
import { id as cellId } from './grid.mjs';
import { createLegend } from './key.mjs';
import { firstUnits } from './levels.mjs';
import { createNotices } from './notices.mjs';
import { openPage, publish, say, startPage } from './page.mjs';
import { fromQuery, resolve } from './state.mjs';
import { createTable } from './table.mjs';
import { createT } from './texts.mjs';

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
  const { search } = window.location;
  const view = resolve(fromQuery(search, config.fields, t).state, catalogue, t).view;
  const units = firstUnits(view, catalogue.strata.get(view.stratum));

  // All of the first map travels at once; who needs a part waits for it and hears of faults.
  const needed = neededPaths(view, units);
  const grid = store.get(paths.grid, { pin: true });
  const early = [
    store.get(paths.boundaries('110m'), { pin: true }), store.get(needed.values), needed.places && store.get(needed.places, { pin: true }),
  ];
  early.forEach((part) => part?.catch(() => {}));

  const { geometry, map, parts, land } = openPage(element, { config, store, t, projection: view.projection });
  const act = (name) => (...values) => controller[name](...values);
  const tools = { t, catalogue, cellId };
  Object.assign(parts, {
    notices: createNotices(document.getElementById('map-notice'), { t, links: act('linksTo') }),
    legend: createLegend(document.getElementById('legend'), { t, onHighlight: act('highlight'), onMute: act('mute') }),
    table: createTable(document.getElementById('map-table'), {
      t, ...columnsFor(tools), onToggle: act('openTable'), onPick: act('pickRow'), printed: true,
    }),
  });
  const controller = createController({ config, catalogue, store, geometry, map, parts, t });
  const ready = controller.start(search, { wanted: units, before: land });
  // Only the count of cells outside the survey waits for the grid.
  Promise.all([ready, grid]).then(controller.again, () => {});
  publish({ geometry, map, store, controller, ready });
}

if (globalThis.document) startPage(boot);

/** The entry of the page of elements together: from the page's configuration to the first map. */

import { columnsFor } from './columns.mjs';
import { catalogue as makeCatalogue, readConfig } from './config.mjs';
import { createStore, paths } from './data.mjs';
import { id as cellId } from './grid.mjs';
import { createLegend } from './key.mjs';
import { createNotices } from './notices.mjs';
import { openPage, publish, say, startPage } from './page.mjs';
import { fromQuery } from './state.mjs';
import { createTable } from './table.mjs';
import { createT } from './texts.mjs';
import { createTogether } from './elements-controller.mjs';
import { neededPaths } from './elements-data.mjs';
import { attachRectangle } from './elements-select.mjs';
import { levelOf, resolveTogether } from './elements-state.mjs';
import { createWords } from './elements-words.mjs';

/** Tell the page's other scripts which cell is pointed at on the map: its number, or null. */
function announce(hit) {
  const cell = hit?.kind === 'cell' ? hit.number : null;
  document.dispatchEvent(new CustomEvent('gridmap:cell', { detail: { cell } }));
}

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
  const { presets, symbols, together: levels } = config;
  const { view } = resolveTogether(fromQuery(search, config.fields, t).state, { catalogue, t, presets, symbols });

  // All of the first map travels at once; who needs a part waits for it and hears of faults.
  const [places, values] = neededPaths(view, levelOf(view, catalogue, levels));
  const early = [store.get(paths.boundaries('110m'), { pin: true }), store.get(places, { pin: true }), store.get(values)];
  early.forEach((part) => part.catch(() => {}));

  const { geometry, map, parts, land } = openPage(element, { config, store, t, projection: view.projection });
  const act = (name) => (...given) => controller[name](...given);
  const tools = { t, catalogue, cellId };
  const { columns, ...listing } = columnsFor(tools);
  Object.assign(parts, {
    notices: createNotices(document.getElementById('map-notice'), { t, links: act('linksTo') }),
    legend: createLegend(document.getElementById('legend'), { t, onHighlight: act('highlight'), onMute: act('mute') }),
    words: createWords(document.getElementById('map-words'), t),
    table: createTable(document.getElementById('map-table'), {
      t, columns, ...listing, onToggle: act('openTable'), onPick: act('pickRow'), printed: true,
    }),
  });
  const controller = createTogether({ config, catalogue, store, geometry, map, parts, t });
  attachRectangle(element, {
    t,
    onSelect: act('chooseWithin'),
    onClick: (x, y) => controller.toggleAt(map.hitTest(x, y)),
  });
  map.on('hover', announce);
  map.on('focuscell', announce);
  const ready = controller.start(search, { before: land });
  publish({ geometry, map, store, controller, ready });
  const { chooseNumbers, chosenNumbers, point, showCell } = controller;
  Object.assign(window.gridmap, { chooseNumbers, chosenNumbers, point, showCell });
}

if (globalThis.document) startPage(boot);

/** The entry of the pages of progress: from the page's configuration to the first map. */

import { catalogue as makeCatalogue, readConfig } from './config.mjs';
import { createStore, paths } from './data.mjs';
import { id as cellId } from './grid.mjs';
import { createLegend } from './key.mjs';
import { createNotices } from './notices.mjs';
import { openPage, place, publish, startPage } from './page.mjs';
import { createProgress } from './progress-controller.mjs';
import { neededPaths } from './progress-data.mjs';
import { createPlayback } from './progress-playback.mjs';
import { resolveProgress } from './progress-state.mjs';
import { progressColumns } from './progress-words.mjs';
import { fromQuery } from './state.mjs';
import { createTable } from './table.mjs';
import { createT } from './texts.mjs';
import { h } from './dom.mjs';

const readJson = (answer) => answer.json();

/** What `createTable` needs to know of rows of progress. */
const columnsFor = (tools) => ({
  columns: (shown) => progressColumns(shown, tools),
  quiet: (shown, i) => shown.entries[shown.classes[i]].group === 'state' && shown.entries[shown.classes[i]].reason !== 'zero',
  kind: ({ metric, level }) => `${metric?.id} ${level}`,
});

function boot() {
  const element = document.getElementById('map');
  if (!element) return;
  const config = readConfig(document);
  const catalogue = makeCatalogue(config.index);
  const t = createT(config.texts);
  const store = createStore(config.api);
  const words = createStore(config.api, { read: readJson });
  const { search } = window.location;
  const { view } = resolveProgress(fromQuery(search, config.fields, t).state, { catalogue, t });

  // All of the first map travels at once; who needs a part waits for it and hears of faults.
  const early = [store.get(paths.boundaries('110m'), { pin: true }), ...neededPaths(view).map((path) => store.get(path))];
  early.forEach((part) => part.catch(() => {}));

  const { geometry, map, parts, land } = openPage(element, { config, store, t, projection: view.projection });
  const act = (name) => (...values) => controller[name](...values);
  const time = place('map-time', () => h('div'));
  if (!time.parentNode) element.after(time);
  Object.assign(parts, {
    notices: createNotices(document.getElementById('map-notice'), { t, links: () => [] }),
    legend: createLegend(document.getElementById('legend'), {
      t, onHighlight: act('highlight'), onMute: act('mute'),
      labels: { classes: t('What has been done'), states: t('What has not'), more: t('What has not been done, and source') },
    }),
    table: createTable(document.getElementById('map-table'), {
      t, ...columnsFor({ t, catalogue, cellId }), onToggle: act('openTable'), onPick: act('pickRow'),
    }),
    playback: createPlayback(time, { t, onDay: act('pass'), onStop: act('rest') }),
  });
  const controller = createProgress({ config, catalogue, store, words, geometry, map, parts, t });
  const ready = controller.start(search, { before: land });
  publish({ geometry, map, store, controller, ready });
}

if (globalThis.document) startPage(boot);

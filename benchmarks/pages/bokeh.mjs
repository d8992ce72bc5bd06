/**
 * Bokeh's `quad` with WebGL: geometry sent once, one column of the data source swapped for a
 * fetched Float32Array; no axes, no tools, no hover.
 */

import { fetchData, fetchSetup, offer } from './timing.mjs';

const { Bokeh } = window;

let source, view;

async function start() {
  const setup = await fetchSetup();
  Bokeh.settings.force_webgl = true; // an error, and not a slower canvas, where there is no WebGL
  const views = await Bokeh.embed.embed_item(await (await fetch('/data/bokeh.json')).json(), 'map');
  const roots = [...views];
  view = roots[0];
  source = view.model.document.get_model_by_name('cells');
  await repainted(() => view.request_paint());
  await switchTo(0);
  const before = view._render_count;
  await switchTo(1);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const glyph = [...view.renderer_views.values()].find((one) => one.glyph);
  return { cells: setup.cells, webgl: glyph.has_webgl, paints: view._render_count - before };
}

/** Do something and wait for the paint that follows it. */
function repainted(change) {
  return new Promise((resolve) => {
    const done = () => {
      view.repainted.disconnect(done);
      resolve();
    };
    view.repainted.connect(done);
    change();
  });
}

async function switchTo(variable) {
  const values = new Float32Array(await fetchData(`${variable}.f4.bin`));
  await repainted(() => {
    source.data.value = values;
    source.change.emit();
  });
}

offer(start(), switchTo);

/**
 * Plotly's `Choropleth` at its quickest: geometry sent once (GeoJSON by address, which Plotly
 * keeps), only `z` restyled in the browser, as a Float32Array; no legend, no cell edges, no
 * hover, no base map. `fitbounds` off, or every update would walk all coordinates.
 */

import { fetchData, fetchSetup, offer } from './timing.mjs';

const { Plotly } = window;
const plot = document.getElementById('map');

/** Classes as a stepped colour scale over the class number. */
function steps(palette) {
  const n = palette.length;
  return palette.flatMap((colour, k) => [[k / n, colour], [(k + 1) / n, colour]]);
}

let edges;

async function start() {
  const setup = await fetchSetup();
  // Plotly asks for a base map even where none is shown; an empty one keeps it on this host.
  window.PlotlyGeoAssets = { topojson: { world_110m: { type: 'Topology', objects: {}, arcs: [] } } };
  edges = setup.breaks;
  const { width, height } = plot.getBoundingClientRect();
  await Plotly.newPlot(plot, [{
    type: 'choropleth', geojson: '/data/cells.geojson', featureidkey: 'id',
    locations: Array.from({ length: setup.cells }, (_, position) => position),
    z: new Float32Array(setup.cells), zmin: 0, zmax: setup.palette.length, zauto: false,
    colorscale: steps(setup.palette), showscale: false, hoverinfo: 'skip', marker: { line: { width: 0 } },
  }], {
    width, height, margin: { l: 0, r: 0, t: 0, b: 0 }, uirevision: 'fixed',
    geo: { visible: false, fitbounds: false, projection: { type: 'equirectangular' } },
  }, { displayModeBar: false, showSendToCloud: false });
  await switchTo(0);
  return { cells: plot.querySelectorAll('path.choroplethlocation').length };
}

/** Class number + ½ of each value: the same classes as on the map. */
function classed(values) {
  const bounds = Float32Array.from(edges), z = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    let k = 0;
    while (k < bounds.length && bounds[k] <= values[i]) k++;
    z[i] = k + 0.5;
  }
  return z;
}

async function switchTo(variable) {
  const z = classed(new Float32Array(await fetchData(`${variable}.f4.bin`)));
  await Plotly.restyle(plot, { z: [z] }, [0]);
}

offer(start(), switchTo);

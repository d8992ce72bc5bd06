/** The engine alone, on cells of the whole globe: colours changed, the map moved. */

import { decodeBoundaries } from '/gridmap/boundaries.mjs';
import { classify } from '/gridmap/classes.mjs';
import { createGeometry, createMap } from '/gridmap/map.mjs';
import { unpack } from '/gridmap/planes.mjs';
import { parse } from '/gridmap/rgba.mjs';
import { markOf } from '/gridmap/states.mjs';
import { fetchData, fetchSetup } from './timing.mjs';

const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const REST = 30;

let map;
const paintings = [];

const once = (event) => new Promise((resolve) => {
  const off = map.on(event, () => {
    off();
    resolve();
  });
});

async function start(projection) {
  const setup = await fetchSetup();
  const { planes } = unpack(await fetchData('level.bin'));
  const byClass = Uint32Array.from(setup.palette, parse);
  for (let variable = 0; variable < setup.variables; variable++) {
    const { value, state } = unpack(await fetchData(`${variable}.bin`)).planes;
    const colours = Uint32Array.from(classify(value, setup.breaks), (k) => byClass[k]);
    paintings.push({ colours, marks: Uint8Array.from(state, markOf) });
  }
  const geometry = createGeometry();
  geometry.setBoundaries('110m', decodeBoundaries(unpack(await fetchData('boundaries.bin'))));
  const element = document.getElementById('map');
  map = createMap(element, { geometry, projection, view: { lon: 0, lat: 0, zoom: 0 } });
  const started = performance.now();
  const cellset = geometry.setGrid(setup.level, planes.cell, planes.country);
  const set = performance.now() - started;
  map.setCells(cellset);
  map.paint(paintings[0]);
  await once('paint');
  return { cells: planes.cell.length, set };
}

/** Paint alone. @returns {Promise<number[]>} ms of each */
async function paints({ warm, repeats }) {
  const times = [];
  for (let turn = 0; turn < warm + repeats; turn++) {
    await rest(REST);
    const done = once('paint');
    map.paint(paintings[(turn + 1) % paintings.length]);
    await done;
    if (turn >= warm) times.push(map.measure().paint);
  }
  return times;
}

/**
 * Steps of a movement, each to a view not shown before.
 * @param {'pan' | 'zoom'} kind
 * @returns {Promise<{raster: number[], step: number[]}>} ms: the index raster alone, and all
 *   a step draws (raster, paint, lines)
 */
async function moves({ kind, warm, repeats }) {
  const rasters = [], steps = [];
  for (let turn = 0; turn < warm + repeats; turn++) {
    const view = kind === 'pan'
      ? { lon: 7 + 2.3 * turn, lat: 20, zoom: 1 }
      : { lon: 10.7, lat: 30, zoom: (turn + 1) * (3 / (warm + repeats)) };
    await rest(REST);
    const done = once('paint');
    map.setView(view);
    await done;
    if (turn < warm) continue;
    const { raster, paint, strokes } = map.measure();
    rasters.push(raster);
    steps.push(raster + paint + strokes);
  }
  return { raster: rasters, step: steps };
}

window.engine = { start, paints, moves };

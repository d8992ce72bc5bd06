/** This project's map, used as the page uses it: boundaries, cells, value states and all. */

import { decodeBoundaries } from '/gridmap/boundaries.mjs';
import { classify } from '/gridmap/classes.mjs';
import { createGeometry, createMap } from '/gridmap/map.mjs';
import { unpack } from '/gridmap/planes.mjs';
import { parse } from '/gridmap/rgba.mjs';
import { STATE, markOf } from '/gridmap/states.mjs';
import { fetchData, fetchSetup, offer } from './timing.mjs';

let map, setup;

async function start() {
  setup = await fetchSetup();
  const { planes } = unpack(await fetchData('level.bin'));
  const geometry = createGeometry();
  geometry.setBoundaries('110m', decodeBoundaries(unpack(await fetchData('boundaries.bin'))));
  map = createMap(document.getElementById('map'), { geometry, projection: 'plate-carree', view: { lon: 0, lat: 0, zoom: 0 } });
  const painted = new Promise((resolve) => map.on('paint', resolve));
  map.setCells(geometry.setGrid(setup.level, planes.cell, planes.country));
  await painted;
  await switchTo(0);
  return { cells: planes.cell.length };
}

/** Colours and marks from values and states. */
function coloured({ value, state }) {
  const byClass = Uint32Array.from(setup.palette, parse);
  const classes = classify(value, setup.breaks);
  const colours = new Uint32Array(value.length), marks = new Uint8Array(value.length);
  for (let i = 0; i < value.length; i++) {
    colours[i] = byClass[state[i] === STATE.measured ? classes[i] : 0];
    marks[i] = markOf(state[i]);
  }
  return { colours, marks };
}

async function switchTo(variable) {
  const { planes } = unpack(await fetchData(`${variable}.bin`));
  const painted = new Promise((resolve) => {
    const off = map.on('paint', () => {
      off();
      resolve();
    });
  });
  map.paint(coloured(planes));
  await painted;
}

offer(start(), switchTo);

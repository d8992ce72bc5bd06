/**
 * One pane's picture, from what is to be shown to pixels and lines. A scene is
 * `{geometry, camera, fine, cellset, cells, choropleth, sites, selection, highlight,
 * theme, words, family, focus, hover}`; nothing here keeps state or touches the page.
 */

import { pixelsPerDegree, visibleWindow } from './camera.mjs';
import { cellAt } from './grid.mjs';
import { drawLabels, placeLabels, tooSmall } from './labels.mjs';
import { composePalette, countryOf, paintPixels } from './paint.mjs';
import { COUNTRY_BASE, SPACE, cellBase } from './raster.mjs';
import { HIT_RADIUS, drawDiscs, nearestDisc, projectDiscs, siteRadius } from './sites.mjs';
import { strokeCell, strokeCountries, strokeGraticule, strokeLand, strokeOutline, strokeRing } from './strokes.mjs';
import { mix } from './rgba.mjs';

const EMPTY = { x: new Float32Array(0), y: new Float32Array(0), index: new Uint32Array(0), length: 0 };

/** Radius of territories' round marks in CSS pixels: smaller where the world is, and where only cells are coloured. */
function territoryRadius({ camera, choropleth }) {
  if (!choropleth) return 2;
  return Math.max(2.2, Math.min(4.5, 1.6 + 0.6 * Math.log2(1 + pixelsPerDegree(camera))));
}

/** The cell set that is drawn: none while countries are coloured, nor before it has colours. */
const shownCells = (scene) => (scene.choropleth || !scene.cells ? null : scene.cellset);

/**
 * What lies where: the raster (to be released) and the discs over it.
 */
export function layOut(scene) {
  const { geometry, camera, fine, sites } = scene;
  const cellset = shownCells(scene), raster = geometry.acquire(camera, cellset, fine);
  const land = geometry.land(fine);
  const base = cellBase(geometry.countryCount());
  const small = land && tooSmall(camera, land);
  // Where cells are shown, one over a small territory says more than its mark.
  const bare = (x, y) => {
    const column = Math.floor(x), row = Math.floor(y);
    return column < 0 || row < 0 || column >= camera.width || row >= camera.height || raster.index[row * camera.width + column] < base;
  };
  let territories = land ? projectDiscs(camera, land.boundaries.labelLon, land.boundaries.labelLat, small) : EMPTY;
  if (cellset) territories = only(territories, (n) => bare(territories.x[n], territories.y[n]));
  return { raster, base, territories, sites: sites ? projectDiscs(camera, sites.lon, sites.lat) : EMPTY };
}

function only(discs, keep) {
  let length = 0;
  for (let n = 0; n < discs.length; n++) {
    if (!keep(n)) continue;
    discs.x[length] = discs.x[n];
    discs.y[length] = discs.y[n];
    discs.index[length++] = discs.index[n];
  }
  return { ...discs, length };
}

/**
 * Colour the pixels.
 * @returns {Uint32Array} the palette, to be given again
 */
export function paintScene(scene, laid, pixels, palette) {
  const { geometry, camera, choropleth, cells, sites, selection, highlight, words } = scene;
  const cellset = shownCells(scene);
  const composed = composePalette({
    countries: geometry.countryCount(), cellset, cells, choropleth,
    selected: selection.countries, highlight: sites ? null : highlight, theme: words,
    index: laid.raster.index,
  }, palette);
  paintPixels(laid.raster.index, composed, pixels, camera.width, camera.ratio);
  const coloured = (country) => composed[COUNTRY_BASE + country] | 0xff000000;
  drawDiscs(pixels, camera, laid.territories, {
    colour: coloured,
    mark: choropleth?.marks && ((country) => choropleth.marks[country]),
    radius: territoryRadius(scene),
    rim: choropleth ? words.rim : words.coast,
  });
  if (sites) {
    const back = (i) => sites.faded?.[i] || (highlight && !highlight(i));
    const colour = (i) => (back(i) ? mix(sites.colours[i], words.fade, 170) : sites.colours[i]);
    drawDiscs(pixels, camera, laid.sites, {
      colour, mark: sites.marks && ((i) => sites.marks[i]), radius: siteRadius(camera), rim: words.rim,
    });
  }
  return composed;
}

/** Draw graticule, borders, coast, selected countries and names. */
export function strokeScene(context, scene) {
  const { geometry, camera, fine, selection, theme, family } = scene;
  const land = geometry.land(fine), window = visibleWindow(camera);
  context.clearRect(0, 0, camera.width, camera.height);
  strokeGraticule(context, camera, window, theme.graticule);
  if (land) {
    strokeLand(context, camera, land, window, theme);
    if (selection.countries.size) strokeCountries(context, camera, land, selection.countries, window, theme.selection, theme.halo);
  }
  strokeOutline(context, camera, theme.outline, camera.ratio);
  if (land) {
    const measure = (text, size) => {
      context.font = `500 ${size}px ${family}`;
      return context.measureText(text).width;
    };
    const labels = placeLabels(camera, land.boundaries, geometry.name, measure);
    drawLabels(context, labels, { family, colour: theme.label, halo: theme.labelHalo, ratio: camera.ratio });
  }
}

/** Draw what follows the pointer and the keyboard. */
export function overlayScene(context, scene) {
  const { camera, selection, focus, hover, sites, geometry, fine, theme } = scene;
  context.clearRect(0, 0, camera.width, camera.height);
  const land = geometry.land(fine);
  const ring = (hit, style) => {
    if (hit.kind === 'site' && sites) strokeRing(context, camera, sites.lon[hit.index], sites.lat[hit.index], siteRadius(camera) + 2, style, theme.halo);
    else if (hit.kind === 'cell') strokeCell(context, camera, hit, style, theme.halo, 1.5);
    else if (hit.kind === 'country' && scene.choropleth && land) {
      strokeCountries(context, camera, land, [hit.index], visibleWindow(camera), style, theme.halo);
      if (tooSmall(camera, land)(hit.index)) {
        const { labelLon, labelLat } = land.boundaries;
        strokeRing(context, camera, labelLon[hit.index], labelLat[hit.index], 7, style, theme.halo);
      }
    }
  };
  if (hover) ring(hover, theme.hover);
  if (selection.cell) strokeCell(context, camera, selection.cell, theme.selection, theme.halo, 2.4);
  if (focus) {
    if (scene.choropleth) ring(focus, theme.focus);
    else strokeCell(context, camera, focus, theme.focus, theme.halo, 2.4);
  }
}

/**
 * What lies at a point.
 * @param {number} x CSS pixels
 * @param {number} y CSS pixels
 * @returns {{kind: string, index: number, lon: number | null, lat: number | null,
 *   country: number, number: number, level: number}}
 */
export function hitScene(scene, laid, x, y) {
  const { camera, cellset, choropleth, sites } = scene;
  const dx = x * camera.ratio, dy = y * camera.ratio, level = cellset?.level ?? 0;
  const column = Math.floor(dx), row = Math.floor(dy);
  const inside = column >= 0 && row >= 0 && column < camera.width && row < camera.height;
  const value = inside ? laid.raster.index[row * camera.width + column] : SPACE;
  const place = camera.toGeo(dx, dy);
  const hit = {
    kind: value === SPACE || !place ? 'space' : 'sea',
    index: -1, country: -1, level,
    lon: place ? place[0] : null,
    lat: place ? place[1] : null,
    number: place ? cellAt(place[0], place[1], level) : -1,
  };
  if (value >= laid.base) {
    const index = value - laid.base;
    Object.assign(hit, { kind: 'cell', index, number: cellset.cells[index], country: countryOf(cellset, index) });
  } else if (value >= COUNTRY_BASE) {
    Object.assign(hit, { kind: 'country', index: value - COUNTRY_BASE, country: value - COUNTRY_BASE });
  }
  if (sites) {
    const index = nearestDisc(laid.sites, dx, dy, HIT_RADIUS * camera.ratio);
    if (index >= 0) return { ...hit, kind: 'site', index };
  }
  if (hit.kind === 'cell') return hit;
  // At sea the whole target of 24 px counts; on land only the mark itself, or San Marino
  // and the Vatican would take all of Italy.
  const mark = territoryRadius(scene) + 3;
  const reach = hit.kind === 'country' ? mark : choropleth ? HIT_RADIUS : mark;
  const country = nearestDisc(laid.territories, dx, dy, reach * camera.ratio);
  return country >= 0 ? { ...hit, kind: 'country', index: country, country } : hit;
}

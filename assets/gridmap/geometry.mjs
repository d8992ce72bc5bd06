/** What several panes share: boundaries, cell sets, and the rasters of their views. */

import { countryBounds } from './boundaries.mjs';
import { CellSet } from './grid.mjs';
import { createFiller } from './polygons.mjs';
import { cellBase, createChart, fillGlobe, fillPlanar, pointHeights } from './raster.mjs';

/** Rasters kept that no pane shows, for going back and for buffers to use again. */
const SPARE = 2;

/**
 * @returns {object} see README.md
 */
export function createGeometry() {
  const details = new Map();
  const handlers = new Set();
  const rasters = new Map();
  const fill = createFiller();
  const chart = createChart();
  let names = [], sets = 0;

  const changed = () => handlers.forEach((handler) => handler());
  const short = (detail) => detail.replace(/^world-/, '');

  /** The finest boundaries there are, or the coarse ones where they do. */
  function land(fine) {
    return (fine ? details.get('50m') ?? details.get('110m') : details.get('110m') ?? details.get('50m')) ?? null;
  }

  function countryCount() {
    return land(true)?.boundaries.countries.length ?? 0;
  }

  function draw(index, camera, shownLand, cellset) {
    const base = cellBase(countryCount());
    const ys = shownLand && shownLand.heights(camera.projection);
    if (camera.projection.planar) fillPlanar(index, camera, shownLand, ys, cellset, base, fill);
    else fillGlobe(index, camera, chart(camera, shownLand, ys, fill), cellset, base);
  }

  /** A buffer of a raster that nobody shows, or a new one. */
  function buffer(length) {
    const idle = [...rasters.values()].filter((raster) => !raster.users);
    for (const raster of idle.slice(0, Math.max(0, idle.length - SPARE + 1))) {
      rasters.delete(raster.key);
      if (raster.index.length === length) return raster.index;
    }
    return new Uint32Array(length);
  }

  return {
    setBoundaries(detail, boundaries) {
      details.set(short(detail), prepare(short(detail), boundaries));
      changed();
    },
    setNames(list) {
      names = list;
      changed();
    },
    setGrid(level, cells, country) {
      const cellset = new CellSet(level, cells, country);
      cellset.serial = ++sets;
      return cellset;
    },
    hasDetail: (detail) => details.has(short(detail)),
    name: (country) => names[country] ?? land(true)?.boundaries.countries[country] ?? '',
    land,
    countryCount,
    /** Bounds to show a country by, from the finest boundaries that have it. */
    countryBounds(country) {
      for (const detail of ['50m', '110m']) {
        const found = details.has(detail) && countryBounds(details.get(detail).boundaries, country);
        if (found) return found;
      }
      return null;
    },
    /**
     * The raster of a view, drawn now or shared with a pane that shows the same.
     * @returns {{key: string, index: Uint32Array, ms: number}} to be given to `release`
     */
    acquire(camera, cellset, fine) {
      const shown = land(fine);
      const key = `${camera.key}|${shown?.detail}|${cellset?.serial}`;
      let raster = rasters.get(key);
      if (!raster || raster.land !== shown) {
        const started = performance.now();
        const index = buffer(camera.width * camera.height);
        draw(index, camera, shown, cellset);
        raster = { key, index, land: shown, users: 0, ms: performance.now() - started };
      }
      raster.users++;
      rasters.delete(key);
      rasters.set(key, raster); // last used, last dropped
      return raster;
    },
    release(raster) {
      if (raster) raster.users--;
    },
    on(event, handler) {
      if (event !== 'change') throw new RangeError(`geometry has no event '${event}'`);
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
  };
}

/** Boundaries with what is derived from them once: rings by country, projected points. */
function prepare(detail, boundaries) {
  const countryRings = boundaries.countries.map(() => []);
  boundaries.ringCountry.forEach((country, ring) => countryRings[country].push(ring));
  const heights = new Map(), widths = new Map();
  const once = (cache, projection, make) => {
    const key = projection.planar ? projection.id : 'globe';
    if (!cache.has(key)) cache.set(key, make());
    return cache.get(key);
  };
  return {
    detail,
    boundaries,
    countryRings,
    heights: (projection) => once(heights, projection, () => pointHeights(boundaries, projection)),
    widths: (projection) => once(widths, projection, () => Float64Array.from(boundaries.lat, projection.a)),
    vectors: () => once(widths, { planar: false }, () => unitVectors(boundaries)),
  };
}

function unitVectors({ lon, lat }) {
  const vectors = new Float64Array(3 * lon.length), radian = Math.PI / 180;
  for (let p = 0; p < lon.length; p++) {
    const cos = Math.cos(lat[p] * radian);
    vectors[3 * p] = cos * Math.cos(lon[p] * radian);
    vectors[3 * p + 1] = cos * Math.sin(lon[p] * radian);
    vectors[3 * p + 2] = Math.sin(lat[p] * radian);
  }
  return vectors;
}

/** Small worlds and seeded numbers for the tests of the map engine. */

import { readFileSync } from 'node:fs';
import { decodeBoundaries } from '../../assets/gridmap/boundaries.mjs';
import { createGeometry } from '../../assets/gridmap/geometry.mjs';
import { unpack } from '../../assets/gridmap/planes.mjs';

/** A seeded generator of 0…1 (mulberry32), so that failures repeat. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const TYPES = { u1: Uint8Array, u2: Uint16Array, u4: Uint32Array, i2: Int16Array, i4: Int32Array, f4: Float32Array };

/** A planes container, written as docs/interfaces.md §2 says. */
export function pack(planes, header = {}) {
  const list = Object.entries(planes).map(([name, [dtype, values]]) => ({ name, dtype, array: TYPES[dtype].from(values) }));
  const described = list.map(({ name, dtype, array }) => ({ name, dtype, length: array.length }));
  const text = new TextEncoder().encode(JSON.stringify({ planes: described, ...header }));
  const up = (length) => Math.ceil(length / 8) * 8;
  const size = 8 + up(text.length) + list.reduce((sum, { array }) => sum + up(array.byteLength), 0);
  const bytes = new Uint8Array(size).fill(32, 8, 8 + up(text.length));
  new DataView(bytes.buffer).setUint32(0, up(text.length), true);
  bytes.set(text, 8);
  let offset = 8 + up(text.length);
  for (const { array } of list) {
    bytes.set(new Uint8Array(array.buffer), offset);
    offset += up(array.byteLength);
  }
  return bytes.buffer;
}

/**
 * Boundaries of countries given as rings of whole degrees, each ring one arc.
 * @param {Object<string, Array<Array<[number, number]>>>} countries rings by ISO code
 * @param {Array<[number, number]>} labels by country in alphabetical order
 */
export function boundariesOf(countries, labels) {
  const names = Object.keys(countries).sort(), rings = names.flatMap((name, i) => countries[name].map((ring) => [i, ring]));
  const closed = rings.map(([, ring]) => [...ring, ring[0]]);
  const deltas = closed.flatMap((ring) => ring.slice(1).flatMap(([x, y], i) => [x - ring[i][0], y - ring[i][1]]));
  return unpack(pack({
    arc_start: ['i4', closed.flatMap((ring) => ring[0])],
    arc_length: ['u2', closed.map((ring) => ring.length)],
    arc_kind: ['u1', closed.map(() => 0)],
    arc_delta: ['i2', deltas],
    ring_arcs: ['i4', closed.map((_, i) => i)],
    ring_length: ['u2', closed.map(() => 1)],
    ring_country: ['u2', rings.map(([country]) => country)],
    label: ['f4', (labels ?? names.map(() => [0, 0])).flat()],
    area: ['f4', names.map(() => 1e6)],
  }, { quantum: 1, countries: names, name: 'test' }));
}

export const geometryOf = (countries, labels) => {
  const geometry = createGeometry();
  geometry.setBoundaries('world-110m', decodeBoundaries(boundariesOf(countries, labels)));
  return geometry;
};

/** The project's own boundaries. */
export function shippedBoundaries(detail) {
  const file = readFileSync(new URL(`../../data/boundaries/world-${detail}.bin`, import.meta.url));
  return decodeBoundaries(unpack(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength)));
}

export const box = (west, south, east, north) => [[west, south], [east, south], [east, north], [west, north]];

/** A canvas context that remembers its lines. */
export function recorder() {
  const lines = [];
  return {
    lines,
    beginPath() {}, stroke() {}, strokeText() {}, fillText() {}, clearRect() {}, arc() {},
    moveTo(x, y) { lines.push([[x, y]]); },
    lineTo(x, y) { lines.at(-1).push([x, y]); },
    measureText: (text) => ({ width: 6 * text.length }),
  };
}

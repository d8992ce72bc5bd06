import assert from 'node:assert/strict';
import test from 'node:test';
import { unpack } from '../../assets/gridmap/planes.mjs';
import { pack } from './engine-fixtures.mjs';

test('planes come back with their names, types and values', () => {
  const { header, planes } = unpack(pack({ cell: ['u4', [1, 70000, 3]], state: ['u1', [0, 5]], value: ['f4', [0.5, NaN]] }, { unit: 'mg/kg' }));
  assert.equal(header.unit, 'mg/kg');
  assert.deepEqual(planes.cell, Uint32Array.of(1, 70000, 3));
  assert.deepEqual(planes.state, Uint8Array.of(0, 5));
  assert.deepEqual([...planes.value], [0.5, NaN]);
});

test('planes are views, not copies', () => {
  const buffer = pack({ cell: ['u4', [1, 2]] });
  assert.equal(unpack(buffer).planes.cell.buffer, buffer);
});

test('an empty container has no planes', () => {
  assert.deepEqual(unpack(pack({})).planes, {});
});

test('what is cut short, too long or no container is refused', () => {
  const good = pack({ cell: ['u4', [1, 2, 3]] });
  const longer = new Uint8Array(good.byteLength + 8);
  longer.set(new Uint8Array(good));
  for (const bad of [new ArrayBuffer(4), good.slice(0, good.byteLength - 8), good.slice(0, 16), longer.buffer]) {
    assert.throws(() => unpack(bad), RangeError);
  }
});

test('an unknown type of plane is refused', () => {
  const buffer = pack({ cell: ['u4', [1, 2]] });
  const bytes = new Uint8Array(buffer), at = new TextDecoder().decode(bytes).indexOf('"u4"');
  bytes.set(new TextEncoder().encode('"q9"'), at);
  assert.throws(() => unpack(buffer), /unknown type q9/);
});

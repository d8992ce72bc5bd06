import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { h, tied } from '../../assets/gridmap/dom.mjs';

class Fake {
  constructor(tag) {
    this.localName = tag;
    this.children = [];
  }

  append(...children) {
    this.children.push(...children);
  }
}

beforeEach(() => {
  globalThis.document = { createElement: (tag) => new Fake(tag) };
});
afterEach(() => {
  delete globalThis.document;
});

test('numbers stay in one line with their per cent, and nothing else changes', () => {
  assert.equal(tied('4 of 25 (16 %), 3 more, 100 %.'), '4 of 25 (16\u00a0%), 3 more, 100\u00a0%.');
  assert.equal(tied('below (< 0.5 mg/kg), cells of 160 km, × 1.2'), 'below (< 0.5\u00a0mg/kg), cells of 160\u00a0km, ×\u00a01.2');
  assert.equal(tied('2 maps, 3 mg'), '2 maps, 3 mg');
  assert.equal(tied(''), '');
});

test('texts of elements are tied, those of fields are their writer’s', () => {
  assert.deepEqual(h('p', {}, 'Covered: ', null, '16 %').children, ['Covered: ', '16\u00a0%']);
  assert.deepEqual(h('textarea', {}, '16 %').children, ['16 %']);
});

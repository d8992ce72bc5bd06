import assert from 'node:assert/strict';
import { test } from 'node:test';

globalThis.window = globalThis;
await import('../../assets/dash_compare_parts.js');
const { columnsFor, tabbed } = window.dashWidgets.compareParts;

test('small multiples stand in as many columns as there is room for, six at most', () => {
  assert.deepEqual([0, 200, 500, 1000, 5000].map(columnsFor), [1, 1, 2, 4, 6]);
});

test('a table is copied with tabs between cells and a line for each row', () => {
  const row = (...texts) => ({ cells: texts.map((textContent) => ({ textContent })) });
  const host = { querySelectorAll: () => [{ rows: [row(' Country ', 'Median'), row('Finland', '21.7')] }] };
  assert.equal(tabbed(host), 'Country\tMedian\nFinland\t21.7');
});

import assert from 'node:assert/strict';
import test from 'node:test';
import {
  COUNT_BREAKS, NO_CLASS, breaksFor, classify, collapse, percentileOf, quantile, selectionBreaks, sortedValues,
} from '../../assets/gridmap/classes.mjs';

test('type-7 quantiles agree with R: quantile(c(1, 2, 4, 8, 16), c(.1, .25, .5, .9))', () => {
  const sorted = [1, 2, 4, 8, 16];
  const found = [0.1, 0.25, 0.5, 0.9].map((p) => quantile(sorted, p));
  found.forEach((value, i) => assert.ok(Math.abs(value - [1.4, 2, 4, 12.8][i]) < 1e-12, String(value)));
});

test('a quantile of nothing is not a number', () => {
  assert.ok(Number.isNaN(quantile([], 0.5)));
});

test('values are sorted as numbers and without gaps', () => {
  assert.deepEqual([...sortedValues([10, NaN, 9, 100])], [9, 10, 100]);
});

test('a value equal to a bound belongs to the class above', () => {
  assert.deepEqual([...classify([1, 2, 2.5, 5, 9], [2, 5])], [0, 1, 1, 2, 2]);
});

test('single precision moves no value over a bound', () => {
  const bounds = [0.1, 0.3, 0.7, 12.34];
  assert.deepEqual([...classify(Float32Array.from(bounds), bounds)], [1, 2, 3, 4]);
});

test('a missing value has no class', () => {
  assert.deepEqual([...classify([NaN, 1], [2])], [NO_CLASS, 0]);
});

test('tied bounds collapse, and so do bounds that no value lies under', () => {
  assert.deepEqual(collapse([5, 5, 2, 9, NaN], 2), [5, 9]);
});

test('the selection is classed by its own percentiles', () => {
  const values = Array.from({ length: 101 }, (_, i) => i);
  assert.deepEqual(selectionBreaks('percentile', values), [2, 5, 25, 50, 75, 95, 98]);
});

test('half the selection at one value leaves bounds without ties', () => {
  const values = [...new Array(50).fill(1), ...Array.from({ length: 50 }, (_, i) => i + 2)];
  const breaks = selectionBreaks('percentile', values);
  assert.equal(new Set(breaks).size, breaks.length);
  assert.ok(breaks[0] > 1);
});

test('logarithmic bounds of a selection are 1 and 3 in each decade', () => {
  assert.deepEqual(selectionBreaks('log', [0.5, 40]), [1, 3, 10, 30]);
});

test('Tukey bounds of a selection are quartiles and fences on logarithms', () => {
  const values = Array.from({ length: 101 }, (_, i) => 10 ** (i / 50));
  const breaks = selectionBreaks('tukey', values);
  [10 ** 0.5, 10, 10 ** 1.5].forEach((b, i) => assert.ok(Math.abs(breaks[i] - b) < 1e-9));
});

test('no scheme gives more bounds than a legend can hold', () => {
  const values = Array.from({ length: 200 }, (_, i) => 10 ** (i / 10 - 10));
  for (const scheme of ['percentile', 'tukey', 'log', 'quantile']) {
    assert.ok(selectionBreaks(scheme, values).length <= 12, scheme);
  }
});

const analyte = { breaks: { percentile: [1, 2, 3], tukey: [4] } };
const view = { statistic: 'median', classes: 'percentile', breaks: [], rescale: false };
const never = () => assert.fail('the selection was not asked for');

test('bounds belong to the stratum unless the reader says otherwise', () => {
  assert.deepEqual(breaksFor(analyte, view, never), { breaks: [1, 2, 3], basis: 'stratum' });
  assert.deepEqual(breaksFor(analyte, { ...view, classes: 'tukey' }, never).breaks, [4]);
  const fractal = { ...view, classes: 'fractal', rescale: true };
  const bent = { breaks: { percentile: [1], fractal: [7] } };
  assert.deepEqual(breaksFor(bent, fractal, never), { breaks: [7], basis: 'stratum' });
});

test('own bounds win over rescaling; without any, percentiles stand in', () => {
  const own = { ...view, classes: 'own', breaks: [7, 8], rescale: true };
  assert.deepEqual(breaksFor(analyte, own, never), { breaks: [7, 8], basis: 'own' });
  assert.equal(breaksFor(analyte, { ...view, classes: 'own' }, never).basis, 'stratum');
});

test('a rescaled view takes its bounds from the selection', () => {
  const { basis, breaks } = breaksFor(analyte, { ...view, rescale: true }, () => [1, 2, 3]);
  assert.equal(basis, 'selection');
  assert.ok(breaks.every((b) => b > 1 && b <= 3));
});

test('counts and shares have fixed bounds of their own', () => {
  assert.deepEqual(breaksFor(analyte, { ...view, statistic: 'n' }, never), { breaks: COUNT_BREAKS, basis: 'fixed' });
  assert.equal(breaksFor(analyte, { ...view, statistic: 'censored' }, never).breaks.at(-1), 90);
});

test('the percentile of a value is read from P0 … P100', () => {
  const percentiles = Array.from({ length: 101 }, (_, i) => i * 2);
  assert.equal(percentileOf(percentiles, 100), 50);
  assert.equal(percentileOf(percentiles, 101), 50);
  assert.equal(percentileOf(percentiles, -5), 0);
  assert.equal(percentileOf(percentiles, 500), 100);
});

test('among tied percentiles the middle one is named', () => {
  const percentiles = Array.from({ length: 101 }, (_, i) => (i < 40 ? 1 : i));
  assert.equal(percentileOf(percentiles, 1), 19);
});

test('a stratum without percentiles names none', () => {
  assert.equal(percentileOf(undefined, 1), null);
});

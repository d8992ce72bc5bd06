import assert from 'node:assert/strict';
import test from 'node:test';
import { RAMPS, fromHex, fromOklab, isSafe, linear, mix, oklab, rampColours, toHex } from '../../assets/gridmap/ramps.mjs';

/** Full dichromacy, Machado, Oliveira & Fernandes (2009), IEEE TVCG 15, 1291, in linear RGB. */
const DEFICIENCIES = {
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
};

function seenWith(matrix, rgb) {
  const v = linear(rgb);
  const gamma = (x) => (x <= 0.0031308 ? x * 12.92 : 1.055 * x ** (1 / 2.4) - 0.055);
  return [0, 3, 6].map((row) => {
    const x = matrix[row] * v[0] + matrix[row + 1] * v[1] + matrix[row + 2] * v[2];
    return 255 * gamma(Math.min(1, Math.max(0, x)));
  });
}

const difference = (a, b) => Math.hypot(...oklab(a).map((v, i) => v - oklab(b)[i]));
const smallestStep = (colours) => Math.min(...colours.slice(1).map((c, i) => difference(colours[i], c)));

test('a colour survives the way to OKLab and back', () => {
  for (const hex of ['#000000', '#ffffff', '#123456', '#fedcba', '#00ff00']) {
    assert.equal(toHex(fromOklab(oklab(fromHex(hex)))), hex);
  }
});

test('OKLab of pure red is the published one', () => {
  const [L, a, b] = oklab([255, 0, 0]);
  assert.deepEqual([L, a, b].map((v) => v.toFixed(3)), ['0.628', '0.225', '0.126']);
});

test('the ends of a ramp are its first and last anchor', () => {
  const colours = rampColours('viridis', 8).map(toHex);
  assert.equal(colours[0], '#440154');
  assert.equal(colours[7], '#fde725');
});

test('mixing all the way gives the other colour', () => {
  assert.deepEqual(mix([10, 20, 30], [200, 100, 50], 1), [200, 100, 50]);
});

for (const id of RAMPS.filter(isSafe)) {
  test(`${id} changes its lightness in one direction for 2 to 13 classes`, () => {
    for (let n = 2; n <= 13; n++) {
      const steps = rampColours(id, n).map((c) => oklab(c)[0]);
      const direction = Math.sign(steps.at(-1) - steps[0]);
      steps.slice(1).forEach((L, i) => assert.ok((L - steps[i]) * direction > 0, `${n} classes, step ${i}`));
    }
  });

  test(`${id} keeps 8 neighbouring classes apart, also for the colour-blind`, () => {
    const colours = rampColours(id, 8);
    // 0.02 in OKLab is about a just noticeable difference; twice that is asked for.
    assert.ok(smallestStep(colours) > 0.04, `all: ${smallestStep(colours)}`);
    for (const [name, matrix] of Object.entries(DEFICIENCIES)) {
      const step = smallestStep(colours.map((c) => seenWith(matrix, c)));
      assert.ok(step > 0.04, `${name}: ${step}`);
    }
  });
}

test('the traditional ramp is rightly called unsafe: its lightness turns back', () => {
  const L = rampColours('traditional', 7).map((c) => oklab(c)[0]);
  const directions = new Set(L.slice(1).map((v, i) => Math.sign(v - L[i])));
  assert.equal(directions.size, 2);
});

test('more classes than a legend can hold are refused', () => {
  assert.throws(() => rampColours('viridis', 14), RangeError);
  assert.throws(() => rampColours('viridis', 0), RangeError);
});

test('an unknown ramp gives the default one', () => {
  assert.deepEqual(rampColours('rainbow', 3), rampColours('viridis', 3));
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { defaults, deservesEntry, fromQuery, patched, resolve, toQuery } from '../../assets/gridmap/state.mjs';
import { catalogue } from '../../assets/gridmap/config.mjs';
import { CATALOGUE, FIELDS, INDEX, t } from './fixtures.mjs';

/** Mulberry32: the same numbers in every run. */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let x = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
  };
}

const SAMPLES = {
  release: ['3f9a0123', 'a-b'], stratum: ['kola.aqua', 'rocks', 'x9'], analyte: ['Cu', 'pH', 'Fe2O3_T'],
  region: ['150', '002'], date: ['2009-10-31', '2000-02-29'], cell: ['N24E15', 'S01W100.3210'],
  surveys: ['kola', 'rocks.xrf'], sort: ['covered', '-samples'], columns: ['covered', 'elements'],
  countries: ['FIN', 'NOR', 'USA', 'KEN'], muted: ['0', '12', 'below', 'outside'],
};

function anyValue(field, next) {
  const pick = (list) => list[Math.floor(next() * list.length)];
  const some = (list) => list.filter(() => next() < 0.5);
  const span = ([low, high]) => Math.round((low + next() * (high - low)) * 100) / 100 + 0;
  switch (field.kind) {
    case 'choice': return pick(field.values);
    case 'flag': return next() < 0.5;
    case 'texts': return some(SAMPLES[field.name]);
    case 'numbers': {
      const numbers = Array.from({ length: Math.floor(next() * 13) }, () => (next() - 0.3) * 10 ** (next() * 40 - 20));
      return [...new Set(numbers.map((n) => n + 0))].sort((a, b) => a - b);
    }
    case 'viewport': return next() < 0.3 ? null : field.limits.map(span);
    default: return next() < 0.3 ? null : pick(SAMPLES[field.name]);
  }
}

test('every state comes back from its address', () => {
  const next = random(20261122);
  for (let i = 0; i < 2000; i++) {
    const state = Object.fromEntries(FIELDS.map((field) => [field.name, anyValue(field, next)]));
    const query = toQuery(state, FIELDS);
    const back = fromQuery(query, FIELDS, t);
    assert.deepEqual(back.state, state, query);
    assert.deepEqual(back.notices, []);
  }
});

test('an address says only what differs from the default, without escapes', () => {
  assert.equal(toQuery(defaults(FIELDS), FIELDS), '');
  const state = { ...defaults(FIELDS), countries: ['FIN', 'NOR'], breaks: [0.5, 1e21], viewport: [-1.5, 2, 3.25] };
  assert.equal(toQuery(state, FIELDS), 'c=FIN~NOR&br=0.5~1e21&v=-1.5~2~3.25');
});

test('nothing in an address makes reading it fail', () => {
  const next = random(7);
  const letters = '=&~%+?#.-019eENSWxyÄ中\u0000';
  for (let i = 0; i < 3000; i++) {
    const noise = Array.from({ length: Math.floor(next() * 30) }, () => letters[Math.floor(next() * letters.length)]);
    const key = FIELDS[Math.floor(next() * FIELDS.length)].key;
    const { state } = fromQuery(`${key}=${noise.join('')}`, FIELDS, t);
    assert.deepEqual(fromQuery(toQuery(state, FIELDS), FIELDS, t).state, state);
  }
});

const BAD = [
  'v=200~0~0', 'v=1~2', 'br=3~2', 'br=1~1', 'br=', 'br=1e999', 'date=2009-02-30', 'date=2009-1-1', 'lvl=9', 'c=fin',
  'table=yes', 'by=rows', 's=Kola', 'br=0x10', 'br=1~~2',
];
for (const query of BAD) {
  test(`${query} falls back to the default${query.endsWith('=') ? '' : ' and says so'}`, () => {
    const { state, notices } = fromQuery(query, FIELDS, t);
    assert.deepEqual(state, defaults(FIELDS));
    assert.equal(notices.length, query.endsWith('=') ? 0 : 1);
  });
}

test('a notice repeats no more than its reader needs', () => {
  const { notices } = fromQuery(`s=${'é'.repeat(2000)}&${'k'.repeat(2000)}=1`, FIELDS, t);
  assert.ok(notices[0].message.includes(`“${'é'.repeat(79)}…”`));
  assert.ok(notices.every(({ message }) => message.length < 250));
});

test('unknown and repeated keys give a notice, and the first of a repeated key counts', () => {
  const { state, notices } = fromQuery('?el=Cu&el=Ni&utm=x', FIELDS, t);
  assert.equal(state.analyte, 'Cu');
  assert.deepEqual(notices.map((n) => n.key), ['el', 'utm']);
  assert.match(notices[1].message, /utm/);
});

const read = (query) => resolve(fromQuery(query, FIELDS, t).state, CATALOGUE, t);

test('an empty address shows the default stratum and its default analyte', () => {
  const { view, notices } = read('');
  assert.deepEqual([view.stratum, view.analyte, notices.length], ['kola.aqua', 'Cu', 0]);
});

test('a stratum without the default analyte is not silent about it being asked for', () => {
  const { view, notices } = read('el=Si');
  assert.equal(view.analyte, 'Cu');
  assert.deepEqual(notices[0].strata, ['rocks']);
  assert.match(notices[0].message, /Kola C, aqua regia has no “Si”; Cu is shown/);
});

test('an analyte that nobody has is named as such', () => {
  assert.match(read('el=Au').notices[0].message, /No survey of this release has it/);
});

test('unknown strata, countries and regions are named and left out', () => {
  const { view, notices } = read('s=gone&c=FIN~XXX&r=999');
  assert.deepEqual([view.stratum, view.countries, view.region], ['kola.aqua', ['FIN'], null]);
  assert.deepEqual(notices.map((n) => n.key), ['s', 'c', 'r']);
});

test('a date, level or scheme that the stratum cannot serve is given up', () => {
  const { view, notices } = read('s=rocks&lvl=2&cls=own');
  assert.deepEqual([view.level, view.classes], ['auto', 'percentile']);
  assert.deepEqual(notices.map((n) => n.key), ['lvl', 'cls']);
  assert.equal(read('date=2009-10-31').view.date, null);
  assert.equal(read('s=rocks&date=2009-10-31').view.date, '2009-10-31');
});

test('a day outside the time of sampling is kept and explained', () => {
  const say = (date, dates) => {
    const strata = INDEX.strata.map((stratum) => (stratum.id === 'rocks' ? { ...stratum, dates } : stratum));
    const { view, notices } = resolve(fromQuery(`s=rocks&date=${date}`, FIELDS, t).state, catalogue({ ...INDEX, strata }), t);
    assert.equal(view.date, date);
    return notices.map(({ message }) => message).join();
  };
  const days = ['1995-07-15', '1995-08-02'];
  assert.match(say('1995-07-14', days), /^No sample of Rocks was collected by 14 July 1995; the first were by 15 July 1995\.$/);
  assert.equal(say('1995-07-15', days) + say('1995-08-02', days), '');
  assert.match(say('1995-08-03', days), /^The last samples of Rocks were collected by 2 August 1995; 3 August 1995 shows all/);
  // Listed by months: the first sample may be of any day of June.
  assert.equal(say('2007-06-01', ['2007-06-30', '2007-07-31']), '');
  assert.match(say('2007-05-31', ['2007-06-30', '2007-07-31']), /^No sample/);
});

test('a patch takes good values and leaves the rest as it was', () => {
  const state = patched(defaults(FIELDS), { analyte: 'Ni', level: 'huge', countries: ['FIN'], nonsense: 1 }, FIELDS);
  assert.deepEqual([state.analyte, state.level, state.countries], ['Ni', 'auto', ['FIN']]);
  assert.ok(!('nonsense' in state));
  assert.deepEqual(patched(state, { countries: [], analyte: null }, FIELDS), defaults(FIELDS));
});

test('a new element is a step to go back from, a new theme is not', () => {
  assert.ok(deservesEntry({ analyte: 'Ni' }));
  assert.ok(!deservesEntry({ theme: 'dark', viewport: [1, 2, 3] }));
});

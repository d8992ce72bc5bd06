import assert from 'node:assert/strict';
import test from 'node:test';
import { fullAddress } from '../../assets/present/embed.mjs';

test('the link of a frame opens its page as it is shown now', () => {
  assert.equal(fullAddress('/embed/map', '?el=Ni&v=30~68~4', '/embed/'), '/map?el=Ni&v=30~68~4');
  assert.equal(fullAddress('/geo/embed/country/FIN', '', '/geo/embed/'), '/geo/country/FIN');
});

test('the start page has its frame with and without a slash at the end', () => {
  assert.equal(fullAddress('/geo/embed/', '?m=area', '/geo/embed/'), '/geo/?m=area');
  assert.equal(fullAddress('/geo/embed', '', '/geo/embed/'), '/geo/');
});

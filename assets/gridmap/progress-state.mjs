/**
 * A view of progress fitted to a release: which surveys count, places and size of cells. The
 * twin of dashboard/state_progress.py.
 */

import { numberOf } from './grid.mjs';
import { unknownCountries } from './state.mjs';
import { quoted } from './texts.mjs';

/**
 * @param {object} state view state by field names.
 * @param {object} options catalogue of `config.mjs`, t, and the country or region that the
 *   page's path names: `{countries}` or `{region}`.
 * @returns {{view: object, notices: {key, value, message}[]}}
 */
export function resolveProgress(state, { catalogue, t, path = {} }) {
  const view = { ...state, ...path };
  const notices = [];
  const notice = (key, value, message) => notices.push({ key, value, message });

  const kinds = new Map([...catalogue.surveys.values()].map(({ id, kind }) => [id, kind]));
  for (const { id, survey } of catalogue.strata.values()) kinds.set(id, kinds.get(survey));
  const unknown = view.surveys.filter((id) => !kinds.has(id));
  const compiled = view.surveys.filter((id) => kinds.get(id) === 'compilation');
  const gridded = view.surveys.filter((id) => kinds.get(id) === 'gridded');
  const asked = view.surveys.join('~');
  const refuse = (found, message) => found.length && notice('sv', asked, message({ names: quoted(found, t) }, found.length === 1));
  refuse(unknown, (names, one) => (one
    ? t('This release has no survey {names}.', names)
    : t('This release does not have the surveys {names}.', names)));
  refuse(compiled, (names, one) => (one
    ? t('{names} is a compilation of published analyses, which is not counted.', names)
    : t('{names} are compilations of published analyses, which are not counted.', names)));
  refuse(gridded, (names, one) => (one
    ? t('{names} was published as a grid, which is not counted.', names)
    : t('{names} were published as grids, which are not counted.', names)));
  view.surveys = view.surveys.filter((id) => kinds.get(id) === 'survey');

  const strangers = view.countries.filter((id) => !catalogue.countryIndex.has(id));
  if (strangers.length) {
    notice('c', view.countries.join('~'), unknownCountries(strangers, t));
    view.countries = view.countries.filter((id) => catalogue.countryIndex.has(id));
  }
  if (view.region !== null && !catalogue.countriesOf(view.region).length) {
    notice('r', view.region, t('Unknown region “{asked}”; the whole world is shown.', { asked: view.region }));
    view.region = null;
  }
  if (view.level === 'sites') {
    notice('lvl', view.level, t('Progress is counted in cells; cells of 160 km are shown.'));
    view.level = 'auto';
  }
  if (view.cell !== null && !numberOf(view.cell)) {
    notice('cell', view.cell, t('There is no cell “{asked}”.', { asked: view.cell }));
    view.cell = null;
  }
  return { view, notices };
}

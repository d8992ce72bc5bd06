/**
 * A view of progress fitted to a release: which surveys count, places and size of cells. The
 * twin of dashboard/state_progress.py.
 */

import { numberOf } from './grid.mjs';

const quoted = (names) => names.map((name) => `“${name}”`).join(', ');

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
  if (unknown.length) notice('sv', asked, t('This release has no survey {names}.', { names: quoted(unknown) }));
  if (compiled.length) notice('sv', asked, t('{names} is a compilation of published analyses, which is not counted.', { names: quoted(compiled) }));
  if (gridded.length) notice('sv', asked, t('{names} was published as a grid, which is not counted.', { names: quoted(gridded) }));
  view.surveys = view.surveys.filter((id) => kinds.get(id) === 'survey');

  const strangers = view.countries.filter((id) => !catalogue.countryIndex.has(id));
  if (strangers.length) {
    notice('c', view.countries.join('~'), t('Unknown country: {codes}.', { codes: strangers.join(', ') }));
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

/** The head of each pane: what it shows, chosen by native controls that work before Dash is there. */

import { h } from './dom.mjs';
import { statisticLabel } from './format.mjs';
import { MOST_PANES } from './panes-state.mjs';
import { tellsSamples } from './state.mjs';

const option = (value, text) => h('option', { value }, text);

/** A labelled choice; the label may be for the ear only. */
function field(id, label, select, name) {
  return h('div', { class: `field pane-field pane-field-${name}` }, h('label', { for: id }, label), select);
}

/**
 * @param {HTMLElement} host
 * @param {object} options
 * @param {number} options.number from 1.
 * @param {Function} options.t
 * @param {object} options.catalogue
 * @param {string[]} options.statistics that there are.
 * @param {object} options.act `change(patch)`, `remove()`, `add()`, `everywhere()`.
 */
export function createHead(host, { number, t, catalogue, statistics, act }) {
  const { index } = catalogue;
  const id = (name) => `pane${number}-${name}`;
  const select = (name, ask) => h('select', { id: id(name), class: 'form-select', onchange: (event) => ask(event.target.value, event.target) });
  let view = null;

  const stratum = select('stratum', (value) => act.change({ stratum: value }));
  stratum.append(...index.surveys.map((survey) => {
    const own = index.strata.filter((one) => one.survey === survey.id);
    return h('optgroup', { label: survey.title }, own.map((one) => option(one.id, catalogue.stratumName(one.id))));
  }));
  const symbol = h('span', { class: 'symbol' });
  const name = h('span', { class: 'name' });
  const elementLabel = h('span', { class: 'field-label', id: id('element-label') }, t('Element'));
  const element = h('button', {
    type: 'button', id: id('element'), class: 'button element-button', 'aria-haspopup': 'dialog', 'data-does': 'open-elements',
    'data-pane': String(number), 'aria-labelledby': `${id('element-label')} ${id('element')}`,
  }, symbol, name);
  const statistic = select('statistic', (value) => act.change({ statistic: value }));
  statistic.append(...statistics.map((one) => option(one, statisticLabel(one, t))));
  const date = select('date', (value) => act.change({ date: value || null }));
  const dateField = field(id('date'), t('Collected up to'), date, 'date');
  const countries = select('countries', (value, target) => {
    const patch = chooseCountries(view.pane, value);
    // The list stands on what is chosen; a choice of the same is none.
    target.value = '';
    if (patch) act.change(patch);
  });
  const remove = h('button', { type: 'button', class: 'button pane-remove', 'aria-label': t('Remove map {number}', { number }), onclick: act.remove }, '×');
  const add = h('button', { type: 'button', class: 'button pane-add', onclick: act.add }, t('Add a map'));
  const options = h('button', {
    type: 'button', class: 'button pane-options', 'aria-expanded': 'false',
    onclick: () => options.setAttribute('aria-expanded', String(host.classList.toggle('pane-open'))),
  }, t('Options'));
  const everywhere = h('button', { type: 'button', class: 'link-button pane-everywhere', onclick: act.everywhere }, t('This element in all maps'));

  const told = h('p', { class: 'pane-told', hidden: true });

  host.replaceChildren(
    h('div', { class: 'pane-line' }, h('h2', { class: 'pane-number' }, t('Map {number}', { number })), everywhere, options, add, remove),
    h(
      'div', { class: 'pane-fields' },
      field(id('stratum'), t('Survey'), stratum, 'stratum'),
      h('div', { class: 'field pane-field pane-field-element' }, elementLabel, element),
      field(id('statistic'), t('Statistic'), statistic, 'statistic'),
      dateField,
      field(id('countries'), t('Countries'), countries, 'countries'),
    ),
    told,
  );

  const filled = new Map();
  /** Write a list, which may have hundreds of entries, only where these have changed. */
  function fill(list, key, entries) {
    if (filled.get(list) === key) return;
    filled.set(list, key);
    list.replaceChildren(...entries());
  }

  function showDates(pane) {
    const own = catalogue.strata.get(pane.stratum);
    const dates = tellsSamples(own, pane.analyte) ? own.dates : [];
    dateField.hidden = dates.length < 2;
    const listed = pane.date && !dates.includes(pane.date) ? [...dates, pane.date].sort() : dates;
    fill(date, listed.join(), () => [option('', t('all samples')), ...listed.map((day) => option(day, day))]);
    date.value = pane.date ?? '';
  }

  const countriesByName = byName(index.countries, document.documentElement.lang || undefined);

  function countryOptions(pane) {
    const own = new Set(pane.countries);
    const named = countriesByName.filter((country) => own.has(country.id));
    const region = index.regions.find((one) => one.id === pane.region)?.name;
    const shown = [...named.map((country) => country.name), ...(region ? [region] : [])];
    const chosen = shown.length ? shown.slice(0, 3).join(', ') + (shown.length > 3 ? ` + ${shown.length - 3}` : '') : t('All');
    const entries = (list) => list.map((country) => option(country.id, country.name));
    return [
      option('', chosen),
      ...(shown.length ? [option('all', t('All countries'))] : []),
      ...(named.length ? [h('optgroup', { label: t('Remove') }, entries(named))] : []),
      h('optgroup', { label: t('Add') }, entries(countriesByName.filter((country) => !own.has(country.id)))),
    ];
  }

  function showCountries(pane) {
    fill(countries, `${pane.region} ${pane.countries.join()}`, () => countryOptions(pane));
    countries.value = '';
  }

  return {
    /**
     * @param {object} pane view of the pane.
     * @param {object} how `count` of panes, whether they stand side by side (`apart`), `last`.
     */
    show(pane, { count, apart, last }) {
      view = { pane };
      stratum.value = pane.stratum;
      statistic.value = pane.statistic;
      const analyte = catalogue.analyte(pane.stratum, pane.analyte);
      symbol.textContent = pane.analyte;
      name.textContent = analyte && analyte.name !== analyte.id ? analyte.name : '';
      showDates(pane);
      showCountries(pane);
      remove.hidden = count <= 2 || !apart;
      add.hidden = !last || !apart || count >= MOST_PANES;
      everywhere.hidden = count < 2;
    },
    /** Say what was done to the results; nothing with an empty text. */
    tell(text) {
      told.textContent = text;
      told.hidden = !text;
    },
  };
}

/** Countries as a reader looks them up; a release has them by code, Switzerland (CHE) before Chile (CHL). */
export const byName = (countries, language) => [...countries].sort((one, other) => one.name.localeCompare(other.name, language));

/** Countries of a pane after a choice of its list: one more, one fewer, or all. */
export function chooseCountries({ countries }, value) {
  if (value === 'all') return { countries: [], region: null };
  if (!value) return null;
  const without = countries.filter((id) => id !== value);
  return { countries: without.length < countries.length ? without : [...countries, value], region: null };
}

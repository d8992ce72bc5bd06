/**
 * The panes of the page of comparison in its state: the twin of dashboard/state_panes.py. The
 * first pane is the view itself; `pane2` … `pane4` say how the others differ from it.
 */

import { resolve, sameValue } from './state.mjs';

const FIELDS = ['pane2', 'pane3', 'pane4'];
/** Panes of a page. */
export const MOST_PANES = 1 + FIELDS.length;
/** What each pane has for itself. */
export const OWN = ['stratum', 'analyte', 'statistic', 'date', 'countries', 'region'];
/** Statistics that are no amounts of the element. */
const COUNTS = { n: '', censored: '%' };
const NOTED = new Set(['s', 'el', 'date', 'c']);

/** A day that exists, as Python's calendar has it. */
function isDay(text) {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text && text >= '0001';
}

function change(kind, text) {
  switch (kind) {
    case 's': return { stratum: text };
    case 'el': return { analyte: text };
    case 'stat': return { statistic: text };
    case 'c': return { countries: text === 'all' ? [] : [...new Set(text.split('-'))], region: null };
    case 'date':
      if (text === 'all') return { date: null };
      return isDay(text) ? { date: text } : {};
    default: return {};
  }
}

/** A view that differs from the first as items say; of two items for one thing the first counts. */
function differing(first, items) {
  const changes = items.map((item) => {
    const at = item.indexOf('.');
    return change(at < 0 ? item : item.slice(0, at), at < 0 ? '' : item.slice(at + 1));
  });
  return Object.assign({ ...first }, ...changes.reverse());
}

function itemsOf(first, view) {
  const items = [];
  if (view.stratum !== first.stratum && view.stratum !== null) items.push(`s.${view.stratum}`);
  if (view.analyte !== first.analyte && view.analyte !== null) items.push(`el.${view.analyte}`);
  if (view.statistic !== first.statistic) items.push(`stat.${view.statistic}`);
  if (view.date !== first.date) items.push(`date.${view.date ?? 'all'}`);
  if (!sameValue([view.countries, view.region], [first.countries, first.region])) {
    items.push(`c.${view.countries.join('-') || 'all'}`);
  }
  return items.length ? items : ['a'];
}

const alone = (state) => ({ ...state, pane2: [], pane3: [], pane4: [] });

/** The views of a page: one to four states, the first without panes. */
export function panesOf(state) {
  const first = alone(state);
  return [first, ...FIELDS.map((name) => state[name]).filter((items) => items.length).map((items) => differing(first, items))];
}

/**
 * A state whose panes are the views given.
 *
 * @throws {RangeError} for none or more than four.
 */
export function withPanes(state, views) {
  if (!views.length || views.length > MOST_PANES) throw new RangeError(`${views.length} panes`);
  const [first, ...others] = views;
  const next = alone(state);
  for (const name of OWN) next[name] = first[name];
  others.forEach((view, i) => {
    next[FIELDS[i]] = itemsOf(first, view);
  });
  return next;
}

/** Changes of the fields that say the panes, for `choose`. */
export function panesPatch(state, views) {
  const next = withPanes(state, views);
  return Object.fromEntries([...OWN, ...FIELDS].map((name) => [name, next[name]]));
}

/** What the numbers of a resolved pane are: its analyte, or counts and shares. */
export function quantity(view, catalogue) {
  if (view.statistic in COUNTS) return { kind: view.statistic, unit: COUNTS[view.statistic] };
  const { id, unit } = catalogue.analyte(view.stratum, view.analyte);
  return { kind: id, unit };
}

/** Whether the first two panes are subtracted or divided. */
export const isContrast = ({ mode }) => mode === 'difference' || mode === 'ratio';

/** Why the first two panes cannot be subtracted or divided; empty where they can. */
export function refusal(state, catalogue, t) {
  if (!isContrast(state)) return '';
  const [one, other] = panesOf(state);
  const [a, b] = [one, other].map((view) => quantity(view, catalogue));
  const strata = one.stratum !== other.stratum;
  if (strata && !state.levelled) {
    return t('Maps 1 and 2 show different surveys or methods, whose results differ for that alone; they stay side by side. Choose one survey for both, or ask for levelled results (View, “Level other surveys to map 1”).');
  }
  if (strata && (a.kind !== b.kind || a.kind in COUNTS)) {
    return t('Results of two surveys are levelled for one element only; the maps stay side by side. Choose the same element for both.');
  }
  if (a.kind in COUNTS !== b.kind in COUNTS || (a.kind in COUNTS && a.kind !== b.kind)) {
    return t('Maps 1 and 2 show amounts and counts, which have no difference or ratio; they stay side by side. Choose the same kind of statistic for both.');
  }
  if (state.mode === 'difference' && a.kind !== b.kind) {
    return t('Two elements differ in kind, so there is no difference of them; the maps stay side by side. The ratio can be drawn.');
  }
  if (state.mode === 'ratio' && [a.unit, b.unit].includes('pH')) {
    return t('pH is a logarithm, so it has no ratio; the maps stay side by side. The difference can be drawn.');
  }
  return '';
}

/** The pane that is compared with where the address names none. */
function nextPane(first, catalogue, t) {
  const own = catalogue.strata.get(first.stratum);
  const fitted = (changes) => resolve({ ...first, ...changes, level: 'auto', cell: null }, catalogue, t).view;
  const alike = own.alike?.find((id) => catalogue.analyte(id, first.analyte));
  if (alike) return fitted({ stratum: alike });
  const analytes = own.analytes.map(({ id }) => id);
  if (analytes.length > 1) return fitted({ analyte: analytes[(analytes.indexOf(first.analyte) + 1) % analytes.length] });
  const other = catalogue.index.strata.find(({ id, survey }) => survey === own.survey && id !== own.id);
  return fitted({ stratum: (other ?? own).id });
}

/**
 * Fit a state of the page of comparison to a release, its panes too; a page without any pane
 * gets a second one, and what cannot be compared is refused. The same rules as
 * `resolve_panes` in dashboard/state_panes.py.
 *
 * @returns {{view: object, notices: object[]}} of a pane a notice's key is `p2` to `p4`.
 */
export function resolvePanes(state, catalogue, t) {
  const asked = FIELDS.map((name) => state[name]).filter((items) => items.length);
  const { view: own, notices } = resolve(alone(state), catalogue, t);
  let first = own;
  if (first.level === 'sites') {
    notices.push({ key: 'lvl', value: 'sites', message: t('Samples of different surveys share no place to compare; cells are shown.') });
    first = { ...first, level: 'auto' };
  }
  const views = [first];
  asked.forEach((items, i) => {
    const fitted = resolve({ ...differing(first, items), level: 'auto', cell: null }, catalogue, t);
    const told = new Set(notices.map(({ message }) => message));
    for (const { key, strata = [], ...notice } of fitted.notices) {
      if (!NOTED.has(key) || told.has(notice.message)) continue;
      const names = strata.length ? ` ${strata.map(catalogue.stratumName).join('; ')}.` : '';
      notices.push({ ...notice, key: `p${i + 2}`, message: notice.message + names });
    }
    views.push(fitted.view);
  });
  if (!asked.length) views.push(nextPane(first, catalogue, t));
  const { level, classes, cell } = first;
  const view = withPanes({ ...state, level, classes, cell }, views);
  const refused = refusal(view, catalogue, t);
  if (refused) {
    notices.push({ key: 'mode', value: view.mode, message: refused });
    view.mode = 'panes';
  }
  if (view.common === 'shared' && new Set(panesOf(view).map((pane) => quantity(pane, catalogue).unit)).size > 1) {
    notices.push({ key: 'common', value: 'shared', message: t('Maps in different units cannot share their classes; those of the same element do.') });
    view.common = 'auto';
  }
  if (Number(view.figures) > views.length) view.figures = '1';
  return { view, notices };
}

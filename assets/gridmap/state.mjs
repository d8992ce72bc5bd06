/**
 * The state of a view ⇄ the query string, driven by the field table that the server sends
 * (dashboard/state.py, docs/interfaces.md §6): `fromQuery(toQuery(s))` equals `s`.
 */

import { formatDay } from './format.mjs';
import { numberOf } from './grid.mjs';
import { listed, shortened } from './texts.mjs';

/** The grammar of a JSON number, as in Python: `Number` alone would also take '' and '0x1'. */
const NUMBER = /^-?[0-9]{1,25}(\.[0-9]{1,25})?(e-?[0-9]{1,3})?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

const matches = (field, text) => new RegExp(`^(?:${field.pattern})$`).test(text);
const round2 = (value) => Math.round(value * 100) / 100 + 0;

/** A finite number, or null for anything else. */
function readNumber(text) {
  const value = NUMBER.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value + 0 : null; // + 0: no negative zero
}

/** A day that exists, or null. */
function readDate(text) {
  const time = DATE.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  const day = Number.isNaN(time) ? null : new Date(time).toISOString().slice(0, 10);
  return day === text && text >= '0001' ? text : null;
}

function readNumbers(field, text) {
  const numbers = text.split('~').map(readNumber);
  const [fewest, most] = field.limits;
  const good =
    numbers.length >= fewest &&
    numbers.length <= most &&
    numbers.every((n, i) => n !== null && (i === 0 || n > numbers[i - 1]));
  return good ? numbers : null;
}

function readViewport(field, text) {
  const parts = text.split('~').map(readNumber);
  const good =
    parts.length === 3 && parts.every((n, i) => n !== null && n >= field.limits[i][0] && n <= field.limits[i][1]);
  return good ? parts.map(round2) : null;
}

function readTexts(field, text) {
  const items = [...new Set(text.split('~'))];
  return items.every((item) => matches(field, item)) ? items : null;
}

/** The value that a text stands for; null where it stands for none. */
function read(field, text) {
  switch (field.kind) {
    case 'text': return matches(field, text) ? text : null;
    case 'choice': return field.values.includes(text) ? text : null;
    case 'flag': return text === '1' ? true : text === '0' ? false : null;
    case 'texts': return readTexts(field, text);
    case 'numbers': return readNumbers(field, text);
    case 'viewport': return readViewport(field, text);
    case 'date': return readDate(text);
    default: return null;
  }
}

const writeNumber = (value) => String(value).replace('+', '');

function write(field, value) {
  if (field.kind === 'flag') return value ? '1' : '0';
  if (field.kind === 'viewport') return value.map(round2).map(writeNumber).join('~');
  if (field.kind === 'numbers') return value.map(writeNumber).join('~');
  return Array.isArray(value) ? value.join('~') : String(value);
}

/** In words what a field accepts. */
function expected(field, t) {
  if (field.values) return field.values.join(', ');
  return {
    text: t('an identifier'),
    texts: t('identifiers joined by ~'),
    numbers: t('1 to 12 ascending numbers joined by ~'),
    viewport: t('longitude, latitude and zoom joined by ~'),
    date: t('a date such as 2009-10-31'),
  }[field.kind];
}

export const sameValue = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** The state of an empty address. */
export const defaults = (fields) => Object.fromEntries(fields.map((field) => [field.name, field.default]));

/**
 * Read a query string. Never throws: what cannot be read falls back to the default and
 * gives a notice.
 *
 * @param {string} query with or without the question mark.
 * @param {object[]} fields the field table.
 * @param {Function} t translation.
 * @returns {{state: object, notices: {key: string, value: string, message: string}[]}}
 */
export function fromQuery(query, fields, t) {
  const state = defaults(fields);
  const notices = [];
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const seen = new Set();
  const notice = (key, value, message) => notices.push({ key, value, message });
  for (const [key, value] of new URLSearchParams(query)) {
    const field = byKey.get(key);
    if (value === '') continue;
    if (!field) {
      notice(key, value, t('The address has the unknown part “{key}”; it is left out.', { key: shortened(key) }));
    } else if (seen.has(key)) {
      notice(key, value, t('The address says “{key}” more than once; the first counts.', { key }));
    } else {
      seen.add(key);
      const good = read(field, value);
      if (good !== null) state[field.name] = good;
      else {
        notice(key, value, t('“{value}” cannot be used for “{key}”, which takes {expected}; the default is shown.', {
          value: shortened(value), key, expected: expected(field, t),
        }));
      }
    }
  }
  return { state, notices };
}

/** Write a state as a query string, without what equals the default. */
export function toQuery(state, fields) {
  return fields
    .filter((field) => !sameValue(state[field.name] ?? field.default, field.default))
    .map((field) => `${field.key}=${encodeURIComponent(write(field, state[field.name]))}`)
    .join('&');
}

/**
 * Fit a state to a release: fill in stratum and analyte, and replace what the release does
 * not have. The same rules as `resolve` in dashboard/state_resolve.py.
 *
 * @param {object} state of `fromQuery`.
 * @param {object} catalogue of `config.mjs`.
 * @returns {{view: object, notices: object[]}} notices name what was asked and what is
 *   shown; `strata` lists where the analyte is to be had.
 */
export function resolve(state, catalogue, t) {
  const { index, strata } = catalogue;
  const view = { ...state };
  const notices = [];
  const notice = (key, value, message, more = {}) => notices.push({ key, value, message, ...more });

  if (!strata.has(view.stratum)) {
    const asked = view.stratum;
    const own = index.strata.filter(({ survey }) => survey === asked);
    // Named by its survey alone: the stratum that has the element, if any.
    const found = own.find(({ id }) => catalogue.analyte(id, view.analyte)) ?? own[0];
    view.stratum = found?.id ?? (strata.has(index.defaults.stratum) ? index.defaults.stratum : index.strata[0].id);
    if (asked !== null) {
      const shown = catalogue.stratumName(view.stratum);
      notice('s', asked, found
        ? t('“{asked}” is a survey; of it {shown} is shown.', { asked, shown })
        : t('This release has no survey “{asked}”; {shown} is shown.', { asked, shown }));
    }
  }
  const stratum = strata.get(view.stratum);
  const title = catalogue.stratumName(view.stratum);
  if (!catalogue.analyte(view.stratum, view.analyte)) {
    const asked = view.analyte;
    const shown = (catalogue.analyte(view.stratum, index.defaults.analyte) ?? stratum.analytes[0])?.id ?? null;
    view.analyte = shown;
    if (asked !== null) {
      const having = catalogue.strataWith(asked).map((s) => s.id);
      const where = having.length ? t('It was determined in:') : t('No survey of this release has it.');
      const message = t('{title} has no “{asked}”; {shown} is shown.', { title, asked, shown: shown ?? t('nothing') });
      notice('el', asked, `${message} ${where}`, { strata: having });
    }
  }
  const unknown = view.countries.filter((id) => !catalogue.countryIndex.has(id));
  if (unknown.length) {
    notice('c', view.countries.join('~'), unknownCountries(unknown, t));
    view.countries = view.countries.filter((id) => catalogue.countryIndex.has(id));
  }
  if (view.region !== null && !catalogue.countriesOf(view.region).length) {
    notice('r', view.region, t('Unknown region “{asked}”; the whole world is shown.', { asked: view.region }));
    view.region = null;
  }
  if (!['auto', 'sites', ...stratum.levels.map(String)].includes(view.level)) {
    notice('lvl', view.level, t('{title} has no cells of level {asked}; the size is chosen by the zoom.', {
      title, asked: view.level,
    }));
    view.level = 'auto';
  }
  const told = tellsSamples(stratum, view.analyte);
  if (view.level === 'sites' && !told) {
    notice('lvl', view.level, t('The owner of {title} shares results of cells and countries only; these are shown.', { title }));
    view.level = 'auto';
  }
  if (view.date !== null && !told) {
    notice('date', view.date, t('The owner of {title} shares no dates of samples; all its samples are shown.', { title }));
    view.date = null;
  }
  if (view.date !== null && !stratum.dates.length) {
    notice('date', view.date, t('{title} has no sampling dates; all its samples are shown.', { title }));
    view.date = null;
  }
  const untimely = view.date !== null && dateMessage(view, stratum.dates, title, t);
  if (untimely) notice('date', view.date, untimely);
  if (view.classes === 'own' && !view.breaks.length) {
    notice('cls', 'own', t('Own classes need their bounds; the percentile classes are shown.'));
    view.classes = 'percentile';
  }
  if (view.cell !== null && !numberOf(view.cell)) {
    notice('cell', view.cell, t('There is no cell “{asked}”.', { asked: view.cell }));
    view.cell = null;
  }
  return { view, notices };
}

/** Whether a release holds the results of samples of an analyte, and not only of cells. */
export const tellsSamples = (stratum, analyte) =>
  (stratum.sites ?? true) && stratum.analytes.find(({ id }) => id === analyte)?.sharing !== 'cells';

/** What must be said of a day outside the time of sampling; empty within it. */
function dateMessage({ date: asked, language }, dates, title, t) {
  const [first, last] = [dates[0], dates.at(-1)];
  const words = (days) => Object.fromEntries(Object.entries(days).map(([name, day]) => [name, formatDay(day, language)]));
  if (asked > last) {
    return t('The last samples of {title} were collected by {last}; {asked} shows all that have a date.', { title, ...words({ last, asked }) });
  }
  // Long surveys are listed by the last days of months, and the first sample may be of any
  // day of the first month.
  const monthly = dates.every((day) => new Date(Date.parse(day) + 86400000).getUTCDate() === 1);
  if (asked >= (monthly ? `${first.slice(0, 7)}-01` : first)) return '';
  return t('No sample of {title} was collected by {asked}; the first were by {first}.', { title, ...words({ asked, first }) });
}

/** What is said of countries that the release does not know. */
export const unknownCountries = (ids, t) =>
  (ids.length === 1 ? t('Unknown country: {codes}.', { codes: ids[0] }) : t('Unknown countries: {codes}.', { codes: listed(ids, t) }));

/**
 * A state with some fields changed; what the table does not allow is left as it was.
 *
 * @param {object} patch values by field name; null and undefined stand for the default.
 */
export function patched(state, patch, fields) {
  const next = { ...state };
  for (const field of fields) {
    if (!Object.hasOwn(patch, field.name)) continue;
    const value = patch[field.name];
    if (value === null || value === undefined || (Array.isArray(value) && !value.length)) {
      next[field.name] = field.default;
      continue;
    }
    const good = read(field, write(field, value));
    if (good !== null) next[field.name] = good;
  }
  return next;
}

/** Fields whose change deserves an entry in the reader's history. */
const PUSHED = new Set(['stratum', 'analyte', 'by', 'statistic', 'release', 'metric', 'surveys']);

/** Whether a patch is a step to go back from, or one of many along a slide. */
export const deservesEntry = (patch) => Object.keys(patch).some((name) => PUSHED.has(name));

/**
 * The state of a view ⇄ the query string, driven by the field table that the server sends
 * (dashboard/state.py, docs/interfaces.md §6): `fromQuery(toQuery(s))` equals `s`.
 */

const NUMBER = /^-?(\d+\.?\d*|\.\d+)([eE]-?\d+)?$/;
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
  const items = text.split('~');
  const good = items.every((item) => matches(field, item)) && new Set(items).size === items.length;
  return good ? items : null;
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
    if (!field) {
      notice(key, value, t('The address has an unknown part “{key}”; it is ignored.', { key, value }));
    } else if (seen.has(key)) {
      notice(key, value, t('The address says “{key}” more than once; the first counts.', { key, value }));
    } else if (value !== '') {
      seen.add(key);
      const good = read(field, value);
      if (good === null) {
        notice(key, value, t('“{value}” is no possible value of “{key}” in the address; the default is shown.', { key, value }));
      } else state[field.name] = good;
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
 * Fill in stratum and analyte, and replace what the release does not have.
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

  if (view.stratum === null || !strata.has(view.stratum)) {
    const asked = view.stratum;
    view.stratum = index.defaults.stratum;
    if (asked !== null) {
      notice('s', asked, t('This release has no survey “{asked}”; {shown} is shown.', {
        asked, shown: strata.get(view.stratum).title,
      }));
    }
  }
  const stratum = strata.get(view.stratum);
  if (view.analyte === null || !catalogue.analyte(view.stratum, view.analyte)) {
    const asked = view.analyte;
    const standard = catalogue.analyte(view.stratum, index.defaults.analyte) ?? stratum.analytes[0];
    view.analyte = standard.id;
    if (asked !== null) {
      const having = catalogue.strataWith(asked).map((s) => s.id);
      const text = having.length
        ? t('{stratum} has no {asked}; {shown} is shown. These surveys have it:', {
            stratum: stratum.title, asked, shown: standard.id,
          })
        : t('{stratum} has no {asked}, nor has any other survey of this release; {shown} is shown.', {
            stratum: stratum.title, asked, shown: standard.id,
          });
      notice('el', asked, text, { strata: having });
    }
  }
  const unknown = view.countries.filter((id) => !catalogue.countryIndex.has(id));
  if (unknown.length) {
    view.countries = view.countries.filter((id) => catalogue.countryIndex.has(id));
    notice('c', unknown.join('~'), t('No country has the code {codes}; it is left out.', { codes: unknown.join(', ') }));
  }
  if (view.region !== null && !catalogue.countriesOf(view.region).length) {
    notice('r', view.region, t('No region has the code {code}; all countries are shown.', { code: view.region }));
    view.region = null;
  }
  if (view.date !== null && !stratum.dates.length) {
    notice('date', view.date, t('{stratum} has no sampling dates; all samples are shown.', { stratum: stratum.title }));
    view.date = null;
  }
  if (/^\d$/.test(view.level) && Number(view.level) > stratum.finest) {
    notice('lvl', view.level, t('{stratum} is too sparse for cells that small; its finest are shown.', {
      stratum: stratum.title,
    }));
    view.level = String(stratum.finest);
  }
  return { view, notices };
}

/** Fields whose change deserves an entry in the reader's history. */
const PUSHED = new Set(['stratum', 'analyte', 'by', 'statistic', 'release']);

/** Whether a patch is a step to go back from, or one of many along a slide. */
export const deservesEntry = (patch) => Object.keys(patch).some((name) => PUSHED.has(name));

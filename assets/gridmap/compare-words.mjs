/** What the page of comparison says: title, legends, cards, summary, table and credits. */

import { contrastText } from './compare-contrast.mjs';
import { cellUnder, contrastTones, rowAt } from './compare-shown.mjs';
import { describe } from './describe.mjs';
import { formatNumber, formatValue } from './format.mjs';
import { drawHistogram } from './histogram.mjs';
import { legendContent, legendEntries } from './legend.mjs';
import { measuredValues } from './rows.mjs';
import { basisText, stateWords, titleOf, unitsText, warnings } from './shown.mjs';
import { MARKS, STATE, STATES, markOf } from './states.mjs';
import { summarise } from './summary.mjs';

/** That a pane is levelled, and how; empty where it is not. */
function factorText({ levelling, language }, t) {
  return levelling?.factor ? t('levelled (× {factor})', { factor: formatNumber(levelling.factor, language, 3) }) : '';
}

/** Title of a pane: that of its map, and that it is levelled. */
export function paneTitle(pane, t) {
  return [titleOf(pane, t), factorText(pane, t)].filter(Boolean).join(', ');
}

/** Its countries, where it has some. */
const placesText = ({ countries, selected }, { catalogue }) =>
  (selected ? [...countries].slice(0, 3).map(catalogue.countryName).filter(Boolean).join(', ') + (countries.size > 3 ? ' …' : '') : '');

/** What tells the panes apart: title, stratum, countries, level, without what all have. */
function paneNames({ panes }, tools) {
  const { t } = tools;
  const parts = [
    panes.map((pane) => titleOf(pane, t)),
    panes.map(({ name }) => name),
    panes.map((pane) => placesText(pane, tools)),
  ].filter((texts) => new Set(texts).size > 1);
  return panes.map((pane, k) => parts.map((texts) => texts[k]).filter(Boolean).join(', ') || titleOf(pane, t));
}

/** Title of the page: what all maps show, or each of them; of a contrast which minus which. */
export function compareTitle(compared, tools) {
  const { t } = tools;
  const { contrast, panes } = compared;
  const titles = panes.map((pane) => titleOf(pane, t));
  const common = new Set(titles).size === 1 ? titles[0] : null;
  if (!contrast) return common ?? titles.join(' | ');
  const [first, second] = paneNames(compared, tools);
  const said = contrast.kind === 'difference'
    ? t('Map 2 minus map 1: {second} − {first}', { first, second })
    : t('Map 2 divided by map 1: {second} ÷ {first}', { first, second });
  return common ? `${common}. ${said}` : said;
}

/** Which way the colours run, in words. */
function direction({ contrast, panes }, t) {
  const { kind } = contrast;
  const same = panes[0].analyte.id === panes[1].analyte.id;
  if (kind === 'difference') return t('Red, above 0: more in map 2. Blue, below 0: more in map 1.');
  if (same) return t('Red, ×: more in map 2. Blue, ÷: more in map 1. White: about equal.');
  return t('Red, ×: {second} exceeds {first}. Blue, ÷: {first} exceeds {second}.', { first: panes[0].analyte.id, second: panes[1].analyte.id });
}

/** Words for a contrast's states. */
function contrastState(state, compared, t) {
  switch (state) {
    case STATE.below: return t('below the detection limit in one map or both');
    case STATE.above: return t('above the upper limit in one map or both');
    case STATE.undetermined: return t('a value in one map only');
    case STATE.planned: return t('a value in neither map');
    case STATE.too_few: return t('zero in one map: no ratio');
    default: return stateWords(compared.panes[0], STATE.outside, t);
  }
}

function contrastBounds({ kind, breaks, language }, k, t) {
  const text = (bound) => contrastText(kind, bound, language);
  if (!breaks.length) return t('all values');
  if (k === 0) return kind === 'ratio' ? t('{bound} and more', { bound: text(breaks[0]) }) : t('under {bound}', { bound: text(breaks[0]) });
  if (k === breaks.length) return t('{bound} and more', { bound: text(breaks[k - 1]) });
  return t('{low} to {high}', { low: text(breaks[k - 1]), high: text(breaks[k]) });
}

function contrastEntries(compared, palette, t) {
  const { contrast } = compared;
  const { colours, counts, muted } = contrast;
  const tones = contrastTones(palette);
  const classes = colours.map((colour, k) => ({
    key: String(k), kind: 'class', label: contrastBounds(contrast, k, t), count: counts.classes[k], colour, mark: MARKS.none,
    muted: muted.has(String(k)),
  }));
  const states = STATES.map((name, s) => ({
    key: name, kind: 'state', label: contrastState(s, compared, t), count: s === STATE.outside ? null : counts.states[s],
    colour: tones[s], mark: markOf(s), muted: muted.has(name),
  })).filter((_, s) => s !== STATE.measured && (s === STATE.outside || s === STATE.below || counts.states[s] > 0));
  return [...classes, ...states];
}

/** How the classes of a pane came about. */
export function classesText({ panes, leaders }, k, t) {
  const leader = leaders[k];
  const { basis } = panes[k];
  if (basis === 'pooled') return t('Classes from the values of all maps, shared');
  const mates = leaders.flatMap((other, i) => (other === leader ? [i + 1] : []));
  if (mates.length === 1) return basisText(panes[k], t);
  const strata = new Set(mates.map((number) => panes[number - 1].stratum.id)).size > 1;
  const said = strata && basis === 'stratum' ? t('Classes of the stratum of map {number}', { number: leader + 1 }) : basisText(panes[leader], t);
  return t('{classes}, shared by maps {maps}', { classes: said, maps: mates.join(', ') });
}

/** How a pane is levelled, in the server's words. */
const levelNotes = (panes) => panes.flatMap(({ levelling }, k) => (levelling ? [`${k + 1}: ${levelling.note}`] : []));

/** What the legend of one pane says, where panes have their own. */
export function paneLegend(compared, k, palette, { t, config }) {
  const pane = compared.panes[k];
  const content = legendContent(pane, palette, { t, config });
  return {
    ...content, title: paneTitle(pane, t), note: `${classesText(compared, k, t)} · ${unitsText(pane, t)}`,
    notes: [...content.notes, ...(pane.levelling ? [pane.levelling.note] : [])],
  };
}

/** Entries of panes that share their classes; `count` lists the counts of all. */
export function sharedEntries(panes, palette, t) {
  const each = panes.map((pane) => new Map(legendEntries(pane, palette, t).map((entry) => [entry.key, entry])));
  const order = [...panes[0].colours.map((_, i) => String(i)), ...STATES];
  return order.flatMap((key) => {
    const found = each.map((one) => one.get(key));
    const first = found.find(Boolean);
    return first ? [{ ...first, count: found.map((entry) => entry?.count ?? (key === 'outside' ? null : 0)) }] : [];
  });
}

/** What the one legend of the page says: of all panes, or of their contrast. */
export function pageLegend(compared, palette, tools) {
  const { t } = tools;
  const { panes, contrast, language } = compared;
  const lists = (entries) => ({
    classes: entries.filter(({ kind }) => kind === 'class'), states: entries.filter(({ kind }) => kind === 'state'),
  });
  const all = [...new Set(panes.flatMap((pane) => warnings(pane, t)))];
  const notes = [...panes.map(({ name }, k) => t('Map {number}: {name}', { number: k + 1, name })), ...levelNotes(panes)];
  if (contrast) {
    const unit = contrast.unit ? ` (${contrast.unit})` : '';
    return {
      title: contrast.kind === 'difference' ? t('Map 2 minus map 1') + unit : t('Map 2 divided by map 1'),
      warnings: all, figure: drawHistogram(measuredValues(contrast.rows, contrast.selected), contrast.breaks, contrast.colours),
      note: `${direction(compared, t)} ${t('Own classes, alike on both sides')} · ${unitsText(panes[0], t)}`,
      ...lists(contrastEntries(compared, palette, t)), notes, language,
    };
  }
  const units = [...new Set(panes.map((pane) => unitsText(pane, t)))].join(' | ');
  const numbers = panes.map((_, k) => k + 1).join(' | ');
  return {
    title: paneTitle(panes[0], t), warnings: all,
    figure: drawHistogram(panes.flatMap((pane) => pane.whole?.curve ? [...pane.whole.curve] : measuredValues(pane.rows, pane.selected)), panes[0].breaks, panes[0].colours),
    note: `${classesText(compared, 0, t)} · ${t('{units}, counted in map {numbers}', { units, numbers })}`,
    ...lists(sharedEntries(panes, palette, t)), notes, language,
  };
}

/** What the cards of all panes say of a place, and the one sentence of them together. */
export function describePlace(compared, hit, tools) {
  const { t, catalogue, cellId } = tools;
  const { panes, contrast, language } = compared;
  const rows = panes.map((pane) => rowAt(pane.rows, hit));
  const k = rows.findIndex((row) => row >= 0);
  const owner = k >= 0 ? panes[k].rows.country[rows[k]] : hit.country;
  const country = catalogue.countryName(owner) === null ? hit.country : owner;
  const cards = panes.map((pane, i) => {
    const { units } = pane.rows;
    const name = units === 'countries' ? null : cellId(cellUnder(hit, units), units);
    return describe(pane, { row: rows[i], country, name }, tools);
  });
  const lines = cards.map(({ value }, i) => t('Map {number}: {value}', { number: i + 1, value }));
  const { title } = cards[Math.max(0, k)];
  if (!contrast) return { title, value: lines[0], lines: lines.slice(1), cards };
  const row = rowAt(contrast.rows, hit);
  const state = row < 0 ? STATE.outside : contrast.rows.state[row];
  const value = state === STATE.measured
    ? `${contrastText(contrast.kind, contrast.rows.value[row], language)} ${contrast.unit}`.trim() : contrastState(state, compared, t);
  return { title, value, lines, cards };
}

/** All maps in sentences. */
export function compareSummary(compared, tools) {
  const { t } = tools;
  const { panes, contrast, language } = compared;
  const each = panes.map((pane, k) => `${t('Map {number}:', { number: k + 1 })} ${summarise(pane, tools)}`);
  const told = levelNotes(panes);
  if (!contrast) return [...each, ...told].join(' ');
  const { classes } = contrast;
  const values = measuredValues(contrast.rows, contrast.selected);
  const middle = contrast.kind === 'ratio' ? 1 : 0;
  const number = (n) => formatNumber(n, language);
  const said = t('Places with a value in both maps: {measured}. Map 2 is higher in {more}, map 1 in {less}.', {
    measured: number(values.length), more: number(values.filter((v) => v > middle).length), less: number(values.filter((v) => v < middle).length),
  });
  return [compareTitle(compared, tools), ...(classes.length ? [said] : []), ...told, ...each].join(' ');
}

const RANK = [2, 1, 3, 0, 0, 0, 0, 0, 0];

/** Columns of the table twin: place, then each pane's value; the contrast before them. */
export function compareColumns(table, tools) {
  const { t, catalogue, cellId } = tools;
  const { rows, panes, places, contrast, contrastPlace, view } = table;
  const { language } = view;
  const countries = rows.units === 'countries';
  const country = (i) => catalogue.countryName(rows.country[i]) ?? '–';
  const columns = countries ? [] : [{
    id: 'name', label: t('Cell'), text: (i) => cellId(rows.key[i], rows.level[i]), key: (i) => rows.key[i] / 4 ** rows.level[i],
  }];
  columns.push({ id: 'country', label: t('Country'), text: country, key: country });
  if (contrast) {
    const at = (i) => contrastPlace[i];
    const label = contrast.kind === 'difference' ? t('Map 2 minus map 1') : t('Map 2 divided by map 1');
    columns.push({
      id: 'value', label: contrast.unit ? `${label} (${contrast.unit})` : label, numeric: true,
      text: (i) => (contrast.rows.state[at(i)] === STATE.measured
        ? contrastText(contrast.kind, contrast.rows.value[at(i)], language) : contrastState(contrast.rows.state[at(i)], table, t)),
      key: (i) => [contrast.rows.state[at(i)] === STATE.measured ? 1 : 0, contrast.rows.value[at(i)]],
    });
  }
  panes.forEach((pane, k) => {
    const own = places[k];
    const state = (i) => (own[i] < 0 ? STATE.outside : pane.rows.state[own[i]]);
    const value = (i) => (own[i] < 0 ? NaN : pane.rows.value[own[i]]);
    columns.push({
      id: k || contrast ? `map${k + 1}` : 'value', numeric: true, label: t('Map {number}: {name}', { number: k + 1, name: paneTitle(pane, t) }),
      text: (i) => (state(i) === STATE.outside ? stateWords(pane, STATE.outside, t) : formatValue(value(i), state(i), '', t, language)),
      key: (i) => [RANK[state(i)], value(i)],
    });
    columns.push({
      id: `n${k + 1}`, numeric: true, label: t('Results {number}', { number: k + 1 }),
      text: (i) => formatNumber(own[i] < 0 ? 0 : pane.rows.n[own[i]], language), key: (i) => (own[i] < 0 ? 0 : pane.rows.n[own[i]]),
    });
  });
  return columns;
}

/** Entries of the legend of a picture: of one pane, or of the contrast. */
export const pictureEntries = (compared, k, palette, t) =>
  (compared.contrast ? contrastEntries(compared, palette, t) : legendEntries(compared.panes[k], palette, t));

/** Sources of all maps, each once, then release and boundaries. */
export function compareCredits({ panes }, { t, config, address, today, policy }) {
  const surveys = [...new Map(panes.map(({ survey }) => [survey.id, survey])).values()];
  return [
    ...panes.map((pane, k) => `${k + 1}: ${pane.name} · ${unitsText(pane, t)}`),
    ...levelNotes(panes),
    ...surveys.flatMap((survey) => [t('Source: {citation}', { citation: survey.citation }), t('Licence: {licence}', { licence: survey.licence })]),
    t('Release {release}, seen on {date}: {address}', { release: config.index.release, date: today, address }),
    policy,
  ].filter(Boolean);
}

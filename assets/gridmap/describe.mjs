/** What the map's card says of a place. */

import { percentileOf } from './classes.mjs';
import { formatDay, formatNumber, formatValue, statisticLabel } from './format.mjs';
import { dateText } from './rows.mjs';
import { rowName, stateWords } from './shown.mjs';
import { STATE } from './states.mjs';

/**
 * What is known of a place, as title and lines.
 *
 * @param {object} shown view model.
 * @param {object} place {row, country, name}: row −1 is outside the survey.
 * @param {object} tools {t, catalogue, cellId}.
 * @returns {{title: string, value: string, lines: string[]}}
 */
export function describe(shown, place, tools) {
  const { t, catalogue } = tools;
  const { rows, analyte, statistic, unit, language, survey, stratum } = shown;
  const i = place.row;
  const country = catalogue.countryName(place.country);
  if (i < 0) {
    const title = [place.name, country].filter(Boolean).join(' · ');
    return { title, value: stateWords(shown, STATE.outside, t), lines: [survey.short ?? survey.title] };
  }
  const number = (v) => formatNumber(v, language);
  const name = rowName(shown, i, tools);
  const lines = [];
  const value = `${analyte.id} ${formatValue(rows.value[i], rows.state[i], unit, t, language)}`;
  if (statistic && rows.state[i] <= STATE.above) lines.push(statisticLabel(statistic, t));
  if (rows.n) {
    const censored = rows.censored[i];
    lines.push((rows.n[i] === 1 ? t('1 result') : t('{n} results', { n: number(rows.n[i]) })) +
      (censored ? `, ${t('{n} below detection', { n: number(censored) })}` : ''));
  }
  if (rows.state[i] === STATE.measured && statistic !== 'n' && statistic !== 'censored') {
    const p = percentileOf(analyte.percentiles, rows.value[i]);
    if (p !== null) lines.push(t('P{p} of the stratum', { p }));
  }
  const day = rows.date ? dateText(rows.date[i]) : '';
  if (day) lines.push(t('sampled {date}', { date: formatDay(day, language, stratum.date_precision ?? 'day') }));
  // Short: a screen reader hears it with every cell; title and summary name the stratum.
  lines.push(survey.short ?? survey.title);
  const title = rows.units === 'countries' ? name : [name, country].filter(Boolean).join(' · ');
  return { title, value, lines };
}

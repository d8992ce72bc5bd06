/** What a picture of the map says below it, and what its file is called. */

import { basisText, unitsText } from './shown.mjs';

/** Texts under the map: what it stands on, in the order of printing. */
export function creditLines(shown, { t, config, address, today, policy }) {
  const { survey, name } = shown;
  return [
    `${name} · ${unitsText(shown, t)} · ${basisText(shown, t)}`,
    t('Source: {citation}', { citation: survey.citation }),
    t('Licence: {licence}', { licence: survey.licence }),
    t('Release {release}, seen on {date}: {address}', { release: config.index.release, date: today, address }),
    policy,
  ].filter(Boolean);
}

/** Name of the file: `geochemistry-gemas-cu-3f9a.png`. */
export function fileName(shown, release) {
  const parts = ['geochemistry', shown.stratum.id, shown.analyte.id, shown.statistic ?? 'samples', release.slice(0, 8)];
  return `${parts.join('-').toLowerCase().replace(/[^a-z0-9.-]+/g, '-')}.png`;
}

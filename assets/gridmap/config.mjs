/** Reads what the server put into the page for the map (docs/interfaces.md §7). */

/**
 * @param {Document} document
 * @returns {object} prefix, api, index, fields, view, notices, policy, version, texts, scripts
 * @throws {Error} when the page carries no configuration or a damaged one.
 */
export function readConfig(document) {
  const element = document.getElementById('gridmap-config');
  if (!element) throw new Error('The page has no #gridmap-config.');
  return JSON.parse(element.textContent);
}

/**
 * Look-up tables over the release index that every part of the map needs.
 *
 * @param {object} index the release index of docs/interfaces.md §4.
 */
export function catalogue(index) {
  const strata = new Map(index.strata.map((stratum) => [stratum.id, stratum]));
  const surveys = new Map(index.surveys.map((survey) => [survey.id, survey]));
  const countryIndex = new Map(index.countries.map((country, i) => [country.id, i]));
  /** Words for a stratum where nothing else names its survey (`stratum_name` in dashboard/state_resolve.py). */
  const stratumName = (id) => {
    const { survey, title } = strata.get(id);
    const { short, title: full } = surveys.get(survey) ?? {};
    const name = short || full || '';
    return title.startsWith(name) ? title : `${name}: ${title}`;
  };
  return {
    index,
    stratumName,
    strata,
    surveys,
    countryIndex,
    countryName: (i) => index.countries[i]?.name ?? null,
    analyte: (stratumId, analyteId) =>
      strata.get(stratumId)?.analytes.find((analyte) => analyte.id === analyteId) ?? null,
    /** Strata that hold an analyte: the answer to "who does have it?". */
    strataWith: (analyteId) =>
      index.strata.filter((stratum) => stratum.analytes.some((a) => a.id === analyteId)),
    /** Indices of the countries of a UN M49 region or subregion. */
    countriesOf: (region) =>
      index.countries.flatMap((c, i) => (c.region === region || c.subregion === region ? [i] : [])),
  };
}

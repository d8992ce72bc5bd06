/**
 * The controls of the progress page: what each asks the map for, how they follow its view
 * (assets/dash_common.js has the flow), and the headlines, which are written anew when
 * another choice has other figures.
 *
 * Dash calls the functions of `dash_clientside.progress`; see
 * dashboard/callbacks/progress_view.py.
 */
(() => {
  const { downloads, page } = window.dashWidgets;
  const {
    byId, changedQuery, change, chip, config, current, enlivenCountries, fill, hear, index, queryOf, set, showChips, texts,
  } = page;

  /** What the figures depend on; `language` for the words, `metric` for the ranking. */
  const TOLD = ['release', 'surveys', 'level', 'date', 'countries', 'region', 'metric', 'language'];
  /** What the headlines depend on. */
  const HEADLINES = TOLD.filter((name) => name !== 'metric');

  const kinds = new Map(index.surveys.map((survey) => [survey.id, survey.kind]));
  /** Strata of surveys: compilations never count. */
  const counted = index.strata.filter((stratum) => kinds.get(stratum.survey) === 'survey');

  /** Ids of the strata that a view counts. */
  function chosenStrata({ surveys }) {
    const wanted = new Set(surveys ?? []);
    return counted.filter(({ id, survey }) => !wanted.size || wanted.has(id) || wanted.has(survey)).map(({ id }) => id);
  }

  /** Strata as an address names them: none for all, and a survey for all of its strata. */
  function surveysOf(strata) {
    const chosen = new Set(strata);
    if (counted.every(({ id }) => chosen.has(id))) return [];
    const names = counted.filter(({ id }) => chosen.has(id)).map(({ id, survey }) => {
      const whole = counted.every((one) => one.survey !== survey || chosen.has(one.id));
      return whole ? survey : id;
    });
    return [...new Set(names)];
  }

  // ---- From a control to the view -----------------------------------------------------

  const boxes = () => [...document.querySelectorAll('#surveys input[type="checkbox"]')];

  const ASKS = {
    metric: (value) => ({ metric: value }),
    level: (value) => ({ level: value === '0' ? 'auto' : value }),
    by: (value) => ({ by: value }),
    region: (value) => ({ region: value === 'world' ? null : value }),
    projection: (value) => ({ projection: value }),
    theme: (value) => ({ theme: value }),
    surveys: () => {
      // The boxes stand in the order of the strata, whatever Dash makes of their values.
      const strata = boxes().flatMap((box, i) => (box.checked ? [counted[i].id] : []));
      const patch = { surveys: surveysOf(strata) };
      // Nothing counted is no view: all are counted then, and the boxes say so.
      if (!strata.length) sync(current());
      return patch;
    },
  };

  // ---- From the view to the controls ----------------------------------------------------

  /** Callback on the store: write the view into every control; returns the query of its figures where it is a new one. */
  function sync(data, known) {
    hear(data);
    if (!byId('progress-bar')) return window.dash_clientside.no_update;
    const view = current();
    enlivenCountries();
    for (const id of ['metric', 'by', 'projection', 'theme']) set(id, { value: view[id] });
    set('level', { value: view.level === 'auto' ? '0' : view.level });
    set('region', { value: view.region ?? 'world' });
    const strata = chosenStrata(view);
    set('surveys', { value: strata });
    set('surveys-chosen', { children: surveyWords(strata) });
    showChips(view, dateChip(view));
    showLinks();
    showHeadlines(queryOf(view, HEADLINES));
    const query = queryOf(view, TOLD);
    // Dash asks for all figures anew whenever it is written, also by the same query.
    return query === known ? window.dash_clientside.no_update : query;
  }

  function surveyWords(strata) {
    if (strata.length === counted.length) return texts().allSurveys;
    const one = strata.length === 1 && boxes()[counted.findIndex(({ id }) => id === strata[0])];
    return one?.labels?.[0]?.textContent || fill(texts().someSurveys, { n: strata.length, total: counted.length });
  }

  /** As the map and the server write it: the day before the month in English, too. */
  function longDate(date) {
    const language = document.documentElement.lang || 'en';
    const locale = language === 'en' ? 'en-GB' : language;
    return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
  }

  function dateChip({ date }) {
    if (!date) return [];
    const text = fill(texts().asOf, { date: longDate(date) });
    return [chip(text, `${text}. ${texts().allDates}`, { does: 'all-dates' })];
  }

  /** Downloads name the release on screen, so that they equal the view. */
  function showLinks() {
    const query = changedQuery(window.location.search, { release: index.release }, config.fields ?? []);
    downloads.show({ prefix: config.prefix ?? '/', table: 'progress', page: 'progress', query });
  }

  // ---- Headlines ----------------------------------------------------------------------------

  /** Headlines that are read at once; the others unfold. */
  const FIRST = 3;
  /** Query of the headlines on the page; the server wrote the first. */
  let written = null;
  let asking = null;

  async function showHeadlines(query) {
    const list = byId('headline-list');
    // The first view is the server's own.
    written ??= query;
    if (!list || query === written) return;
    written = query;
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    list.classList.add('headlines-waiting');
    try {
      const answer = await fetch(`${config.prefix ?? '/'}api/v1/progress.json?${query}`, { signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const { headlines, scope_words: scope } = await answer.json();
      if (signal.aborted) return;
      writeHeadlines(headlines, scope);
      byId('headlines-note').textContent = '';
    } catch {
      if (signal.aborted) return;
      // The next change asks again; these figures must not be taken for those of the choice.
      written = '';
      byId('headlines-note').textContent = texts().headlinesStale;
      return;
    }
    list.classList.remove('headlines-waiting');
  }

  /** The twin of `headlines_section` in dashboard/components/headlines.py. */
  function writeHeadlines(headlines, scope) {
    const measured = headlines.filter(({ metric }) => metric);
    byId('headline-list').replaceChildren(...measured.slice(0, FIRST).map(headline));
    byId('headline-rest').replaceChildren(...measured.slice(FIRST).map(headline));
    byId('headlines-more').hidden = measured.length <= FIRST;
    byId('headlines-sources').textContent = headlines.filter(({ metric }) => !metric).map(({ sentence }) => sentence).join(' ');
    if (scope) byId('headlines-scope').textContent = scope;
  }

  /** The twin of `headline_item`. */
  function headline({ metric, figure, sentence, definition }) {
    const item = document.createElement('li');
    const strong = document.createElement('strong');
    strong.className = 'headline-figure';
    strong.textContent = figure;
    const text = document.createElement('span');
    const link = document.createElement('a');
    Object.assign(link, { className: 'headline-about', href: aboutAddress(metric), textContent: 'i', title: definition });
    link.setAttribute('aria-label', fill(texts().definition, { figure }));
    text.append(sentence, ' ', link);
    item.dataset.metric = metric;
    item.append(strong, text);
    return item;
  }

  const aboutAddress = (metric) => {
    const view = current();
    const query = changedQuery('', { release: view.release, language: view.language === 'en' ? null : view.language }, config.fields ?? []);
    return `${config.prefix ?? '/'}about/methods${query && '?'}${query}#${metric}`;
  };

  if (config.page === 'progress') {
    page.use({
      asks: ASKS,
      pushes: new Set(['metric', 'level', 'by', 'region', 'surveys']),
      groups: '#by, #surveys',
      deeds: {
        'all-surveys': () => change({ surveys: [] }, { push: true }),
        'all-dates': () => change({ date: null }, { push: true }),
      },
      links: showLinks,
    });
  }

  window.dash_clientside = window.dash_clientside ?? {};
  window.dash_clientside.progress = { sync, chosenStrata, surveysOf };
})();

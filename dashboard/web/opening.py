"""What a page of progress says before its map: name, headlines or summary, the way to try it."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from dashboard.components.headlines import headlines_section
from dashboard.components.place_summary import place_summary, summary_section
from dashboard.progress.answer import as_of, year_before
from dashboard.progress.choice import choice_of
from dashboard.progress.figures import total
from dashboard.progress.headlines import scope_words, sentences, subject_of
from dashboard.web import site
from dashboard.web.asking import Asked
from dashboard.web.invitation import invitation

METHODS = "about/methods"
"""Path of the page that defines the metrics."""


def opening(asked: Asked, title: str, prefix: str) -> tuple[str, str]:
    """Return the title of a page and the HTML of the section before its map.

    Parameters
    ----------
    asked : Asked
        Of a page with a map.
    title : str
        The page's own.
    prefix : str
        Path prefix of the server.

    Returns
    -------
    title : str
        The name of the country or region on their pages.
    section : str
        Empty on the map of one element.
    """
    if asked.kind in {"", *site.RESULTS}:
        return title, ""
    if asked.kind != site.PROGRESS:
        name, said = place_summary(asked.release, asked.state)
        return name, summary_section(name, said)
    release, choice = asked.release, choice_of(asked.release, asked.state)
    day, earlier = as_of(release, choice), year_before(release, choice)
    before = total(release, replace(choice, date=earlier)) if earlier else None
    subject = subject_of(
        release.index,
        strata=choice.strata,
        level=choice.level,
        countries=choice.countries,
        region=choice.region,
        as_of=day,
        before=earlier,
    )
    headlines = [one.as_json() for one in sentences(subject, total(release, choice), before)]
    methods = site.with_query(prefix + METHODS, site.kept(asked.state))
    offered = invitation(asked, prefix)
    return title, headlines_section(title, scope_words(subject), headlines, methods, *offered)


def release_notice(asked: Asked) -> str:
    """Return that the release of a link is gone, as HTML, for pages that do not say it themselves.

    Pages with a map say it beside the map.
    """
    if asked.kind:
        return ""
    said = [one.message for one in asked.notices if one.key == "release"]
    return "".join(f'<p class="callout" role="status">{escape(one)}</p>' for one in said)

"""The page of a release's data: what is in it, whose, how good, and how to take it away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard.catalog.counts import strata_text
from dashboard.catalog.printing import number_text
from dashboard.components.attributes import extra
from dashboard.components.data_page_changes import (
    audience_words,
    changes_part,
    kept_part,
    made_text,
)
from dashboard.components.data_page_files import file_sizes, shared_files, size_text
from dashboard.components.data_page_surveys import (
    copy_button,
    survey_overview,
    survey_sections,
)
from dashboard.components.place_links import PlaceLinks
from dashboard.export.examples import MOST_LINES, Example, snippets
from dashboard.i18n import _, ngettext
from dashboard.release.changes import Changes
from dashboard.release.kept import Kept
from dashboard.release.release import Release


@dataclass(frozen=True)
class Told:
    """What the page says beside the release itself.

    Attributes
    ----------
    notices : tuple of str
        What was asked and is not shown as asked.
    kept : tuple of Kept
        Releases that are kept, the newest first.
    before : Kept or None
        The release before.
    changes : Changes or None
        What changed since; None where it cannot be said.
    examples : tuple of (Example, str)
        Of the HTTP interface, with an excerpt of the answer.
    """

    notices: tuple[str, ...]
    kept: tuple[Kept, ...]
    before: Kept | None
    changes: Changes | None
    examples: tuple[tuple[Example, str], ...]


def data_page(release: Release, links: PlaceLinks, root: str, told: Told) -> html.Article:
    """Return the page.

    Parameters
    ----------
    release : Release
    links : PlaceLinks
    root : str
        Full address of the server with its prefix and a slash at the end.
    told : Told
    """
    files = f"{links.prefix}api/v1/releases/{release.id}/files/"
    sizes = file_sizes(release)
    parts: Sequence[tuple[str, str, Sequence[Any]]] = (
        (
            "surveys",
            _("Surveys"),
            [survey_overview(release), *survey_sections(release, links, files, sizes)],
        ),
        ("files", _("Files"), _files(release, files, sizes)),
        (
            "changes",
            _("What changed since the release before"),
            changes_part(told.changes, told.before, links),
        ),
        (
            "releases",
            _("Releases"),
            [
                html.P(
                    _(
                        "A release never changes. A link that names one opens the same figures "
                        "as long as it is kept."
                    )
                ),
                kept_part(told.kept, release, links),
            ],
        ),
        ("interface", _("HTTP interface"), _interface(release, links, root, told.examples)),
    )
    return html.Article(
        [
            html.H1(_("Data of this release")),
            *(html.P(text, className="callout", role="status") for text in told.notices),
            _lead(release, sizes),
            html.Nav(
                html.Ul(
                    [html.Li(html.A(title, href=f"#{anchor}")) for anchor, title, _parts in parts]
                ),
                className="contents",
                **extra(aria_label=_("Contents")),
            ),
            *(
                html.Section([html.H2(title, id=anchor), *content])
                for anchor, title, content in parts
            ),
            html.Div(id="toast", className="toast-line", role="status"),
        ],
        className="prose data-page",
    )


def _lead(release: Release, sizes: Mapping[str, int]) -> html.Div:
    index = release.index
    surveys, strata = len(index["surveys"]), len(index["strata"])
    said = _("Release {id}, made {made}: {surveys} in {strata}, {size}.").format(
        id=release.id,
        made=made_text(index["made"]),
        surveys=ngettext("{n} survey", "{n} surveys", surveys).format(n=surveys),
        strata=strata_text(strata),
        size=size_text(sum(sizes.values())),
    )
    audience = audience_words(str(index.get("audience") or ""))
    holds = _("It holds {what}.").format(what=audience) if audience else ""
    return html.Div(
        [
            html.P(f"{said} {holds}".strip(), className="intro"),
            html.P(
                _(
                    "A stratum is what may be compared: one survey, medium, depth, size fraction, "
                    "digestion and method. Values of different strata are not comparable."
                )
            ),
        ]
    )


def _files(release: Release, files: str, sizes: Mapping[str, int]) -> list[Any]:
    return [
        html.P(
            _(
                "Standard formats that pandas, DuckDB, QGIS, R and Arrow open without this "
                "program. The files of a survey are listed with it. Compare what you downloaded "
                "with its SHA-256."
            )
        ),
        shared_files(release, sizes, files),
    ]


def _interface(
    release: Release,
    links: PlaceLinks,
    root: str,
    examples: Sequence[tuple[Example, str]],
) -> list[Any]:
    return [
        html.P(
            _(
                "Everything on the pages can be asked for by address (GET), without a key. What "
                "is under a release's id never changes; without one, answers are of the release "
                "that is served. The excerpts below are answers of this server, {n} lines at "
                "most."
            ).format(n=number_text(MOST_LINES))
        ),
        *(_example(example, answer, links.prefix, root) for example, answer in examples),
    ]


def _example(example: Example, answer: str, prefix: str, root: str) -> html.Section:
    codes = []
    for language, code in snippets(example, root).items():
        name = f"code-{example.id}-{language.lower()}"
        codes += [
            html.Div(
                [
                    html.H4(language),
                    copy_button(
                        _("Copy"), name, _("The code is copied."), f"{example.title}, {language}"
                    ),
                ],
                className="code-head",
            ),
            _code(code, name, f"{example.title}, {language}"),
        ]
    return html.Section(
        [
            html.H3(example.title, id=f"get-{example.id}"),
            html.P(example.words),
            html.P(
                html.A(
                    ["GET ", html.Code(f"{prefix}{example.address}")],
                    href=prefix + example.address,
                ),
                className="address",
            ),
            _code(
                answer, f"answer-{example.id}", _("Answer: {title}").format(title=example.title)
            ),
            html.Details(
                [html.Summary(_("curl, Python and R")), *codes],
                className="fold",
            ),
        ],
        className="example",
    )


def _code(text: str, name: str, label: str) -> html.Pre:
    # A box that scrolls must be reached by the keyboard.
    return html.Pre(html.Code(text, id=name), tabIndex=0, role="region", **extra(aria_label=label))

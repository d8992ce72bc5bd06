"""The headlines of a page of progress as HTML: read before, and without, any script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from dashboard.i18n import _

FIRST = 3
"""Headlines that are read at once; the others unfold."""


def headlines_section(
    title: str,
    scope: str,
    headlines: Sequence[Mapping[str, str]],
    methods: str,
    before: str = "",
    after: str = "",
) -> str:
    """Return the section.

    Parameters
    ----------
    title : str
        The page's title.
    scope : str
        Place, size of cells and day, in words.
    headlines : sequence of mapping
        As `progress.json` has them (docs/interfaces.md, section 8).
    methods : str
        Address of the page of methods.
    before, after : str
        HTML before the first headline and after the last.
    """
    measured = [one for one in headlines if one["metric"]]
    notes = [one for one in headlines if not one["metric"]]
    first, rest = (
        "\n".join(headline_item(one, methods) for one in some)
        for some in (measured[:FIRST], measured[FIRST:])
    )
    hidden = "" if rest else " hidden"
    sources = " ".join(escape(one["sentence"]) for one in notes)
    return f"""<section id="headlines" aria-labelledby="page-title">
<h1 id="page-title">{escape(title)}</h1>
<p id="headlines-scope">{escape(scope)}</p>
{before}
<ul id="headline-list" class="headline-list">
{first}
</ul>
<details id="headlines-more"{hidden}>
<summary>{escape(_("More figures"))}</summary>
<ul id="headline-rest" class="headline-list">
{rest}
</ul>
</details>
<p id="headlines-sources">{sources}</p>
<p id="headlines-note" role="status"></p>
{after}
</section>"""


def headline_item(headline: Mapping[str, str], methods: str) -> str:
    """Return one headline; assets/dash_progress.js makes the same of a changed choice."""
    figure = f'<strong class="headline-figure">{escape(headline["figure"])}</strong>'
    sentence = escape(headline["sentence"])
    metric = escape(headline["metric"])
    label = _("What {figure} means").format(figure=headline["figure"])
    link = (
        f'<a class="headline-about" href="{escape(methods)}#{metric}" '
        f'title="{escape(headline["definition"])}" aria-label="{escape(label)}">i</a>'
    )
    return f'<li data-metric="{metric}">{figure}<span>{sentence} {link}</span></li>'

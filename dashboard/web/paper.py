"""The foot of printed pages: where the page lies, as of which release and day.

Paper has no address bar: what is printed says how to see it again. The link is frozen, so
that it shows what was printed for as long as the release is kept. assets/dash_paper.js keeps
it in step with the view and bounds what paper need not repeat.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from dashboard.catalog.printing import day_text
from dashboard.export.links import frozen_query, page_path
from dashboard.export.words import site_name
from dashboard.i18n import _
from dashboard.state import ViewState, to_query
from dashboard.web.asking import Asked

MOST_ROWS = 80
"""Rows of a table that are printed: all 76 elements, and the countries that have figures.

The rule of `.paper-cut` in assets/css/print.css counts them too."""


def foot(
    asked: Asked,
    page: Mapping[str, Any] | None,
    code: str,
    page_address: Callable[[str, str], str],
    day: dt.date,
) -> str:
    """Return the foot of a page as HTML, which only paper shows.

    Parameters
    ----------
    asked : Asked
        What is shown.
    page : mapping or None
        Dash's record of the page; None where there is none.
    code : str
        What its path names.
    page_address : callable
        Makes the full address of a page from a query and its path under the prefix.
    day : datetime.date
        Of access.
    """
    release = asked.release
    name = str(page["module"]).rsplit(".", 1)[-1] if page else ""
    path = page_path(name, code)
    if path is None:
        written = str((page or {}).get("path_template") or (page or {}).get("path") or "")
        path = written.split("<")[0].strip("/") + (f"/{code}" if "<" in written else "")
        query = to_query(ViewState(release=release.id, language=asked.state.language))
    else:
        query = frozen_query(release, name, asked.state)
    address = page_address(query, path)
    told = _("release {id} · {day}").format(id=release.id, day=day_text(day))
    data = {
        "release": release.id,
        "rows": str(MOST_ROWS),
        "rest": _("Printed: rows 1 to {shown} of {all}. The page named at the foot has them all."),
        "missing": _(
            "Not loaded when this was printed: print with Ctrl+P or ⌘P, or scroll there."
        ),
        "waiting": _("Getting the rest of the page for printing…"),
    }
    attributes = " ".join(f'data-{key}="{escape(value)}"' for key, value in data.items())
    mark = f"<strong>{escape(_('Simulated data.'))}</strong> "
    simulated = mark if release.index["simulated"] else ""
    return (
        f'<div id="paper-foot" class="paper-only" {attributes}><p>{simulated}'
        f'{escape(site_name())} · <a href="{escape(address)}">{escape(address)}</a> · '
        f"{escape(told)}</p></div>"
    )

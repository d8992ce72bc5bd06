"""Links to documents that are made when they are asked for: reports and slides.

assets/dash_documents.js shows that one is being made; without scripts they are plain links.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from dash import html

from dashboard.components.attributes import extra
from dashboard.components.place_links import PlaceLinks
from dashboard.i18n import _
from dashboard.state import ViewState, to_query


def document_link(
    words: str, address: str, *, of_page: bool = False, identity: str | None = None
) -> html.A:
    """Return a link to a document, in the look of a button.

    Parameters
    ----------
    words : str
        Of the link.
    address : str
        Of the document.
    of_page : bool
        Whether it is of what the page shows: its query is added when the link is followed.
    identity : str, optional
        Id of the element.
    """
    own: dict[str, Any] = {} if identity is None else {"id": identity}
    return html.A(
        words,
        href=address,
        className="button",
        **own,
        **extra(
            data_document="page" if of_page else "address",
            data_making=_("Being made; this takes some seconds."),
            data_saved=_("Saved as {name}."),
            data_failed=_("It could not be made. Try again."),
        ),
    )


def report_links(links: PlaceLinks, page: str, code: str) -> html.P:
    """Return the links to a page's report and slides.

    Parameters
    ----------
    links : PlaceLinks
        Has prefix, release and language.
    page : {"country", "region", "element"}
    code : str
        Country, region or analyte.
    """
    query = urlencode({"page": page, "code": code})
    kept = to_query(ViewState(release=links.release, language=links.language))
    asked = f"{query}&{kept}" if kept else query
    return html.P(
        [
            document_link(name, f"{links.prefix}api/v1/{file}?{asked}", of_page=True)
            for name, file in (
                (_("Report (PDF)"), "report.pdf"),
                (_("Slides (PPTX)"), "slides.pptx"),
            )
        ],
        className="download-forms",
    )

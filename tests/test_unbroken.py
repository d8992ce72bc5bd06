"""Pages keep numbers in one line with their unit."""

import re

import pytest
from dash import html
from markupsafe import Markup

from dashboard import settings
from dashboard.components.unbroken import tied
from dashboard.release.store import ReleaseStore
from dashboard.server import create_app

LOOSE = re.compile(r"\d (?:%|km²?)(?![\w/])")
CODE = re.compile(r"<(code|pre|textarea|option|script|dialog)\b.*?</\1>", re.DOTALL)


def test_code_choices_and_drawings_stay_as_they_are():
    """What is typed again, and HTML that is ready, keep their spaces."""
    parts = (html.Code("5 km"), html.Pre("5 km"), html.Option("5 km", value="5"), Markup("5 km"))
    found = tied(html.Div(["5 km", *parts, html.Span(html.B("5 km"))]))
    first, *others, last = found.children
    assert first == last.children.children == "5\N{NO-BREAK SPACE}km"
    assert [getattr(one, "children", one) for one in others] == ["5 km"] * 4


@pytest.mark.parametrize("path", ["element/Cu", "data", "country/FIN", "region/154"])
def test_no_line_of_a_page_begins_with_a_unit(built_releases, path):
    """As it is sent: every per cent and kilometre is tied to its number."""
    app = create_app(settings.read({}), ReleaseStore(built_releases))
    sent = app.server.test_client().get(f"/{path}").get_data(as_text=True)
    body = CODE.sub("", sent[sent.index("<main") : sent.index("</main>")])
    words = re.sub(r"<[^>]*>", "", body)
    assert re.search("\\d\N{NO-BREAK SPACE}(?:%|km)", words)
    assert not LOOSE.findall(words)

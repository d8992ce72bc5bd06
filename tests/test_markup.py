"""Dash components sent as HTML."""

from dash import html

from dashboard.components.attributes import extra
from dashboard.web.markup import to_html


def test_attributes_have_one_order():
    """Dash keeps those of data in a set: without an order a page would differ between workers."""
    told = extra(data_saved="s", aria_label="a", data_failed="f", data_making="m")
    link = html.A("file", href="/f", className="button", **told)
    assert to_html(link) == (
        '<a class="button" href="/f" aria-label="a" data-failed="f" data-making="m" '
        'data-saved="s">file</a>'
    )

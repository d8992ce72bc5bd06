"""The details panel: the chosen cell, and the chosen countries side by side."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dash import html

from dashboard.components.attributes import extra
from dashboard.components.lookup import Record
from dashboard.i18n import _
from dashboard.statistics.summary import statistic_label

COUNTRY_STATISTICS = (
    "n", "censored", "min", "p5", "q1", "median", "q3", "p95", "max", "mean",
)  # fmt: skip
"""Rows of the countries' table, from counts to figures."""


def details_panel() -> html.Aside:
    """Return the panel's skeleton; callbacks write into its parts."""
    return html.Aside(
        [
            html.Section(
                [
                    html.H2(_("Chosen cell"), id="cell-title"),
                    html.Div(no_cell(), id="cell-details"),
                ],
                **extra(aria_labelledby="cell-title"),
            ),
            html.Section(
                [
                    html.H2(_("Chosen countries"), id="countries-title"),
                    html.Div(no_countries(), id="country-details"),
                    html.Div(
                        [
                            html.Button(
                                _("Show distribution"),
                                id="distribution-open",
                                type="button",
                                className="button",
                            ),
                            html.Div(id="distribution"),
                        ],
                        id="distribution-part",
                        hidden=True,
                    ),
                ],
                **extra(aria_labelledby="countries-title"),
            ),
        ],
        id="details",
        className="details",
        **extra(aria_label=_("Details")),
    )


def explain(text: str) -> list[Any]:
    """Return a panel that holds nothing but the reason."""
    return [html.P(text, className="hint")]


def no_cell() -> list[Any]:
    """Return how to choose a cell."""
    return explain(
        _("Choose a cell: click on the map, or move over it with the arrow keys and press Enter.")
    )


def no_data() -> list[Any]:
    """Return why a release gives no answer: it is empty, or an operator removed it."""
    return explain(_("There are no data to show. If the data were replaced, reload the page."))


def no_countries() -> list[Any]:
    """Return how to choose countries."""
    return explain(_("Add countries above to see their statistics side by side."))


def cell_panel(cell: Record, stratum: str, analyte: Record) -> list[Any]:
    """Return what is known of a cell.

    Parameters
    ----------
    cell : mapping
        What `dashboard.details.places.cell_details` returns.
    stratum : str
        Name of survey and stratum.
    analyte : mapping
        Its record in the release index.
    """
    place = (cell["id"], cell["country_name"], stratum)
    if not cell["sites"]:
        return [
            html.P(" · ".join(filter(None, place)), className="hint"),
            html.P(cell["state"], className="headline"),
        ]
    return [
        html.P(" · ".join(filter(None, place)), className="hint"),
        html.P(_headline(cell, analyte), className="headline"),
        _facts({entry["label"]: entry["text"] for entry in cell["stats"]}),
        html.P(cell["note"], className="hint") if cell.get("note") else _samples(cell, analyte),
    ]


def _headline(cell: Record, analyte: Record) -> str:
    name = str(analyte["name"])
    median = next(
        (e["text"] for e in cell["stats"] if e["label"] == statistic_label("median")), ""
    )
    if not median:
        return f"{name}: {cell['state']}"
    if cell["percentile"] is None:
        return f"{name}: {median}"
    return _("{name}: {median}, P{percentile} of the stratum").format(
        name=name, median=median, percentile=f"{cell['percentile']:.0f}"
    )


def _facts(facts: Mapping[str, str]) -> html.Dl:
    return html.Dl(
        [part for name, text in facts.items() for part in (html.Dt(name), html.Dd(text))],
        className="facts",
    )


def _samples(cell: Record, analyte: Record) -> html.Div:
    samples = cell["samples"]
    dated = any(sample["date"] for sample in samples)
    unit = f" ({analyte['unit']})" if analyte["unit"] else ""
    head = [_("Sample"), f"{analyte['id']}{unit}", _("Longitude, latitude")]
    if dated:
        head.append(_("Date"))
    rows = [
        html.Tr(
            [
                html.Th(sample["id"], scope="row"),
                html.Td(sample["text"], className="number"),
                html.Td(f"{sample['lon']:.3f}, {sample['lat']:.3f}", className="number"),
                *([html.Td(sample["date"] or "–")] if dated else []),
            ]
        )
        for sample in samples
    ]
    caption = _("Samples in the cell: {n}").format(n=f"{cell['sites']:,}")
    if cell["more"]:
        caption = _("Samples in the cell: {n}; {shown} are listed, the download has all").format(
            n=f"{cell['sites']:,}", shown=len(samples)
        )
    return scrolling(_table(caption, head, rows), caption, "samples")


def country_panel(
    rows: Sequence[Record], analyte: Record, page: Callable[[str], str] | None = None
) -> list[Any]:
    """Return statistics of countries side by side, one column a country.

    Parameters
    ----------
    rows : sequence of mapping
        What `dashboard.details.places.country_details` returns: all of one stratum, so
        that they may stand beside each other. Their order is the reader's, not a rank. Those
        with a note have no results; the note stands in the place of their column.
    analyte : mapping
        Its record in the release index.
    page : callable, optional
        Gives the address of a country's page; names lead there.
    """

    def name(row: Record) -> Any:
        return html.A(row["name"], href=page(row["iso3"])) if page else str(row["name"])

    # Nothing is said once, and not once for each statistic.
    notes = [
        html.P([name(row), f": {row['note']}"], className="hint") for row in rows if row["note"]
    ]
    rows = [row for row in rows if not row["note"]]
    if not rows:
        return notes
    unit = f", {analyte['unit']}" if analyte["unit"] else ""
    caption = f"{analyte['name']}{unit}"
    head = [_("Statistic"), *map(name, rows)]
    body = [
        html.Tr(
            [
                # Short: how the mean is made is said once below.
                html.Th(_("Mean") if key == "mean" else statistic_label(key), scope="row"),
                *(html.Td(row[key], className="number") for row in rows),
            ]
        )
        for key in COUNTRY_STATISTICS
    ]
    made = html.P(
        _("The mean is by Kaplan–Meier where results are below detection."), className="hint"
    )
    return [scrolling(_table(caption, head, body), caption), made, *notes]


def _table(caption: str, head: Sequence[Any], rows: Sequence[html.Tr]) -> html.Table:
    return html.Table(
        [
            html.Caption(caption),
            html.Thead(html.Tr([html.Th(text, scope="col") for text in head])),
            html.Tbody(list(rows)),
        ],
        className="data-table",
    )


def scrolling(content: Any, label: str, name: str = "") -> html.Div:
    """Return a box that scrolls, by keyboard too; `name` is a class of its own.

    A group and no landmark: the section around it often has the same name.
    """
    return html.Div(
        content,
        className=f"scroll {name}".strip(),
        role="group",
        tabIndex=0,
        **extra(aria_label=label),
    )

"""Growth through time in words and as a table, beside the charts that draw it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
from dash import html
from numpy.typing import NDArray

from dashboard.catalog.printing import day_text, listed, number_text, share_text
from dashboard.charts.progress_growth import Line, named
from dashboard.components.details_panel import scrolling
from dashboard.i18n import _
from dashboard.progress.projection import BurnUp, Projection

# A table of every month would not be read.
MOST_ROWS = 16
MOST_NAMED = 3


def date_of(day: int) -> dt.date:
    """Return the date of a day since 1900-01-01."""
    return dt.date(1900, 1, 1) + dt.timedelta(days=int(day))


def growth_words(
    days: NDArray[Any],
    lines: Sequence[Line],
    chosen: Sequence[str],
    what: str,
    undated: Sequence[str] = (),
) -> str:
    """Return the chart in a sentence or two.

    Parameters
    ----------
    days : ndarray, shape (d,)
        Days since 1900-01-01, ascending.
    lines : sequence of Line
        Of all places.
    chosen : sequence of str
        Ids of the chosen places.
    what : str
        What is counted.
    undated : sequence of str, optional
        Names of surveys without sampling dates.
    """
    grown = [line for line in lines if len(line.values) and line.values[-1] > 0]
    if not len(days) or not grown:
        return _("Nothing was sampled in the chosen surveys by this day.")
    held, _others = named(grown, chosen)
    if not held:
        return _("Nothing was sampled in the chosen places by this day; others are drawn in grey.")
    first = held[:MOST_NAMED]
    text = _("From {start} to {end}, {what}: {places}.").format(
        start=day_text(date_of(days[0])),
        end=day_text(date_of(days[-1])),
        what=what,
        places=listed([f"{line.name} {number_text(float(line.values[-1]))}" for line in first]),
    )
    stopped = [line.name for line in held if _stopped(days, line)]
    if stopped:
        text += " " + _("No growth in the last two years: {places}.").format(
            places=listed(stopped)
        )
    if undated:
        text += " " + _(
            "Without sampling dates, and so counted from the end of their last year: {surveys}."
        ).format(surveys=listed(undated))
    return text


def _stopped(days: NDArray[Any], line: Line) -> bool:
    """Return whether two years or more have passed at the end without growth."""
    grew = int(np.argmax(line.values == line.values[-1]))
    return int(days[-1]) - int(days[grew]) >= 730


def burn_words(found: BurnUp, name: str, target: tuple[float, str] | None) -> str:
    """Return in words how a share has grown, its target, and where it may lead.

    Parameters
    ----------
    found : BurnUp
    name : str
        Of the share.
    target : tuple of float and str, optional
        In %, with its words.
    """
    if not found.values.size:
        return found.words
    share, day = float(found.values[-1]), date_of(found.days[-1])
    parts = [
        _("{name}: {share} % on {day}.").format(
            name=name, share=share_text(share), day=day_text(day)
        ),
        f"{target[1]}." if target else _("No target is set for it."),
    ]
    if found.projection is not None and target is not None:
        parts.append(_reached(found.projection))
    return " ".join([*parts, found.words])


def _reached(projection: Projection) -> str:
    """Return when the target is reached if growth goes on."""
    first, middle, last = (one.year if one else None for one in projection.reached)
    if first is None:
        return _("At the recent pace it is not reached by {year}.").format(
            year=date_of(projection.days[-1]).year
        )
    if last is None:
        return _("At the recent pace it is reached in {first} at the earliest.").format(
            first=first
        )
    if first == last:
        return _("At the recent pace it is reached in {year}.").format(year=first)
    text = _("At the recent pace it is reached between {first} and {last}.")
    return text.format(first=first, middle=middle, last=last)


def growth_table(
    days: NDArray[Any], lines: Sequence[Line], chosen: Sequence[str], what: str
) -> list[Any]:
    """Return the figures of the named lines by day, at most sixteen rows.

    Parameters are those of `growth_words`, but for `undated`.
    """
    held, _others = named(lines, chosen)
    if not len(days) or not held:
        return []
    kept = np.unique(np.linspace(0, len(days) - 1, min(MOST_ROWS, len(days))).round().astype(int))
    caption = _("{what}, cumulative").format(what=what)
    table = html.Table(
        [
            html.Caption(caption),
            html.Thead(
                html.Tr(
                    [
                        html.Th(_("Day"), scope="col"),
                        *(html.Th(line.name, scope="col", className="number") for line in held),
                    ]
                )
            ),
            html.Tbody(
                [
                    html.Tr(
                        [
                            html.Th(date_of(days[at]).isoformat(), scope="row"),
                            *(
                                html.Td(number_text(float(line.values[at])), className="number")
                                for line in held
                            ),
                        ]
                    )
                    for at in kept
                ]
            ),
        ],
        className="data-table",
    )
    return [scrolling(table, caption)]

"""The panes of the page of comparison: up to four views in one address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dashboard.i18n import _
from dashboard.state import Notice, ViewState
from dashboard.state_fields import BY_NAME
from dashboard.state_kinds import read
from dashboard.state_resolve import resolve, strata_with

_FIELDS = ("pane2", "pane3", "pane4")
MOST = 1 + len(_FIELDS)
"""Panes of a page."""

_OWN = ("stratum", "analyte", "statistic", "date", "countries", "region")
"""What each pane has for itself."""

_SAME = ("a",)
_ALL = "all"
COUNTS = frozenset({"n", "censored"})
"""Statistics that are no amounts of the element."""

_KEYS = frozenset({"s", "el", "date", "c"})


def panes(state: ViewState) -> tuple[ViewState, ...]:
    """Return the views of a page of comparison.

    Parameters
    ----------
    state : ViewState
        What the address says, or resolved.

    Returns
    -------
    tuple of ViewState
        One to four states: the first is the view itself without panes, the others are
        like it but for what their items say. Of two items for one thing the first counts,
        and a day that does not exist is as if it were not there.
    """
    first = _alone(state)
    return (first, *(_with(first, items) for items in _items(state) if items))


def with_panes(state: ViewState, views: Sequence[ViewState]) -> ViewState:
    """Return a state whose panes are the views given.

    Only stratum, analyte, statistic, date, countries and region of a view count: the rest
    is the page's. A pane has the region of the first pane or countries of its own.

    Parameters
    ----------
    state : ViewState
        Where the rest is taken from.
    views : sequence of ViewState
        One to four.

    Raises
    ------
    ValueError
        If there are none or more than four.
    """
    if not 1 <= len(views) <= MOST:
        message = f"{len(views)} panes"
        raise ValueError(message)
    first = views[0]
    changes: dict[str, Any] = dict.fromkeys(_FIELDS, ())
    changes |= {name: getattr(first, name) for name in _OWN}
    for name, view in zip(_FIELDS, views[1:], strict=False):
        changes[name] = _difference(first, view)
    return replace(state, **changes)


def resolve_panes(
    state: ViewState, index: Mapping[str, Any]
) -> tuple[ViewState, tuple[Notice, ...]]:
    """Fit a state of the page of comparison to a release: as `resolve`, also for the panes.

    A page without any pane gets a second one that goes with the first: the same element of
    another survey there that is defined alike, else the next element of the stratum, else
    (of a stratum with a single one) another stratum of the survey. What cannot be compared
    is refused.

    Parameters
    ----------
    state : ViewState
        What the address says.
    index : mapping
        The release index (docs/interfaces.md, section 4).

    Returns
    -------
    state : ViewState
        With two to four panes, all fitted to the release.
    notices : tuple of Notice
        What was asked and is not shown as asked; of a pane its key is `p2` to `p4`, and of a
        comparison `mode`.
    """
    asked = [items for items in _items(state) if items]
    first, notices = resolve(_alone(state), index)
    found = list(notices)
    if first.stratum is None:
        return first, notices
    if first.level == "sites":
        text = _("Samples of different surveys share no place to compare; cells are shown.")
        found.append(Notice("lvl", "sites", text))
        first = replace(first, level="auto")
    views = [first]
    for number, items in enumerate(asked, start=2):
        pane = replace(_with(first, items), level="auto", cell=None)
        fitted, more = resolve(pane, index)
        told = {notice.message for notice in found}
        found += [
            replace(notice, key=f"p{number}", strata=())
            for notice in more
            if notice.key in _KEYS and notice.message not in told
        ]
        views.append(fitted)
    if not asked:
        views.append(_next(first, index))
    shown = with_panes(replace(state, **_page_fields(first)), views)
    return _with_mode(shown, index, found), tuple(found)


@dataclass(frozen=True)
class Quantity:
    """What the numbers of a pane are.

    Attributes
    ----------
    kind : str
        The analyte id for amounts; ``n`` and ``censored`` for counts and shares.
    unit : str
        As in the legend.
    """

    kind: str
    unit: str


def quantity(view: ViewState, index: Mapping[str, Any]) -> Quantity:
    """Return what the numbers of a resolved pane are."""
    if view.statistic in COUNTS:
        return Quantity(view.statistic, {"n": "", "censored": "%"}[view.statistic])
    record = next(
        analyte
        for stratum in index["strata"]
        if stratum["id"] == view.stratum
        for analyte in stratum["analytes"]
        if analyte["id"] == view.analyte
    )
    return Quantity(record["id"], record["unit"])


def refusal(state: ViewState, index: Mapping[str, Any]) -> str:
    """Return why the first two panes cannot be subtracted or divided; empty where they can.

    Parameters
    ----------
    state : ViewState
        Resolved, with at least two panes.
    index : mapping
        The release index.
    """
    one, other = panes(state)[:2]
    if state.mode not in {"difference", "ratio"}:
        return ""
    a, b = quantity(one, index), quantity(other, index)
    if one.stratum != other.stratum and not state.levelled:
        return _(
            "Maps 1 and 2 show different surveys or methods, whose results differ for that alone; "
            "they stay side by side. Choose one survey for both, or ask for levelled results "
            "(View, “Level other surveys to map 1”)."
        )
    if one.stratum != other.stratum and (a.kind != b.kind or a.kind in COUNTS):
        return _(
            "Results of two surveys are levelled for one element only; the maps stay side by "
            "side. Choose the same element for both."
        )
    if (a.kind in COUNTS) != (b.kind in COUNTS) or (a.kind in COUNTS and a.kind != b.kind):
        return _(
            "Maps 1 and 2 show amounts and counts, which have no difference or ratio; they stay "
            "side by side. Choose the same kind of statistic for both."
        )
    if state.mode == "difference" and a.kind != b.kind:
        return _(
            "Two elements differ in kind, so there is no difference of them; the maps stay side "
            "by side. The ratio can be drawn."
        )
    if state.mode == "ratio" and "pH" in {a.unit, b.unit}:
        return _(
            "pH is a logarithm, so it has no ratio; the maps stay side by side. The difference "
            "can be drawn."
        )
    return ""


def _with_mode(state: ViewState, index: Mapping[str, Any], notices: list[Notice]) -> ViewState:
    """Return a state without what is refused: a comparison, or classes of several units."""
    refused = refusal(state, index)
    if refused:
        notices.append(Notice("mode", state.mode, refused))
        state = replace(state, mode="panes")
    views = panes(state)
    if state.common == "shared" and len({quantity(view, index).unit for view in views}) > 1:
        text = _(
            "Maps in different units cannot share their classes; those of the same element do."
        )
        notices.append(Notice("common", "shared", text))
        state = replace(state, common="auto")
    if int(state.figures) > len(views):
        state = replace(state, figures="1")
    return state


def _next(first: ViewState, index: Mapping[str, Any]) -> ViewState:
    """Return the pane that is compared with where the address names none."""
    own = next(one for one in index["strata"] if one["id"] == first.stratum)
    having = set(strata_with(first.analyte or "", index))
    other = next((one for one in own.get("alike", ()) if one in having), None)
    analytes = [analyte["id"] for analyte in own["analytes"]]
    if other is None and len(analytes) > 1:
        place = (analytes.index(first.analyte or "") + 1) % len(analytes)
        return _fitted(replace(first, analyte=analytes[place]), index)
    if other is None:
        of_survey = [one["id"] for one in index["strata"] if one["survey"] == own["survey"]]
        other = next((one for one in of_survey if one != own["id"]), own["id"])
    return _fitted(replace(first, stratum=other), index)


def _fitted(view: ViewState, index: Mapping[str, Any]) -> ViewState:
    """Return a further pane as the release can show it; nobody asked, so nothing is said."""
    return resolve(replace(view, level="auto", cell=None), index)[0]


def _page_fields(first: ViewState) -> dict[str, Any]:
    """Return what resolving changes besides the fields of a pane."""
    return {name: getattr(first, name) for name in ("level", "classes", "cell")}


def _items(state: ViewState) -> list[tuple[str, ...]]:
    return [getattr(state, name) for name in _FIELDS]


def _alone(state: ViewState) -> ViewState:
    return replace(state, pane2=(), pane3=(), pane4=())


def _with(first: ViewState, items: Sequence[str]) -> ViewState:
    """Return a view that differs from the first as items say."""
    changes: dict[str, Any] = {}
    for item in items:
        kind, _point, text = item.partition(".")
        for name, value in _change(kind, text).items():
            changes.setdefault(name, value)
    return replace(first, **changes)


def _change(kind: str, text: str) -> dict[str, Any]:
    if kind == "s":
        return {"stratum": text}
    if kind == "el":
        return {"analyte": text}
    if kind == "stat":
        return {"statistic": text}
    if kind == "c":
        chosen = () if text == _ALL else read(BY_NAME["countries"], text.replace("-", "~"))
        return {"countries": chosen, "region": None}
    if kind == "date":
        try:
            return {"date": None if text == _ALL else dt.date.fromisoformat(text).isoformat()}
        except ValueError:
            return {}
    return {}


def _difference(first: ViewState, view: ViewState) -> tuple[str, ...]:
    """Return the items that make a view of the first one."""
    items = []
    if view.stratum != first.stratum and view.stratum is not None:
        items.append(f"s.{view.stratum}")
    if view.analyte != first.analyte and view.analyte is not None:
        items.append(f"el.{view.analyte}")
    if view.statistic != first.statistic:
        items.append(f"stat.{view.statistic}")
    if view.date != first.date:
        items.append(f"date.{view.date or _ALL}")
    if (view.countries, view.region) != (first.countries, first.region):
        items.append(f"c.{'-'.join(view.countries) or _ALL}")
    return tuple(items) or _SAME

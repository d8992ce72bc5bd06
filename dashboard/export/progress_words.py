"""The title of a map of progress: what is counted, of which surveys, on which day."""

from __future__ import annotations

import datetime as dt

from dashboard.catalog.days import DAY_ZERO
from dashboard.catalog.metrics import METRICS
from dashboard.catalog.printing import day_text, number_text
from dashboard.grid import LEVEL_KM
from dashboard.i18n import _
from dashboard.progress.choice import Choice
from dashboard.progress.series import steps
from dashboard.progress.timeline import timeline
from dashboard.release.release import Release
from dashboard.state import ViewState


def progress_title(release: Release, state: ViewState, choice: Choice) -> str:
    """Return the title of a map of progress (`progressTitle` of progress-words.mjs)."""
    if state.by == "countries":
        name = _("{metric} by country").format(metric=METRICS[state.metric].name)
        if state.metric == "stage":
            return f"{name}, {_scale_text(choice.level)}"
    elif choice.level:
        name = _("Cells of {side} km covered").format(side=number_text(LEVEL_KM[choice.level]))
    else:
        name = _("Cells covered")
    day = _shown_day(release, state, choice)
    parts = [name, _surveys_text(release, state)]
    if day is not None:
        parts.append(_("as of {date}").format(date=day_text(day)))
    return ", ".join(parts)


def _scale_text(level: int) -> str:
    """Return the scale of the stages that cells of a level stand for (docs/interfaces.md, 10)."""
    if level <= 1:
        return _("global scale")
    return _("national scale") if level <= 4 else _("regional scale")


def _shown_day(release: Release, state: ViewState, choice: Choice) -> dt.date | None:
    """Return the day that the map shows: none after the last event."""
    line = timeline(release, choice.strata, choice.level)
    if not line.days.size:
        return None
    last = DAY_ZERO + dt.timedelta(days=int(line.days[-1]))
    day = min(last, max(choice.date, DAY_ZERO)) if choice.date else last
    if state.by != "countries":
        return day
    # Countries are known at the steps of the playback: the last that is not later.
    known = [DAY_ZERO + dt.timedelta(days=int(one)) for one in steps(line.days)]
    return max((one for one in known if one <= day), default=min(day, known[0]))


def _surveys_text(release: Release, state: ViewState) -> str:
    if not state.surveys:
        return _("all surveys")
    wanted = {one.split(".")[0] for one in state.surveys}
    return ", ".join(
        one["short"] or one["title"]
        for one in release.index["surveys"]
        if one["kind"] == "survey" and one["id"] in wanted
    )

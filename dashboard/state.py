"""The state of a view and its query string: the single source of truth of what is shown."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from dashboard.grid import parse_id
from dashboard.i18n import _
from dashboard.state_fields import BY_KEY, BY_NAME, FIELDS, Viewport, expected, read, write
from dashboard.state_migrations import migrated

__all__ = [
    "BY_KEY",
    "BY_NAME",
    "FIELDS",
    "Notice",
    "ViewState",
    "Viewport",
    "as_written_now",
    "default_analyte",
    "documentation",
    "fields_json",
    "from_query",
    "resolve",
    "strata_with",
    "stratum_name",
    "to_query",
    "with_places",
]

# Enough for every country of the world in one list; longer addresses are no links of ours.
LONGEST_QUERY = 8192


@dataclass(frozen=True)
class Notice:
    """What an address asked for and did not get.

    Attributes
    ----------
    key, value : str
        Key and text of the address.
    message : str
        One sentence for the reader: what was asked, what is shown.
    strata : tuple of str
        Strata where what was asked is to be had.
    """

    key: str
    value: str
    message: str
    strata: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the notice as the page's configuration carries it."""
        return {**asdict(self), "strata": list(self.strata)}


@dataclass(frozen=True)
class ViewState:
    """A view, complete: what its address says (docs/interfaces.md, section 6).

    Raises
    ------
    ValueError
        If a field holds what its entry in `FIELDS` does not allow, so that no
        state exists that its address could not bring back.
    """

    release: str | None = None
    stratum: str | None = None
    analyte: str | None = None
    statistic: str = "median"
    by: str = "cells"
    level: str = "auto"
    countries: tuple[str, ...] = ()
    region: str | None = None
    date: str | None = None
    classes: str = "percentile"
    breaks: tuple[float, ...] = ()
    rescale: bool = False
    ramp: str = "viridis"
    muted: tuple[str, ...] = ()
    projection: str = "equal-earth"
    viewport: Viewport | None = None
    cell: str | None = None
    surveys: tuple[str, ...] = ()
    metric: str = "covered"
    sort: str | None = None
    columns: tuple[str, ...] = ()
    pane2: tuple[str, ...] = ()
    pane3: tuple[str, ...] = ()
    pane4: tuple[str, ...] = ()
    mode: str = "panes"
    common: str = "auto"
    levelled: bool = False
    figures: str = "1"
    elements: tuple[str, ...] = ()
    preset: str | None = None
    together: str = "component"
    component: str = "1"
    pair: str | None = None
    reference: str = "stratum"
    order: str = "clustered"
    threshold: str = "p98"
    cells: tuple[str, ...] = ()
    table: bool = False
    theme: str = "auto"
    language: str = "en"

    def __post_init__(self) -> None:
        for field in FIELDS:
            value = getattr(self, field.name)
            if value == field.default and type(value) is type(field.default):
                continue
            try:
                found = read(field, write(field, value))
                same = found == value and type(found) is type(value)
            except (ValueError, TypeError, AttributeError):
                same = False
            if not same:
                message = f"{field.name} cannot be {value!r}"
                raise ValueError(message)

    def as_json(self) -> dict[str, Any]:
        """Return the fields by name; lists for tuples."""
        return {
            field.name: list(value) if isinstance(value, tuple) else value
            for field in fields(self)
            for value in [getattr(self, field.name)]
        }


def from_query(query: str) -> tuple[ViewState, tuple[Notice, ...]]:
    """Read a query string. Never raises.

    Parameters
    ----------
    query : str
        With or without the question mark.

    Returns
    -------
    state : ViewState
        Defaults where the query says nothing or nothing usable.
    notices : tuple of Notice
        One for each unknown or repeated key and each value that cannot be read.
    """
    if len(query) > LONGEST_QUERY:
        message = _("The address is too long to be read; the default view is shown.")
        return ViewState(), (Notice("", "", message),)
    found: dict[str, Any] = {}
    seen: set[str] = set()
    notices: list[Notice] = []
    for key, text in migrated(parse_qsl(query.removeprefix("?"), errors="replace")):
        field = BY_KEY.get(key)
        if field is None:
            message = _("The address has the unknown part “{key}”; it is left out.")
            notices.append(Notice(key, text, message.format(key=key)))
        elif key in seen:
            message = _("The address says “{key}” more than once; the first counts.")
            notices.append(Notice(key, text, message.format(key=key)))
        else:
            seen.add(key)
            try:
                found[field.name] = read(field, text)
            except ValueError:
                message = _(
                    "“{value}” cannot be used for “{key}”, which takes {expected}; "
                    "the default is shown."
                ).format(value=text, key=key, expected=expected(field))
                notices.append(Notice(key, text, message))
    return ViewState(**found), tuple(notices)


def as_written_now(query: str) -> str:
    """Return a query with keys and values that have changed as they are written now.

    A query without any comes back as it is, character by character.
    """
    pairs = parse_qsl(query, keep_blank_values=True, errors="replace")
    now = migrated(pairs)
    return query if now == pairs else urlencode(now, safe="~")


def to_query(state: ViewState) -> str:
    """Return the query string of a state, without question mark, defaults left out.

    Every character it uses is unreserved in RFC 3986, so that links stay
    readable and nothing needs to be escaped.
    """
    return "&".join(
        f"{field.key}={write(field, value)}"
        for field in FIELDS
        for value in [getattr(state, field.name)]
        if value != field.default
    )


def fields_json() -> list[dict[str, Any]]:
    """Return the field table as the page carries it for JavaScript."""
    return [
        {**asdict(field), "default": list(field.default)}
        if isinstance(field.default, tuple)
        else asdict(field)
        for field in FIELDS
    ]


def documentation() -> str:
    """Return the field table as the Markdown of docs/state.md."""
    lines = ["| key | means | accepts | default |", "|---|---|---|---|"]
    for field in FIELDS:
        accepts = f"`{field.pattern}`".replace("|", "\\|") if field.pattern else expected(field)
        default = "none" if field.default in (None, ()) else f"`{write(field, field.default)}`"
        lines.append(f"| `{field.key}` | {field.doc} | {accepts} | {default} |")
    return "\n".join(lines) + "\n"


def default_analyte(stratum: Mapping[str, Any], index: Mapping[str, Any]) -> str | None:
    """Return the analyte shown where none is asked for: the release's, else the first."""
    ids = [analyte["id"] for analyte in stratum["analytes"]]
    preferred = index["defaults"]["analyte"]
    return preferred if preferred in ids else next(iter(ids), None)


def stratum_name(stratum: Mapping[str, Any], index: Mapping[str, Any]) -> str:
    """Return the words for a stratum where nothing else names its survey.

    Parameters
    ----------
    stratum : mapping
        Its record in the index.
    index : mapping
        The release index.

    Returns
    -------
    str
        ``Kola C-horizon: C-horizon, < 2 mm, aqua regia``; the stratum's title alone
        where it begins with the survey's name.
    """
    title = str(stratum["title"])
    survey = next((one for one in index["surveys"] if one["id"] == stratum["survey"]), None)
    name = (survey["short"] or survey["title"]) if survey else ""
    return title if title.startswith(name) else f"{name}: {title}"


def strata_with(analyte: str, index: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the ids of the strata that have an analyte."""
    return tuple(
        stratum["id"]
        for stratum in index["strata"]
        if any(other["id"] == analyte for other in stratum["analytes"])
    )


def resolve(state: ViewState, index: Mapping[str, Any]) -> tuple[ViewState, tuple[Notice, ...]]:
    """Fit a state to a release.

    Parameters
    ----------
    state : ViewState
        What the address says.
    index : mapping
        The release index (docs/interfaces.md, section 4).

    Returns
    -------
    state : ViewState
        With stratum and analyte filled in, and without what the release does not
        have. It is the default state where the release has no stratum.
    notices : tuple of Notice
        What was asked and is not shown as asked.
    """
    strata = {stratum["id"]: stratum for stratum in index["strata"]}
    if not strata:
        return ViewState(language=state.language, theme=state.theme), ()
    notices: list[Notice] = []
    state = _with_stratum(state, index, strata, notices)
    stratum = strata[state.stratum or ""]
    state = _with_analyte(state, index, stratum, notices)
    state = with_places(state, index, notices)
    return _with_detail(state, index, stratum, notices), tuple(notices)


def _with_stratum(
    state: ViewState,
    index: Mapping[str, Any],
    strata: Mapping[str, Mapping[str, Any]],
    notices: list[Notice],
) -> ViewState:
    if state.stratum in strata:
        return state
    own = [one for one in strata.values() if one["survey"] == state.stratum]
    if own:
        # Named by its survey alone: the stratum that has the element, if any.
        found = next((one for one in own if _has(one, state.analyte)), own[0])
        message = _("“{asked}” is a survey; of it {shown} is shown.")
    else:
        preferred = index["defaults"]["stratum"]
        found = strata[preferred if preferred in strata else next(iter(strata))]
        message = _("This release has no survey “{asked}”; {shown} is shown.")
    shown = str(found["id"])
    if state.stratum is not None:
        text = message.format(asked=state.stratum, shown=stratum_name(found, index))
        notices.append(Notice("s", state.stratum, text))
    return replace(state, stratum=shown)


def _has(stratum: Mapping[str, Any], analyte: str | None) -> bool:
    return any(one["id"] == analyte for one in stratum["analytes"])


def _with_analyte(
    state: ViewState,
    index: Mapping[str, Any],
    stratum: Mapping[str, Any],
    notices: list[Notice],
) -> ViewState:
    if _has(stratum, state.analyte):
        return state
    shown = default_analyte(stratum, index)
    if state.analyte is not None:
        having = strata_with(state.analyte, index)
        titles = {other["id"]: stratum_name(other, index) for other in index["strata"]}
        where = (
            _("It was determined in: {titles}.").format(
                titles="; ".join(titles[one] for one in having)
            )
            if having
            else _("No survey of this release has it.")
        )
        message = _("{title} has no “{asked}”; {shown} is shown.").format(
            title=stratum_name(stratum, index), asked=state.analyte, shown=shown or _("nothing")
        )
        notices.append(Notice("el", state.analyte, f"{message} {where}", having))
    return replace(state, analyte=shown)


def with_places(state: ViewState, index: Mapping[str, Any], notices: list[Notice]) -> ViewState:
    """Return a state without countries and regions unknown to the release; says so in notices."""
    countries = {country["id"] for country in index["countries"]}
    unknown = [one for one in state.countries if one not in countries]
    if unknown:
        message = _("Unknown country: {codes}.").format(codes=", ".join(unknown))
        notices.append(Notice("c", "~".join(state.countries), message))
        known = tuple(one for one in state.countries if one in countries)
        state = replace(state, countries=known)
    regions = {one[part] for one in index["countries"] for part in ("region", "subregion")}
    if state.region is not None and state.region not in regions:
        message = _("Unknown region “{asked}”; the whole world is shown.")
        notices.append(Notice("r", state.region, message.format(asked=state.region)))
        state = replace(state, region=None)
    return state


def _with_detail(
    state: ViewState,
    index: Mapping[str, Any],
    stratum: Mapping[str, Any],
    notices: list[Notice],
) -> ViewState:
    title = stratum_name(stratum, index)
    offered = {"auto", "sites", *map(str, stratum["levels"])}
    if state.level not in offered:
        message = _("{title} has no cells of level {asked}; the size is chosen by the zoom.")
        text = message.format(title=title, asked=state.level)
        notices.append(Notice("lvl", state.level, text))
        state = replace(state, level="auto")
    told = tells_samples(stratum, state.analyte)
    if state.level == "sites" and not told:
        message = _(
            "The owner of {title} shares results of cells and countries only; these are shown."
        )
        notices.append(Notice("lvl", state.level, message.format(title=title)))
        state = replace(state, level="auto")
    if state.date is not None and not told:
        message = _("The owner of {title} shares no dates of samples; all its samples are shown.")
        notices.append(Notice("date", state.date, message.format(title=title)))
        state = replace(state, date=None)
    if state.date is not None and not stratum["dates"]:
        message = _("{title} has no sampling dates; all its samples are shown.")
        notices.append(Notice("date", state.date, message.format(title=title)))
        state = replace(state, date=None)
    if state.date is not None:
        message = _date_message(state.date, stratum["dates"])
        if message:
            first, last = stratum["dates"][0], stratum["dates"][-1]
            text = message.format(title=title, asked=state.date, first=first, last=last)
            notices.append(Notice("date", state.date, text))
    if state.classes == "own" and not state.breaks:
        text = _("Own classes need their bounds; the percentile classes are shown.")
        notices.append(Notice("cls", "own", text))
        state = replace(state, classes="percentile")
    if state.cell is not None:
        try:
            parse_id(state.cell)
        except ValueError:
            message = _("There is no cell “{asked}”.").format(asked=state.cell)
            notices.append(Notice("cell", state.cell, message))
            state = replace(state, cell=None)
    return state


def tells_samples(stratum: Mapping[str, Any], analyte: str | None) -> bool:
    """Return whether a release holds the results of samples of an analyte.

    Parameters
    ----------
    stratum : mapping
        A stratum of the release index; releases made before owners could withhold
        samples hold all.
    analyte : str or None
        Analyte id.
    """
    return bool(stratum.get("sites", True)) and not any(
        one["id"] == analyte and one.get("sharing") == "cells" for one in stratum["analytes"]
    )


def _date_message(asked: str, dates: Sequence[str]) -> str:
    """Return what must be said of a day outside the time of sampling; empty within it."""
    if asked > dates[-1]:
        return _(
            "The last samples of {title} were collected by {last}; "
            "{asked} shows all that have a date."
        )
    # Long surveys are listed by the last days of months (dashboard/release/index.py), and the
    # first sample may be of any day of the first month.
    monthly = all((dt.date.fromisoformat(day) + dt.timedelta(days=1)).day == 1 for day in dates)
    if asked < (f"{dates[0][:7]}-01" if monthly else dates[0]):
        return _("No sample of {title} was collected by {asked}; the first were by {first}.")
    return ""

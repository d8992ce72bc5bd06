"""The state of a view and its query string: the single source of truth of what is shown."""

from dataclasses import asdict, dataclass, fields
from typing import Any
from urllib.parse import parse_qsl, urlencode

from dashboard.catalog.printing import shortened
from dashboard.i18n import _
from dashboard.state_fields import BY_KEY, FIELDS
from dashboard.state_kinds import Viewport, expected, read, write
from dashboard.state_migrations import migrated

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
            notices.append(Notice(key, text, message.format(key=shortened(key))))
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
                ).format(value=shortened(text), key=key, expected=expected(field))
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

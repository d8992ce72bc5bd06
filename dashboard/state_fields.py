"""The one table of what an address can say, and how its texts are read and written."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from dashboard.catalog.metrics import METRICS
from dashboard.i18n import LOCALES, _
from dashboard.statistics.thresholds import THRESHOLDS

Viewport = tuple[float, float, float]


@dataclass(frozen=True)
class Field:
    """One field of the view state.

    Attributes
    ----------
    name, key : str
        Attribute of `ViewState`; key in the query string.
    default : object
        Value of an address that does not say.
    kind : str
        How the text is read: ``text``, ``choice``, ``flag``, ``texts``,
        ``numbers``, ``viewport`` or ``date`` (docs/interfaces.md, section 6).
    doc : str
        One sentence for the reader of an address.
    values : tuple of str, optional
        The choices of a ``choice`` or ``flag``.
    pattern : str, optional
        Regular expression that a text, or each text of a list, matches as a
        whole; written so that Python and JavaScript read it alike.
    limits : tuple, optional
        Fewest and most of ``numbers``; lowest and highest of the three parts of a
        ``viewport``.
    """

    name: str
    key: str
    default: Any
    kind: str
    doc: str
    values: tuple[str, ...] | None = None
    pattern: str | None = None
    limits: tuple[Any, ...] | None = None


def languages() -> tuple[str, ...]:
    """Return the tags of the installed languages, English first."""
    found = sorted(path.parents[1].name for path in LOCALES.glob("*/LC_MESSAGES/*.mo"))
    return ("en", *(tag for tag in found if tag != "en"))


_ID = r"[a-z0-9][a-z0-9-]{0,63}"
_COLUMN = r"[a-z][a-z0-9_]{0,31}"
_STRATUM = rf"{_ID}(\.{_ID})?"
_ANALYTE = r"[A-Za-z][A-Za-z0-9_.-]{0,31}"
_CELL = r"[NS][0-9]{2}[EW][0-9]{2,3}(\.[0-3]{1,5})?"
_STATISTICS = ("median", "mean", "min", "max", "q1", "q3", "p5", "p95", "n", "censored")
# How a pane of the page of comparison differs from the first one; `a`: not at all. The part
# before the first point says in what.
_PANE = (
    rf"a|s\.{_STRATUM}|el\.{_ANALYTE}|stat\.({'|'.join(_STATISTICS)})"
    r"|date\.([0-9]{4}-[0-9]{2}-[0-9]{2}|all)|c\.([A-Z]{3}(-[A-Z]{3})*|all)"
)
_SWITCH = ("0", "1")
_FOUR = ("1", "2", "3", "4")

FIELDS: tuple[Field, ...] = (
    Field(
        "release",
        "release",
        None,
        "text",
        "The release the link is frozen to; simulated is the simulated campaign.",
        pattern=_ID,
    ),
    Field(
        "stratum",
        "s",
        None,
        "text",
        "The stratum: one survey, medium, depth, size fraction, digestion and method.",
        pattern=_STRATUM,
    ),
    Field(
        "analyte",
        "el",
        None,
        "text",
        "The element or parameter.",
        pattern=_ANALYTE,
    ),
    Field(
        "statistic",
        "stat",
        "median",
        "choice",
        "The statistic of a cell or country.",
        values=_STATISTICS,
    ),
    Field(
        "by",
        "by",
        "cells",
        "choice",
        "Whether grid cells or countries are coloured.",
        values=("cells", "countries"),
    ),
    Field(
        "level",
        "lvl",
        "auto",
        "choice",
        "The size of the cells: level 0 has sides of 160 km and each next level half of that; "
        "sites shows the samples.",
        values=("auto", "0", "1", "2", "3", "4", "5", "sites"),
    ),
    Field(
        "countries",
        "c",
        (),
        "texts",
        "The chosen countries, ISO 3166-1 alpha-3.",
        pattern=r"[A-Z]{3}",
    ),
    Field("region", "r", None, "text", "The chosen region, UN M49 code.", pattern=r"[0-9]{3}"),
    Field("date", "date", None, "date", "Only samples collected up to that day count."),
    Field(
        "classes",
        "cls",
        "percentile",
        "choice",
        "The class scheme.",
        values=("percentile", "tukey", "log", "quantile", "fractal", "own"),
    ),
    Field(
        "breaks",
        "br",
        (),
        "numbers",
        "The inner class bounds of the scheme own, in the unit of the legend.",
        limits=(1, 12),
    ),
    Field(
        "rescale",
        "rescale",
        False,
        "flag",
        "Whether the class bounds come from the selection instead of the whole stratum.",
        values=_SWITCH,
    ),
    Field(
        "ramp",
        "ramp",
        "viridis",
        "choice",
        "The colour ramp.",
        values=("viridis", "cividis", "batlow", "lajolla", "traditional"),
    ),
    Field(
        "muted",
        "mute",
        (),
        "texts",
        "The classes (numbers from 0) and value states that step back.",
        pattern=r"[0-9]|1[0-2]|below|above|undetermined|awaiting|planned|outside|too_few"
        r"|withheld",
    ),
    Field(
        "projection",
        "proj",
        "equal-earth",
        "choice",
        "The map projection.",
        values=("equal-earth", "globe", "plate-carree"),
    ),
    Field(
        "viewport",
        "v",
        None,
        "viewport",
        "Longitude and latitude of the centre in degrees, and the zoom.",
        limits=((-180, 180), (-90, 90), (-2, 16)),
    ),
    Field(
        "cell",
        "cell",
        None,
        "text",
        "The chosen cell.",
        pattern=_CELL,
    ),
    Field(
        "surveys",
        "sv",
        (),
        "texts",
        "The surveys or strata whose progress counts; all surveys without it.",
        pattern=_STRATUM,
    ),
    Field(
        "metric",
        "m",
        "covered",
        "choice",
        "The metric of progress that countries are coloured and ranked by.",
        values=tuple(METRICS),
    ),
    Field(
        "sort",
        "sort",
        None,
        "text",
        "The column that the table of countries is sorted by; with - before it, largest first.",
        pattern=rf"-?{_COLUMN}",
    ),
    Field(
        "columns",
        "cols",
        (),
        "texts",
        "The columns of the table of countries.",
        pattern=_COLUMN,
    ),
    *(
        Field(
            f"pane{number}",
            f"p{number}",
            (),
            "texts",
            f"How map {number} of the page of comparison differs from the first: stratum (s.), "
            "element (el.), statistic (stat.), date (date.), countries (c.); a for not at all.",
            pattern=_PANE,
        )
        for number in (2, 3, 4)
    ),
    Field(
        "mode",
        "mode",
        "panes",
        "choice",
        "How the first two maps of the page of comparison are shown.",
        values=("panes", "swipe", "difference", "ratio"),
    ),
    Field(
        "common",
        "common",
        "auto",
        "choice",
        "Whether the maps share their classes; auto: those of the same element and unit.",
        values=("auto", "shared", "own"),
    ),
    Field(
        "levelled",
        "lev",
        False,
        "flag",
        "Whether results of other strata are multiplied by a levelling factor.",
        values=_SWITCH,
    ),
    Field(
        "figures",
        "of",
        "1",
        "choice",
        "The map whose distributions are drawn below the maps.",
        values=_FOUR,
    ),
    Field(
        "elements",
        "els",
        (),
        "texts",
        "The elements taken together; without it all that the stratum has enough results of.",
        pattern=_ANALYTE,
    ),
    Field(
        "preset",
        "list",
        None,
        "text",
        "The list of critical minerals whose elements are taken together.",
        pattern=_ID,
    ),
    Field(
        "together",
        "map",
        "component",
        "choice",
        "What the map of the page of elements together shows.",
        values=("component", "index", "anomalies", "composite", "element"),
    ),
    Field("component", "pc", "1", "choice", "The principal component on the map.", values=_FOUR),
    Field("pair", "y", None, "text", "The second element of the pair.", pattern=_ANALYTE),
    Field(
        "reference",
        "ref",
        "stratum",
        "choice",
        "What medians are divided by: the stratum's own, or the upper continental crust.",
        values=("stratum", "crust"),
    ),
    Field(
        "order",
        "order",
        "clustered",
        "choice",
        "The order of elements and countries in the table of both.",
        values=("clustered", "periodic"),
    ),
    Field(
        "threshold",
        "thr",
        "p98",
        "choice",
        "The threshold above which a cell is anomalous.",
        values=THRESHOLDS,
    ),
    Field(
        "cells",
        "cells",
        (),
        "texts",
        "The cells chosen in a figure or on the map of elements together.",
        pattern=_CELL,
    ),
    Field("table", "table", False, "flag", "Whether the table twin is open.", values=_SWITCH),
    Field(
        "theme",
        "theme",
        "auto",
        "choice",
        "The colours of the page.",
        values=("auto", "light", "dark", "contrast"),
    ),
    Field("language", "lang", "en", "choice", "The language of the page.", values=languages()),
)

BY_KEY: Mapping[str, Field] = {field.key: field for field in FIELDS}
BY_NAME: Mapping[str, Field] = {field.name: field for field in FIELDS}


def _number(text: str) -> float:
    # The grammar of a JSON number: float() alone would also take "nan", "1_0" and "٣".
    if not re.fullmatch(r"-?[0-9]{1,25}(\.[0-9]{1,25})?(e-?[0-9]{1,3})?", text):
        raise ValueError(text)
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value + 0.0  # minus zero becomes zero


def _number_text(value: float) -> str:
    text = repr(float(value)).replace("e+", "e")  # "+" is a space in a query
    return text.removesuffix(".0")


def _choice(field: Field, text: str) -> Any:
    if text not in (field.values or ()):
        raise ValueError(text)
    return text == "1" if field.kind == "flag" else text


def _text(field: Field, text: str) -> str:
    if not re.fullmatch(field.pattern or "", text):
        raise ValueError(text)
    return text


def _texts(field: Field, text: str) -> tuple[str, ...]:
    # The same item twice says nothing more: the first stays.
    return tuple(dict.fromkeys(_text(field, part) for part in text.split("~")))


def _numbers(field: Field, text: str) -> tuple[float, ...]:
    fewest, most = field.limits or (0, 0)
    values = tuple(_number(part) for part in text.split("~"))
    ascending = all(low < high for low, high in pairwise(values))
    if not fewest <= len(values) <= most or not ascending:
        raise ValueError(text)
    return values


def _viewport(field: Field, text: str) -> Viewport:
    parts = [round(_number(part), 2) + 0.0 for part in text.split("~")]
    within = [
        low <= part <= high for part, (low, high) in zip(parts, field.limits or (), strict=True)
    ]
    if not all(within):
        raise ValueError(text)
    return parts[0], parts[1], parts[2]


def _date(_field: Field, text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(text)
    return date.fromisoformat(text).isoformat()


_READERS: Mapping[str, Callable[[Field, str], Any]] = {
    "text": _text,
    "choice": _choice,
    "flag": _choice,
    "texts": _texts,
    "numbers": _numbers,
    "viewport": _viewport,
    "date": _date,
}


def read(field: Field, text: str) -> Any:
    """Return the value that a text of the query means; ValueError where it means none."""
    return _READERS[field.kind](field, text)


def write(field: Field, value: Any) -> str:
    """Return the text of a value for the query."""
    if field.kind == "flag":
        return "1" if value else "0"
    if field.kind in {"numbers", "viewport"}:
        return "~".join(_number_text(part) for part in value)
    if field.kind == "texts":
        return "~".join(value)
    return str(value)


def expected(field: Field) -> str:
    """Return in words what a field accepts, for notices and documentation."""
    if field.values:
        return ", ".join(field.values)
    return {
        "text": _("an identifier"),
        "texts": _("identifiers joined by ~"),
        "numbers": _("1 to 12 ascending numbers joined by ~"),
        "viewport": _("longitude, latitude and zoom joined by ~"),
        "date": _("a date such as 2009-10-31"),
    }[field.kind]

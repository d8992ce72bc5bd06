"""The kinds of fields that an address has: how their texts are read and written."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from dashboard.i18n import _

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

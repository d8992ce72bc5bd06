"""What a column's name may mean: coordinates; element or oxide, unit, method, limit."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from dashboard.catalog.elements import elements, parameters
from dashboard.catalog.terms import terms
from dashboard.catalog.units import UnitError, parse_unit
from dashboard.surveys.columns import analyte_of, forms_in_capitals

_SPLIT = re.compile(r"[\s_,;:\[\](){}]+")
# Short forms of laboratories.
_METHODS = {
    "fa": "fire-assay",
    "naa": "inaa",
    "icpms": "icp-ms",
    "icpaes": "icp-aes",
    "ic": "ion-chromatography",
}
_PER_KG = re.compile(r"(?<![A-Za-z])([mnuµμ]?g)[_ .]kg(?![A-Za-z])", re.IGNORECASE)
_WEIGHT = re.compile(r"(?<![A-Za-z])wt[_ .-]*(?:%|pct|percent)?(?![A-Za-z])", re.IGNORECASE)
_LIMIT = re.compile(r"^<?\d*\.?\d+$")

PAIRS = (
    ("longitude", "latitude"),
    ("lon", "lat"),
    ("long", "lat"),
    ("lng", "lat"),
    ("longitudedd", "latitudedd"),
    ("londd", "latdd"),
    ("longwgs84", "latwgs84"),
    ("lonwgs84", "latwgs84"),
    ("wgs84lon", "wgs84lat"),
    ("decimallongitude", "decimallatitude"),
    ("xlongitude", "ylatitude"),
    ("longitud", "latitud"),
    ("lange", "breite"),
    ("laenge", "breite"),
    ("lengdegrad", "breddegrad"),
    ("долгота", "широта"),
    ("经度", "纬度"),
)
"""Names of columns with degrees, as `plain` gives them, in several languages."""
PLANES = (
    ("x", "y"),
    ("xcoord", "ycoord"),
    ("xcoo", "ycoo"),
    ("easting", "northing"),
    ("east", "north"),
    ("utme", "utmn"),
    ("utmx", "utmy"),
    ("este", "norte"),
    ("coordx", "coordy"),
    ("rechtswert", "hochwert"),
)
"""Names of columns with metres."""


@dataclass(frozen=True)
class Meaning:
    """What a column's name says.

    Attributes
    ----------
    analyte, form : str
        Analyte of the catalogue and the form reported, such as ``Fe`` and ``Fe2O3``.
    unit : str or None
        As written.
    method : str or None
        Term of the catalogue.
    limit : float or None
        Detection limit in that unit.
    template : str
        The name with ``{}`` for the form, without unit and limit: equal for columns
        that belong together.
    """

    analyte: str
    form: str
    unit: str | None
    method: str | None
    limit: float | None
    template: str


def plain(text: str) -> str:
    """Return a name in lower case without accents, spaces and signs, to compare it."""
    bare = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in bare if c.isalnum() and not unicodedata.combining(c))


@lru_cache(maxsize=1)
def _forms_by_name() -> dict[str, str]:
    """Return symbols by the English names of the elements and parameters."""
    names = {e.name.lower(): e.id for e in elements().values()}
    return names | {p.name.lower(): p.id for p in parameters().values()}


@lru_cache(maxsize=4096)
def meaning(title: str) -> Meaning | None:
    """Return what a column's name says, None where no element or parameter is in it.

    Parameters
    ----------
    title : str
        Such as ``As ICP-MS mg/kg 0.4``, ``Top5_Ag``, ``SIO2_SI``, ``Cu (ppm)``.
    """
    joined = _PER_KG.sub(r"\1/kg", title)
    joined = _WEIGHT.sub("wt%", joined)
    # Dots and hyphens part words too, where the name says nothing otherwise: ICP-MS, wt.%.
    return _read(_SPLIT.split(joined)) or _read(re.split(r"[\s_,;:\[\](){}.-]+", joined))


def _read(words: list[str]) -> Meaning | None:
    tokens = [word for word in words if word]
    for place, form in _forms(tokens):
        analyte = analyte_of(form)
        if analyte is None:
            continue
        rest = tokens[:place] + tokens[place + 1 :]
        unit = next((t for t in rest if _is_unit(t)), None)
        method = next((m for t in rest if (m := _method(t))), None)
        limit = float(rest[-1].lstrip("<")) if unit and rest and _LIMIT.match(rest[-1]) else None
        kept = ["{}" if i == place else t for i, t in enumerate(tokens)]
        template = " ".join(t for t in kept if t != unit and not _LIMIT.match(t))
        return Meaning(analyte, form, unit, method, limit or None, template)
    return None


def form_in(title: str) -> str | None:
    """Return the form that a column's name holds, None without one."""
    found = meaning(title)
    return found.form if found else None


def _forms(tokens: list[str]) -> Iterator[tuple[int, str]]:
    """Yield place and form of the words that may be one, the surest first."""
    for place, token in enumerate(tokens):
        if analyte_of(token):
            yield place, token
    for place, token in enumerate(tokens):
        if token.lower() in _forms_by_name():
            yield place, _forms_by_name()[token.lower()]
    for place, token in enumerate(tokens):
        # SIO2, CU: only in short names, where IN and AS are hardly words.
        if len(tokens) <= 2 and token.isupper() and token in forms_in_capitals():
            yield place, forms_in_capitals()[token]


def _method(token: str) -> str | None:
    name = _METHODS.get(token.lower(), token.lower())
    return name if name in list(terms().methods) else None


def _is_unit(token: str) -> bool:
    if token.isdigit() or (len(token) < 2 and token != "%") or _LIMIT.match(token):
        return False
    try:
        return parse_unit(token).dimension != "number"
    except UnitError:
        return False

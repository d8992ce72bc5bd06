"""Units as surveys write them, and conversion to the catalogue's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.catalog.elements import (
    MASS_FRACTIONS,
    analyte,
    element_of,
    elements,
    oxide_factor,
    parameters,
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its printed form, what it measures, and its size in that dimension's base.

    Bases: mass fraction kg/kg, concentration kg/m³, conductivity S/m, exchange
    capacity mol(+)/kg, susceptibility m³/kg, and 1 for pure numbers and pH.
    """

    id: str
    dimension: str
    size: float


class UnitError(ValueError):
    """A unit that is not known, or that does not fit."""


UNITS: Mapping[str, Unit] = MappingProxyType(
    {
        unit.id: unit
        for unit in (
            *(Unit(name, "mass fraction", size) for name, size in MASS_FRACTIONS.items()),
            Unit("g/L", "concentration", 1.0),
            Unit("mg/L", "concentration", 1e-3),
            Unit("µg/L", "concentration", 1e-6),
            Unit("ng/L", "concentration", 1e-9),
            Unit("S/m", "conductivity", 1.0),
            Unit("mS/m", "conductivity", 1e-3),
            Unit("mS/cm", "conductivity", 1e-1),
            Unit("µS/cm", "conductivity", 1e-4),
            Unit("cmol(+)/kg", "exchange capacity", 1e-2),
            Unit("mmol(+)/kg", "exchange capacity", 1e-3),
            Unit("m³/kg", "susceptibility", 1.0),
            Unit("10⁻⁸ m³/kg", "susceptibility", 1e-8),
            Unit("pH", "pH", 1.0),
            Unit("1", "number", 1.0),
        )
    }
)
"""All units by their printed form."""

# Spellings as _folded leaves them, by unit. "ppt" is missing on purpose: it means parts per
# thousand to some laboratories and per trillion to others.
_SPELLINGS: Mapping[str, str] = {
    spelling: unit
    for unit, spellings in {
        "wt%": "% wt% wt.% wt-% wt.-% %wt %wt. w% m% mass% weight% weightpercent percent pct "
        "%(w/w) %w/w w/w% %(m/m) %m/m m/m% wtpct wt.pct wt_pct gew.% gew.-% gew% gew-% gewichts-% "
        "masse% masse-% ma.% ma.-% m.-% %масс %масс. мас.% масс.% g/100g",
        "g/kg": "g/kg gkg-1 mg/g mgg-1 ‰ permille",
        "mg/kg": "mg/kg mgkg-1 ppm ppmw wtppm wt.ppm µg/g µgg-1 mcg/g g/t gt-1 g/tonne "
        "mg.kg-1 µg.g-1 mg/kgdw mg/kgd.w. mg/kgdm mg/kgdryweight мг/кг г/т 10-6 ×10-6 x10-6",
        "µg/kg": "µg/kg µgkg-1 ppb ppbw ng/g ngg-1 mcg/kg mg/t "
        "µg.kg-1 ng.g-1 мкг/кг мг/т 10-9 ×10-9 x10-9",
        "ng/kg": "ng/kg ngkg-1 pg/g pgg-1 µg/t",
        "g/L": "g/l gl-1",
        "mg/L": "mg/l mgl-1 mg.l-1 mg/dm3 мг/л мг/дм3",
        "µg/L": "µg/l µgl-1 µg.l-1 mcg/l µg/dm3 мкг/л мкг/дм3",
        "ng/L": "ng/l ngl-1",
        "S/m": "s/m sm-1",
        "mS/m": "ms/m msm-1",
        "mS/cm": "ms/cm mscm-1 ds/m dsm-1",
        "µS/cm": "µs/cm µscm-1",
        "cmol(+)/kg": "cmol(+)/kg cmol+/kg cmolc/kg cmol/kg cmolkg-1 cmolckg-1 cmol(+)kg-1 "
        "meq/100g me/100g mval/100g",
        "mmol(+)/kg": "mmol(+)/kg mmol+/kg mmolc/kg mmolckg-1 meq/kg",
        "m³/kg": "m3/kg m3kg-1",
        "10⁻⁸ m³/kg": "10-8m3/kg 10-8m3kg-1 1e-8m3/kg",
        "pH": "ph phunit phunits",
        "1": "1 - – — none unitless dimensionless ratio n/a na",
    }.items()
    for spelling in spellings.split()
} | {"": "1"}
_PLAIN = str.maketrans("\u03bc⁻⁰¹²³⁴⁵⁶⁷⁸⁹⁺", "µ-0123456789+", " \t\u00a0\u2009\u202f·⋅*^")


def parse_unit(text: str) -> Unit:
    """Return the unit that a survey's spelling means.

    Parameters
    ----------
    text : str
        A unit as written in a file: ``"ppm"``, ``"ug/g"``, ``"wt. %"``, ``"mg kg-1"``,
        ``"[mg/kg]"``; empty or ``"unitless"`` for pure numbers. A bare ``%`` is a
        mass share. Case, spaces and brackets around the unit do not matter.

    Raises
    ------
    UnitError
        If the spelling is not known; the message lists the units.
    """
    name = _SPELLINGS.get(_folded(text))
    if name is None:
        message = f"unit '{text}' is not known; known are {', '.join(UNITS)} and their spellings"
        raise UnitError(message)
    return UNITS[name]


def factor(form: str, from_unit: str | Unit, to_unit: str | Unit) -> float:
    """Return what values of a form in one unit are multiplied by to give the element in another.

    Parameters
    ----------
    form : str
        What the values report: ``"Fe2O3"``, ``"Fe"``, or the id of a parameter
        such as ``"LOI"``, which has no other form.
    from_unit, to_unit : str or Unit
        Units of one dimension.

    Raises
    ------
    UnitError
        If the units measure different things.
    NotInCatalogError
        If the form is neither in the catalogue nor a compound of an element with oxygen.
    """
    return _share(form) * _ratio(form, _unit(from_unit), _unit(to_unit))


def convert(
    values: ArrayLike,
    from_unit: str | Unit,
    to_unit: str | Unit,
    form: str,
    analyte_id: str,
) -> NDArray[np.float64]:
    """Convert reported values to an analyte's element form and another unit.

    Parameters
    ----------
    values : array_like, any shape
        Values or limits; NaN stays NaN.
    from_unit, to_unit : str or Unit
        Unit of `values`, and the unit wanted: usually ``analyte(analyte_id).unit``.
    form : str
        What the values report, for example ``"Fe2O3"``.
    analyte_id : str
        The analyte they are meant for, for example ``"Fe"``.

    Returns
    -------
    ndarray of float64, shape of `values`
        The element's content in `to_unit`.

    Raises
    ------
    UnitError
        If the form reports another analyte, or the units measure different things.
    NotInCatalogError
        If the analyte or the form is not in the catalogue.
    """
    wanted = analyte(analyte_id).id
    share = 1.0
    if form != wanted:
        reported = element_of(form) if form not in parameters() or wanted in elements() else form
        if reported != wanted:
            message = f"form '{form}' reports {reported}, not {wanted}"
            raise UnitError(message)
        share = oxide_factor(form)
    array: NDArray[np.float64] = np.asarray(values, dtype=np.float64)
    return array * (share * _ratio(form, _unit(from_unit), _unit(to_unit)))


def _share(form: str) -> float:
    return 1.0 if form in parameters() else oxide_factor(form)


def _ratio(form: str, source: Unit, target: Unit) -> float:
    if source.dimension != target.dimension:
        accepted = ", ".join(u.id for u in UNITS.values() if u.dimension == target.dimension)
        message = (
            f"{form}: '{source.id}' ({source.dimension}) cannot become '{target.id}' "
            f"({target.dimension}); accepted are {accepted}"
        )
        raise UnitError(message)
    return source.size / target.size


def _unit(unit: str | Unit) -> Unit:
    return unit if isinstance(unit, Unit) else parse_unit(unit)


def _folded(text: str) -> str:
    plain = text.translate(_PLAIN)
    # Brackets are stripped only around the whole, so that "cmol(+)/kg" keeps its own.
    while len(plain) > 1 and plain[0] + plain[-1] in ("[]", "()", "{}"):
        plain = plain[1:-1]
    return re.sub(r"^u(?=[gs])", "µ", plain.lower())

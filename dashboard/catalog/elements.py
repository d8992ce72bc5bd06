"""The analytes: 76 elements, and parameters that are no elements."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from dashboard.catalog.tables import NotInCatalogError, read_csv
from dashboard.i18n import translations

OXYGEN_WEIGHT = 15.999
"""Standard atomic weight of oxygen, abridged (IUPAC 2021, doi:10.1515/pac-2019-0603)."""

MASS_FRACTIONS: Mapping[str, float] = MappingProxyType(
    {"wt%": 1e-2, "g/kg": 1e-3, "mg/kg": 1e-6, "µg/kg": 1e-9, "ng/kg": 1e-12}
)
"""Units of mass fraction and what one of them is in kg/kg."""

# "TFe2O3", "Fe2O3T", "Fe2O3(t)", "FeO*", "Fe2O3 total": total iron printed as an oxide.
_TOTAL = re.compile(r"^(?:T(?=Fe))|(?:[ _]*(?:\(?(?:T|tot|total)\)?|\*))$", re.IGNORECASE)
_PART = re.compile(r"([A-Z][a-z]?)(\d*)")


@dataclass(frozen=True, slots=True)
class CrustReference:
    """Content of the upper continental crust.

    `value` and `two_sigma` are in the element's reporting unit and element form;
    `two_sigma` is None where the source gives none. `printed` is the figure as
    published and `source` an id of `dashboard.catalog.tables.sources`.
    """

    value: float
    two_sigma: float | None
    printed: str
    source: str


@dataclass(frozen=True, slots=True)
class Element:
    """One element.

    `group` is None for lanthanides and actinides. `row` and `column` are its place
    in the printed table of 9 rows and 18 columns, with lanthanides in row 8 and
    actinides in row 9. `unit` is the unit in which the application keeps it.
    `oxide` is the form customary in analyses, None where there is none, and
    `oxide_factor` the mass share of the element in it.
    """

    id: str
    name: str
    number: int
    weight: float
    period: int
    group: int | None
    row: int
    column: int
    unit: str
    oxide: str | None
    oxide_factor: float | None
    crust: CrustReference | None

    @property
    def symbol(self) -> str:
        """Return the symbol, which is the element's analyte id."""
        return self.id


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something determined on samples that is no element, such as pH or loss on ignition."""

    id: str
    name: str
    unit: str
    description: str
    source: str


@lru_cache(maxsize=1)
def elements() -> Mapping[str, Element]:
    """Return the 76 elements by symbol, in the order of their atomic numbers."""
    return MappingProxyType({row["symbol"]: _element(row) for row in read_csv("elements.csv")})


@lru_cache(maxsize=1)
def parameters() -> Mapping[str, Parameter]:
    """Return the parameters that are no elements, by id."""
    return MappingProxyType({row["id"]: Parameter(**row) for row in read_csv("parameters.csv")})


def analyte(id: str) -> Element | Parameter:
    """Return the element or parameter with an id.

    Parameters
    ----------
    id : str
        Symbol of an element (``"Cu"``) or id of a parameter (``"pH"``).

    Raises
    ------
    NotInCatalogError
        A `KeyError` that names the nearest ids.
    """
    found = elements().get(id) or parameters().get(id)
    if found is None:
        raise NotInCatalogError(id, "analyte", [*elements(), *parameters()])
    return found


def element_name(symbol: str, language: str = "en") -> str:
    """Return the name of an element or parameter in a language, English where there is none.

    Raises
    ------
    NotInCatalogError
        If the catalogue has no such analyte.
    """
    return translations(language).gettext(analyte(symbol).name)


def element_of(form: str) -> str:
    """Return the symbol of the element that a form such as ``"Fe2O3"`` or ``"Fe"`` reports.

    Raises
    ------
    NotInCatalogError
        If the form is neither an element of the catalogue nor its compound with oxygen.
    """
    return _parsed(form)[0]


def oxide_factor(form: str) -> float:
    """Return the mass share of an element in the form it is reported as.

    Parameters
    ----------
    form : str
        Formula of an element or its compound with oxygen: ``"Fe2O3"``, ``"FeO"``,
        ``"P2O5"``, ``"SO4"``, ``"Fe"``. Marks of total iron (``"TFe2O3"``,
        ``"Fe2O3T"``, ``"FeO*"``) are understood.

    Returns
    -------
    float
        Element in oxide, kg/kg, from standard atomic weights (IUPAC 2021,
        doi:10.1515/pac-2019-0603); 1 for the element itself.

    Raises
    ------
    NotInCatalogError
        As `element_of`.
    """
    symbol, atoms, oxygens = _parsed(form)
    return _share(_weights()[symbol], atoms, oxygens)


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, float]:
    return {row["symbol"]: float(row["weight"]) for row in read_csv("elements.csv")}


def _share(weight: float, atoms: int, oxygens: int) -> float:
    return atoms * weight / (atoms * weight + oxygens * OXYGEN_WEIGHT)


@lru_cache(maxsize=512)
def _parsed(form: str) -> tuple[str, int, int]:
    formula = _TOTAL.sub("", form.strip()) if form.strip() not in _weights() else form.strip()
    parts = _PART.findall(formula)
    counts = {symbol: int(number or 1) for symbol, number in parts}
    oxygens = counts.pop("O", 0)
    whole = "".join(symbol + number for symbol, number in parts)
    if whole == formula and len(counts) == 1 and len(parts) <= 2 and parts[0][0] != "O":
        ((symbol, atoms),) = counts.items()
        if symbol in _weights() and atoms and (oxygens or atoms == 1):
            return symbol, atoms, oxygens
    customary = [row["oxide"] for row in read_csv("elements.csv") if row["oxide"]]
    raise NotInCatalogError(form, "form", [*customary, "FeO", *_weights()])


def _element(row: Mapping[str, str]) -> Element:
    return Element(
        id=row["symbol"],
        name=row["name"],
        number=int(row["number"]),
        weight=float(row["weight"]),
        period=int(row["period"]),
        group=int(row["group"]) if row["group"] else None,
        row=int(row["row"]),
        column=int(row["column"]),
        unit=row["unit"],
        oxide=row["oxide"] or None,
        oxide_factor=oxide_factor(row["oxide"]) if row["oxide"] else None,
        crust=_crust(row) if row["ucc_value"] else None,
    )


def _crust(row: Mapping[str, str]) -> CrustReference:
    share = oxide_factor(row["ucc_form"])
    factor = share * MASS_FRACTIONS[row["ucc_unit"]] / MASS_FRACTIONS[row["unit"]]
    sigma = row["ucc_two_sigma"]
    return CrustReference(
        value=float(row["ucc_value"]) * factor,
        two_sigma=float(sigma) * factor if sigma else None,
        printed=f"{row['ucc_value']} {row['ucc_unit']} {row['ucc_form']}",
        source=row["ucc_source"],
    )

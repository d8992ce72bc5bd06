"""Look-ups in a release index (docs/interfaces.md, section 4)."""

from collections.abc import Mapping
from typing import Any

from dashboard.i18n import _

Record = Mapping[str, Any]


def stratum_of(index: Record, stratum: str | None) -> Record | None:
    """Return the record of a stratum, None where the release has none of that id."""
    return next((item for item in index["strata"] if item["id"] == stratum), None)


def survey_of(index: Record, survey: str | None) -> Record | None:
    """Return the record of a survey, None where the release has none of that id."""
    return next((item for item in index["surveys"] if item["id"] == survey), None)


def analyte_of(stratum: Record | None, analyte: str | None) -> Record | None:
    """Return the record of an analyte in a stratum, None where it has none of that id."""
    analytes = stratum["analytes"] if stratum else ()
    return next((item for item in analytes if item["id"] == analyte), None)


def strata_with(index: Record, analyte: str | None) -> tuple[Record, ...]:
    """Return the strata that have results of an analyte."""
    return tuple(stratum for stratum in index["strata"] if analyte_of(stratum, analyte))


def kind_label(survey: Record) -> str:
    """Return what must be said beside a survey's name wherever it appears, or an empty text."""
    kinds = {
        "compilation": _("published analyses, not a survey"),
        "gridded": _("published as a grid: n counts grid values, not samples"),
    }
    labels = (
        kinds.get(survey["kind"], ""),
        _("simulated data") if survey["simulated"] else "",
    )
    return ", ".join(filter(None, labels))

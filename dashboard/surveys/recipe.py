"""The recipe ``survey.toml``: how to read a survey, as typed models.

A recipe names what the files hold; it never holds code. Keys that are left out
have the defaults below; unknown keys are errors. New keys may be added, the
meaning of existing ones never changes (`format` counts the exceptions).
"""

import re
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Iso3 = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
RowNumber = Annotated[int, Field(ge=1)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


def _inside_the_folder(path: str) -> str:
    """Refuse paths that lead out of the survey's folder."""
    if path.startswith(("/", "\\")) or ".." in path.replace("\\", "/").split("/"):
        msg = "a path inside the survey's folder, without .."
        raise ValueError(msg)
    return path


RelativePath = Annotated[Text, AfterValidator(_inside_the_folder)]


class Part(BaseModel):
    """A part of a recipe: closed, immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SurveyPart(Part):
    """``[survey]``: whose the data are and how to cite them."""

    id: Slug
    title: Text
    short: Text
    kind: Literal["survey", "compilation"] = "survey"
    simulated: bool = False
    owner: Text
    licence: Text
    licence_url: Url | None = None
    citation: Text
    doi: Annotated[str, StringConstraints(pattern=r"^10\.\d{4,9}/\S+$")] | None = None
    source_url: Url | None = None
    years: tuple[int, int]
    notes: str = ""
    sharing: Literal["none", "cells", "samples"] = "samples"

    @model_validator(mode="after")
    def _years_in_order(self) -> Self:
        if not 1800 <= self.years[0] <= self.years[1] <= 2200:
            msg = "years must be [first, last]"
            raise ValueError(msg)
        return self


class ExtentPart(Part):
    """``[extent]``: where the survey means to sample, and how densely."""

    countries: tuple[Iso3, ...] = ()
    bounds: tuple[float, float, float, float] | None = Field(
        default=None,
        description="west, south, east, north in degrees: only that part of the countries",
    )
    polygons: RelativePath | None = Field(
        default=None, description="file in the recipe's folder; goes before countries"
    )
    design_density: Positive | None = Field(default=None, description="km² per site")


class FilePart(Part):
    """One of ``[[files]]``. Rows are numbered from 1, as a spreadsheet shows them.

    Files without `join` are stacked; a file with `join` adds columns to them by
    sample number.
    """

    path: RelativePath = Field(description="file name or pattern, such as results-*.csv")
    sheet: Text | None = Field(
        default=None, description="sheet of a workbook; the first if left out"
    )
    header_row: RowNumber = 1
    unit_row: RowNumber | None = None
    limit_row: RowNumber | None = None
    first_row: RowNumber | None = Field(
        default=None,
        description="first row of data; the one after the header, unit and limit rows",
    )
    encoding: Text = "utf-8-sig"
    separator: Annotated[str, StringConstraints(min_length=1, max_length=1)] = ","
    decimal: Literal[".", ","] = "."
    join: Text | None = Field(default=None, description="column that holds the sample number")

    @property
    def data_row(self) -> int:
        """The first row of data."""
        return self.first_row or 1 + max(self.header_row, self.unit_row or 0, self.limit_row or 0)

    @model_validator(mode="after")
    def _rows_in_order(self) -> Self:
        if self.data_row <= max(self.header_row, self.unit_row or 0, self.limit_row or 0):
            msg = "first_row must lie below the header, unit and limit rows"
            raise ValueError(msg)
        return self


class ColumnsPart(Part):
    """``[columns]``: where a sample's own facts stand."""

    id: Text | None = Field(default=None, description="sample number; the row number if left out")
    longitude: Text | None = None
    latitude: Text | None = None
    x: Text | None = None
    y: Text | None = None
    crs: Text = "EPSG:4326"
    date: Text | None = None
    date_format: Text | None = Field(
        default=None, description="as in strptime; ISO 8601 if left out"
    )
    date_precision: Literal["day", "month", "year"] = "day"
    country: Text | None = Field(default=None, description="by overlay if left out")
    country_codes: dict[str, Iso3] = Field(default_factory=dict)
    country_within_km: Annotated[float, Field(ge=0, le=500)] = Field(
        default=20.0, description="a point at sea belongs to the nearest country so near"
    )
    grid_id: Text | None = None
    duplicate_of: Text | None = Field(
        default=None, description="filled in for field duplicates and laboratory replicates"
    )
    status: Text | None = None
    status_codes: dict[str, Literal["reported", "awaiting", "planned"]] = Field(
        default_factory=dict
    )

    @model_validator(mode="after")
    def _one_pair(self) -> Self:
        degrees = self.longitude is not None and self.latitude is not None
        metres = self.x is not None and self.y is not None
        given = sum(v is not None for v in (self.longitude, self.latitude, self.x, self.y))
        if given != 2 or degrees == metres:
            msg = "give longitude and latitude, or x and y with crs"
            raise ValueError(msg)
        return self

    @property
    def pair(self) -> tuple[str, str]:
        """Names of the columns with the eastward and the northward coordinate."""
        return (self.longitude or self.x or "", self.latitude or self.y or "")


class MissingPart(Part):
    """``[missing]``: spellings of *not determined* and of *no sample was taken*."""

    texts: tuple[str, ...] = ()
    no_sample: tuple[str, ...] = ()


class QualifierPart(Part):
    """A qualifier column beside each result, such as the ``<`` column of many laboratories.

    The result holds the limit where the code says below or above.
    """

    column: Text = Field(description="its name, with {column} for the result's name")
    below: tuple[str, ...] = ("<",)
    above: tuple[str, ...] = (">",)
    missing: tuple[str, ...] = ()
    measured: tuple[str, ...] = ("", "=")


class CensoringPart(Part):
    """``[censoring]``: how values beyond a limit are written.

    `text` understands ``<0.5`` and ``>1000``. `zero`, `negative` and `empty` say
    what these mean. `half_limit` = ``"censored"`` treats values exactly at half
    the limit as below it; ``"report"`` only reports that they look like it.
    """

    text: bool = True
    zero: Literal["error", "below", "missing", "value"] = "error"
    negative: Literal["error", "limit", "below", "missing", "value"] = "error"
    empty: Literal["missing", "below"] = "missing"
    half_limit: Literal["report", "censored", "ignore"] = "report"
    qualifier: QualifierPart | None = None


class AnalytePart(Part):
    """One analyte of a stratum; what is left out comes from the pattern or the stratum."""

    column: Text | None = None
    unit: Text | None = None
    form: Text | None = Field(default=None, description="as reported: Fe, Fe2O3, pH")
    limit: Positive | None = Field(default=None, description="detection limit in `unit`")
    upper_limit: Positive | None = None
    method: Slug | None = None
    digestion: Slug | None = None
    note: Text | None = None
    censoring: CensoringPart | None = None


class StratumPart(Part):
    """One of ``[[strata]]``: results that may be compared with each other.

    Analytes are named one by one in `analytes`, or found by `columns`, a pattern
    of column names such as ``"{form}_INAA"`` or ``"{form} {method} {unit} {limit}"``;
    `analytes` then refines what the pattern finds. Medium, depth, fraction,
    digestion and method are terms of the catalogue.
    """

    name: Slug | None = None
    title: Text | None = None
    short: Text | None = None
    medium: Slug
    depth: Slug = "unknown"
    depth_cm: tuple[float, float] | None = None
    fraction: Slug = "unknown"
    digestion: Slug = "unknown"
    method: Slug = "unknown"
    rows: dict[str, str | tuple[str, ...]] = Field(
        default_factory=dict, description="only rows whose column holds one of these texts"
    )
    columns: Text | None = None
    exclude: tuple[Text, ...] = Field(default=(), description="columns the pattern must not take")
    unit: Text | None = Field(
        default=None, description="unit of every column that states no other"
    )
    analytes: dict[str, AnalytePart] = Field(default_factory=dict)
    censoring: CensoringPart | None = None

    @model_validator(mode="after")
    def _has_analytes(self) -> Self:
        if not self.columns and not self.analytes:
            msg = "give analytes, or columns with a pattern such as {form}_XRF"
            raise ValueError(msg)
        if self.columns:
            places = re.findall(r"\{(\w*)\}", self.columns)
            if "form" not in places or set(places) - {"form", "unit", "method", "limit"}:
                msg = "columns needs {form}, and may have {unit}, {method}, {limit}"
                raise ValueError(msg)
        return self


class Recipe(Part):
    """A whole ``survey.toml``."""

    format: Literal[1] = 1
    survey: SurveyPart
    extent: ExtentPart = ExtentPart()
    files: Annotated[tuple[FilePart, ...], Field(min_length=1)]
    columns: ColumnsPart
    missing: MissingPart = MissingPart()
    censoring: CensoringPart = CensoringPart()
    strata: Annotated[tuple[StratumPart, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        names = [s.name for s in self.strata]
        if len(set(names)) < len(names):
            msg = "every stratum needs its own name"
            raise ValueError(msg)
        joined = [f for f in self.files if f.join]
        if len(joined) == len(self.files):
            msg = "one of the files must stand without join"
            raise ValueError(msg)
        if joined and self.columns.id is None:
            msg = "joined files need columns.id"
            raise ValueError(msg)
        return self

    def stratum_id(self, stratum: StratumPart) -> str:
        """Return the full id of a stratum: ``kola-c-horizon.inaa``."""
        return f"{self.survey.id}.{stratum.name}" if stratum.name else self.survey.id

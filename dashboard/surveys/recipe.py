"""The recipe ``survey.toml``: how to read a survey, as typed models.

A recipe names what the files hold; it never holds code. Keys that are left out
have the defaults below; unknown keys are errors. New keys may be added, the
meaning of existing ones never changes (`format` counts the exceptions).
"""

import re
from typing import Annotated, Literal, Self

from pydantic import (
    Field,
    StringConstraints,
    model_validator,
)

from dashboard.surveys.recipe_censoring import (
    CensoringPart,
    Iso3,
    MissingPart,
    Part,
    Positive,
    RelativePath,
    Role,
    RowNumber,
    Sharing,
    Slug,
    Status,
    Text,
)
from dashboard.surveys.recipe_references import ReferencesPart
from dashboard.surveys.recipe_survey import ExtentPart, SurveyPart


class FilePart(Part):
    """One of ``[[files]]``. Rows are numbered from 1, as a spreadsheet shows them.

    Files without `join` are stacked; a file with `join` adds columns to them by
    sample number.
    """

    path: RelativePath = Field(description="file name or pattern, such as results-*.csv")
    sheet: Text | None = Field(
        default=None,
        description="sheet of a workbook, layer of a GeoPackage, object of an R data file; the "
        "first (in R: the only) one if left out",
    )
    header_row: RowNumber | Annotated[tuple[RowNumber, ...], Field(min_length=1)] = Field(
        default=1, description="row with the column names, or the rows that these stand in"
    )
    unit_row: RowNumber | None = None
    """Row with units."""
    limit_row: RowNumber | None = None
    """Row with detection limits."""
    first_row: RowNumber | None = Field(
        default=None,
        description="first row of data; the one after the header, unit and limit rows",
    )
    encoding: Text = "utf-8-sig"
    """Such as latin-1 or cp1252."""
    separator: Annotated[str, StringConstraints(min_length=1, max_length=1)] = ","
    """Between fields of a text table."""
    decimal: Literal[".", ","] = "."
    """Decimal sign of a text table, and of numbers typed as text in a workbook."""
    thousands: Literal[" ", ".", ",", "'"] | None = Field(
        default=None,
        description="sign between groups of three digits there, as in 1 200; a blank is any space",
    )
    join: Text | None = Field(default=None, description="column that holds the sample number")
    crs: Text | None = Field(
        default=None, description="reference system of a raster that states none"
    )
    nodata: float | None = Field(
        default=None, description="pixel value that stands for nothing, besides the raster's own"
    )

    @property
    def header_rows(self) -> tuple[int, ...]:
        """The rows with the column names."""
        return (self.header_row,) if isinstance(self.header_row, int) else self.header_row

    @property
    def _head_rows(self) -> int:
        return max(*self.header_rows, self.unit_row or 0, self.limit_row or 0)

    @property
    def data_row(self) -> int:
        """The first row of data."""
        return self.first_row or 1 + self._head_rows

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.data_row <= self._head_rows:
            msg = "first_row must lie below the header, unit and limit rows"
            raise ValueError(msg)
        if self.thousands == self.decimal:
            msg = "thousands must differ from decimal"
            raise ValueError(msg)
        return self


class ColumnsPart(Part):
    """``[columns]``: where a sample's own facts stand."""

    id: Text | None = Field(default=None, description="sample number; the row number if left out")
    longitude: Text | None = Field(
        default=None, description="without any pair of coordinates, the points of the file"
    )
    latitude: Text | None = None
    """Column, in degrees."""
    x: Text | None = None
    """Column with the eastward coordinate, with `crs`."""
    y: Text | None = None
    """Column with the northward coordinate."""
    crs: Text = Field(
        default="EPSG:4326",
        description="reference system of the coordinates; points of a file have their own",
    )
    crs_column: Text | None = Field(
        default=None, description="column that says the reference system of each row"
    )
    crs_codes: dict[str, Text] = Field(
        default_factory=dict, description="what its texts mean, such as 35N: EPSG:32635"
    )
    date: Text | None = Field(default=None, description="of sampling")
    date_format: Text | tuple[Text, ...] | None = Field(
        default=None, description="as in strptime, or several; ISO 8601 is always read"
    )
    date_precision: Literal["day", "month", "year"] = "day"
    """How exactly dates are known."""
    country: Text | None = Field(default=None, description="by overlay if left out")
    country_codes: dict[str, Iso3] = Field(default_factory=dict)
    """The survey's own codes and the ISO codes they mean."""
    country_within_km: Annotated[float, Field(ge=0, le=500)] = Field(
        default=20.0, description="a point at sea belongs to the nearest country so near"
    )
    grid_id: Text | None = None
    """Column with the cell or site of the global grid."""
    duplicate_of: Text | None = Field(
        default=None,
        description="id of the routine sample, in rows of field duplicates and replicates",
    )
    role: Text | None = Field(
        default=None,
        description="says which rows are duplicates; those with duplicate_of, if left out",
    )
    role_codes: dict[str, Role] = Field(
        default_factory=dict, description="an empty text is routine"
    )
    status: Text | None = None
    """Column with how far a sample has come."""
    status_codes: dict[str, Status] = Field(default_factory=dict)
    """What its texts mean."""
    laboratory_date: Text | None = Field(
        default=None, description="when the sample came to the laboratory"
    )
    reported_date: Text | None = Field(
        default=None,
        description="when its results came; without status, samples are as far as their dates",
    )

    @model_validator(mode="after")
    def _one_pair(self) -> Self:
        degrees = self.longitude is not None and self.latitude is not None
        metres = self.x is not None and self.y is not None
        given = sum(v is not None for v in (self.longitude, self.latitude, self.x, self.y))
        if given and (given != 2 or degrees == metres):
            msg = "give longitude and latitude, or x and y with crs"
            raise ValueError(msg)
        if self.role is not None and not self.role_codes:
            msg = "columns.role needs columns.role_codes"
            raise ValueError(msg)
        return self

    @property
    def date_formats(self) -> tuple[str, ...]:
        """How dates are written, besides ISO 8601."""
        one = self.date_format
        return (one,) if isinstance(one, str) else one or ()

    @property
    def pair(self) -> tuple[str, str]:
        """Names of the columns with the eastward and northward coordinate, empty without."""
        return (self.longitude or self.x or "", self.latitude or self.y or "")


class ResultsPart(Part):
    """``[results]``: for tables with one row a result instead of one row a sample.

    Each name of a result becomes a column, and each column `beside` it another:
    ``Cu`` and ``Cu Unit``, which ``unit_column = "{column} Unit"`` then names.
    """

    name: Text | tuple[Text, ...] = Field(
        description="column with what was determined; several, such as element and method, "
        "are joined by spaces"
    )
    value: Text
    """Column with the results."""
    beside: tuple[Text, ...] = ()
    """Columns with unit, qualifier or limit of each result."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns with what was determined."""
        return (self.name,) if isinstance(self.name, str) else self.name


class AnalytePart(Part):
    """One analyte of a stratum; what is left out comes from the pattern or the stratum."""

    column: Text | None = None
    """Column with the results; named as the analyte if left out."""
    unit: Text | None = None
    """Such as mg/kg, wt%, ppb."""
    form: Text | None = Field(default=None, description="as reported: Fe, Fe2O3, pH")
    unit_column: Text | None = Field(default=None, description="as in the stratum")
    limit: Positive | None = Field(default=None, description="detection limit in `unit`")
    limit_column: Text | None = Field(default=None, description="as in the stratum")
    upper_limit: Positive | None = None
    """Largest value that can be determined."""
    method: Slug | None = None
    """Term of the catalogue."""
    digestion: Slug | None = None
    """Term of the catalogue."""
    note: Text | None = None
    """For readers of the map."""
    sharing: Sharing | None = None
    """Where it differs from the stratum."""
    censoring: CensoringPart | None = None
    """Where it differs from the stratum."""


class StratumPart(Part):
    """One of ``[[strata]]``: results that may be compared with each other.

    Analytes are named one by one in `analytes`, or found by `columns`, a pattern
    of column names such as ``"{form}_INAA"`` or ``"{form} {method} {unit} {limit}"``;
    `analytes` then refines what the pattern finds. Medium, depth, fraction,
    digestion and method are terms of the catalogue.
    """

    name: Slug | None = None
    """Id within the survey: lower case, digits, hyphens."""
    title: Text | None = None
    """Full title."""
    short: Text | None = None
    """Short title, for lists."""
    medium: Slug
    """Term of the catalogue, such as topsoil."""
    depth: Slug = "unknown"
    """Term of the catalogue, such as top."""
    depth_cm: tuple[float, float] | None = None
    """From and to, in cm."""
    fraction: Slug = "unknown"
    """Term of the catalogue, such as lt-2mm."""
    digestion: Slug = "unknown"
    """Term of the catalogue, such as aqua-regia."""
    method: Slug = "unknown"
    """Term of the catalogue, such as icp-ms."""
    files: tuple[Text, ...] = Field(
        default=(), description="names or patterns; only the records of these files"
    )
    date: Text | None = Field(
        default=None, description="column with the stratum's own sampling dates"
    )
    rows: dict[str, str | tuple[str, ...]] = Field(
        default_factory=dict, description="only rows whose column holds one of these texts"
    )
    columns: Text | None = None
    """Pattern of column names with {form} and {unit}, {method}, {limit}."""
    exclude: tuple[Text, ...] = Field(default=(), description="columns the pattern must not take")
    unit: Text | None = Field(
        default=None, description="unit of every column that states no other"
    )
    unit_column: Text | None = Field(
        default=None,
        description="column with the unit, {column} for the result's name or {form} for what it "
        "reports; one unit in all rows",
    )
    limit_column: Text | None = Field(
        default=None, description="column with each row's limit, named as a unit_column"
    )
    analytes: dict[str, AnalytePart] = Field(default_factory=dict)
    """By element or parameter: Cu, pH, LOI."""
    sharing: Sharing | None = None
    """Where it differs from the survey."""
    censoring: CensoringPart | None = None
    """Where it differs from the recipe."""

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
    """Version of this notation."""
    survey: SurveyPart
    """Whose the data are."""
    extent: ExtentPart = ExtentPart()
    """Where the survey means to sample."""
    files: Annotated[tuple[FilePart, ...], Field(min_length=1)]
    """The tables."""
    columns: ColumnsPart
    """Where a sample's own facts stand."""
    results: ResultsPart | None = None
    """For tables with one row a result."""
    skip: dict[str, str | tuple[str, ...]] = Field(
        default_factory=dict,
        description="rows whose column holds one of these texts are no samples: blanks, reference "
        "materials, remarks",
    )
    references: ReferencesPart | None = None
    """Which records are reference materials, and what these are certified for."""
    missing: MissingPart = MissingPart()
    """Spellings of missing results."""
    censoring: CensoringPart = CensoringPart()
    """How values beyond a limit are written."""
    strata: Annotated[tuple[StratumPart, ...], Field(min_length=1)]
    """Results that may be compared with each other."""

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        names = [s.name for s in self.strata]
        if len(set(names)) < len(names):
            msg = "every stratum needs its own name"
            raise ValueError(msg)
        if self.results is not None and self.columns.id is None:
            msg = "results needs columns.id"
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

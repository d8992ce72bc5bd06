"""Parts of the recipe on the survey as a whole: whose it is, and where it means to sample."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from dashboard.surveys.recipe_censoring import (
    Iso3,
    Part,
    Positive,
    RelativePath,
    Sharing,
    Slug,
    Text,
    Url,
)


class SurveyPart(Part):
    """``[survey]``: whose the data are and how to cite them."""

    id: Slug
    """The name of its folder: lower case, digits, hyphens."""
    title: Text
    """Full title."""
    short: Text
    """Short title, for lists and the map."""
    kind: Literal["survey", "compilation", "gridded"] = Field(
        default="survey",
        description="a compilation of published analyses and a published grid (gridded: polygons "
        "or pixels with values) are never counted as progress",
    )
    simulated: bool = False
    """Made-up data are marked as such everywhere."""
    owner: Text
    """Who holds the rights."""
    licence: Text
    """Name of the licence."""
    licence_url: Url | None = None
    """Where it can be read."""
    citation: Text
    """How to cite the survey."""
    doi: Annotated[str, StringConstraints(pattern=r"^10\.\d{4,9}/\S+$")] | None = None
    """Digital object identifier, starting with ``10.``."""
    source_url: Url | None = None
    """Where the publisher offers the files."""
    years: tuple[int, int]
    """First and last year of sampling."""
    notes: str = ""
    """What a reader of the map should know."""
    sharing: Sharing = Field(
        default="samples",
        description="what the owner lets be published: nothing, results of cells and countries, "
        "or those of samples too",
    )

    @model_validator(mode="after")
    def _years_in_order(self) -> Self:
        if not 1800 <= self.years[0] <= self.years[1] <= 2200:
            msg = "years must be [first, last]"
            raise ValueError(msg)
        return self


class ExtentPart(Part):
    """``[extent]``: where the survey means to sample, and how densely."""

    countries: tuple[Iso3, ...] = ()
    """ISO 3166-1 alpha-3 codes of the countries that take part."""
    bounds: tuple[float, float, float, float] | None = Field(
        default=None,
        description="west, south, east, north in degrees: only that part of the countries",
    )
    polygons: RelativePath | None = Field(
        default=None, description="file in the recipe's folder; goes before countries"
    )
    cells: RelativePath | None = Field(
        default=None,
        description="CSV in the recipe's folder with the planned cells of the global grid in a "
        "column cell; goes before countries",
    )
    sites: RelativePath | None = Field(
        default=None,
        description="CSV in the recipe's folder with the planned sites: id, longitude, latitude "
        "(WGS84); an id that no sample has yet is planned and not sampled",
    )
    design_density: Positive | None = Field(default=None, description="km² per site")

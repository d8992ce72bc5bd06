"""The part of a recipe that says which results are those of reference materials."""

from pydantic import Field

from dashboard.surveys.recipe_censoring import Part, Positive, Text


class CertifiedPart(Part):
    """The content that a reference material is certified for."""

    value: Positive
    """The certified or recommended content."""
    unit: Text | None = None
    """Such as mg/kg; that of the column of results if left out."""
    form: Text | None = None
    """Such as Fe2O3; that of the column of results if left out."""


class ReferencesPart(Part):
    """``[references]``: results of reference materials, which are never samples.

    They are the rows whose `columns.role` means ``reference``, and all rows of `files`.
    """

    material: Text
    """Column with the name of the material."""
    files: tuple[Text, ...] = Field(
        default=(), description="names or patterns of files that hold reference materials only"
    )
    certified: dict[str, dict[str, CertifiedPart]] = Field(
        default_factory=dict, description="contents by material and analyte"
    )

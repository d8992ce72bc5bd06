"""The parts of a recipe that say how results are written, and what all parts share."""

from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Iso3 = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
RowNumber = Annotated[int, Field(ge=1)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Role = Literal["routine", "duplicate", "replicate", "reference"]
Status = Literal["planned", "collected", "laboratory", "awaiting", "reported"]
Sharing = Literal["none", "cells", "samples"]
"""Nothing; results of cells and countries; those and the results of samples."""


def _inside_the_folder(path: str) -> str:
    """Refuse paths that lead out of the survey's folder, on any operating system."""
    leads_out = (
        PurePosixPath(path).is_absolute()
        or bool(PureWindowsPath(path).anchor)
        or ".." in PureWindowsPath(path).parts
        or "\0" in path
    )
    if leads_out:
        msg = "a path inside the survey's folder, without .."
        raise ValueError(msg)
    return path


RelativePath = Annotated[Text, AfterValidator(_inside_the_folder)]


class Part(BaseModel):
    """A part of a recipe: closed, immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class MissingPart(Part):
    """``[missing]``: spellings of *not determined* and of *no sample was taken*."""

    texts: tuple[str, ...] = ()
    """Of results not determined."""
    no_sample: tuple[str, ...] = ()
    """Of samples never taken."""


class QualifierPart(Part):
    """A qualifier column beside each result, such as the ``<`` column of many laboratories.

    The result holds the limit where the code says below or above.
    """

    column: Text = Field(
        description="its name, with {column} for the result's name, or {form} for what it reports"
    )
    below: tuple[str, ...] = ("<",)
    """Codes of results below detection."""
    above: tuple[str, ...] = (">",)
    """Codes of results above the upper limit."""
    missing: tuple[str, ...] = ()
    """Codes of results not determined."""
    measured: tuple[str, ...] = ("", "=")
    """Codes of measured results."""


class MarksPart(Part):
    """Letters in the cell of a result, before or after the limit or alone.

    ``N``, ``10N``, ``N10`` and ``N(10)`` are read alike. The letters left out are those
    of the USGS: N not detected, L detected below the limit of determination, G greater
    than the upper limit, B blank (no data).
    """

    below: tuple[Text, ...] = ("N", "L")
    """Letters of results below detection."""
    above: tuple[Text, ...] = ("G",)
    """Letters of results above the upper limit."""
    missing: tuple[Text, ...] = ("B",)
    """Letters of results not determined."""


class CensoringPart(Part):
    """``[censoring]``: how values beyond a limit are written.

    `text` understands ``<0.5`` and ``>1000``. `zero`, `negative` and `empty` say
    what these mean. `half_limit` = ``"censored"`` treats values exactly at half
    the limit as below it; ``"report"`` only reports that they look like it.
    """

    text: bool = True
    """Whether <0.5 and >1000 are understood."""
    zero: Literal["error", "below", "missing", "value"] = "error"
    """What 0 means."""
    negative: Literal["error", "limit", "below", "missing", "value"] = "error"
    """What −0.5 means; limit: below 0.5."""
    empty: Literal["missing", "below"] = "missing"
    """What an empty cell means."""
    half_limit: Literal["report", "censored", "ignore"] = "report"
    """What values at exactly half the limit mean."""
    qualifier: QualifierPart | None = None
    """A column of qualifiers beside each result."""
    marks: MarksPart | None = None
    """Letters in the cell of a result, such as 10N."""
    notes: tuple[Text, ...] = Field(
        default=(), description="signs before or after a result that change nothing, such as 12*"
    )

"""What the owners of surveys share, and what of a survey an audience is given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:  # the command line needs the audiences without what reads surveys
    from dashboard.surveys.recipe import Recipe
    from dashboard.surveys.recipe_censoring import Sharing
    from dashboard.surveys.samples import Survey

Audience = Literal["public", "internal"]
PUBLIC: Audience = "public"
INTERNAL: Audience = "internal"
AUDIENCES = get_args(Audience)
"""Who a release is for: everybody, so that it holds what is shared, or the owners themselves."""


def sharing_of(recipe: Recipe, number: int, analyte: str) -> Sharing:
    """Return what is shared of an analyte in a stratum.

    The statement nearest to it counts: that of the analyte, else that of the stratum, else
    that of the survey.

    Parameters
    ----------
    recipe : Recipe
        The survey's recipe.
    number : int
        Position of the stratum in it.
    analyte : str
        Analyte id.
    """
    stratum = recipe.strata[number]
    part = stratum.analytes.get(analyte)
    own = part.sharing if part is not None else None
    return own or stratum.sharing or recipe.survey.sharing


def withholds(recipe: Recipe) -> bool:
    """Return whether a recipe may keep anything from the public."""
    return any(one != "samples" for one in _statements(recipe))


def shares(recipe: Recipe, audience: Audience) -> bool:
    """Return whether an audience may be given anything of a survey."""
    return audience == INTERNAL or any(one != "none" for one in _statements(recipe))


def _statements(recipe: Recipe) -> Iterator[Sharing]:
    """Yield every statement of a recipe that may be the nearest to an analyte."""
    for stratum in recipe.strata:
        yield stratum.sharing or recipe.survey.sharing
        yield from (part.sharing for part in stratum.analytes.values() if part.sharing)


@dataclass(frozen=True)
class Shared:
    """What an audience is given of a stratum.

    Attributes
    ----------
    analytes : tuple of int
        Positions of the analytes whose results it is given, of cells at least.
    samples : frozenset of str
        Ids of those whose results of samples it is given too. Without any, it is not told
        of single samples at all.
    """

    analytes: tuple[int, ...]
    samples: frozenset[str]


def shared(survey: Survey, number: int, audience: Audience) -> Shared:
    """Return what an audience is given of a stratum.

    Parameters
    ----------
    survey : Survey
        A survey that was read.
    number : int
        Position of the stratum in its recipe.
    audience : {"public", "internal"}
        Who is asking.
    """
    columns = list(survey.columns.values())[number]
    names = [column.analyte for column in columns]
    if audience == INTERNAL:
        return Shared(tuple(range(len(names))), frozenset(names))
    stated = [sharing_of(survey.recipe, number, name) for name in names]
    return Shared(
        tuple(i for i, one in enumerate(stated) if one != "none"),
        frozenset(name for name, one in zip(names, stated, strict=True) if one == "samples"),
    )

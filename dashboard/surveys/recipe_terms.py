"""Whether a recipe's terms and countries are in the catalogue."""

from collections.abc import Iterator

from dashboard.catalog.countries import countries
from dashboard.catalog.terms import Vocabulary, terms
from dashboard.i18n import _
from dashboard.surveys.checks import Checks, nearest, quoted
from dashboard.surveys.recipe import Recipe
from dashboard.surveys.recipe_file import NAME


def check_terms(recipe: Recipe, checks: Checks) -> None:
    """Report terms and country codes that the catalogue does not list.

    Parameters
    ----------
    recipe : Recipe
        The recipe.
    checks : Checks
        Takes each unknown term with its key path and the nearest valid one.
    """
    for path, id_, vocabulary in _used(recipe):
        if id_ not in list(vocabulary):
            checks.error(NAME, None, path, quoted(id_), nearest(id_, vocabulary))
    codes = [("extent.countries", code) for code in recipe.extent.countries]
    codes += [(f"columns.country_codes.{k}", v) for k, v in recipe.columns.country_codes.items()]
    for path, code in codes:
        if code not in countries():
            checks.error(NAME, None, path, quoted(code), _("a country code of ISO 3166-1 alpha-3"))


def _used(recipe: Recipe) -> Iterator[tuple[str, str, Vocabulary]]:
    """Yield key path, term and vocabulary of every term in a recipe."""
    known = terms()
    for number, stratum in enumerate(recipe.strata, start=1):
        path = f"strata[{number}]"
        yield f"{path}.medium", stratum.medium, known.media
        yield f"{path}.depth", stratum.depth, known.depths
        yield f"{path}.fraction", stratum.fraction, known.fractions
        yield f"{path}.digestion", stratum.digestion, known.digestions
        yield f"{path}.method", stratum.method, known.methods
        for key, part in stratum.analytes.items():
            if part.method:
                yield f"{path}.analytes.{key}.method", part.method, known.methods
            if part.digestion:
                yield f"{path}.analytes.{key}.digestion", part.digestion, known.digestions

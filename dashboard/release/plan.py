"""What a build is made of: surveys, the files they are read from, and the keys of their parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dashboard.i18n import _
from dashboard.release.manifest import sha256
from dashboard.release.parts import part_key
from dashboard.surveys.checks import OriginalsMissing, Problem, SurveyError
from dashboard.surveys.features import companions
from dashboard.surveys.reader import Source, find_files, sources
from dashboard.surveys.recipe import Recipe
from dashboard.surveys.recipe_file import NAME, read_recipe
from dashboard.surveys.sharing import INTERNAL, Audience, shares, withholds


@dataclass(frozen=True)
class Planned:
    """A survey that a release is to hold.

    Attributes
    ----------
    folder : Path
        Folder of its recipe.
    recipe : Recipe
        The recipe.
    sources : tuple of Source
        Its files with their SHA-256.
    keys : tuple of str
        Keys of the parts of its strata, in the order of the recipe.
    """

    folder: Path
    recipe: Recipe
    sources: tuple[Source, ...]
    keys: tuple[str, ...]


def survey_folders(roots: Sequence[Path], only: Sequence[str]) -> list[Path]:
    """Return the folders of surveys, by name.

    Parameters
    ----------
    roots : sequence of Path
        Folders with one folder a survey, of one owner or of several.
    only : sequence of str
        Names of folders; all if empty.

    Raises
    ------
    SurveyError
        If there is none, or not one that is asked for.
    """
    folders = sorted(
        {path.parent for root in roots for path in root.glob(f"*/{NAME}")},
        key=lambda folder: (folder.name, folder),
    )
    missing = sorted(set(only) - {folder.name for folder in folders})
    if missing or not folders:
        names = ", ".join(dict.fromkeys(folder.name for folder in folders))
        raise SurveyError(
            [
                Problem(
                    file=", ".join(str(root) for root in roots),
                    row=None,
                    column=None,
                    found=", ".join(missing) if missing else _("no survey"),
                    expected=_("one of {names}").format(names=names),
                )
            ]
        )
    return [folder for folder in folders if not only or folder.name in only]


def plan(
    folders: Sequence[Path],
    originals: Path | None,
    boundaries: Path,
    audience: Audience,
    tell: Callable[[str], None],
) -> list[Planned]:
    """Return what a release of some surveys is made of, without reading their results.

    Parameters
    ----------
    folders : sequence of Path
        Of :func:`survey_folders`.
    originals : Path or None
        Folder of files that do not ship with the recipes.
    boundaries : Path
        File of the boundaries that results are gridded by.
    audience : {"public", "internal"}
        Who it is for; what shares nothing with them is left out.
    tell : callable
        Takes a sentence for each survey that is left out.

    Raises
    ------
    SurveyError
        With the problems of all recipes; if two surveys have the same id; if none is left.
    """
    border = sha256(boundaries)
    planned: list[Planned] = []
    problems: list[Problem] = []
    having: dict[str, list[Path]] = defaultdict(list)
    for folder in folders:
        try:
            recipe = read_recipe(folder)
            having[recipe.survey.id].append(folder / NAME)
            if not shares(recipe, audience):
                left_out = _("{survey}: its owner shares nothing").format(survey=folder.name)
                tell(_("Left out: {why}").format(why=left_out))
                continue
            found = sources(find_files(recipe, folder, originals))
        except OriginalsMissing as missing:
            tell(_("Left out: {why}").format(why=missing))
        except SurveyError as error:
            problems += located(error.problems, folder, folders)
        else:
            key = part_key(
                (folder / NAME).read_text(encoding="utf-8"),
                [f"{one.sha256} {one.path}" for one in found],
                _extent_hashes(recipe, folder),
                border,
                # Only what is withheld comes out differently.
                audience if withholds(recipe) else INTERNAL,
            )
            keys = (part_key(key, recipe.stratum_id(one)) for one in recipe.strata)
            planned.append(Planned(folder, recipe, found, tuple(keys)))
    problems += _twice(having)
    if problems:
        raise SurveyError(problems)
    if not planned:
        # An empty release would take the place of the one that is served.
        names = ", ".join(folder.name for folder in folders)
        expected = _("the data of one survey at least; ORIGINALS names their folder")
        found_none = _("no survey with its data")
        raise SurveyError([Problem(names, None, None, found_none, expected)])
    return planned


def located(
    problems: Sequence[Problem], folder: Path, folders: Sequence[Path]
) -> tuple[Problem, ...]:
    """Return problems of a survey with its folder, where several surveys are built."""
    if len(folders) == 1:
        return tuple(problems)
    return tuple(replace(one, file=f"{folder.name}/{one.file}") for one in problems)


def _twice(having: Mapping[str, Sequence[Path]]) -> list[Problem]:
    """Report surveys that have the same id, naming the files of all."""
    return [
        Problem(
            file=str(path),
            row=None,
            column="survey.id",
            found=identity,
            expected=_("an id that no other survey has; {files} has it too").format(
                files=", ".join(str(other) for other in paths if other != path)
            ),
        )
        for identity, paths in having.items()
        if len(paths) > 1
        for path in paths
    ]


def _extent_hashes(recipe: Recipe, folder: Path) -> list[str]:
    """Return the hashes of the files that say where a survey means to sample."""
    extent = recipe.extent
    named = [folder / name for name in (extent.polygons, extent.cells, extent.sites) if name]
    files = [file for path in named for file in (path, *companions(path))]
    return [f"{sha256(path)} {path.name}" for path in files if path.is_file()]

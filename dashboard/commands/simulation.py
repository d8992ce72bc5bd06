"""The command `simulate`: a made-up campaign."""

from __future__ import annotations

import argparse
import datetime as dt
from dataclasses import fields
from pathlib import Path
from typing import Any

from rich.console import Console

from dashboard.commands.console import BAD_COMMAND, GOOD, folders_missing
from dashboard.i18n import _
from dashboard.settings import Settings
from dashboard.simulation.plan import FORMATS, Plan


def add(commands: Any, settings: Settings) -> None:
    """Add the command to a parser.

    Parameters
    ----------
    commands : argparse's subparsers
    settings : Settings
        The defaults.
    """
    simulate = commands.add_parser(
        "simulate", help=_("write a made-up campaign, marked as simulated, as a survey folder")
    )
    simulate.add_argument("folder", type=Path, help=_("folder to make; its name is the id"))
    sizes = {
        "countries": _("countries that take part"),
        "samples": _("sites sampled so far"),
        "elements": _("elements determined, of the 76"),
        "years": _("years of sampling"),
        "strata": _("strata: topsoil, subsoil, then a finer fraction of each"),
        "seed": _("the same seed and sizes give the same files"),
    }
    for name, text in sizes.items():
        ready = getattr(Plan, name)
        simulate.add_argument(
            f"--{name}", type=int, default=ready, metavar="N", help=f"{text} ({ready})"
        )
    simulate.add_argument(
        "--until",
        type=dt.date.fromisoformat,
        default=Plan.until,
        metavar="YYYY-MM-DD",
        help=_("the day whose state is shown ({day})").format(day=Plan.until),
    )
    simulate.add_argument("--format", choices=FORMATS, default=FORMATS[0])
    simulate.add_argument("--boundaries", type=Path, default=settings.boundaries)
    simulate.set_defaults(run=_simulate)


def _simulate(arguments: argparse.Namespace, console: Console) -> int:
    from dashboard.simulation.writing import simulate, summary

    if folders_missing(console, arguments.boundaries):
        return BAD_COMMAND
    finest = arguments.boundaries / "world-50m.bin"
    try:
        plan = Plan(**{field.name: getattr(arguments, field.name) for field in fields(Plan)})
        made = simulate(arguments.folder, plan, finest, arguments.format)
    except FileExistsError as error:
        console.print(_("There is a recipe already: {name}").format(name=error), markup=False)
        return BAD_COMMAND
    except ValueError as error:
        console.print(str(error), markup=False)
        return BAD_COMMAND
    console.print(summary(made), markup=False, highlight=False, soft_wrap=True)
    return GOOD

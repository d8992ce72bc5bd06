"""The command line: ``python -m dashboard COMMAND``; ``--help`` lists the commands.

Exit statuses: 0 all is well, 1 the data are not (each fault is printed), 2 the
command or a setting cannot be used.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from rich.console import Console

from dashboard.commands import releases, retention, serve, simulation, stories, surveys
from dashboard.commands.console import BAD_COMMAND
from dashboard.settings import Settings, SettingsError, read


def parser(settings: Settings) -> argparse.ArgumentParser:
    """Return the parser of the command line, with the settings as defaults.

    What it parses has `run`, which takes it and a console and returns the exit status.
    """
    top = argparse.ArgumentParser(prog="python -m dashboard", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    for group in (releases, surveys, simulation, stories, retention, serve):
        group.add(commands, settings)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``python -m dashboard``; those of the process by default.

    Returns
    -------
    int
        The exit status.
    """
    console = Console()
    try:
        settings = read()
    except SettingsError as error:
        console.print(str(error), markup=False)
        return BAD_COMMAND
    chosen = parser(settings).parse_args(arguments)
    status: int = chosen.run(chosen, console)
    return status


if __name__ == "__main__":
    sys.exit(main())

"""The command `serve`."""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial
from typing import Any

from rich.console import Console

from dashboard.i18n import _
from dashboard.settings import ROOT, Settings


def add(commands: Any, settings: Settings) -> None:
    """Add the command to a parser.

    Parameters
    ----------
    commands : argparse's subparsers
    settings : Settings
        What is served, and where.
    """
    serve = commands.add_parser("serve", help=_("serve the current release with gunicorn"))
    serve.set_defaults(run=partial(_serve, settings))


def _serve(settings: Settings, _arguments: argparse.Namespace, console: Console) -> int:
    host = "localhost" if settings.host in {"0.0.0.0", "127.0.0.1", "::"} else settings.host
    address = f"http://{host}:{settings.port}{settings.prefix}"
    console.print(_("Serving {address}").format(address=address), markup=False)
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "app:server"])

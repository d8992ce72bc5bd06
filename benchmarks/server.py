"""The real application under gunicorn, on a free port of this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from benchmarks.common import ROOT

PATIENCE = 60.0
"""Seconds a server may take to start."""


@dataclass(frozen=True)
class Server:
    """A running server: its address, the id of gunicorn's master, seconds until it answered."""

    address: str
    pid: int
    started: float


@contextmanager
def serve(releases: Path, workers: int = 1) -> Iterator[Server]:
    """Run ``gunicorn app:server`` with the project's own configuration; stop it at the end.

    Parameters
    ----------
    releases : Path
        Folder of releases.
    workers : int
        Number of worker processes.

    Raises
    ------
    RuntimeError
        With the server's output, if it stops or does not answer in time.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {
        **os.environ,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PREFIX": "/",
        "PUBLIC_URL": "",
        "WORKERS": str(workers),
        "RELEASES": str(releases.resolve()),
    }
    with TemporaryFile() as output:
        began = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "app:server"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            while not _answers(f"{address}/healthz"):
                if process.poll() is not None or time.monotonic() - began > PATIENCE:
                    output.seek(0)
                    said = output.read().decode(errors="replace")[-3000:]
                    raise RuntimeError(f"the server does not answer at {address}:\n{said}")
                time.sleep(0.05)
            yield Server(address, process.pid, time.monotonic() - began)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False

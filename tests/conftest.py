"""Fixtures that several test files share."""

import fcntl
import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest

from dashboard import settings
from dashboard.release.release import Release
from dashboard.release.store import ReleaseStore
from dashboard.server import Pages, create_app
from dashboard.web import compression
from tests.fake_release import FakeStore
from tests.public_server import HOST
from tests.small_survey import BOUNDARIES, write_survey

# How fast a machine is, and what else it does, is no matter of a test.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")

ROOT = Path(__file__).resolve().parent.parent
ORIGINALS = ROOT.parent / "shared" / "data"
SURVEYS = ROOT / "data" / "surveys"

# What Chromium leaves out: what concerns it of Playwright's own list, which this switch
# replaces, and what each new window makes in advance for its own bar and panels
# (PreloadTopChromeWebUI, WebUIOmnibox…): pages of their own, which would take a quarter of the
# processor time of all journeys.
CHROMIUM_WITHOUT = (
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "PreloadTopChromeWebUI",
    "ThirdPartyStoragePartitioning",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
)

# Chromium that calls nobody: tests run on machines without a network.
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(CHROMIUM_WITHOUT)}",
)

# Milliseconds after which a journey gives up what it waits for: none fails for a busy machine.
PATIENCE = 120_000


@pytest.fixture(scope="session")
def originals() -> Path:
    """The publishers' original files, which are not part of the project."""
    if not ORIGINALS.is_dir():
        pytest.skip("the publishers' original survey files are not beside the project")
    return ORIGINALS


@pytest.fixture(scope="session", autouse=True)
def compressed_once() -> Iterator[None]:
    """Compress a body once: every application begins with the same files, and takes a second."""
    with pytest.MonkeyPatch.context() as patch:
        for name, encoder in compression.ENCODERS.items():
            patch.setitem(compression.ENCODERS, name, functools.lru_cache(maxsize=512)(encoder))
        yield


@pytest.fixture
def store() -> FakeStore:
    """A store whose release is only an index."""
    return FakeStore()


@pytest.fixture
def app(store) -> Pages:
    """The application over the fake store, at the root of its host."""
    return create_app(settings.read({}), store)


@pytest.fixture
def client(app):
    """A client of the application."""
    return app.server.test_client()


def made_once(
    tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]
) -> Path:
    """Return a folder that `make` has filled, once for all processes that share the tests.

    The others wait for the first of them. Nobody may change what is in it.
    """
    beside = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        beside = beside.parent
    folder = beside / f"{name}-of-all"
    with (beside / f"{name}.lock").open("a+", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if not lock.read():
            # A first try may have failed half-way.
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            lock.write("made")
    return folder


def release_of(
    surveys: Path, releases: Path, chosen: list[str], originals: Path | None, *more: Path
) -> None:
    """Build a release of the surveys chosen, with a log beside it."""
    from rich.console import Console

    from dashboard.release.build import build

    with (releases / "build.log").open("w", encoding="utf-8") as log:
        build(surveys, BOUNDARIES, releases, originals, chosen, Console(file=log), *more)


@pytest.fixture(scope="session")
def built_releases(tmp_path_factory) -> Path:
    """A folder with a release of the two shipped surveys."""
    shipped = ["kola-c-horizon", "igneous-rocks"]
    return made_once(
        tmp_path_factory,
        "releases",
        lambda folder: release_of(SURVEYS, folder, shipped, None, ROOT / "data" / "programme"),
    )


@pytest.fixture(scope="session")
def built_release(built_releases) -> Release:
    """The release of the two shipped surveys."""
    return ReleaseStore(built_releases).current()


@pytest.fixture(scope="session")
def public(built_releases):
    """A client of a server with a public name, below a prefix, over that release."""
    values = settings.read({"PREFIX": "/geo/", "PUBLIC_URL": HOST})
    return create_app(values, ReleaseStore(built_releases)).server.test_client()


@pytest.fixture(scope="session")
def original_releases(originals, tmp_path_factory) -> Path:
    """A folder with a release of the public surveys that the findings are about."""
    public = ["ds801", "gemas", "ngsa"]
    return made_once(
        tmp_path_factory,
        "originals",
        lambda folder: release_of(SURVEYS, folder, public, originals),
    )


@pytest.fixture(scope="session")
def small_releases(tmp_path_factory) -> ReleaseStore:
    """A store with a release of the small made-up survey."""

    def make(folder: Path) -> None:
        write_survey(folder / "surveys")
        (folder / "releases").mkdir()
        release_of(folder / "surveys", folder / "releases", [], None)

    return ReleaseStore(made_once(tmp_path_factory, "small", make) / "releases")


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_served(
    address: str, process: subprocess.Popen[bytes], seconds: float = 300
) -> None:
    """Wait until a server answers; fail with its output where it stops or takes too long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    process.kill()
    output = process.stdout.read().decode() if process.stdout else ""
    pytest.fail(f"the server did not answer at {address}:\n{output[-3000:]}")


@contextmanager
def serving(
    releases: Path, prefix: str = "/", application: str = "app:server", **more: str
) -> Iterator[str]:
    """Run gunicorn with one worker over a folder of releases; gives address with prefix.

    `more` goes into the environment of the `application`.
    """
    port = free_port()
    environment = {
        **os.environ,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WORKERS": "1",
        "RELEASES": str(releases),
        "PREFIX": prefix,
        **more,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", application],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}{prefix}"
    wait_until_served(f"{address}healthz", process)
    try:
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=120)


@pytest.fixture(scope="session")
def live_server(built_releases) -> Iterator[str]:
    """Address of a real gunicorn with one worker over the built release."""
    with serving(built_releases) as address:
        yield address.rstrip("/")


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium; CHROMIUM names another than the system's."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path or not Path(path).exists():
        pytest.skip("there is no Chromium; CHROMIUM names one")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    """An empty page 1200 × 800 whose console errors fail the test.

    Without a service worker: it takes the page over at some moment, and requests that go through
    it are neither seen nor held back by a test.
    """
    context = chromium.new_context(
        viewport={"width": 1200, "height": 800}, service_workers="block"
    )
    context.set_default_timeout(PATIENCE)
    made = context.new_page()
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))

    def listen(message) -> None:
        if message.type == "error":
            faults.append(message.text)

    # Tests that block requests on purpose take it away again.
    made.faults_listener = listen
    made.on("console", listen)
    yield made
    context.close()
    assert faults == []

"""Pages that watch themselves: every journey fails on a fault it did not announce."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.journey import settle
from tests.conftest import PATIENCE, serving

# A refusal by the content policy becomes an error of the console, which fails the journey.
POLICY = """document.addEventListener('securitypolicyviolation', (event) =>
  console.error(`content policy: ${event.violatedDirective} refused ${event.blockedURI}`));"""

OWN_SCHEMES = ("blob:", "data:", "about:")


@pytest.fixture
def visit(chromium, live_server) -> Iterator[Callable[..., Any]]:
    """Open the map as a reader who wants no animation, and watch what the page does.

    `visit(query, path=…, width=…, height=…, wait=…, allowed=…)` returns the page; `allowed` is a
    pattern of console messages that the journey provokes. Console errors, page errors,
    refusals by the content policy and requests to other hosts fail the test at its end.
    """
    contexts, faults = [], []

    def opened(
        query: str = "",
        *,
        address: str = f"{live_server}/",
        path: str = "map",
        width: int = 1440,
        height: int = 900,
        wait: bool = True,
        allowed: str = "(?!)",
        before: Callable[[Any], None] = lambda page: None,
        **options: Any,
    ) -> Any:
        options = {"reduced_motion": "reduce", "service_workers": "block", **options}
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(POLICY)
        page = context.new_page()

        def hear(message: Any) -> None:
            if message.type == "error" and not re.search(allowed, message.text):
                faults.append(message.text)

        def see(request: Any) -> None:
            if not request.url.startswith((address, *OWN_SCHEMES)):
                faults.append(f"asked another place: {request.url}")

        page.on("console", hear)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", see)
        before(page)
        page.goto(f"{address}{path}{query}")
        if wait:
            settle(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(scope="session")
def prefixed(built_releases) -> Iterator[str]:
    """Address of a server that shares its host with others."""
    with serving(built_releases, "/geo/") as address:
        yield address


@pytest.fixture(scope="session")
def campaign(small_releases) -> Iterator[str]:
    """Address of a server with a dated survey of Finland that also sampled in Norway."""
    with serving(small_releases.folder) as address:
        yield address

"""What is computed before the first reader comes, once for all workers and once in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from urllib.parse import quote

from flask import Flask

from dashboard.catalog.critical import critical_lists
from dashboard.release.release import Release
from dashboard.release.store import ReleaseStore
from dashboard.web import asking, site

WORKER_ASKS = "WORKER_ASKS"
"""Setting of the server: the addresses that :func:`warm_worker` asks for."""

# Strata whose first figures are made before the first request: all of them in most releases.
_WARM_STRATA = 24


def warm_up(
    server: Flask, store: ReleaseStore, prefix: str, own: Callable[[], Sequence[str]]
) -> None:
    """Ask for everything a first visitor will need, before the workers are forked.

    Dash marks its set-up as done before it is: of several first requests at once,
    all but one would get an incomplete list of callbacks. The releases are
    opened, and the parts of the first maps are compressed, once for all workers.

    Parameters
    ----------
    server : Flask
        Ready to answer.
    store : ReleaseStore
    prefix : str
        Path prefix of the server.
    own : callable
        Returns the addresses of the application's own files, when Dash is set up.
    """
    client = server.test_client()
    # First of all: it makes the inline scripts that the last bundle is made from.
    client.get(f"{prefix}_dash-dependencies")
    release = store.current()
    strata = list(release.strata if release else ())[:_WARM_STRATA]
    wanted = [f"{prefix}healthz", *own()]
    wanted += [f"{prefix}api/v1/{figures}" for figures in _figures(strata)]
    if release and strata:
        wanted.append(f"{prefix}element/{_commonest(release, strata)}")
    for kind in (site.MAP, site.PROGRESS):
        asked = asking.read(store, kind, "", "")
        if asked is not None:
            wanted += asking.preloads(asked, f"{prefix}api/v1/releases/{asked.release.id}/")
    for address in wanted:
        client.get(address, headers={"Accept-Encoding": "br"}, buffered=True)
    if release and strata:
        stratum, analyte = _largest(release, strata)
        server.config[WORKER_ASKS] = [
            f"{prefix}api/v1/compare.json?s={stratum}&el={analyte}",
            f"{prefix}element/{analyte}?s={stratum}",
        ]


def warm_worker(server: Flask) -> None:
    """Compute large figures once in a worker, before its first request.

    The memory that it shares with the other workers is laid out for it only as it is touched:
    its first reader would wait for that, a third of a second with a million samples.
    """
    for address in server.config.get(WORKER_ASKS, []):
        server.test_client().get(address, buffered=True)


def _figures(strata: Sequence[str]) -> list[str]:
    """Return the figures, under the interface, that take long when they are first asked for."""
    lists = ["", *(f"&list={one.id}" for one in critical_lists())]
    return [
        # Tests of countries need scipy.special, which takes half a second to load.
        "compare.json",
        # Clustered orders need scipy.cluster, which takes nearly a second.
        "together/heat.json",
        # Robust components take a twentieth of a second for each stratum, and again for each
        # list of minerals.
        *(f"together/components.json?s={one}{some}" for one in strata for some in lists),
        # The resamples of the cells of thirty countries take as long; all elements of a stratum
        # share them.
        *(f"compare.json?s={one}" for one in strata),
    ]


def _commonest(release: Release, strata: Sequence[str]) -> str:
    """Return the element in most strata: its page reads what all elements of these share."""
    found = Counter(one for stratum in strata for one in release.strata[stratum].analytes)
    return quote(found.most_common(1)[0][0]) if found else ""


def _largest(release: Release, strata: Sequence[str]) -> tuple[str, str]:
    """Return the stratum with most samples, and an element of it not asked for yet."""
    records = [release.strata[one].record for one in strata]
    largest = max(records, key=lambda one: int(one["samples"]))
    return str(largest["id"]), quote(str(largest["analytes"][-1]["id"]))

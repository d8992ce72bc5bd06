"""What a callback was asked, checked: everything that arrives may be an attacker's."""

from dataclasses import dataclass
from typing import Any

from dashboard.components.lookup import Record, analyte_of, stratum_of
from dashboard.release.release import Release, Stratum
from dashboard.release.store import ReleaseStore
from dashboard.state import ViewState, from_query
from dashboard.state_resolve import resolve


@dataclass(frozen=True)
class Asked:
    """A view of a release that exists: stratum and analyte are the release's.

    Attributes
    ----------
    release : Release
        The release that the view names, the current one where it names none.
    state : ViewState
        Resolved against its index.
    stratum : Stratum
        The stratum of the view.
    record, analyte : mapping
        Records of stratum and analyte in the release index.
    """

    release: Release
    state: ViewState
    stratum: Stratum
    record: Record
    analyte: Record


def read(releases: ReleaseStore, query: Any) -> Asked | None:
    """Read the query of a view.

    Parameters
    ----------
    releases : ReleaseStore
        Where releases are found.
    query : object
        A query string; anything else, and whatever in it cannot be read, counts as
        an empty one.

    Returns
    -------
    Asked or None
        None where the release is not kept (figures of another would not be those of the
        map), and where there is none with data.
    """
    state, _notices = from_query(query if isinstance(query, str) else "")
    release = releases.get(state.release) if state.release else releases.current()
    if release is None:
        return None
    state, _notices = resolve(state, release.index)
    record = stratum_of(release.index, state.stratum)
    analyte = analyte_of(record, state.analyte)
    if record is None or analyte is None:
        return None
    return Asked(release, state, release.strata[record["id"]], record, analyte)

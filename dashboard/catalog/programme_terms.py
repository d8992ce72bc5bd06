"""Words of reported progress: stages of a campaign, scales of work, and what is reported.

No source publishes a formal list of stages. These are the words that the programme's own
reports use, in the order in which the record of Laos, the fullest one, shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class ReportedTerm:
    """One word of reported progress.

    Attributes
    ----------
    id : str
        As the tables have it; the anchor on the page of methods is ``stage-<id>``,
        ``scale-<id>`` or ``reported-<id>``.
    name : str
        As pages print it.
    definition : str
        What it means, in plain words.
    """

    id: str
    name: str
    definition: str


def _terms(*rows: tuple[str, str, str]) -> Mapping[str, ReportedTerm]:
    return MappingProxyType({row[0]: ReportedTerm(*row) for row in rows})


STAGES = _terms(
    (
        "agreement",
        "Agreement",
        "The partners have agreed in writing on a project of geochemical mapping.",
    ),
    (
        "training",
        "Training",
        "Staff of the country have been trained, indoors or in the field, for its survey.",
    ),
    (
        "pilot",
        "Pilot sampling",
        "A first area has been sampled to try out methods and logistics.",
    ),
    (
        "sampling",
        "Sampling",
        "Regular sampling has begun. A share says how much of the area is done.",
    ),
    (
        "analysis",
        "Analysis",
        "Results of samples have come from the laboratory.",
    ),
    (
        "maps",
        "Data processing and maps",
        "Results have been processed and maps of elements compiled.",
    ),
    (
        "handover",
        "Handover",
        "Data and maps have been given to the country's authority.",
    ),
    (
        "publication",
        "Publication",
        "An atlas, a data set or a paper has been published.",
    ),
    (
        "follow_up",
        "Follow-up at a finer scale",
        "Work at a finer scale has begun in a part of the country that the results point to.",
    ),
)
"""Stages in the order of work. They run in parallel at different scales: a country can be
finished at one and not have begun at the next."""

SCALES = _terms(
    (
        "global",
        "Global scale",
        "One site in about 3,000 km² or more, for baselines of the whole Earth.",
    ),
    (
        "national",
        "National scale",
        "Maps of 1:1,000,000, about one sample per 100 km².",
    ),
    (
        "regional",
        "Regional scale",
        "Maps of 1:250,000, 1:200,000 or larger, about one sample per km².",
    ),
    (
        "programme",
        "Programme",
        "The programme or a cooperation as a whole, where no scale is named.",
    ),
)
"""Scales of work. Progress at one says nothing of another. Densities: China Geochemical
Baselines for the global, Minerals 12 (2022) 1360 for the national, Wang (GEEA 8, 2008, 333)
for the regional scale."""

_FIGURES = _terms(
    ("area", "Area covered", "Area that is said to be covered by sampling, in km²."),
    (
        "share",
        "Share covered",
        "Published percentage. Its denominator is named as the source names it; sources use "
        "different ones, so that such shares cannot be compared or added.",
    ),
    ("samples", "Samples", "Samples said to be collected or analysed."),
    ("sites", "Sites", "Places said to be sampled; several samples may come from one."),
    ("elements", "Elements", "Elements said to be determined or mapped."),
    (
        "parameters",
        "Parameters",
        "Elements and other properties, such as pH or organic carbon, said to be determined.",
    ),
    ("cells", "Grid cells", "Cells of a grid, of whatever kind the source means."),
    ("plan", "Planned work", "What is agreed or planned and not yet done."),
    ("team", "Staff", "People said to have worked in the field or to have formed a team."),
    ("trainees", "Trainees", "People said to have been trained so far, in all courses."),
    ("network", "Network", "Countries or scientists said to cooperate."),
    ("platform", "Data platform", "What the programme's data platform is said to hold."),
    ("monitoring", "Repeated sampling", "Sampling of the same places again after some years."),
    ("report", "Report", "A report that names the work, without saying how far it has come."),
)

REPORTED: Mapping[str, ReportedTerm] = MappingProxyType({**STAGES, **_FIGURES})
"""What a statement may be about: a stage reached, or a figure."""

WORDS_ONLY = frozenset({*STAGES, "monitoring", "report"})
"""What may be reported without a number."""

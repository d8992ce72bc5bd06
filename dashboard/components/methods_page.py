"""The page of definitions: every metric, figure, rule, symbol and stage of progress.

The words come from the catalogue, so that what is counted and what is explained cannot
drift apart. Each definition has an anchor: a metric its id, the others a prefix and theirs.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dash import html

from dashboard.catalog.metrics import METRICS, Metric, metric_definition, metric_name
from dashboard.catalog.programme_terms import REPORTED, SCALES, STAGES, ReportedTerm
from dashboard.catalog.quantities import QUANTITIES
from dashboard.catalog.states import State, state_label
from dashboard.components.about_page import mark_label, table
from dashboard.components.attributes import extra
from dashboard.components.details_panel import scrolling
from dashboard.components.progress_symbols import cell_symbols, country_symbols, state_definition
from dashboard.components.survey_facts import outside_link
from dashboard.i18n import _
from dashboard.progress.ranking import FEWEST_CELLS

Record = Mapping[str, Any]


def methods_page(targets: Sequence[Record], about: str) -> html.Article:
    """Return the page.

    Parameters
    ----------
    targets : sequence of mapping
        Targets of `programme.json` (docs/interfaces.md, section 9).
    about : str
        Address of the page about the map.
    """
    sections = [
        _metrics(),
        _figures(),
        _rules(),
        _symbols(),
        _states(about),
        _stages(),
        _reported(),
        *([_targets(targets)] if targets else []),
    ]
    return html.Article(
        [
            html.H1(_("How progress is counted")),
            html.P(
                _(
                    "Measured progress is computed from the samples of the surveys in this "
                    "release. Reported progress is what the programme and its partners have "
                    "published. The two stand side by side and are never mixed. Every share "
                    "names what it is a share of."
                )
            ),
            html.P(
                html.A(_("Methods of the map of elements: grid, classes, statistics"), href=about)
            ),
            _contents(sections),
            *(part for section in sections for part in section),
        ],
        className="prose methods",
    )


def _contents(sections: Sequence[Sequence[Any]]) -> html.Nav:
    heads = [section[0] for section in sections]
    return html.Nav(
        html.Ul([html.Li(html.A(head.children, href=f"#{head.id}")) for head in heads]),
        className="contents",
        **extra(aria_label=_("Contents")),
    )


def _metrics() -> list[Any]:
    parts: list[Any] = [html.H2(_("Metrics"), id="metrics")]
    for metric in METRICS.values():
        parts += [
            html.H3(metric_name(metric), id=metric.id),
            html.P(metric_definition(metric)),
            html.P(_formula(metric), className="formula"),
        ]
    return parts


def _formula(metric: Metric) -> list[Any]:
    if metric.numerator is None:
        return [_("Taken from the tables of reported progress. "), _link("#stages", _("Stages"))]
    part = _figure_link(metric.numerator)
    if metric.denominator is None:
        parts: list[Any] = [part]
    else:
        parts = [part, " ÷ ", _figure_link(metric.denominator), " × 100 %"]
    better = _("More is better.") if metric.higher else _("Less is better.")
    return [*parts, ". ", better]


def _figure_link(key: str) -> html.A:
    return _link(f"#figure-{key}", _(QUANTITIES[key].name))


def _link(address: str, text: str) -> html.A:
    return html.A(text, href=address)


def _figures() -> list[Any]:
    return [
        html.H2(_("Figures"), id="figures"),
        html.P(_("What metrics are made of.")),
        _defined(
            (
                f"figure-{quantity.id}",
                f"{_(quantity.name)}, {quantity.unit}" if quantity.unit else _(quantity.name),
                _(quantity.definition),
            )
            for quantity in QUANTITIES.values()
        ),
    ]


def _rules() -> list[Any]:
    return [html.H2(_("Rules"), id="rules"), _defined(rules())]


def rules() -> tuple[tuple[str, str, str], ...]:
    """Return anchor, name and words of the rules that hold for every figure."""
    return (
        (
            "rule-surveys",
            _("Which surveys count"),
            _(
                "Systematic surveys: campaigns that set out to cover an area. Compilations of "
                "published analyses never count, however many samples they hold, since nobody "
                "planned where they were taken. Of several surveys a cell is covered from the "
                "earliest day in any of them; samples add up."
            ),
        ),
        (
            "rule-days",
            _("Which day counts"),
            _(
                "A sample counts from the day it was taken. Where a survey says only the month "
                "or the year, or only the years of the whole survey, it counts from the last day "
                "of them, so that progress is never shown too early. A result counts from the "
                "day it was reported where the survey says so, else from the day of its sample."
            ),
        ),
        (
            "rule-scale",
            _("Size of cells"),
            _(
                "The grid has cells of 160 km, and each finer level halves their sides: 80, 40, "
                "20, 10 and 5 km. A country can be covered at one size and hardly begun at the "
                "next, so every share of cells names the size."
            ),
        ),
        (
            "rule-countries",
            _("Cells, samples and countries"),
            _(
                "A cell counts for the country that owns it, a sample for the country it was "
                "taken in, covered area for the country whose land it is."
            ),
        ),
        (
            "rule-totals",
            _("Totals"),
            _(
                "Countries, with the land that belongs to nobody, add up to the world, and "
                "countries to their region, on every day. Elements of a region are those "
                "determined in any of its countries; its precision is that of all its pairs."
            ),
        ),
        (
            "rule-ranking",
            _("Who is ranked"),
            _(
                "Only countries whose figures can be compared. A country with fewer than {fewest} "
                "cells of its own is not ranked by cells, since one cell more or less would move "
                "it too far; a country that no chosen survey reaches is not ranked either. They "
                "are listed below the others with the reason. Countries of equal value share a "
                "place. Stages are reported and not ranked."
            ).format(fewest=FEWEST_CELLS),
        ),
        (
            "rule-zero",
            _("Zero, nothing and no part"),
            _(
                "0 % means that a survey sets out to cover cells of the country and has sampled "
                "none. A country that takes part but of which there are no data has no value. A "
                "country without a survey that does not take part has none either. The three "
                "look different on the map."
            ),
        ),
        (
            "rule-projection",
            _("Targets and projections"),
            _(
                "A figure is held against a target only where a source defines what the target "
                "counts. A projection carries past growth forward as a range, names its method, "
                "and is not given where fewer than three dated points are known."
            ),
        ),
        (
            "rule-simulated",
            _("Simulated data"),
            _(
                "A simulated campaign is a release of its own and is marked on every page, "
                "picture and file. Nothing reported of real countries is shown beside it."
            ),
        ),
    )


def _symbols() -> list[Any]:
    head = (_("On the map"), _("Drawn as"), _("Meaning"))
    cells, countries_ = _("Cells on a map of progress"), _("Countries without a class")
    return [
        html.H2(_("Symbols"), id="symbols"),
        html.P(
            _(
                "Marks besides the colours tell them apart in print and for readers who do not "
                "tell the colours."
            )
        ),
        scrolling(
            table(cells, head, [_symbol_row("cell", one) for one in cell_symbols().items()]),
            cells,
        ),
        scrolling(
            table(
                countries_,
                head,
                [_symbol_row("country", one) for one in country_symbols().items()],
            ),
            countries_,
        ),
    ]


def _symbol_row(kind: str, symbol: tuple[str, tuple[str, str, str]]) -> Sequence[Any]:
    id, (label, mark, meaning) = symbol
    return (html.Span(label, id=f"{kind}-{id}"), mark, meaning)


def _states(about: str) -> list[Any]:
    caption = _("States of a value")
    rows = [
        (
            html.Span(state_label(state), id=f"state-{state.name.lower()}"),
            mark_label(state),
            state_definition(state),
        )
        for state in State
    ]
    return [
        html.H2(caption, id="states"),
        html.P(
            [
                _("What a cell, a country or a sample can say of an element. "),
                _link(f"{about}#states", _("How each is printed")),
            ]
        ),
        scrolling(table(caption, (_("State"), _("Drawn as"), _("Meaning")), rows), caption),
    ]


def _stages() -> list[Any]:
    return [
        html.H2(_("Stages"), id="stages"),
        html.P(
            _(
                "How far a campaign has come, in the order of work. A stage belongs to a country "
                "and a scale: they run in parallel, and a country can be finished at one scale "
                "and not have begun at the next. No source publishes a formal list; these are "
                "the words that the programme's reports use. The status of a country at a scale "
                "is the furthest stage that a source reports."
            )
        ),
        _defined(_terms("stage", STAGES.values())),
        html.H3(_("Scales"), id="scales"),
        _defined(_terms("scale", SCALES.values())),
    ]


def _reported() -> list[Any]:
    return [
        html.H2(_("Reported figures"), id="reported"),
        html.P(
            _(
                "Each is one statement of one source, with its date and address, in the source's "
                "own terms. Sources that contradict each other are all shown. A statement "
                "without a date comes from a page that has none."
            )
        ),
        _defined(_terms("reported", (term for id, term in REPORTED.items() if id not in STAGES))),
    ]


def _terms(prefix: str, terms: Iterable[ReportedTerm]) -> list[tuple[str, str, str]]:
    return [(f"{prefix}-{term.id}", _(term.name), _(term.definition)) for term in terms]


def _targets(targets: Sequence[Record]) -> list[Any]:
    return [
        html.H2(_("Targets"), id="targets"),
        html.P(_("What the programme has set out to reach, in its own and others' words.")),
        html.Dl(
            [part for one in targets for part in _target(one)],
            className="definitions",
        ),
    ]


def _target(one: Record) -> list[Any]:
    held = (
        _("Figures are held against it.")
        if one["divides"]
        else _("Shown as reported: no figure is held against it or divided by it.")
    )
    said = [
        html.Q(one["words"]),
        f" ({_span(one)}). {held} {one['note']} ",
        outside_link(one["source"], one["address"]),
    ]
    return [html.Dt(_target_text(one), id=f"target-{one['id']}"), html.Dd(said)]


def _target_text(one: Record) -> str:
    value = f"{one['value']:,.10g} {one['unit']}"
    if one["denominator"]:
        value = _("{value} of {whole}").format(value=value, whole=one["denominator"])
    return value


def _span(one: Record) -> str:
    years = [str(year) for year in (one["from"], one["until"]) if year]
    return "–".join(years) if len(years) > 1 else _("since {year}").format(year=years[0])


def _defined(rows: Iterable[tuple[str, str, str]]) -> html.Dl:
    """Return anchors, names and definitions as a list of definitions."""
    return html.Dl(
        [
            part
            for anchor, name, definition in rows
            for part in (html.Dt(name, id=anchor), html.Dd(definition))
        ],
        className="definitions",
    )

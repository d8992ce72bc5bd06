"""Words for the choices of a view: statistics, class schemes, ramps, levels and so on."""

from dataclasses import dataclass

from dashboard.i18n import _
from dashboard.state_fields import BY_NAME


@dataclass(frozen=True)
class Choice:
    """One value of a field of the view state and its words.

    Attributes
    ----------
    value : str
        As the address has it.
    label : str
        For controls.
    doc : str
        One sentence for the methods page; empty where the label says it all.
    """

    value: str
    label: str
    doc: str = ""


def statistics() -> tuple[Choice, ...]:
    """Return the statistics of a cell or country in the order of the list."""
    return _in_order(
        "statistic",
        Choice("median", _("Median"), _("The middle value; half of the results lie below.")),
        Choice(
            "mean",
            _("Mean"),
            _(
                "Arithmetic mean; by Kaplan–Meier where results are below detection, and none "
                "where more than 70 % are."
            ),
        ),
        Choice("min", _("Minimum"), _("The lowest result.")),
        Choice("max", _("Maximum"), _("The highest result.")),
        Choice("q1", _("Lower quartile"), _("A quarter of the results lie below.")),
        Choice(
            "q3",
            _("Upper quartile"),
            _("Three quarters of the results lie below."),
        ),
        Choice("p5", _("5th percentile"), _("5 % of the results lie below.")),
        Choice("p95", _("95th percentile"), _("95 % of the results lie below.")),
        Choice("n", _("Number of results"), _("How many samples have a result.")),
        Choice(
            "censored",
            _("Share below detection"),
            _("Results below the detection limit in per cent of the results."),
        ),
    )


def class_schemes() -> tuple[Choice, ...]:
    """Return the class schemes; Reimann et al. (2008, ch. 5) discuss the first two."""
    return _in_order(
        "classes",
        Choice(
            "percentile",
            _("Percentiles 2, 5, 25, 50, 75, 95, 98"),
            _("The scheme of the Geological Survey of Canada."),
        ),
        Choice(
            "tukey",
            _("Tukey box plot"),
            _("Hinges and inner fences of the box plot, computed on logarithms."),
        ),
        Choice("log", _("Logarithmic"), _("Steps of equal ratio.")),
        Choice("quantile", _("Quantiles"), _("Classes with equal numbers of samples.")),
        Choice(
            "fractal",
            _("Concentration–area"),
            _(
                "Where the plot of area over concentration bends, up to three breaks; "
                "none with fewer than 100 results above the detection limit."
            ),
        ),
        Choice("own", _("Own bounds"), _("The bounds typed in, in the unit of the legend.")),
    )


def ramps() -> tuple[Choice, ...]:
    """Return the colour ramps (assets/gridmap/ramps.mjs draws them)."""
    return _in_order(
        "ramp",
        Choice("viridis", _("Viridis")),
        Choice("cividis", _("Cividis")),
        Choice("batlow", _("Batlow")),
        Choice("lajolla", _("Lajolla")),
        Choice("traditional", _("Traditional (not colour-blind safe)")),
    )


def levels() -> tuple[Choice, ...]:
    """Return the sizes of cells; each level halves the sides of the one before."""
    return _in_order(
        "level",
        Choice("auto", _("Automatic")),
        Choice("0", _("160 km")),
        Choice("1", _("80 km")),
        Choice("2", _("40 km")),
        Choice("3", _("20 km")),
        Choice("4", _("10 km")),
        Choice("5", _("5 km")),
        Choice("sites", _("Samples")),
    )


def projections() -> tuple[Choice, ...]:
    """Return the map projections."""
    return _in_order(
        "projection",
        Choice("equal-earth", _("Equal Earth"), _("Shows areas in their true proportion.")),
        Choice("globe", _("Globe"), _("The Earth from far away.")),
        Choice("plate-carree", _("Plate carrée"), _("Longitude and latitude as a square net.")),
    )


def units() -> tuple[Choice, ...]:
    """Return what can be coloured."""
    return _in_order("by", Choice("cells", _("Cells")), Choice("countries", _("Countries")))


def themes() -> tuple[Choice, ...]:
    """Return the colours of the page."""
    return _in_order(
        "theme",
        Choice("auto", _("As the system")),
        Choice("light", _("Light")),
        Choice("dark", _("Dark")),
        Choice("contrast", _("High contrast (projector)")),
    )


def options(choices: tuple[Choice, ...]) -> list[dict[str, str]]:
    """Return choices as the options of a Dash control."""
    return [{"label": choice.label, "value": choice.value} for choice in choices]


def _in_order(field: str, *choices: Choice) -> tuple[Choice, ...]:
    """Check the choices against the field table, which alone says what an address may hold."""
    values = BY_NAME[field].values
    if tuple(choice.value for choice in choices) != values:
        message = f"The words for {field} do not match its values {values}."
        raise ValueError(message)
    return choices

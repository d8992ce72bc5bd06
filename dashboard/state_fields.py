"""The one table of what an address can say."""

from collections.abc import Mapping

from dashboard.catalog.metrics import METRICS
from dashboard.i18n import LOCALES
from dashboard.state_kinds import Field
from dashboard.statistics.thresholds import THRESHOLDS


def languages() -> tuple[str, ...]:
    """Return the tags of the installed languages, English first."""
    found = sorted(path.parents[1].name for path in LOCALES.glob("*/LC_MESSAGES/*.mo"))
    return ("en", *(tag for tag in found if tag != "en"))


_ID = r"[a-z0-9][a-z0-9-]{0,63}"
_COLUMN = r"[a-z][a-z0-9_]{0,31}"
_STRATUM = rf"{_ID}(\.{_ID})?"
_ANALYTE = r"[A-Za-z][A-Za-z0-9_.-]{0,31}"
_CELL = r"[NS][0-9]{2}[EW][0-9]{2,3}(\.[0-3]{1,5})?"
_STATISTICS = ("median", "mean", "min", "max", "q1", "q3", "p5", "p95", "n", "censored")
# How a pane of the page of comparison differs from the first one; `a`: not at all. The part
# before the first point says in what.
_PANE = (
    rf"a|s\.{_STRATUM}|el\.{_ANALYTE}|stat\.({'|'.join(_STATISTICS)})"
    r"|date\.([0-9]{4}-[0-9]{2}-[0-9]{2}|all)|c\.([A-Z]{3}(-[A-Z]{3})*|all)"
)
_SWITCH = ("0", "1")
_FOUR = ("1", "2", "3", "4")

FIELDS: tuple[Field, ...] = (
    Field(
        "release",
        "release",
        None,
        "text",
        "The release the link is frozen to; simulated is the simulated campaign.",
        pattern=_ID,
    ),
    Field(
        "stratum",
        "s",
        None,
        "text",
        "The stratum: one survey, medium, depth, size fraction, digestion and method.",
        pattern=_STRATUM,
    ),
    Field(
        "analyte",
        "el",
        None,
        "text",
        "The element or parameter.",
        pattern=_ANALYTE,
    ),
    Field(
        "statistic",
        "stat",
        "median",
        "choice",
        "The statistic of a cell or country.",
        values=_STATISTICS,
    ),
    Field(
        "by",
        "by",
        "cells",
        "choice",
        "Whether grid cells or countries are coloured.",
        values=("cells", "countries"),
    ),
    Field(
        "level",
        "lvl",
        "auto",
        "choice",
        "The size of the cells: level 0 has sides of 160 km and each next level half of that; "
        "sites shows the samples.",
        values=("auto", "0", "1", "2", "3", "4", "5", "sites"),
    ),
    Field(
        "countries",
        "c",
        (),
        "texts",
        "The chosen countries, ISO 3166-1 alpha-3.",
        pattern=r"[A-Z]{3}",
    ),
    Field("region", "r", None, "text", "The chosen region, UN M49 code.", pattern=r"[0-9]{3}"),
    Field("date", "date", None, "date", "Only samples collected up to that day count."),
    Field(
        "classes",
        "cls",
        "percentile",
        "choice",
        "The class scheme.",
        values=("percentile", "tukey", "log", "quantile", "fractal", "own"),
    ),
    Field(
        "breaks",
        "br",
        (),
        "numbers",
        "The inner class bounds of the scheme own, in the unit of the legend.",
        limits=(1, 12),
    ),
    Field(
        "rescale",
        "rescale",
        False,
        "flag",
        "Whether the class bounds come from the selection instead of the whole stratum.",
        values=_SWITCH,
    ),
    Field(
        "ramp",
        "ramp",
        "viridis",
        "choice",
        "The colour ramp.",
        values=("viridis", "cividis", "batlow", "lajolla", "traditional"),
    ),
    Field(
        "muted",
        "mute",
        (),
        "texts",
        "The classes (numbers from 0) and value states that step back.",
        pattern=r"[0-9]|1[0-2]|below|above|undetermined|awaiting|planned|outside|too_few"
        r"|withheld",
    ),
    Field(
        "projection",
        "proj",
        "equal-earth",
        "choice",
        "The map projection.",
        values=("equal-earth", "globe", "plate-carree"),
    ),
    Field(
        "viewport",
        "v",
        None,
        "viewport",
        "Longitude and latitude of the centre in degrees, and the zoom.",
        limits=((-180, 180), (-90, 90), (-2, 16)),
    ),
    Field(
        "cell",
        "cell",
        None,
        "text",
        "The chosen cell.",
        pattern=_CELL,
    ),
    Field(
        "surveys",
        "sv",
        (),
        "texts",
        "The surveys or strata whose progress counts; all surveys without it.",
        pattern=_STRATUM,
    ),
    Field(
        "metric",
        "m",
        "covered",
        "choice",
        "The metric of progress that countries are coloured and ranked by.",
        values=tuple(METRICS),
    ),
    Field(
        "sort",
        "sort",
        None,
        "text",
        "The column that the table of countries is sorted by; with - before it, largest first.",
        pattern=rf"-?{_COLUMN}",
    ),
    Field(
        "columns",
        "cols",
        (),
        "texts",
        "The columns of the table of countries.",
        pattern=_COLUMN,
    ),
    *(
        Field(
            f"pane{number}",
            f"p{number}",
            (),
            "texts",
            f"How map {number} of the page of comparison differs from the first: stratum (s.), "
            "element (el.), statistic (stat.), date (date.), countries (c.); a for not at all.",
            pattern=_PANE,
        )
        for number in (2, 3, 4)
    ),
    Field(
        "mode",
        "mode",
        "panes",
        "choice",
        "How the first two maps of the page of comparison are shown.",
        values=("panes", "swipe", "difference", "ratio"),
    ),
    Field(
        "common",
        "common",
        "auto",
        "choice",
        "Whether the maps share their classes; auto: those of the same element and unit.",
        values=("auto", "shared", "own"),
    ),
    Field(
        "levelled",
        "lev",
        False,
        "flag",
        "Whether results of other strata are multiplied by a levelling factor.",
        values=_SWITCH,
    ),
    Field(
        "figures",
        "of",
        "1",
        "choice",
        "The map whose distributions are drawn below the maps.",
        values=_FOUR,
    ),
    Field(
        "elements",
        "els",
        (),
        "texts",
        "The elements taken together; without it all that the stratum has enough results of.",
        pattern=_ANALYTE,
    ),
    Field(
        "preset",
        "list",
        None,
        "text",
        "The list of critical minerals whose elements are taken together.",
        pattern=_ID,
    ),
    Field(
        "together",
        "map",
        "component",
        "choice",
        "What the map of the page of elements together shows.",
        values=("component", "index", "anomalies", "composite", "element"),
    ),
    Field("component", "pc", "1", "choice", "The principal component on the map.", values=_FOUR),
    Field("pair", "y", None, "text", "The second element of the pair.", pattern=_ANALYTE),
    Field(
        "reference",
        "ref",
        "stratum",
        "choice",
        "What medians are divided by: the stratum's own, or the upper continental crust.",
        values=("stratum", "crust"),
    ),
    Field(
        "order",
        "order",
        "clustered",
        "choice",
        "The order of elements and countries in the table of both.",
        values=("clustered", "periodic"),
    ),
    Field(
        "threshold",
        "thr",
        "p98",
        "choice",
        "The threshold above which a cell is anomalous.",
        values=THRESHOLDS,
    ),
    Field(
        "cells",
        "cells",
        (),
        "texts",
        "The cells chosen in a figure or on the map of elements together.",
        pattern=_CELL,
    ),
    Field("table", "table", False, "flag", "Whether the table twin is open.", values=_SWITCH),
    Field(
        "theme",
        "theme",
        "auto",
        "choice",
        "The colours of the page.",
        values=("auto", "light", "dark", "contrast"),
    ),
    Field("language", "lang", "en", "choice", "The language of the page.", values=languages()),
)

BY_KEY: Mapping[str, Field] = {field.key: field for field in FIELDS}
BY_NAME: Mapping[str, Field] = {field.name: field for field in FIELDS}

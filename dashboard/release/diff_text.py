"""A difference between survey and release in words."""

import math
from collections.abc import Iterator, Sequence

from dashboard.catalog.counts import samples_text
from dashboard.catalog.printing import figure_text
from dashboard.catalog.states import State, state_label
from dashboard.i18n import _, ngettext
from dashboard.release.diff import WORLD, Difference, Lists, Median, StratumChange

NAMED = 10
"""So many of a list are named, the others counted."""


def lines(difference: Difference) -> Iterator[str]:
    """Yield a difference line by line.

    Parameters
    ----------
    difference : Difference
        What would change.
    """
    if difference.release is None:
        yield _("There is no release yet: everything is new.")
    else:
        text = _("{survey} against release {release}")
        yield text.format(survey=difference.survey, release=difference.release)
    for key, (before, after) in difference.facts.items():
        text = _("{key}: “{before}” becomes “{after}”")
        yield text.format(key=key, before=before, after=after)
    for stratum in difference.strata:
        yield ""
        yield from _stratum(stratum)
    if not difference.changes:
        yield ""
        yield _("Publishing this survey would change nothing.")


def _stratum(stratum: StratumChange) -> Iterator[str]:
    kinds = {
        "new": _("{id}: new stratum, {after}"),
        "removed": _("{id}: no longer there, {before} less"),
        "changed": ngettext(
            "{id}: {before} becomes {number}", "{id}: {before} become {number}", stratum.before
        ),
        "same": _("{id}: unchanged, {after}"),
    }
    yield kinds[stratum.kind].format(
        id=stratum.id,
        before=samples_text(stratum.before),
        after=samples_text(stratum.after),
        number=f"{stratum.after:,}",
    )
    if stratum.kind == "same":
        return
    if stratum.kind == "changed":
        yield from _gained_and_lost(_("samples added"), _("samples removed"), stratum.samples)
        if stratum.moved:
            moved = [
                _("{sample} by {km} km").format(sample=m.sample, km=f"{m.km:.3g}")
                for m in stratum.moved
            ]
            yield _named(_("samples moved"), moved)
        if stratum.revised:
            text = _("  samples with other results, dates or countries: {count}")
            yield text.format(count=f"{stratum.revised:,}")
    yield from _gained_and_lost(_("cells gained"), _("cells lost"), stratum.cells)
    yield from _gained_and_lost(_("countries gained"), _("countries lost"), stratum.countries)
    yield from _gained_and_lost(_("elements gained"), _("elements lost"), stratum.analytes)
    for name, (before, after) in stratum.states.items():
        if before != after:
            text = _("  {state}: {before} become {after}")
            label = state_label(State[name.upper()])
            yield text.format(state=label, before=f"{before:,}", after=f"{after:,}")
    for median in stratum.medians[:NAMED]:
        yield "  " + median_text(median)
    more = len(stratum.medians) - NAMED
    if more > 0:
        text = ngettext("  and {count} more median", "  and {count} more medians", more)
        yield text.format(count=more)


def median_text(median: Median) -> str:
    """Say how a median moves: ``median of Cu in FIN: 12 becomes 15 mg/kg (+25 %)``."""
    text = _("median of {analyte} in {country}: {before} becomes {after} {unit}")
    country = {WORLD: _("all countries"), "": _("no country")}.get(median.country, median.country)
    said = text.format(
        analyte=median.analyte,
        country=country,
        before=figure_text(median.before, median.before_state),
        after=figure_text(median.after, median.after_state),
        unit=median.unit,
    )
    return f"{said} ({median.change:+.3g} %)" if math.isfinite(median.change) else said


def _gained_and_lost(gained: str, lost: str, both: Lists) -> Iterator[str]:
    for words, names in ((gained, both.gained), (lost, both.lost)):
        if names:
            yield _named(words, names)


def _named(words: str, names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
    return f"  {words}: {len(names):,} ({shown})"

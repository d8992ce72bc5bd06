"""Texts of the map's modules, for translation.

The modules of assets/gridmap name their texts in English, ``t('Zoom in')``. Each of them
stands here once as a text for gettext; a test compares the two.
"""

from dashboard.components.compare_texts import compare_texts
from dashboard.components.elements_texts import elements_texts
from dashboard.i18n import _


def map_texts() -> dict[str, str]:
    """Return the texts of the map by their English source, in the language of the request."""
    own = {
        "1 to 12 ascending numbers joined by ~": _("1 to 12 ascending numbers joined by ~"),
        "1 result": _("1 result"),
        "1 site in the release": _("1 site in the release"),
        "5th percentile": _("5th percentile"),
        "95th percentile": _("95th percentile"),
        "< DL": _("< DL"),
        "> upper limit": _("> upper limit"),
        "Below detection": _("Below detection"),
        "Boundaries and names imply no opinion on the status of any territory.": _(
            "Boundaries and names imply no opinion on the status of any territory."
        ),
        "Boundaries: {source}.": _("Boundaries: {source}."),
        "Cell": _("Cell"),
        "Classes": _("Classes"),
        "Classes fixed to the stratum": _("Classes fixed to the stratum"),
        "Classes rescaled to the selection": _("Classes rescaled to the selection"),
        "Copied": _("Copied"),
        "Copy all rows": _("Copy all rows"),
        "Country": _("Country"),
        "Date": _("Date"),
        "Dismiss this message": _("Dismiss this message"),
        "Fade on the map": _("Fade on the map"),
        "Fixed classes": _("Fixed classes"),
        "Hide the table": _("Hide the table"),
        "Highest: {rows}.": _("Highest: {rows}."),
        "It was determined in:": _("It was determined in:"),
        "Latitude": _("Latitude"),
        "Legend: {title}": _("Legend: {title}"),
        "Licence: {licence}": _("Licence: {licence}"),
        "Longitude": _("Longitude"),
        "Map": _("Map"),
        "Map controls": _("Map controls"),
        "Next": _("Next"),
        "No place shown has enough results for this statistic ({statistic}): quartiles need 8, "
        "P5, P95 and the mean 20.": _(
            "No place shown has enough results for this statistic ({statistic}): "
            "quartiles need 8, P5, P95 and the mean 20."
        ),
        "No sample of {title} was collected by {asked}; the first were by {first}.": _(
            "No sample of {title} was collected by {asked}; the first were by {first}."
        ),
        "No survey of this release has it.": _("No survey of this release has it."),
        "Own classes": _("Own classes"),
        "Own classes need their bounds; the percentile classes are shown.": _(
            "Own classes need their bounds; the percentile classes are shown."
        ),
        "Previous": _("Previous"),
        "Published analyses, not a survey": _("Published analyses, not a survey"),
        "Published as a grid: n counts grid values, not samples": _(
            "Published as a grid: n counts grid values, not samples"
        ),
        "P{p} of the stratum": _("P{p} of the stratum"),
        "Release {release}, seen on {date}: {address}": _(
            "Release {release}, seen on {date}: {address}"
        ),
        "Results": _("Results"),
        "Rows {from} to {to} of {total}": _("Rows {from} to {to} of {total}"),
        "Sample": _("Sample"),
        "Selected: {names}.": _("Selected: {names}."),
        "Show again": _("Show again"),
        "Show as table": _("Show as table"),
        "Show everything": _("Show everything"),
        "Simulated data": _("Simulated data"),
        "Sites": _("Sites"),
        "Source: {citation}": _("Source: {citation}"),
        "State": _("State"),
        "Table of the map": _("Table of the map"),
        "The address has the unknown part “{key}”; it is left out.": _(
            "The address has the unknown part “{key}”; it is left out."
        ),
        "The address says “{key}” more than once; the first counts.": _(
            "The address says “{key}” more than once; the first counts."
        ),
        "The browser does not allow copying here": _("The browser does not allow copying here"),
        "The last samples of {title} were collected by {last}; "
        "{asked} shows all that have a date.": _(
            "The last samples of {title} were collected by {last}; "
            "{asked} shows all that have a date."
        ),
        "The owner of {title} shares results of cells and countries only; these are shown.": _(
            "The owner of {title} shares results of cells and countries only; these are shown."
        ),
        "The owner of {title} shares no dates of samples; all its samples are shown.": _(
            "The owner of {title} shares no dates of samples; all its samples are shown."
        ),
        "The table lists the cells in and around the view; the CSV file has all.": _(
            "The table lists the cells in and around the view; the CSV file has all."
        ),
        "The map could not be started. Reload the page, or use the downloads.": _(
            "The map could not be started. Reload the page, or use the downloads."
        ),
        "The median of the stratum is {median}.": _("The median of the stratum is {median}."),
        "The server could not send this part of the map (status {status}).": _(
            "The server could not send this part of the map (status {status})."
        ),
        "There is no cell “{asked}”.": _("There is no cell “{asked}”."),
        "This part of the map could not be fetched. Is there a connection?": _(
            "This part of the map could not be fetched. Is there a connection?"
        ),
        "This part of the map is not kept on the server any more. Reload the page.": _(
            "This part of the map is not kept on the server any more. Reload the page."
        ),
        "This release has no survey “{asked}”; {shown} is shown.": _(
            "This release has no survey “{asked}”; {shown} is shown."
        ),
        "This release holds no survey.": _("This release holds no survey."),
        "Try again": _("Try again"),
        "Unknown countries: {codes}.": _("Unknown countries: {codes}."),
        "Unknown country: {codes}.": _("Unknown country: {codes}."),
        "Unknown region “{asked}”; the whole world is shown.": _(
            "Unknown region “{asked}”; the whole world is shown."
        ),
        "Values run from {low} to {high}.": _("Values run from {low} to {high}."),
        "Without a value": _("Without a value"),
        "Without a value, and source": _("Without a value, and source"),
        "Without a value: {states}.": _("Without a value: {states}."),
        "Zoom in": _("Zoom in"),
        "Zoom out": _("Zoom out"),
        "a date such as 2009-10-31": _("a date such as 2009-10-31"),
        "above upper limit": _("above upper limit"),
        "all values": _("all values"),
        "an identifier": _("an identifier"),
        "awaiting results": _("awaiting results"),
        "below detection limit": _("below detection limit"),
        "cells of {side} km": _("cells of {side} km"),
        "collected up to {date}": _("collected up to {date}"),
        "countries": _("countries"),
        "identifiers joined by ~": _("identifiers joined by ~"),
        "limits {low} to {high}": _("limits {low} to {high}"),
        "longitude, latitude and zoom joined by ~": _("longitude, latitude and zoom joined by ~"),
        "lower quartile": _("lower quartile"),
        "map": _("map"),
        "maximum": _("maximum"),
        "mean": _("mean"),
        "measured": _("measured"),
        "median": _("median"),
        "minimum": _("minimum"),
        "no grid values": _("no grid values"),
        "no published analyses": _("no published analyses"),
        "not determined": _("not determined"),
        "not fetched yet": _("not fetched yet"),
        "nothing": _("nothing"),
        "number of results": _("number of results"),
        "outside the survey": _("outside the survey"),
        "in the survey area, not sampled": _("in the survey area, not sampled"),
        "sampled {date}": _("sampled {date}"),
        "samples": _("samples"),
        "share below detection": _("share below detection"),
        "too few results": _("too few results"),
        "withheld by its owner": _("withheld by its owner"),
        "under {bound}": _("under {bound}"),
        "upper quartile": _("upper quartile"),
        "{bound} and more": _("{bound} and more"),
        "{low} – {high}": _("{low} – {high}"),
        "With a value: {measured} of {total} shown ({units}).": _(
            "With a value: {measured} of {total} shown ({units})."
        ),
        "{name} has no samples in: {countries}.": _("{name} has no samples in: {countries}."),
        "{n} below detection": _("{n} below detection"),
        "{n} results": _("{n} results"),
        "{state} (limit not known)": _("{state} (limit not known)"),
        "{state} ({limits})": _("{state} ({limits})"),
        "{survey}, release {release}": _("{survey}, release {release}"),
        "{title} has no cells of level {asked}; the size is chosen by the zoom.": _(
            "{title} has no cells of level {asked}; the size is chosen by the zoom."
        ),
        "{title} has no sampling dates; all its samples are shown.": _(
            "{title} has no sampling dates; all its samples are shown."
        ),
        "{title} has no “{asked}”; {shown} is shown.": _(
            "{title} has no “{asked}”; {shown} is shown."
        ),
        "{units} of the selection": _("{units} of the selection"),
        "“{value}” cannot be used for “{key}”, which takes {expected}; the default is shown.": _(
            "“{value}” cannot be used for “{key}”, which takes {expected}; the default is shown."
        ),
        "0 %, in a survey": _("0 %, in a survey"),
        "As of": _("As of"),
        "Cells covered": _("Cells covered"),
        "Class": _("Class"),
        "Complete since": _("Complete since"),
        "First result": _("First result"),
        "First sampled": _("First sampled"),
        "No survey of this choice has been sampled.": _(
            "No survey of this choice has been sampled."
        ),
        "Pause": _("Pause"),
        "Play": _("Play"),
        "Progress is counted in cells; cells of 160 km are shown.": _(
            "Progress is counted in cells; cells of 160 km are shown."
        ),
        "Release {release}": _("Release {release}"),
        "Reported by the programme and its partners, not computed from samples.": _(
            "Reported by the programme and its partners, not computed from samples."
        ),
        "Speed": _("Speed"),
        "Stages are reported for the real programme only; there are none for simulated data.": _(
            "Stages are reported for the real programme only; there are none for simulated data."
        ),
        "Stages are reported once; they have no days to play.": _(
            "Stages are reported once; they have no days to play."
        ),
        "Step back": _("Step back"),
        "Step forward": _("Step forward"),
        "Surveys that count: {surveys}": _("Surveys that count: {surveys}"),
        "The surveys of this choice have no days to play.": _(
            "The surveys of this choice have no days to play."
        ),
        "“{asked}” is a survey; of it {shown} is shown.": _(
            "“{asked}” is a survey; of it {shown} is shown."
        ),
        "This release does not have the surveys {names}.": _(
            "This release does not have the surveys {names}."
        ),
        "This release has no survey {names}.": _("This release has no survey {names}."),
        "Time": _("Time"),
        "What has been done": _("What has been done"),
        "What has not": _("What has not"),
        "What has not been done, and source": _("What has not been done, and source"),
        "all surveys": _("all surveys"),
        "analysed, too few sites": _("analysed, too few sites"),
        "as of {date}": _("as of {date}"),
        "complete and analysed": _("complete and analysed"),
        "complete since {date}": _("complete since {date}"),
        "complete: enough sites, results awaited": _("complete: enough sites, results awaited"),
        "covered: sampled, too few sites": _("covered: sampled, too few sites"),
        "first result {date}": _("first result {date}"),
        "first sampled {date}": _("first sampled {date}"),
        "global scale": _("global scale"),
        "national scale": _("national scale"),
        "no cell of {side} km of its own": _("no cell of {side} km of its own"),
        "no stage reported": _("no stage reported"),
        "no survey, does not take part": _("no survey, does not take part"),
        "no value": _("no value"),
        "none yet, in a survey": _("none yet, in a survey"),
        "outside any survey": _("outside any survey"),
        "planned, not sampled": _("planned, not sampled"),
        "regional scale": _("regional scale"),
        "statements published by the programme and its partners": _(
            "statements published by the programme and its partners"
        ),
        "takes part, no data": _("takes part, no data"),
        "whole programme": _("whole programme"),
        "Land cells of {side} km covered: {covered} of {land} ({share}). "
        "Complete: {complete}. With results: {analysed}.": _(
            "Land cells of {side} km covered: {covered} of {land} ({share}). "
            "Complete: {complete}. With results: {analysed}."
        ),
        "{names} are compilations of published analyses, which are not counted.": _(
            "{names} are compilations of published analyses, which are not counted."
        ),
        "{names} is a compilation of published analyses, which is not counted.": _(
            "{names} is a compilation of published analyses, which is not counted."
        ),
        "{names} was published as a grid, which is not counted.": _(
            "{names} was published as a grid, which is not counted."
        ),
        "{names} were published as grids, which are not counted.": _(
            "{names} were published as grids, which are not counted."
        ),
        "{first} and {last}": _("{first} and {last}"),
        "{n} sites in the release": _("{n} sites in the release"),
        "{units} in and around the view": _("{units} in and around the view"),
        "{valued} of {total} countries has a value.": _(
            "{valued} of {total} countries has a value."
        ),
        "{valued} of {total} countries have a value.": _(
            "{valued} of {total} countries have a value."
        ),
        "covered: sampled, results awaited": _("covered: sampled, results awaited"),
        "covered and analysed": _("covered and analysed"),
        "{metric} by country": _("{metric} by country"),
        "Land cells of {side} km covered: {covered} of {land} ({share}). "
        "With results: {analysed}.": _(
            "Land cells of {side} km covered: {covered} of {land} ({share}). "
            "With results: {analysed}."
        ),
        "land cells": _("land cells"),
        "no survey": _("no survey"),
        "In all: {counts}.": _("In all: {counts}."),
        "Cells of {side} km covered": _("Cells of {side} km covered"),
        "takes part, no stage reported": _("takes part, no stage reported"),
        "does not take part": _("does not take part"),
        "Counted in cells of {side} km.": _("Counted in cells of {side} km."),
        "The list counts {units}.": _("The list counts {units}."),
    }
    return own | compare_texts() | elements_texts()

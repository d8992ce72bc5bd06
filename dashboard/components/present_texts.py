"""Texts of the presenting page's modules, for translation; as `map_texts` for assets/present."""

from dashboard.i18n import _


def present_texts() -> dict[str, str]:
    """Return the texts by their English source, in the language of the request."""
    return {
        "A TOML file, saved here or written by hand; it can be dropped on this page.": _(
            "A TOML file, saved here or written by hand; it can be dropped on this page."
        ),
        "A number and Enter leads to a scene. Keys of the map work after a click on it.": _(
            "A number and Enter leads to a scene. Keys of the map work after a click on it."
        ),
        "Add at the end": _("Add at the end"),
        "All stories": _("All stories"),
        "Back to the view of the script": _("Back to the view of the script"),
        "Black screen": _("Black screen"),
        "Black screen: press a key to go on": _("Black screen: press a key to go on"),
        "Caption": _("Caption"),
        "Close": _("Close"),
        "Code for the audience": _("Code for the audience"),
        "Copy the link": _("Copy the link"),
        "Down": _("Down"),
        "First scene": _("First scene"),
        "Full screen": _("Full screen"),
        "Getting the picture of scene {number} of {count} for paper…": _(
            "Getting the picture of scene {number} of {count} for paper…"
        ),
        "High contrast": _("High contrast"),
        "It has more than {most} kB: it is no story.": _(
            "It has more than {most} kB: it is no story."
        ),
        "Keys": _("Keys"),
        "Last scene": _("Last scene"),
        "Leave it as it is": _("Leave it as it is"),
        "Line {line}": _("Line {line}"),
        "Next scene": _("Next scene"),
        "Next:": _("Next:"),
        "No notes.": _("No notes."),
        "Notes": _("Notes"),
        "Notes of the speaker": _("Notes of the speaker"),
        "Notes of the speaker on paper": _("Notes of the speaker on paper"),
        "Now": _("Now"),
        "Open a story file": _("Open a story file"),
        "Passed": _("Passed"),
        "Play by itself": _("Play by itself"),
        "Present": _("Present"),
        "Presentation": _("Presentation"),
        "Print all scenes": _("Print all scenes"),
        "Reading {file}…": _("Reading {file}…"),
        "Release {release} is no longer kept. Scenes made from it: {numbers}.": _(
            "Release {release} is no longer kept. Scenes made from it: {numbers}."
        ),
        "Remove": _("Remove"),
        "Replace your story": _("Replace your story"),
        "Save as a file": _("Save as a file"),
        "Save for offline": _("Save for offline"),
        "Save for offline writes story and notes into one file that needs no network.": _(
            "Save for offline writes story and notes into one file that needs no network."
        ),
        "Saved without the notes, which are too long. The file opens without a network.": _(
            "Saved without the notes, which are too long. The file opens without a network."
        ),
        "Saved. The file opens without a network.": _("Saved. The file opens without a network."),
        "Previous scene": _("Previous scene"),
        "Scene {number}: press Enter": _("Scene {number}: press Enter"),
        "Scene {number}: {title}": _("Scene {number}: {title}"),
        "Scenes": _("Scenes"),
        "Share": _("Share"),
        "Show them on the newest": _("Show them on the newest"),
        "Start at zero": _("Start at zero"),
        "The file": _("The file"),
        "The link could not be copied. Present the story and copy its address.": _(
            "The link could not be copied. Present the story and copy its address."
        ),
        "The link is copied; it holds the whole story.": _(
            "The link is copied; it holds the whole story."
        ),
        "The newest, {shown}, is shown in its place.": _(
            "The newest, {shown}, is shown in its place."
        ),
        "The picture was not loaded: print with Ctrl+P or ⌘P.": _(
            "The picture was not loaded: print with Ctrl+P or ⌘P."
        ),
        "The server cannot be reached.": _("The server cannot be reached."),
        "The story could not be saved: {reason}": _("The story could not be saved: {reason}"),
        "The story is being written into a file…": _("The story is being written into a file…"),
        "The story is too long to be saved. Shorten its captions, or save it in two parts.": _(
            "The story is too long to be saved. Shorten its captions, or save it in two parts."
        ),
        "This browser keeps nothing: save the story before you leave.": _(
            "This browser keeps nothing: save the story before you leave."
        ),
        "This link holds no story that can be read.": _(
            "This link holds no story that can be read."
        ),
        "This scene": _("This scene"),
        "This scene cannot be shown: {view}": _("This scene cannot be shown: {view}"),
        "This server does not show all of it as the file asks:": _(
            "This server does not show all of it as the file asks:"
        ),
        "Time left": _("Time left"),
        "Title": _("Title"),
        "Title of the story": _("Title of the story"),
        "Together they have more than {most} scenes.": _(
            "Together they have more than {most} scenes."
        ),
        "Untitled": _("Untitled"),
        "Up": _("Up"),
        "View": _("View"),
        "View of the scene": _("View of the scene"),
        "View of the speaker": _("View of the speaker"),
        "Words of the scene": _("Words of the scene"),
        "the end": _("the end"),
        "the server cannot be reached": _("the server cannot be reached"),
        "{file} is open.": _("{file} is open."),
        "{file} was not opened; your story is as it was. {reason}": _(
            "{file} was not opened; your story is as it was. {reason}"
        ),
        "{number} of {count}": _("{number} of {count}"),
        "{where} – found: {found}. Expected: {expected}": _(
            "{where} – found: {found}. Expected: {expected}"
        ),
        "Scenes of “{title}”: {count}. Scenes of your story: {own}.": _(
            "Scenes of “{title}”: {count}. Scenes of your story: {own}."
        ),
    }

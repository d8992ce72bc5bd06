"""The dialog *Share*: links, post, QR code, embed code and citation of the view on the page.

It stands outside Dash's root on every page, also on those that are sent whole; its contents
come from ``/api/v1/share.json`` when it is opened, and assets/dash_share.js fills them in.
"""

from __future__ import annotations

import json
from html import escape

from dashboard.i18n import _

CITATIONS = (("txt", "Text"), ("bib", "BibTeX"), ("ris", "RIS"), ("json", "CSL-JSON"))
"""Kinds of citations by ending, with names that are the same in every language."""


def share_button() -> str:
    """Return the button of the header that opens the dialog, as HTML.

    Pages with a bar have theirs there (`share_controls` of dashboard/components/controls.py).
    """
    return (
        '<button type="button" class="button share-open" data-share="open" '
        f'aria-haspopup="dialog">{escape(_("Share"))}</button>'
    )


def share_dialog(
    page: str, code: str, release: str, api: str, embeds: bool, *, story: bool = False
) -> str:
    """Return the dialog as HTML.

    Parameters
    ----------
    page, code : str
        The page, as ``/api/v1/share.json`` names it, and what its path names.
    release : str
        Id of the release that is shown.
    api : str
        Address of the interface, with a slash at its end.
    embeds : bool
        Whether the page has a form for frames, or parts of what it shows have.
    story : bool
        Whether it is the page of a story: this or what its scene shows is shared
        (assets/present/sharing.mjs).
    """
    parts = [
        ("link", _("Link"), _link() + (_to_story() if embeds and not story else "")),
        ("post", _("Post"), _post()),
        ("qr", _("QR code"), _qr()),
        ("embed", _("Embed"), _embed(story=story)) if embeds else None,
        ("cite", _("Cite"), _cite()),
    ]
    shown = [one for one in parts if one]
    tabs = "".join(
        f'<label><input type="radio" name="share-part" value="{name}"'
        f"{' checked' if i == 0 else ''}><span>{escape(label)}</span></label>"
        for i, (name, label, _content) in enumerate(shown)
    )
    panels = "".join(
        f'<section id="share-{name}" aria-label="{escape(label)}"{" hidden" if i else ""}>'
        f"{content}</section>"
        for i, (name, label, content) in enumerate(shown)
    )
    texts = {
        "copied": _("Copied."),
        "byHand": _("Selected: copy it with Ctrl+C, or with ⌘C on a Mac."),
        "count": _("{n} of 280 characters"),
        "over": _("{n} of 280 characters: too long for some networks"),
        "failed": _("The server does not answer: QR code, embed code and citation are missing."),
        "qr": _("QR code of {link}"),
        "long": _(
            "The link holds the whole story and is too long for a code. Share what the scene "
            "shows, or put the story on a server."
        )
        if story
        else _("The link is too long for a code."),
    }
    data = {
        "page": page, "code": code, "release": release, "api": api,
        "texts": json.dumps(texts, ensure_ascii=False),
    }  # fmt: skip
    attributes = " ".join(f'data-{key}="{escape(value)}"' for key, value in data.items())
    heading = _("Share this story") if story else _("Share this view")
    return f"""<dialog id="share-dialog" class="share" aria-labelledby="share-title" {attributes}>
<div class="dialog-head"><h2 id="share-title">{escape(heading)}</h2>
<button type="button" class="button" data-share="close">{escape(_("Close"))}</button></div>
{_subjects() if story else ""}{_kinds(release)}
<fieldset class="share-parts"><legend class="visually-hidden">{escape(_("What to share"))}</legend>
{tabs}</fieldset>
{panels}
<p id="share-said" class="share-said" role="status"></p>
</dialog>"""


def _subjects() -> str:
    """Return what of a story can be shared, to choose from."""
    labels = (
        ("story", _("The whole story")),
        ("scene", _("The story from this scene on")),
        ("view", _("What this scene shows, as a page of its own")),
    )
    choices = "".join(
        f'<label><input type="radio" class="form-check-input" name="share-of" value="{value}"'
        f"{' checked' if value == 'story' else ''}><span>{escape(label)}</span></label>\n"
        for value, label in labels
    )
    return f"""<fieldset class="share-kinds share-of">
<legend class="visually-hidden">{escape(_("What is shared"))}</legend>
{choices}</fieldset>
"""


def _kinds(release: str) -> str:
    live = escape(_("Live: shows the newest release whenever it is opened."))
    text = _("Frozen: always shows release {release}, as you see it now.")
    # A scene may be of another release than the page that presents it.
    shown = f'<span class="share-release">{escape(release)}</span>'
    frozen = escape(text).format(release=shown)
    return f"""<fieldset class="share-kinds">
<legend class="visually-hidden">{escape(_("Kind of link"))}</legend>
<label><input type="radio" class="form-check-input" name="share-kind" value="live" checked>
<span>{live}</span></label>
<label><input type="radio" class="form-check-input" name="share-kind" value="frozen">
<span>{frozen}</span></label>
</fieldset>"""


def _link() -> str:
    return f"""{_field("share-link-address", _("Address"))}
<div class="share-deeds">{_copy("share-link-address", primary=True)}
<button type="button" class="button" data-share="native" hidden>{escape(_("Share with…"))}</button>
<a class="button" id="share-mail" href="mailto:">{escape(_("E-mail"))}</a></div>"""


def _to_story() -> str:
    # The script puts the number in.
    first = _("Added: your story has its first view. It waits at Present.")
    done = _("Added: your story has {count} views. It waits at Present.")
    full = _("Your story could not take it: it is full, or this browser keeps nothing.")
    return (
        '<div class="share-deeds"><button type="button" class="button" data-story="add" '
        f'data-first="{escape(first)}" data-done="{escape(done)}" data-full="{escape(full)}">'
        f"{escape(_('Add to my story'))}</button></div>"
    )


def _post() -> str:
    hint = _(
        "Title and description are also those of the e-mail and of the embed code. Networks show "
        "a preview with title, description and picture of their own."
    )
    again = escape(_("Restore the suggested text"))
    return f"""{_field("share-name", _("Title"), written=True)}
{_area("share-words", _("Description"), rows=3, written=True)}
{_area("share-text", _("Post"), rows=4, written=True)}
<p id="share-count" class="hint"></p>
<div class="share-deeds">{_copy("share-text", primary=True)}
<button type="button" class="button" data-share="reset">{again}</button></div>
<p class="hint">{escape(hint)}</p>"""


def _qr() -> str:
    larger, save = escape(_("Fill the screen")), escape(_("Download SVG"))
    # Ten to one is the rule of thumb of scanning distance to width.
    hint = _(
        "A phone reads the code from as far as ten times its width: for an audience three metres "
        "away, 30 cm."
    )
    return f"""<img id="share-code" class="share-code" alt="">
<p id="share-code-none" hidden></p>
<div class="share-deeds">
<a class="button" id="share-code-open" target="_blank" rel="noopener">{larger}</a>
<a class="button" id="share-code-save" download="qr.svg">{save}</a></div>
<p class="hint">{escape(hint)}</p>"""


def _embed(*, story: bool) -> str:
    hint = _(
        "Shows map, legend and source in a page of yours, as wide as its place, and asks for the "
        "map when the reader comes near."
    )
    look = escape(_("Preview"))
    code = f"""{_area("share-frame", _("HTML"), rows=5)}
<div class="share-deeds">{_copy("share-frame", primary=True)}
<a class="button" id="share-frame-open" target="_blank" rel="noopener">{look}</a></div>
<p class="hint">{escape(hint)}</p>"""
    if not story:
        return code
    without = _(
        "A story is presented on the whole screen and has no form for frames. What its scenes "
        "show can be embedded: choose it above."
    )
    return (
        f'<div id="share-framed">{code}</div><p id="share-unframed" hidden>{escape(without)}</p>'
    )


def _cite() -> str:
    options = "".join(f'<option value="{kind}">{name}</option>' for kind, name in CITATIONS)
    hint = _(
        "Names the surveys whose results are shown, the release and today; its link is frozen."
    )
    return f"""<div class="field"><label for="share-format">{escape(_("Format"))}</label>
<select id="share-format" class="form-select">{options}</select></div>
{_area("share-citation", _("Citation"), rows=7)}
<div class="share-deeds">{_copy("share-citation", primary=True)}
<a class="button" id="share-citation-save" download>{escape(_("Download"))}</a></div>
<p class="hint">{escape(hint)}</p>"""


def _field(name: str, label: str, *, written: bool = False) -> str:
    kept = "" if written else " readonly"
    return (
        f'<div class="field"><label for="{name}">{escape(label)}</label>'
        f'<input id="{name}" class="form-control" type="text" autocomplete="off"{kept}></div>'
    )


def _area(name: str, label: str, *, rows: int, written: bool = False) -> str:
    kept = "" if written else ' readonly spellcheck="false"'
    return (
        f'<div class="field"><label for="{name}">{escape(label)}</label>'
        f'<textarea id="{name}" class="form-control" rows="{rows}"{kept}></textarea></div>'
    )


def _copy(name: str, *, primary: bool = False) -> str:
    style = "button button-primary" if primary else "button"
    return (
        f'<button type="button" class="{style}" data-share="copy" data-of="{name}">'
        f"{escape(_('Copy'))}</button>"
    )

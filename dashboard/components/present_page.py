"""The pages of presenting: the list of stories, and what a story is without its script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from markupsafe import Markup

from dashboard.catalog.printing import listed
from dashboard.catalog.stories import OWN, Story
from dashboard.components.attributes import extra
from dashboard.components.document_links import document_link
from dashboard.components.present_texts import present_texts
from dashboard.components.shell import json_script
from dashboard.i18n import _, ngettext

_FRAME = Markup('<iframe src="{}" title="{}" loading="lazy" tabindex="-1"></iframe>')


def with_keys(address: str, *queries: str) -> str:
    """Return an address with what of several queries is not empty.

    Examples
    --------
    >>> with_keys("/map?el=Cu", "lang=en", "")
    '/map?el=Cu&lang=en'
    """
    kept = "&".join(one for one in queries if one)
    if not kept:
        return address
    return f"{address}{'&' if '?' in address else '?'}{kept}"


def stories_page(
    stories: Mapping[str, Story],
    prefix: str,
    kept: str,
    gone: Mapping[str, Mapping[str, Sequence[int]]],
    newest: str,
) -> html.Article:
    """Return the list of stories with their first scenes, the keys, and how to make a story.

    Parameters
    ----------
    stories : mapping of str to Story
    prefix : str
        Path prefix of the server.
    kept : str
        What links carry on: the query of release and language.
    gone : mapping of str to mapping
        By name of the story: numbers of the scenes of each release that is not kept any more.
    newest : str
        Id of the release that they show instead.
    """
    cards = []
    for name, story in stories.items():
        notice = _gone_notice(story, prefix, kept, gone[name], newest)
        # Slides say nothing of a release that is gone: they are made on one that is there.
        of_slides = _on_newest(kept, newest) if notice else kept
        cards.append(_card(story, prefix, kept, notice, of_slides))
    none = html.P(_("There are no stories on this server yet."))
    return html.Article(
        [
            html.H1(_("Present")),
            html.P(
                _(
                    "Stories are scenes of live maps with a few words each, to be shown in a "
                    "hall, on a stand or sent as a link. The maps can be moved at any time."
                )
            ),
            html.Div(cards or none, className="story-cards"),
            _tray(),
            _keys(),
            _making(),
            Markup(json_script("present-texts", present_texts_told())),
        ],
        className="stories",
    )


def _gone_notice(
    story: Story, prefix: str, kept: str, gone: Mapping[str, Sequence[int]], newest: str
) -> html.P | None:
    """Return which scenes are of a release that is gone, with the offer of the newest."""
    if not gone:
        return None
    said = [
        ngettext(
            "Release {asked}, which scene {numbers} was made from, is no longer kept.",
            "Release {asked}, which scenes {numbers} were made from, is no longer kept.",
            len(numbers),
        ).format(asked=asked, numbers=listed(map(str, numbers)))
        for asked, numbers in gone.items()
    ]
    shown = _("The newest, {shown}, is shown in its place.").format(shown=newest)
    address = with_keys(f"{prefix}present/{story.name}", _on_newest(kept, newest))
    offer = html.A(_("Present all scenes on the newest release"), href=address)
    return html.P([" ".join([*said, shown, ""]), offer, "."], className="callout")


def _on_newest(kept: str, newest: str) -> str:
    others = [one for one in kept.split("&") if one and not one.startswith("release=")]
    return "&".join([f"release={newest}", *others])


def _card(
    story: Story, prefix: str, kept: str, notice: html.P | None, of_slides: str
) -> html.Section:
    address = with_keys(f"{prefix}present/{story.name}", kept)
    first = story.scenes[0]
    view = with_keys(f"{prefix}embed{first.view}", "" if "release=" in first.view else kept)
    minutes = max(1, round(sum(scene.dwell for scene in story.scenes) / 60))
    count = len(story.scenes)
    length = ngettext("{count} scene", "{count} scenes", count).format(count=count)
    lasting = ngettext("about {minutes} minute", "about {minutes} minutes", minutes)
    heading = f"story-{story.name}"
    return html.Section(
        [
            html.Div(
                _FRAME.format(view, _("First scene: {title}").format(title=first.title)),
                className="story-first",
            ),
            html.Div(
                [
                    html.H2(html.A(story.title, href=address), id=heading),
                    html.P(story.description) if story.description else None,
                    notice,
                    html.P(f"{length}, {lasting.format(minutes=minutes)}", className="hint"),
                    html.P(
                        [
                            html.A(_("Present"), href=address, className="button button-primary"),
                            html.A(
                                _("View of the speaker"),
                                href=with_keys(f"{prefix}present/{story.name}/speaker", kept),
                                className="button",
                            ),
                            html.A(
                                _("Play for ever"),
                                href=with_keys(address, "auto=1&loop=1"),
                                className="button",
                            ),
                            html.A(
                                _("Save for offline"),
                                href=with_keys(
                                    f"{prefix}api/v1/offline.html?story={story.name}", kept
                                ),
                                className="button",
                                title=_("One file that presents the story without a network"),
                            ),
                            document_link(
                                _("Slides (PPTX)"),
                                with_keys(
                                    f"{prefix}api/v1/slides.pptx?story={story.name}", of_slides
                                ),
                            ),
                        ],
                        className="story-links",
                    ),
                    html.Details([html.Summary(_("Scenes")), _scene_links(story, address)]),
                ],
                className="story-words",
            ),
        ],
        className="story-card",
        **extra(aria_labelledby=heading),
    )


def _scene_links(story: Story, address: str) -> html.Ol:
    return html.Ol(
        [
            html.Li(html.A(scene.title, href=f"{address}#n={number}"))
            for number, scene in enumerate(story.scenes, 1)
        ]
    )


def _tray() -> html.Section:
    """Return the place of the reader's own story, which assets/present/tray.mjs shows."""
    return html.Section(
        [
            html.H2(_("Your story"), id="tray-heading"),
            html.P(
                _(
                    "Views that you have added with Share, or a file of them. They are kept in "
                    "this browser only."
                ),
                className="hint",
            ),
        ],
        id="tray",
        hidden=True,
        **extra(aria_labelledby="tray-heading"),
    )


def present_texts_told() -> dict[str, str]:
    """Return the texts of the modules that differ from their English key."""
    return {key: text for key, text in present_texts().items() if key != text}


def _keys() -> html.Section:
    rows: Sequence[tuple[str, str]] = (
        ("→ ← Space PageDown PageUp", _("next scene, previous scene; clickers send these")),
        ("Home End, 7 Enter", _("first, last, seventh scene")),
        ("f", _("full screen")),
        ("b", _("black screen, and back")),
        ("c", _("high contrast, for weak projectors")),
        ("q", _("a code in the corner: the audience opens the map that is shown")),
        (
            "l",
            _("share: link, code or citation of the story, or of what the scene shows"),
        ),
        ("r", _("back to the view of the script, after the map was moved")),
        ("a", _("scenes follow by themselves")),
        ("o", _("save for offline: one file that presents the story without a network")),
        ("s", _("the speaker's view in a second window, with notes, next scene and clock")),
        ("Ctrl P", _("print all scenes, a sheet each, with the speaker's notes if wanted")),
        ("?", _("all keys")),
    )
    return html.Section(
        [
            html.H2(_("Keys"), id="stories-keys"),
            html.Dl(
                [html.Div([html.Dt(html.Kbd(keys)), html.Dd(meaning)]) for keys, meaning in rows],
                className="story-keys",
            ),
        ],
        **extra(aria_labelledby="stories-keys"),
    )


def _making() -> html.Section:
    sample = """title = "Copper in my country"
dwell = 20

[[scene]]
view = "/map?el=Cu&c=FIN"
title = "Copper in Finland"
caption = "What the audience reads."
notes = "What the speaker reads.\""""
    return html.Section(
        [
            html.H2(_("Make a story"), id="stories-make"),
            html.P(
                _(
                    "A story is a text file with a table for each scene. Its view is the address "
                    "of a map or of an element's page, copied from the address bar without the "
                    "host; or collect views with Share, Add to my story, and save them as a file, "
                    "which opens here again. "
                    "Put it into the folder data/stories of the server; "
                    "python -m dashboard stories says what is wrong with it."
                )
            ),
            html.Pre(html.Code(sample)),
        ],
        **extra(aria_labelledby="stories-make"),
    )


def story_body(story: Story | None, prefix: str, kept: str, *, place: str) -> str:
    """Return the body of a page that a story is presented on.

    Parameters
    ----------
    story : Story or None
        None where the story is in the fragment of the address.
    prefix : str
        Path prefix of the server.
    kept : str
        What links carry on: the query of release and language.
    place : {"stage", "speaker"}
        The element that the module fills.

    Returns
    -------
    str
        HTML. Without scripts it is the list of the scenes with links to their pages.
    """
    parts = [
        f'<main id="{place}" tabindex="-1">{_outline(story, prefix, kept)}</main>',
        json_script("story", story.as_json() if story else None),
        json_script("present-texts", present_texts_told()),
    ]
    return "\n".join(parts)


def _outline(story: Story | None, prefix: str, kept: str) -> Markup:
    if story is None:
        said = _("This story is in its link; it needs JavaScript to be shown.")
        return Markup('<p class="stage-outline">{}</p>').format(said)
    rows = [
        Markup('<li><a href="{}">{}</a><p>{}</p></li>').format(
            with_keys(f"{prefix}{scene.view[1:]}", "" if "release=" in scene.view else kept),
            scene.title,
            scene.caption,
        )
        for scene in story.scenes
    ]
    return Markup(
        '<article class="stage-outline"><h1>{}</h1><p>{}</p><ol>{}</ol></article>'
    ).format(story.title, story.description, Markup("").join(rows))


def unknown_story(stories: Mapping[str, Story], prefix: str, kept: str) -> html.Div:
    """Return that there is no such story, and which there are."""
    items: list[Any] = [
        html.Li(html.A(story.title, href=with_keys(f"{prefix}present/{story.name}", kept)))
        for story in stories.values()
    ]
    return html.Div(
        [
            html.H1(_("Page not found")),
            html.P(_("There is no such story on this server.")),
            html.Ul(items, **extra(aria_label=_("Stories"))) if items else None,
            html.P(html.A(_("All stories"), href=with_keys(f"{prefix}present", kept))),
        ],
        className="prose",
    )


def find_story(stories: Mapping[str, Story], name: str) -> tuple[str, str] | None:
    """Return name and title of a story, or of one that its link holds; None for no story."""
    if name == OWN:
        return OWN, _("A story of your own")
    return (name, stories[name].title) if name in stories else None

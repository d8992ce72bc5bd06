"""A story's file is read back, ``POST <prefix>present/read``: a browser has no TOML of its own.

Nothing is kept. The one reader of stories (`dashboard.catalog.stories`) reads it, so that a file
that opens in the browser is one that the server takes into its folder of stories.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, jsonify, request

from dashboard.catalog.problems import Problem
from dashboard.catalog.stories import OWN, read_content
from dashboard.i18n import _
from dashboard.release.store import ReleaseStore
from dashboard.web import errors
from dashboard.web.story_views import problems_of

MOST_BYTES = 200_000
"""Of a file: a hundred scenes with a caption and a page of notes each."""


def blueprint(store: ReleaseStore) -> Blueprint:
    """Return the route that reads a story's file, to be put under the prefix.

    The body is the file. Answers: 200 ``{"story": …, "notices": […]}``, where notices are what
    the release that is served does not show as the views ask for it; 422 with ``problems``, all
    that is wrong; 413 for more than `MOST_BYTES`. Problems and notices are ``{"line", "place",
    "found", "expected"}``, `line` and `place` null where there is none.

    Parameters
    ----------
    store : ReleaseStore
        What views are checked against, where it has a release.
    """
    routes = Blueprint("story_files", __name__)

    @routes.post("/present/read")
    def read() -> Response:
        # Also where the length was not told.
        body = request.stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            said = _("The file has more than {most} kB: it is no story, or one in several parts.")
            return errors.answer(413, _("Too large"), said.format(most=MOST_BYTES // 1000))
        story, problems = read_content(body, OWN, "")
        if story is None:
            answer = jsonify(
                error={
                    "status": 422,
                    "title": _("Unprocessable Content"),
                    "message": _("The file holds no story that can be read."),
                },
                problems=[_told(one) for one in problems],
            )
            answer.status_code = 422
        else:
            served = store.current() is not None
            notices = problems_of(story, store) if served else []
            told = replace(story, name="").as_json()
            answer = jsonify(story=told, notices=[_told(one) for one in notices])
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return routes


def _told(problem: Problem) -> dict[str, str | int | None]:
    return {
        "line": problem.row,
        "place": problem.column,
        "found": problem.found,
        "expected": problem.expected,
    }

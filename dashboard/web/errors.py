"""Answers to what goes wrong: short, in words, in the form the client asked for."""

import logging

from dash.exceptions import DashException
from flask import Flask, Response, jsonify, request
from gunicorn.http.errors import ParseException  # type: ignore[import-untyped]
from pyarrow import ArrowException
from werkzeug.exceptions import HTTPException, RequestedRangeNotSatisfiable
from werkzeug.wrappers import Response as BaseResponse

from dashboard.api.plain import plain_answer
from dashboard.i18n import _

log = logging.getLogger("dashboard")

_INTERFACE = "/api/v1/"


def one_line(text: str) -> str:
    """Return what a client sent as the log shows it: control characters as escapes.

    A path may hold line breaks (``%0A``), with which a client could write lines of its own
    into the log, and other characters that a terminal obeys.
    """
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def answer(status: int, title: str, message: str) -> Response:
    """Return an error as a page to a browser and as JSON to anybody else.

    In the interface, ``error`` is one sentence wherever it comes from.
    """
    if "text/html" in request.headers.get("Accept", ""):
        made = plain_answer(status, title, [message])
    elif _INTERFACE in request.path:
        made = jsonify(error=message)
        made.status_code = status
    else:
        made = jsonify(error={"status": status, "title": title, "message": message})
        made.status_code = status
    made.headers["Cache-Control"] = "no-store"
    return made


def install(server: Flask) -> None:
    """Answer errors of a server without a word of its insides.

    A client's fault is one line in the log; a fault of ours is logged with its
    traceback.
    """

    @server.errorhandler(HTTPException)
    def refused(error: HTTPException) -> BaseResponse:
        status = error.code or 500
        if status < 400:  # a redirect is no error
            return error.get_response()
        log.info("%s %s: %s", status, request.method, one_line(request.path))
        made = answer(status, error.name, error.description or error.name)
        allowed = getattr(error, "valid_methods", None)
        if allowed:
            made.headers["Allow"] = ", ".join(sorted(allowed))
        if isinstance(error, RequestedRangeNotSatisfiable) and error.length is not None:
            made.headers["Content-Range"] = f"bytes */{error.length}"
        return made

    @server.errorhandler(DashException)
    def unknown_part_of_dash(error: DashException) -> Response:
        # Dash raises these for an unknown bundle, which is the client's fault; during a
        # callback they are ours.
        if request.method == "POST":
            return failed(error)
        log.info("404 %s: %s", request.method, one_line(request.path))
        return answer(404, _("Not Found"), _("There is no such file."))

    @server.errorhandler(ParseException)
    def garbled(_error: Exception) -> Response:
        # Pieces of a body whose lengths are none; gunicorn reads them when they are asked for.
        log.info("400 %s: %s", request.method, one_line(request.path))
        return answer(400, _("Bad Request"), _("The body of the request cannot be read."))

    @server.errorhandler(OSError)
    @server.errorhandler(ArrowException)
    def unreadable(error: Exception) -> Response:
        # A file was damaged or taken away after its release was opened and verified.
        log.error("503 %s: %s", request.method, one_line(request.path), exc_info=error)
        said = _("A file of the release cannot be read; {command} says which.")
        said = said.format(command="python -m dashboard verify")
        made = answer(503, _("Not available now"), said)
        made.headers["Retry-After"] = "60"
        return made

    @server.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        log.error("500 %s: %s", request.method, one_line(request.path), exc_info=error)
        return answer(500, _("Server error"), _("This is our fault; the error has been logged."))

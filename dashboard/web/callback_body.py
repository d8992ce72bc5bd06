"""Checks on the bodies of Dash's callback requests, before Dash reads them.

Dash takes a body as its own renderer writes it and fails with an exception on
any other (``{}``, ``[]``, an unknown output). A body is therefore compared with
the callback it names, and answered 400 where it does not fit.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import parse_qsl, urlencode

from dash.dependencies import Output

# Dash's own store of the address, which its page router reads.
_ROUTER = "_pages_location"


class BodyError(ValueError):
    """A body that is not what Dash's renderer sends; the message says what is wrong."""


@dataclass(frozen=True)
class Routes:
    """What the page router may be asked.

    Attributes
    ----------
    prefix : str
        Path prefix of the server.
    placeholders : frozenset of str
        Names of the variable parts of paths. Dash would let a query of that name
        stand for the part of the path; the path is to win.
    """

    prefix: str = "/"
    placeholders: frozenset[str] = frozenset()


def parse(body: bytes, callbacks: Mapping[str, Any], routes: Routes) -> dict[str, Any]:
    """Return a callback request in the form that Dash may read.

    Parameters
    ----------
    body : bytes
        The request body.
    callbacks : mapping
        Dash's map of callbacks by their output.
    routes : Routes

    Returns
    -------
    dict
        The parts that Dash reads, and nothing else.

    Raises
    ------
    BodyError
        If the body is no JSON, names no callback or does not fit it.
    """
    found = _json(body)
    if not isinstance(found, dict):
        _fail("the body is not an object")
    name = found.get("output")
    callback = callbacks.get(name) if isinstance(name, str) else None
    # Callbacks that run in the browser have an entry without a function.
    if callback is None or "callback" not in callback:
        _fail("no such output")
    clean: dict[str, Any] = {
        "output": name,
        "inputs": _parts(found, "inputs", callback["inputs"], routes),
        "state": _parts(found, "state", callback["state"], routes),
        "changedPropIds": _changed(found),
    }
    if not callback.get("no_output"):
        clean["outputs"] = _outputs(found.get("outputs"), callback["output"])
    return clean


def _json(body: bytes) -> Any:
    try:
        found = json.loads(body, parse_constant=_constant)
        # A lone surrogate is valid JSON, but no answer could repeat it.
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        _fail("the body is not JSON")
    return found


def _constant(name: str) -> NoReturn:
    _fail(f"{name} is not JSON")


def _fail(message: str) -> NoReturn:
    raise BodyError(message)


def _changed(found: Mapping[str, Any]) -> list[str]:
    changed = found.get("changedPropIds", [])
    if not isinstance(changed, list) or not all(isinstance(one, str) for one in changed):
        _fail("changedPropIds is not a list of texts")
    return changed


def _parts(
    found: Mapping[str, Any], key: str, specs: list[Mapping[str, str]], routes: Routes
) -> list[Any]:
    given = found.get(key, [])
    if not isinstance(given, list) or len(given) != len(specs):
        _fail(f"{key} does not match the callback")
    return [
        _part(one, key, spec["id"], spec["property"], routes)
        for one, spec in zip(given, specs, strict=True)
    ]


def _part(given: Any, key: str, spec_id: str, prop: str, routes: Routes) -> Any:
    if _is_many(spec_id):
        if not isinstance(given, list):
            _fail(f"{key}: {spec_id} takes a list")
        return [_one(each, key, spec_id, prop, routes) for each in given]
    return _one(given, key, spec_id, prop, routes)


def _one(
    given: Any, key: str, spec_id: str, prop: str, routes: Routes = Routes()
) -> dict[str, Any]:
    if not isinstance(given, dict) or not isinstance(given.get("property"), str):
        _fail(f"{key}: a part is no object with id and property")
    # A second callback of one output is told apart by a hash behind the property.
    if given["property"].partition("@")[0] != prop or not _fits(given.get("id"), spec_id):
        _fail(f"{key}: {spec_id}.{prop} was expected")
    clean = {"id": given["id"], "property": given["property"], "value": given.get("value")}
    if spec_id == _ROUTER:
        clean["value"] = _routed(prop, clean["value"], routes)
    return clean


def _routed(prop: str, value: Any, routes: Routes) -> str:
    if prop == "search":
        if not isinstance(value, str | None):
            _fail("search is not a text")
        pairs = parse_qsl((value or "").removeprefix("?"), errors="replace")
        return "?" + urlencode([pair for pair in pairs if pair[0] not in routes.placeholders])
    usable = isinstance(value, str) and value and f"{value}/".startswith(routes.prefix)
    if not usable:
        _fail(f"{prop} is not a path of this server")
    return str(value)


def _outputs(given: Any, spec: Output | list[Output]) -> Any:
    if isinstance(spec, Output):
        return _output(given, spec)
    if not isinstance(given, list) or len(given) != len(spec):
        _fail("outputs does not match the callback")
    return [_output(one, output) for one, output in zip(given, spec, strict=True)]


def _output(given: Any, spec: Output) -> Any:
    spec_id = spec.component_id_str()
    prop = spec.component_property.partition("@")[0]
    parts = given if _is_many(spec_id) else [given]
    if not isinstance(parts, list):
        _fail(f"outputs: {spec_id} takes a list")
    clean = [_one(part, "outputs", spec_id, prop) for part in parts]
    for part in clean:
        del part["value"]
    return clean if _is_many(spec_id) else clean[0]


def _pattern(spec_id: str) -> dict[str, Any] | None:
    """Return the parts of a pattern-matching id, None of a plain one."""
    return dict(json.loads(spec_id)) if spec_id.startswith("{") else None


def _is_many(spec_id: str) -> bool:
    pattern = _pattern(spec_id) or {}
    return any(value in (["ALL"], ["ALLSMALLER"]) for value in pattern.values())


def _fits(given: Any, spec_id: str) -> bool:
    pattern = _pattern(spec_id)
    if pattern is None:
        return bool(given == spec_id)
    if not isinstance(given, dict) or given.keys() != pattern.keys():
        return False
    return all(
        isinstance(given[key], str | int | float)
        if isinstance(value, list)
        else given[key] == value
        for key, value in pattern.items()
    )

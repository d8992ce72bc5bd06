"""Join ES modules into one, so that a far browser asks once instead of thirty times.

Over HTTP/1.1 a browser fetches six files at a time; with thirty modules and a
round trip of 150 ms that alone is most of a second. The modules stay what they
are on disk; this only writes them one after the other, each in a function of its
own, in the order in which they need each other. It understands the forms that the
map's modules use (named imports and exports) and refuses every other, so that a
new form fails a test and never a page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

import rjsmin  # type: ignore[import-untyped]

_IMPORT = re.compile(r"^import\s*\{([^}]*)\}\s*from\s*'\./([\w.-]+)';[ \t]*\n?", re.MULTILINE)
_REEXPORT = re.compile(r"^export\s*\{([^}]*)\}\s*from\s*'\./([\w.-]+)';[ \t]*\n?", re.MULTILINE)
_EXPORT_LIST = re.compile(r"^export\s*\{([^}]*)\};[ \t]*\n?", re.MULTILINE)
_EXPORT = re.compile(
    r"^export\s+(?=(?:async\s+)?(?:function\*?|class|const)\s+([A-Za-z_$][\w$]*))", re.MULTILINE
)
_OTHER = re.compile(r"^\s*(?:import\b(?!\s*\()|export\b).*$|\bimport\.meta\b", re.MULTILINE)


class ModuleError(ValueError):
    """Modules that cannot be joined; the message names file and line."""


def join(files: Mapping[str, bytes], entry: str) -> bytes:
    """Return one module that does what `entry` and all it imports do.

    Parameters
    ----------
    files : mapping of str to bytes
        Modules by name.
    entry : str
        The module to run.

    Returns
    -------
    bytes
        Source without comments. It exports what the entry does.

    Raises
    ------
    ModuleError
        If a module is missing, they need each other in a circle, one wants a name
        that another does not export, or uses a form of import or export other than
        named ones.
    """
    needs: dict[str, list[str]] = {}
    texts: dict[str, str] = {}
    waiting = [entry]
    while waiting:
        name = waiting.pop()
        if name in needs:
            continue
        if name not in files:
            msg = f"there is no module {name}"
            raise ModuleError(msg)
        text = files[name].decode()
        found = [m[1] for p in (_IMPORT, _REEXPORT) for m in p.findall(text)]
        needs[name], texts[name] = found, text
        waiting += found
    try:
        order = list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        msg = f"modules need each other in a circle: {' → '.join(error.args[1])}"
        raise ModuleError(msg) from error
    for name in order:
        _check_wanted(name, texts)
    names = {name: f"m{i}" for i, name in enumerate(order)}
    parts = [_wrapped(name, texts[name], names) for name in order]
    exported = _exports(texts[entry])
    if exported:
        parts.append(f"export const {{ {', '.join(exported)} }} = {names[entry]};")
    return str(rjsmin.jsmin("\n".join(parts))).encode()


def _check_wanted(name: str, texts: Mapping[str, str]) -> None:
    """Refuse imports of names that are not exported.

    A browser refuses them too, but only between modules: joined, the name would be
    undefined, as is ``B`` of ``export const A = 0, B = 1``, of which only the first
    name is seen here.
    """
    for pattern in (_IMPORT, _REEXPORT):
        for listed, source in pattern.findall(texts[name]):
            missing = {wanted for wanted, _ in _pairs(listed)} - set(_exports(texts[source]))
            if missing:
                words = ", ".join(sorted(missing))
                msg = f"{name}: {source} does not export {words} (one name for each export)"
                raise ModuleError(msg)


def _wrapped(name: str, text: str, names: Mapping[str, str]) -> str:
    """Return a module as a function that gives its exports."""
    taken = [
        f"const {{ {_renamed(listed)} }} = {names[source]};"
        for listed, source in _IMPORT.findall(text)
    ]
    given = [*_exports(text, own=True)]
    given += [
        f"{inner}: {names[source]}.{outer}"
        for listed, source in _REEXPORT.findall(text)
        for outer, inner in _pairs(listed)
    ]
    for pattern in (_IMPORT, _REEXPORT, _EXPORT_LIST, _EXPORT):
        text = pattern.sub("", text)
    other = _OTHER.search(text)
    if other:
        msg = f"{name}: cannot join {other.group().strip()!r}"
        raise ModuleError(msg)
    body = "\n".join([*taken, text])
    return f"const {names[name]} = (() => {{\n{body}\nreturn {{ {', '.join(given)} }};\n}})();"


def _exports(text: str, *, own: bool = False) -> list[str]:
    """Return what a module exports, by the names outside; `own`: as members of an object."""
    listed = [
        (inner, outer) for group in _EXPORT_LIST.findall(text) for inner, outer in _pairs(group)
    ]
    direct = _EXPORT.findall(text)
    if own:
        return direct + [i if i == o else f"{o}: {i}" for i, o in listed]
    again = [o for group, _ in _REEXPORT.findall(text) for _, o in _pairs(group)]
    return direct + [o for _, o in listed] + again


def _pairs(listed: str) -> list[tuple[str, str]]:
    """Return (name, name after ``as``) of a list of imports or exports."""
    pairs = []
    for item in listed.split(","):
        words = item.split()
        if words:
            pairs.append((words[0], words[-1]))
    return pairs


def _renamed(listed: str) -> str:
    return ", ".join(a if a == b else f"{a}: {b}" for a, b in _pairs(listed))

"""What axe finds on a page."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

# WCAG 2.2 A and AA, and what axe holds to be good practice.
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")


def examined(page: Any, context: str | None = None, rules: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return what axe found on a page or in a part of it; all its rules where none are named.

    A rule that axe gives up fails the test: it is no rule that is kept. Of a rule that is kept
    axe names one element only; to describe thousands of them takes longer than to examine them.
    """
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    found: dict[str, Any] = Axe().run(page, context=context, options=options).response
    assert [(one["id"], one["error"]) for one in found["incomplete"] if one.get("error")] == []
    return found


def barriers(
    page: Any, context: str | None = None, rules: tuple[str, ...] = ()
) -> list[tuple[str, list[str]]]:
    """Return the rules that are broken, each with the first elements that break it."""
    return [
        (one["id"], [node["html"][:150] for node in one["nodes"][:3]])
        for one in examined(page, context, rules)["violations"]
    ]

"""The findings that docs/findings.md tells: titles, words and links, for the tests of them."""

import re
from dataclasses import dataclass
from pathlib import Path

DOCUMENT = Path(__file__).parents[1] / "docs" / "findings.md"


@dataclass(frozen=True)
class Finding:
    """One finding as it is told."""

    title: str
    text: str
    links: tuple[str, ...]

    def query(self, link: int = 0) -> str:
        """Return the query of a link."""
        return self.links[link].partition("?")[2]

    def tells(self, *figures: str) -> None:
        """Fail where a figure, as it is printed, is not in the words."""
        for figure in figures:
            assert re.search(rf"(?<![\d.]){re.escape(figure)}(?![\d]|\.\d)", self.text), (
                f"{self.title}: {figure} is not told"
            )


def findings() -> dict[str, Finding]:
    """Return the findings by the stratum that their first link shows and its element."""
    found = {}
    for section in DOCUMENT.read_text("utf-8").split("\n## ")[1:]:
        title, _, text = section.partition("\n")
        links = tuple(re.findall(r"`(/(?:compare|elements|map)\?[^`]+)`", text))
        if links:
            name = re.sub(r"^\d+\. ", "", title)
            found[name.partition(":")[0]] = Finding(name, " ".join(text.split()), links)
    return found

"""Write docs/input-mistakes.md: ``python -m tests.mistakes.page``."""

import sys
import tempfile
from pathlib import Path

from tests.conftest import ROOT
from tests.mistakes import GROUPS, mistakes
from tests.mistakes.base import answer, problems

PAGE = ROOT / "docs" / "input-mistakes.md"


def page() -> str:
    """Return docs/input-mistakes.md."""
    total = len(mistakes())
    out = [
        "# Input mistakes and what is said of them",
        "",
        f"{total} different mistakes in a small survey, each with the message that",
        "`python -m dashboard check` gives. An **error** keeps the survey from being built, a",
        "**warning** is something to look at. This page is written by",
        "`python -m tests.mistakes.page`, and tested to be current.",
    ]
    number = 0
    for make in GROUPS:
        group = make()
        out += ["", f"## {group.title}", ""]
        out += ["| | mistake | | file | row | column | found | expected |"]
        out += ["|---|---|---|---|---|---|---|---|"]
        for mistake in group.mistakes:
            number += 1
            with tempfile.TemporaryDirectory() as place:
                folder = Path(place) / "my-survey"
                folder.mkdir()
                said = answer(mistake, problems(mistake, folder))
            assert said is not None, mistake.what
            row = "" if said.row is None else str(said.row)
            cells = (
                mistake.what,
                f"**{said.severity}**",
                said.file,
                row,
                said.column or "",
                said.found,
                said.expected,
            )
            texts = [c.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ") for c in cells]
            out.append(f"| {number} | " + " | ".join(texts) + " |")
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}\n")

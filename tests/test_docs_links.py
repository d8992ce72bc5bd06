"""Documents lead somewhere: their links, and the commands that they tell."""

import re
from pathlib import Path

import pytest

from dashboard.__main__ import parser
from dashboard.settings import read

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    path
    for place in ("*.md", "docs/*.md", "assets/**/*.md", "benchmarks/*.md", "data/**/*.md")
    for path in ROOT.glob(place)
)


def text_of(document: Path) -> str:
    """The text without blocks of code between fences, whose lines may begin with # and [."""
    return re.sub(
        r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )


def anchors_of(document: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub and GitLab make them."""
    heads = re.findall(r"^#+ (.+)$", text_of(document), flags=re.MULTILINE)
    bare = (re.sub(r"\[([^]]*)]\([^)]*\)", r"\1", head).lower() for head in heads)
    return {re.sub(r"[^\w\- ]", "", head).replace(" ", "-") for head in bare}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_of_a_document_leads_to_a_file_and_a_heading(document):
    """Relative links name files of the project, their anchors headings of them."""
    lost = []
    for link in re.findall(r"]\(([^)\s]+)\)", text_of(document)):
        if re.match(r"\w+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            lost.append(link)
    assert lost == []


def test_the_readme_leads_to_every_document():
    """Nothing under docs/ has to be found by chance."""
    linked = set(re.findall(r"]\(docs/([\w-]+\.md)\)", (ROOT / "README.md").read_text("utf-8")))
    assert linked == {path.name for path in (ROOT / "docs").glob("*.md")}


def test_every_command_that_documents_tell_is_one():
    """`python -m dashboard COMMAND` is a command of the command line, wherever it is written."""
    told = {
        command
        for document in DOCUMENTS
        for command in re.findall(r"python -m dashboard ([a-z]+)\b", document.read_text("utf-8"))
    }
    assert {"build", "check", "serve"} <= told
    for command in sorted(told):
        with pytest.raises(SystemExit) as end:
            parser(read({})).parse_args([command, "--help"])
        assert end.value.code == 0, command

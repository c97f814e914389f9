"""Documents cannot drift: pages are made from the program, links resolve, what is cited exists."""

import ast
import re

import pytest
from tests.repo.documents import PAGES
from tests.repo.tracked import ROOT, named, text, tracked

DOCUMENTS = [p for p in tracked(".md") if p.name != "LICENSE.md"]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(
    r"^ {4}hepatica ((?:study |user |safety |tissue |stats |evidence |identity |design |import (?=dictionary))?[a-z][a-z0-9-]*)",
    re.MULTILINE,
)
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
LARGEST = 250 * 1024


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_says_what_the_program_says(name):
    """VAL-11."""
    assert text(ROOT / "docs" / "reference" / name) == PAGES[name](), "run python -m tests.repo.documents"


def test_every_link_between_documents_resolves():
    broken = []
    for document in DOCUMENTS:
        for match in LINK.finditer(text(document)):
            target = (match[1] or match[2]).partition("#")[0]
            if target and "://" not in target and not (document.parent / target).exists():
                broken.append(f"{named(document)}: {target}")
    assert broken == []


def test_every_link_to_a_part_of_a_page_finds_its_heading():
    lost = []
    for document in DOCUMENTS:
        for match in LINK.finditer(text(document)):
            target, _, part = (match[1] or match[2]).partition("#")
            page = document.parent / target if target else document
            if part and page.suffix == ".md" and part not in _headings(text(page)):
                lost.append(f"{named(document)}: {target}#{part}")
    assert lost == []


def _headings(page: str) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def test_every_command_a_document_shows_is_a_command():
    """VAL-11."""
    known = set(re.findall(r"^## hepatica (.+)$", PAGES["command-line.md"](), re.MULTILINE))
    assert len(known) > 10
    shown = {(named(p), one) for p in DOCUMENTS for one in COMMAND.findall(text(p))}
    assert ("README.md", "verify") in shown
    assert [f"{page}: hepatica {one}" for page, one in sorted(shown) if one not in known] == []


def test_readme_begins_with_two_scripts_that_can_be_run():
    first = [line.split()[0] for line in text(ROOT / "README.md").splitlines() if line.startswith("    ")][:2]
    assert first == ["scripts/demo", "scripts/test"]
    assert all((ROOT / one).stat().st_mode & 0o111 for one in first)


def test_every_picture_is_shown_somewhere_and_is_light():
    pictures = [p for p in tracked(".png") if "baseline" not in p.parts]  # what tests compare with
    shown = " ".join(text(p) for p in DOCUMENTS)
    assert [named(p) for p in pictures if p.name not in shown] == []
    assert {named(p): size for p in pictures if (size := p.stat().st_size) > LARGEST} == {}


def test_every_decision_is_listed_and_has_its_three_parts():
    decisions = sorted((ROOT / "docs" / "adr").glob("0*.md"))
    listed = text(ROOT / "docs" / "adr" / "README.md")
    assert [p.name for p in decisions if f"({p.name})" not in listed] == []
    parts = ("**Context.**", "**Decision.**", "**Consequences.**")
    assert [p.name for p in decisions if not all(part in text(p) for part in parts)] == []
    numbers = [int(p.name[:4]) for p in decisions]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_words_of_the_glossary_are_the_words_of_the_program():
    words = re.findall(
        r"^\| \*\*([^*(]+?)(?: \([^)]*\))?\*\* \|", text(ROOT / "docs" / "glossary.md"), re.MULTILINE
    )
    assert len(words) > 30
    said = " ".join(
        text(p) for p in tracked(".py", ".html", ".yaml", ".md") if p.name != "glossary.md"
    ).lower()
    assert [w for w in words for one in w.split(", ") if not re.search(_any_form(one), said)] == []


def _any_form(word: str) -> str:
    """A word of the glossary as code and prose write it: visit anchor, visit_anchor, VisitAnchor, visit's anchor."""
    return r"(?:'s)?[ _\n-]?".join(re.escape(part) for part in word.lower().split())


def test_every_test_that_a_document_cites_exists():
    missing, cited = [], 0
    for document in DOCUMENTS:
        for path, name in TEST.findall(text(document)):
            cited += 1
            file = ROOT / path
            if not file.is_file() or (name and name not in _tests(path)):
                missing.append(f"{named(document)}: {path}{'::' if name else ''}{name}")
    assert missing == []
    assert cited > 30


def _tests(path: str) -> set[str]:
    tree = ast.parse(text(ROOT / path))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}

"""Reading YAML: nothing is guessed, everything has its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from hepatica.study import lines
from hepatica.study.lines import Problem, read

STUDY = Path(__file__).parents[2] / "src" / "hepatica" / "studies"


def sentences(text: str | bytes) -> list[str]:
    content = text.encode() if isinstance(text, str) else text
    return [str(problem) for problem in read("x.yaml", content).problems]


def test_values_keep_the_characters_that_were_typed() -> None:
    page = read("x.yaml", b"a: 1.10\nb: 012\nc: 1e3\nd: 12:30\ne: 2019-01-31\nf: 0.30\n")
    assert page.root is not None
    assert page.root.plain() == {
        "a": "1.10",
        "b": "012",
        "c": "1e3",
        "d": "12:30",
        "e": "2019-01-31",
        "f": "0.30",
    }


def test_only_true_false_and_null_are_read_as_what_they_say() -> None:
    page = read("x.yaml", b'a: true\nb: "true"\nc: null\nd:\ne: ~\nf: "no"\n')
    assert page.root is not None
    assert page.root.plain() == {"a": True, "b": "true", "c": None, "d": None, "e": None, "f": "no"}


def test_every_value_knows_the_line_of_its_key_and_every_entry_its_own() -> None:
    page = read("x.yaml", b"# first\na:\n  - id: one\n    b: 1\n  - id: two\nc: {d: 1,\n  e: 2}\n")
    assert page.root is not None
    lines = {
        path: page.root.nearest(path)[0].line
        for path in [("a",), ("a", 0), ("a", 0, "b"), ("a", 1), ("c", "e")]
    }
    assert lines == {("a",): 2, ("a", 0): 3, ("a", 0, "b"): 4, ("a", 1): 5, ("c", "e"): 7}


def test_a_path_that_leaves_the_tree_ends_at_the_nearest_node() -> None:
    page = read("x.yaml", b"a:\n  b: 1\n")
    assert page.root is not None
    node, reached = page.root.nearest(("a", "c", 3))
    assert (node.line, reached) == (1, ("a",))


@pytest.mark.parametrize("word", ["yes", "No", "ON", "off"])
def test_a_bare_yes_or_no_is_a_problem(word: str) -> None:
    assert sentences(f"a: 1\nb: {word}\n") == [
        f'x.yaml:2: write "{word}" in quotes, or true or false: a bare {word} is read as either'
    ]


def test_a_key_that_stands_twice_is_a_problem_where_it_stands_again() -> None:
    assert sentences("a: 1\nb: 2\na: 3\n") == [
        "x.yaml:3: key 'a' stands here a second time (first in line 1)"
    ]


def test_anchors_aliases_and_tags_are_problems() -> None:
    assert sentences("a: &x {b: !int 4}\nc: *x\n") == [
        "x.yaml:1: anchors are not used here: remove '&x'",
        "x.yaml:1: tags are not used here: remove '!int'",
        "x.yaml:2: aliases are not used here: write out what '*x' stands for",
    ]


def test_each_line_indented_with_a_tab_is_a_problem() -> None:
    assert sentences("a:\n\tb: 1\n  c: 2\n\td: 3\n") == [
        "x.yaml:2: the line is indented with a tab: use spaces",
        "x.yaml:4: the line is indented with a tab: use spaces",
    ]


def test_a_file_in_another_encoding_names_the_line_and_the_byte() -> None:
    assert sentences("a: 1\nb: é\n".encode("latin-1")) == [
        "x.yaml:2: byte 0xE9 is not UTF-8: save the file in that encoding"
    ]
    assert sentences("a: 1\n".encode("utf-16")) == [
        "x.yaml:1: byte 0xFF is not UTF-8: save the file in that encoding"
    ]


def test_a_byte_order_mark_is_no_problem() -> None:
    page = read("x.yaml", b"\xef\xbb\xbfa: 1\n")
    assert page.root is not None
    assert (page.root.plain(), page.problems) == ({"a": "1"}, ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nunit: %\n", "x.yaml:2: this is not YAML: a value cannot begin with %: put it in quotes"),
        (
            "a: 1\nb: c: d\n",
            "x.yaml:2: this is not YAML: a colon stands where no key can: mend the indentation, or quote the text",
        ),
        (
            "a: 1\n b: 2\n",
            "x.yaml:2: this is not YAML: a colon stands where no key can: mend the indentation, or quote the text",
        ),
        ("a:\n  - 1\n b: 2\n", "x.yaml:3: this is not YAML: the indentation does not fit the lines above"),
        ("a: 1\n---\nb: 2\n", "x.yaml:2: a second document begins here: a file holds one"),
        ("a: 1\nb: \x01\n", "x.yaml:2: this is not YAML: special characters are not allowed"),
        ("? [1]\n: 2\n", "x.yaml:1: a key must be a word"),
    ],
)
def test_what_is_not_yaml_is_said_with_its_line(text: str, said: str) -> None:
    assert sentences(text) == [said]


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("text", ["a: 1\nb: " + "[" * 50_000, "b:\n" + "- " * 900, "a: " + "{b: " * 900])
def test_a_page_of_brackets_is_a_sentence(text: str, quick: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not quick:
        monkeypatch.setattr(lines, "CParser", None)
    (said,) = read(f"{quick}.yaml", text.encode()).problems
    assert said.line in {1, 2}
    assert said.sentence == "the brackets or lists here nest deeper than 60 levels"


def test_problems_sort_by_file_and_line() -> None:
    later, sooner = Problem(file="b", line=10, sentence="x"), Problem(file="b", line=9, sentence="y")
    assert sorted([later, Problem(file="c", line=1, sentence="z"), sooner])[:2] == [sooner, later]


HOSTILE = (
    "a: 1\n--- \nb: 2\n", "%YAML 1.2\n---\na: yes\n", "a: &x 1\nb: *x\n", "a: !!int 1\n", "? [1, 2]\n: 3\n", "a: 010\nb: 1.10\nc: 1_000\n",
    "a: |\n  text\n   more\nb: >-\n  folded\n  lines\n", "a: 'it''s'\nb: \"\\u0041\\n\"\n", "a: 12:30:45\nb: 2026-03-14\n", "{a: [1, 2], b: {c: d}}\n",
    "a: true\na: false\n", "- 1\n-\n- null\n", "", "# nothing\n", "a: \u0938\u0939\u092e\u0924\u093f\n", "a: 1 # said\n", "<<: {a: 1}\n", "=: 1\n",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_the_quick_parser_and_the_slow_one_read_the_same(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = lines._quickly("x.yaml", text)
    monkeypatch.setattr(lines, "CParser", None)
    slow = lines._parse.__wrapped__("x.yaml", text)
    assert quick is None or quick == slow
    assert lines._quickly("x.yaml", text) is None


def test_both_parsers_read_every_file_of_a_study_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {path: path.read_text(encoding="utf-8") for path in STUDY.rglob("*.yaml")}
    quick = {path: lines._quickly(path.name, text) for path, text in files.items()}
    monkeypatch.setattr(lines, "CParser", None)
    assert quick == {path: lines._parse.__wrapped__(path.name, text) for path, text in files.items()}

import json
from pathlib import Path

import pytest

from hepatica.scores.ctcae import VERSIONS, allowed, grades_defined, term, terms, text

SHARED = Path(__file__).parents[4] / "shared" / "data" / "ctcae_subset.json"


def test_a_grade_is_given_in_the_words_of_its_version():
    assert text("Platelet count decreased", "5.0", 4) == "<25,000/mm3; <25.0 x 10e9 /L"
    assert text("Thrombocytopenia", "6.0", 4).startswith("<10,000/mm3; <10.0 x 10^9/L")
    assert "paracentesis" in text("Ascites", "6.0", 2).lower()
    assert term("Fever", "6.0").note.startswith("Consider Injury")


def test_a_dash_is_a_grade_that_is_not_available():
    assert grades_defined("Pain", "5.0") == (1, 2, 3)
    assert grades_defined("Sepsis", "6.0") == (3, 4, 5)
    assert grades_defined("Alkaline phosphatase increased", "5.0") == (1, 2, 3, 4)
    assert grades_defined("Alkaline phosphatase increased", "6.0") == (1,)


@pytest.mark.parametrize(
    ("name", "version", "grade", "answer"),
    [
        ("Pain", "5.0", 4, False),
        ("Hypoxia", "5.0", 1, False),
        ("Hypoxia", "6.0", 1, True),
        ("Thrombocytopenia", "6.0", 5, True),
        ("Hepatorenal syndrome", "5.0", 4, True),
        ("Hepatorenal syndrome", "5.0", 6, False),
        ("Hepatorenal syndrome", "5.0", 0, False),
    ],
)
def test_a_grade_is_allowed_where_the_term_defines_it_or_is_not_in_the_table(name, version, grade, answer):
    assert allowed(name, version, grade) is answer


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: terms("4.03"), "CTCAE 4.03 is not known; the versions are 5.0 and 6.0"),
        (lambda: allowed("Pain", "6", 1), "CTCAE 6 is not known"),
        (
            lambda: term("Thrombocytopenia", "5.0"),
            ".* not in the table of CTCAE 5.0; it is a term of CTCAE 6.0",
        ),
        (lambda: term("Tetany", "6.0"), "'Tetany' is not in the table of CTCAE 6.0$"),
        (lambda: text("Sepsis", "5.0", 1), "CTCAE 5.0 defines no grade 1 for Sepsis; it defines 3, 4, 5"),
    ],
)
def test_what_the_table_does_not_have_is_a_sentence(ask, sentence):
    with pytest.raises(ValueError, match="^" + sentence):
        ask()


def test_every_term_has_a_class_a_definition_and_grades_between_one_and_five():
    assert len({name for version in VERSIONS for name in terms(version)}) == 74
    for version in VERSIONS:
        for one in terms(version).values():
            assert one.soc
            assert one.definition
            assert set(one.grades) <= {1, 2, 3, 4, 5}
            assert all(words not in {"", "-"} for words in one.grades.values())


@pytest.mark.skipif(not SHARED.exists(), reason="the shared table is not beside this checkout")
@pytest.mark.parametrize("version", VERSIONS)
def test_the_words_are_those_of_the_workbook(version):
    shared = json.loads(SHARED.read_text(encoding="utf-8"))["terms"]
    printed = {
        name: {int(g): words for g, words in one[f"v{version}"]["grades"].items() if words != "-"}
        for name, one in shared.items()
        if one[f"v{version}"]
    }
    assert {name: dict(one.grades) for name, one in terms(version).items()} == printed

"""A code that is torn, mistyped or foreign is never taken for another."""

from string import ascii_uppercase, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.product.codes import MATERIAL, PERSON, check_character, read, symbol

BAG = "MSC-01-004-A"
LETTERS = digits + ascii_uppercase
names = st.text(LETTERS + "-", min_size=1, max_size=30).filter(lambda name: name.strip("-"))


@given(st.sampled_from((MATERIAL, PERSON)), names)
def test_a_symbol_and_the_line_printed_under_it_say_the_same(kind, name):
    scanned, typed = read(symbol(kind, name)), read(f"{name} {check_character(kind, name)}")
    assert (scanned.kind, scanned.name, scanned.typed) == (kind, name, False)
    assert (typed.kind, typed.name, typed.typed) == (kind, name, True)


def test_case_and_space_around_a_code_do_not_matter():
    assert read(f"  {symbol(MATERIAL, BAG).lower()}\n").name == BAG


def test_every_single_wrong_character_is_found():
    check = check_character(MATERIAL, BAG)
    wrong = [
        BAG[:at] + other + BAG[at + 1 :]
        for at, one in enumerate(BAG)
        for other in LETTERS
        if one not in {"-", other}
    ]
    assert all(check_character(MATERIAL, name) != check for name in wrong)


def test_two_neighbours_that_changed_places_are_found():
    name = "MSC01004A"
    swapped = [name[:n] + name[n + 1] + name[n] + name[n + 2 :] for n in range(len(name) - 1)]
    for other in swapped:
        assert other == name or check_character(MATERIAL, other) != check_character(MATERIAL, name)


def test_a_person_is_never_read_as_a_bag_of_the_same_name():
    assert check_character(PERSON, "01-004") != check_character(MATERIAL, "01-004")
    assert read(symbol(PERSON, "01-004")).kind == PERSON


@pytest.mark.parametrize(
    ("scanned", "word"),
    [
        ("", "Nothing was scanned"),
        (symbol(MATERIAL, BAG)[:-3], "torn"),
        (symbol(MATERIAL, BAG)[:-1] + "?", "torn"),
        (symbol(MATERIAL, BAG).replace("004", "005"), "torn"),
        (f"{BAG} {'A' if check_character(MATERIAL, BAG) != 'A' else 'B'}", "mistyped"),
        ("https://example.org/bag/7", "no code of this trial"),
        ("=A99992345678900", "no code of this trial"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(scanned, word):
    found = read(scanned)
    assert (found.kind, found.name) == ("", "")
    assert word in found.problem


@given(st.text(max_size=80))
def test_nothing_that_is_scanned_raises(scanned):
    found = read(scanned)
    assert bool(found.name) != bool(found.problem)


@pytest.mark.parametrize("name", ["", "msc-1", "MSC 1", "MSC/1", "A" * 61, "ÄÖ-1"])
def test_a_name_that_no_scanner_returns_as_it_was_is_not_put_on_a_label(name):
    with pytest.raises(ValueError, match="cannot stand on a label"):
        symbol(MATERIAL, name)

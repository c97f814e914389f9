"""The parameters of the simulation: every number says where it comes from, and a changed one changes the hash."""

import pytest

from hepatica.design.label import digest_of
from hepatica.design.parameters import FILES, load


def test_every_number_has_a_unit_a_source_and_a_tag():
    for file in FILES:
        for entry in load(file).entries.values():
            assert entry.unit, (file, entry.name)
            assert entry.source, (file, entry.name)
            assert entry.tag in {"published", "recomputed", "assumed"}


def test_what_has_no_anchor_is_tagged_as_assumed():
    for file in FILES:
        for entry in load(file).entries.values():
            if entry.source.startswith(("no anchor", "no human", "a chosen")):
                assert entry.tag == "assumed", (file, entry.name)


def test_a_changed_number_is_assumed_and_changes_the_hash():
    course = load("course")
    changed = course.replaced(death__meld=0.2)
    assert changed.number("death.meld") == 0.2
    assert changed.entries["death.meld"].tag == "assumed"
    assert changed != course
    assert changed.replaced(death__meld=course.number("death.meld")) == course
    assert digest_of(changed.digest) != digest_of(course.digest)
    assert len(digest_of()) == 12


def test_the_wrong_question_is_a_sentence():
    with pytest.raises(ValueError, match="no parameter file is called 'moon'; there are baseline"):
        load("moon")
    with pytest.raises(ValueError, match=r"course.yaml: drift.mean is not one number"):
        load("course").number("drift.mean")
    with pytest.raises(ValueError, match=r"course.yaml: targets is not a table of numbers"):
        load("course").numbers("targets")
    with pytest.raises(ValueError, match=r"course.yaml: death.meld is not a table by word"):
        load("course").table("death.meld")
    with pytest.raises(ValueError, match="has no parameter called death"):
        load("course").replaced(death__age=1)

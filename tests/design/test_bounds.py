"""How large a design may be: whatever a person sends is a sentence, at once, or is small enough to be answered."""

import time
from importlib.resources import files

import pytest

from hepatica.design.answers import answers
from hepatica.design.bounds import refuse_beyond
from hepatica.design.document import Design
from hepatica.design.load import examine
from hepatica.study.lines import read

NAMES = ("single_arm", "two_arm", "factorial", "dose_finding", "optimal_dose")
ONE = files("hepatica.designs").joinpath("single_arm.yaml").read_text(encoding="utf-8")
TWO = files("hepatica.designs").joinpath("two_arm.yaml").read_text(encoding="utf-8")
EMPTY = ("arms", "strata", "grid", "stopping", "endpoints", "priors", "assumptions", "cannot_show")
BLANK = "  - {}\n"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{k}: &{k} [{', '.join(['*' + before] * 9)}]\n"
    for before, k in zip("abcdefghij", "bcdefghijk", strict=True)
)


def told(text):
    return [one.sentence for one in examine("design.yaml", text.encode()).problems]


def put(text, old, new):
    assert text.count(old) >= 1
    return text.replace(old, new, 1)


@pytest.mark.parametrize("name", NAMES)
def test_every_built_in_design_lies_far_within(name):
    text = files("hepatica.designs").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    refuse_beyond(examine(name, text.encode()).design)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "anchors are not used here: remove '&a'"),
        ("x: !!python/object/apply:os.system ['id']\n", "tags are not used here"),
        ("id: !!binary aGk=\n", "tags are not used here"),
        ("id: a\nid: b\n", "key 'id' stands here a second time (first in line 1)"),
        (f"{'k' * 199_000}: 1\n", "this is not YAML"),
        ("".join(f"k{n}: 1\n" for n in range(19_000)), "the file holds more than 3,000 values: no design does"),
        ("a: 1\n" * 39_000, "the file is written with 38,999 faults; the first 20 follow"),
        ("arms:\n" + BLANK * 2_900, "2,900 entries stand under one key, in line 1: no design has more than 100"),
        ("".join(f"{key}:\n{BLANK * 99}" for key in EMPTY), "key 'accrual' is missing"),
        ("[" * 99_000, "the brackets or lists here nest deeper than 60 levels"),
        ("id: a\x00b\n", "this is not YAML: special characters are not allowed"),
    ],
    ids=["aliases", "object", "binary", "twice", "one_key", "keys", "same_key", "list", "empties", "deep", "nul"],
)  # fmt: skip
def test_a_file_that_would_keep_the_machine_busy_is_a_sentence_at_once(text, said):
    began = time.process_time()
    found = told(text)
    assert any(one.startswith(said) for one in found), found[:5]
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("per_month: ", "per_month: 1e-400 #", "'per_month' is smaller than a number of a design can be: about 10 to"),
        ("per_month: ", "per_month: 1e999999 #", "'per_month' is larger than a number of a design can be: about 10 to"),
        ("per_arm: ", f"per_arm: {10**400} #", "'per_arm' is larger than a number of a design can be"),
        ("follow_up_days: ", "follow_up_days: 99999999 #", "'follow_up_days' 99,999,999 is more than the 36,525 days"),
        ("per_month: ", f"per_month: 0.{'3' * 40} #", "'per_month' has 40 digits: at most 20 are written"),
        ("per_arm: ", "per_arm: 5000 #", "5,000 participants are more than an early phase has: at most 2,000"),
        ("per_arm: ", "per_arm: -1 #", "'per_arm' -1 cannot be: an arm holds at least one participant"),
        ("title: ", f"title: {'x' * 190_000} #", "'title' has 190,000 characters: at most 200"),
        ("title: ", 'title: "a\\u202eb" #', "'title' holds the sign U+202E, which nobody sees: take it out"),
        ("title: ", 'title: "a\\x07b" #', "'title' holds the sign U+0007, which nobody sees: take it out"),
        ("title: ", 'title: "a\\nb" #', "'title' holds the sign U+000A, which nobody sees: take it out"),
        ("version: ", 'version: "1\\u2066" #', "'version' holds the sign U+2066, which nobody sees: take it out"),
        ("per_month: ", "per_month: NaN #", None),
        ("per_month: ", "per_month: Infinity #", None),
        ("per_arm: ", "per_arm: 0x10 #", None),
    ],
)  # fmt: skip
def test_what_no_design_has_is_a_sentence(old, new, said):
    text = put(ONE, old, new) if old in ONE else put(TWO, old, new)
    found = told(text)
    assert found
    if said:
        assert any(one.startswith(said) for one in found), found
    supposed = read("x", text.encode()).root.plain()
    try:
        design = Design.model_validate(supposed)
    except ValueError:
        return
    with pytest.raises((ValueError, ArithmeticError, LookupError)):
        answers(design)


def test_letters_that_join_unseen_belong_to_their_languages():
    joined = put(ONE, "title: ", 'title: "క్‌ష" #')
    assert "\u200c" in joined
    assert told(joined) == []


@pytest.mark.parametrize(("family", "rules", "most"), [("chen_chaloner", 2, 250), ("pocock", 3, 666)])
def test_boundaries_that_watch_too_many_are_refused(family, rules, most):
    """The time of a live answer is bounded by what passes: the dearest takes about two seconds."""
    design = examine("x", TWO.encode()).design
    boundary = next(one for one in design.stopping if one.layer == "stop")
    stopping = tuple(boundary.model_copy(update={"id": f"r{n}", "family": family}) for n in range(rules))
    for size in (most, most + 1):
        sized = design.sample_size.model_copy(update={"per_arm": size, "dropout": 0})
        large = design.model_copy(update={"sample_size": sized, "stopping": stopping})
        if size == most:
            refuse_beyond(large)
        else:
            with pytest.raises(
                ValueError, match=r"stopping: the boundaries watch 2,0\d\d participants in all"
            ):
                refuse_beyond(large)

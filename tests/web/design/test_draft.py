"""A design as it stands in a form: numbers over its text, a sentence at the number that cannot be, nothing lost."""

from decimal import Decimal

import pytest

from hepatica.design.document import Design
from hepatica.web.design import shelf
from hepatica.web.design.draft import MOST, begun, changed
from hepatica.web.design.rewriting import rewritten

ARM = "n.sample_size.per_arm"


@pytest.fixture
def text():
    return next(one.text for one in shelf.beginnings() if one.name == "factorial")


def sent(text, **typed):
    """Return what the form sends: every box as it was drawn, then what was typed."""
    drawn = begun(text)
    posted = {"text": text}
    for one in drawn.asked:
        for box in one.boxes:
            posted |= {box.number.name: box.typed, box.number.was: box.typed}
    return posted | {f"n.{name.replace('__', '.')}": value for name, value in typed.items()}


def refusals(draft):
    return {box.number.name: box.refusal for one in draft.asked for box in one.boxes if box.refusal}


def boxes(draft):
    return {box.number.name: box for one in draft.asked for box in one.boxes}


def test_every_built_in_design_asks_for_its_numbers_with_their_source():
    for one in shelf.beginnings():
        draft = begun(one.text)
        assert draft.problems == ()
        assert isinstance(draft.design, Design)
        assert all(asked.group.source == "seed" or asked.group.reference for asked in draft.asked)
        assert boxes(draft)[ARM].typed == str(one.design.sample_size.per_arm)


def test_a_number_is_changed_in_its_own_line_and_comments_stay(text):
    draft = changed(
        sent(text, sample_size__per_arm="100", endpoints__0__sd="4.5", looks__fractions="0.3, 0.6, 1")
    )
    differ = [
        (old.strip(), new.strip())
        for old, new in zip(text.splitlines(), draft.text.splitlines(), strict=True)
        if old != new
    ]
    assert differ == [
        ("sd: 4", 'sd: "4.5"'),
        ("per_arm: 79", "per_arm: 100"),
        ('fractions: ["0.5", "1"]', 'fractions: ["0.3", "0.6", 1]'),
    ]
    assert draft.retyped
    assert draft.design.sample_size.per_arm == 100
    assert draft.design.endpoints[0].sd == Decimal("4.5")


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("sample_size__per_arm", "0", "“Participants for each arm” 0 cannot be"),
        ("sample_size__per_arm", "8o", "must be a whole number, not '8o'"),
        ("sample_size__per_arm", "", "“Participants for each arm” is missing"),
        ("sample_size__per_arm", "<script>", "must be a whole number"),
        ("stopping__2__p0", "1.5", "is not a share"),
        ("endpoints__0__sd", "-1", "cannot be"),
        ("looks__fractions", "0.6, 0.3, 1", "each more than the one before"),
    ],
)
def test_a_number_that_cannot_be_is_a_sentence_at_its_box_and_stays_there(text, name, typed, said):
    draft = changed(sent(text, **{name: typed}))
    box = boxes(draft)[f"n.{name.replace('__', '.')}"]
    assert said in box.refusal
    assert box.typed == typed
    assert (draft.design is None) is bool(said)


def test_a_grid_that_does_not_increase_is_refused_at_its_level():
    grid = next(one.text for one in shelf.beginnings() if one.name == "dose_finding")
    draft = changed(sent(grid, grid__1__msc="10"))
    assert draft.design is None
    assert any("increas" in one.sentence or "more" in one.sentence for one in draft.problems)
    assert boxes(draft)["n.grid.1.msc"].typed == "10"


def test_what_the_text_says_stands_where_the_box_was_not_touched(text):
    posted = sent(text) | {"text": text.replace("per_arm: 79", "per_arm: 90")}
    box = boxes(changed(posted))[ARM]
    assert (box.typed, box.number.value, box.anew) == ("90", "90", True)
    again = changed(posted | {ARM: "95"})
    assert again.design.sample_size.per_arm == 95
    assert not boxes(again)[ARM].anew


def test_a_text_that_does_not_parse_keeps_itself_and_the_boxes(text):
    broken = text.replace("arms:", "arms: [", 1)
    draft = changed(sent(text, sample_size__per_arm="80") | {"text": broken}, begun(text).design)
    assert draft.text == broken
    assert draft.design is draft.supposed is None
    assert "this is not YAML" in draft.problems[0].sentence
    assert boxes(draft)[ARM].typed == "80"


@pytest.mark.parametrize("bad", ["- a\n", "javascript:alert(1)", "arms: []\n"])
def test_a_text_that_is_no_design_is_a_sentence_though_numbers_were_typed_beside_it(text, bad):
    draft = changed(sent(text, sample_size__per_arm="80") | {"text": bad}, begun(text).design)
    assert draft.text == bad
    assert draft.design is None
    assert draft.problems
    assert boxes(draft)[ARM].typed == "80"


def test_an_unknown_key_is_named_with_its_line(text):
    draft = changed(sent(text) | {"text": f"{text}colour: blue\n"})
    (problem,) = draft.elsewhere
    assert "colour" in problem.sentence
    assert problem.line == text.count("\n") + 1


def test_a_text_too_long_is_not_read_and_comes_back(text):
    long = "#" * (MOST + 1)
    draft = changed(sent(text) | {"text": long}, begun(text).design)
    assert draft.text == long
    assert "at most 200,000" in draft.problems[0].sentence
    assert boxes(draft)[ARM].typed == "79"


@pytest.mark.parametrize("bad", ["", "- a\n", "a: ["])
def test_a_text_without_keys_cannot_be_rewritten(bad):
    with pytest.raises(ValueError, match="mend it first"):
        rewritten(bad, {("a",): "1"})


def test_a_place_that_is_gone_is_a_sentence(text):
    with pytest.raises(ValueError, match=r"no place endpoints\.99\.sd"):
        rewritten(text, {("endpoints", 99, "sd"): "1"})

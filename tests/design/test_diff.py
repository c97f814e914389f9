"""What changes from one design to another is told in words, and nothing that differs stays unsaid."""

from __future__ import annotations

import pytest
from tests.design.conftest import Spoil

from hepatica.design.diff import FIELDS, PARTS, SECTIONS, differences
from hepatica.design.document import Design
from hepatica.design.load import load
from hepatica.study.diff_walk import edits

CHANGES = [
    ("per_arm: 79", "per_arm: 126", "Sample size", "The sample size: participants for each arm 79 → 126."),
    ("delta: 2\n", "delta: 3\n", "Endpoints",
     "Endpoint Change in unrounded MELD at six months: difference worth finding 2 → 3."),
    ('alpha: "0.05"\n    prior', 'alpha: "0.10"\n    prior', "Stopping rules",
     "Rule More related serious events than the trial can bear: chance of a false stop 0.05 → 0.10."),
    ("planned: 50\n", "planned: 100\n", "Arms", "Arm MSC and standard care, dose: planned dose 50 → 100 10^6."),
    ("infusions: [0]", "infusions: [0, 28]", "Arms", "Arm CD34 cells and standard care: days of infusion: 28 added."),
    ("sentinel_days: 28", "sentinel_days: 14", "Stagger", "The stagger: days after the first 28 → 14."),
    ('version: "0.1"', 'version: "0.2"', "The design", "The design: version 0.1 → 0.2."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "section", "said"), CHANGES, ids=[old for old, *_ in CHANGES])
def test_a_change_is_told_in_words(old: str, new: str, section: str, said: str, spoil: Spoil) -> None:
    before, after = load(spoil("factorial")), load(spoil("factorial", old, new))
    assert [(one.section, one.sentence) for one in differences(before, after)] == [(section, said)]


def test_the_same_design_has_no_differences(spoil: Spoil) -> None:
    assert differences(load(spoil("factorial")), load(spoil("factorial"))) == ()


def test_an_arm_that_goes_and_one_that_comes_are_told(spoil: Spoil) -> None:
    before = load(spoil("factorial"))
    after = before.model_copy(update={"arms": (before.arms[0], before.arms[3])})
    assert [one.sentence for one in differences(before, after)] == [
        "Arm removed: CD34 cells and standard care.", "Arm removed: MSC and standard care.",
    ]  # fmt: skip
    assert differences(after, before)[0].sentence == "New arm: CD34 cells and standard care."
    assert differences(after, before)[0].as_data()["path"] == "arms.cd34"


def test_two_designs_that_share_nothing_differ_in_every_part(spoil: Spoil) -> None:
    one, other = load(spoil("factorial")), load(spoil("dose_finding"))
    told = differences(one, other)
    assert len(told) == len(list(edits(one, other)))
    assert {"Arms", "Endpoints", "Decisions on the dose", "Doses", "Sample size"} <= {d.section for d in told}


def test_every_part_and_section_of_a_design_has_a_name() -> None:
    fields = set(Design.model_fields) - {"id", "version", "title", "kind", "follows"}
    assert set(SECTIONS) == fields
    models = {name.split(".")[0] for name in FIELDS if "." in name}
    assert models <= {*PARTS, "Design"}

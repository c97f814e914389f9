"""A clock that names what does not exist, or cannot be evaluated, is a problem of the study at its line."""

import pytest
from tests.conduct.small_forms import OURS
from tests.conduct.small_study import small
from tests.conduct.watched import CLOCKS, OVERSIGHT, plan

from hepatica.conduct.formula import Unsound
from hepatica.conduct.lint_clocks import lint
from hepatica.conduct.plan import Plan
from hepatica.study.clocks import Clock, Limit
from hepatica.study.oversight import Approval, Oversight

CASE, TRIAL = CLOCKS[0], CLOCKS[-1]


def said(clock):
    study = small(oversight=OVERSIGHT, clocks=(clock,), gates=plan().study.gates)
    return [(finding.path[2:], finding.sentence) for finding in lint(study)]


def altered(clock, **changes):
    return clock.model_copy(update=changes)


def test_a_clock_that_fits_the_study_has_no_problem():
    assert said(CASE) == said(TRIAL) == []
    assert list(lint(plan().study)) == []


@pytest.mark.parametrize(
    ("clock", "path", "words"),
    [
        (altered(CASE, recipient="sponser"), ("recipient",), "there is no recipient 'sponser'"),
        (altered(CASE, starts=("ocurred",)), ("starts", 0), "there is no moment 'ocurred'; did you mean 'occurred'?"),
        (altered(CASE, starts=("reported:king",)), ("starts", 0), "there is no recipient 'king'"),
        (altered(CASE, starts=("fulfilled:x",)), ("starts", 0), "there is no clock 'x'"),
        (altered(TRIAL, starts=("occurred",)), ("starts", 0), "there is no moment 'occurred'"),
        (altered(CASE, applies="serios"), ("applies",), "there is no item or function serios"),
        (altered(CASE, applies="serious &&"), ("applies",), ""),
        (altered(TRIAL, applies="serious"), ("applies",), "a clock of the trial itself has no case to ask"),
        (altered(CASE, every=Limit(days=1)), ("every",), "only a clock of the trial comes again"),
        (altered(TRIAL, every=Limit(hours=1)), ("every",), "only a clock of the trial comes again"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_clock_is_said_at_its_place(clock, path, words):
    (found,) = said(clock)
    assert found[0] == path
    assert words in found[1]


def test_a_rule_that_ends_before_it_begins_is_said():
    from datetime import date

    clock = altered(CASE, effective_from=date(2026, 1, 2), effective_to=date(2026, 1, 1))
    assert said(clock) == [(("effective_to",), "the rule ends before it begins")]


def test_an_approval_or_a_stagger_at_no_gate_is_said():
    wrong = Approval(id="ethics", title="Ethics", gates=("launch",), **OURS)
    stagger = OVERSIGHT.stagger[0].model_copy(update={"gates": ("dose",)})
    found = list(lint(small(oversight=Oversight(approvals=(wrong,), stagger=(stagger,)))))
    assert [finding.path for finding in found] == [
        ("oversight", "approvals", 0, "gates", 0),
        ("oversight", "stagger", 0, "gates", 0),
    ]


def test_a_study_whose_clock_cannot_be_evaluated_does_not_come_into_force():
    with pytest.raises(Unsound, match="clock first_authority"):
        Plan(small(oversight=OVERSIGHT, clocks=(altered(CASE, applies="serios"),)))


def test_a_limit_is_given_in_one_measure():
    with pytest.raises(ValueError, match="one of them"):
        Clock.model_validate(CASE.model_dump() | {"limit": {"hours": 1, "days": 1}})

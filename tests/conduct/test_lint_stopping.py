"""The lint of stopping rules names what does not exist and what does not compile, with its place."""

import pytest
from tests.conduct.small_forms import OURS
from tests.conduct.small_study import small

from hepatica.conduct.formula import Unsound
from hepatica.conduct.lint_stopping import lint
from hepatica.conduct.plan import Plan
from hepatica.study.stopping import StoppingRule

GOOD = {
    "id": "r", "code": "R-1", "title": "A rule", "words": "Needs one.", "event": "serious",
    "window": {"anchor": "infusion", "last": 28}, "blocks": ["infusion"], "resume": ["a letter"], **OURS,
}  # fmt: skip
LIVER = dict.fromkeys(
    ("score_rise", "bilirubin_times", "inr_rise", "encephalopathy", "creatinine_times"), "limit"
)


def said(*changes):
    rules = tuple(StoppingRule.model_validate(GOOD | change) for change in changes)
    return [(finding.path, finding.sentence) for finding in lint(small(stopping=rules))]


def test_a_sound_rule_has_no_findings():
    reading = {"form": "laboratory", "group": "clinical", "when": "above(pain, limit)"}
    assert said({}, {"code": "R-2", "id": "s", "readings": [reading]}) == []


@pytest.mark.parametrize(
    ("change", "key", "words"),
    [
        ({"blocks": ["infusoin"]}, "blocks", "infusion"),
        ({"event": "serius"}, "event", "is serious meant?"),
        ({"event": "grade >= 4"}, "event", "at_least(grade, '4')"),
        ({"ever": "nothing"}, "ever", "nothing"),
        ({"window": {"anchor": "moon"}}, "window", "moon"),
        ({"window": {"anchor": "infusion", "first": 3, "last": 1}}, "window", "ends on day 1"),
        ({"signals": ["nobody"]}, "signals", "nobody"),
        ({"deviations": ["late"]}, "deviations", "late"),
        ({"readings": [{"form": "lab", "when": "true"}]}, "readings", "lab"),
        ({"readings": [{"form": "laboratory", "group": "x", "when": "above(pain, 6)"}]}, "readings", "'x'"),
        ({"readings": [{"form": "laboratory", "group": "clinical", "when": "above(pian, 6)"}]}, "readings", "pain"),
        ({"readings": [{"form": "laboratory", "when": "true", "day": "never"}]}, "readings", "never"),
        ({"resume": []}, None, "resume"),
        ({"event": ""}, None, "nothing counts"),
        ({"review_needs": 1}, "review_needs", "fewer"),
        ({"scope": "participant", "needs": 2}, "needs", "one participant"),
        ({"liver": {"score": "MELDY"} | LIVER}, "liver", "MELDY"),
        ({"liver": {"score": "MELD_UNOS_2002"} | LIVER | {"inr_rise": "rise"}}, "liver", "rise"),
        ({"bayesian": {"prior_a": "a", "prior_b": "1", "rate": "0.2", "above": "0.8"}}, "bayesian", "not a number"),
        ({"bayesian": {"prior_a": "1", "prior_b": "1", "rate": "2", "above": "0.8"}}, "bayesian", "not possible"),
    ],
)  # fmt: skip
def test_each_fault_is_named_at_its_key(change, key, words):
    found = said(change)
    assert any(words in sentence and (key is None or key in path) for path, sentence in found), found
    assert all(path[:2] == ("stopping", 0) for path, _ in found)


def test_two_rules_cannot_share_the_name_of_their_hold():
    ((path, sentence),) = said({}, {"id": "s"})
    assert path == ("stopping", 1, "code")
    assert "R-1" in sentence


def test_a_protocol_whose_rules_do_not_compile_cannot_come_into_force():
    with pytest.raises(Unsound, match=r"stopping rule R-1: .*is serious meant"):
        Plan(small(stopping=(StoppingRule.model_validate(GOOD | {"event": "serius"}),)))
    with pytest.raises(Unsound, match="stopping rule R-1: 'lab' is not in the study"):
        Plan(
            small(
                stopping=(
                    StoppingRule.model_validate(GOOD | {"readings": [{"form": "lab", "when": "true"}]}),
                )
            )
        )

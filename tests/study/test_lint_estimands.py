"""What the plan of analysis asks must be answerable; each mistake is told in a sentence at its line."""

import shutil
from pathlib import Path

import pytest

from hepatica.conduct.lint import check as check_all
from hepatica.study.load import check, load

FOLDER = Path(__file__).parents[2] / "src" / "hepatica" / "studies" / "nct04243681"
EXAMPLE = Path(__file__).parent / "example"
MELD = "  - id: meld\n"
DEATH = '{event: death, strategy: composite, reason: "no score exists; ranked below everything"}'
NO_TRANSPLANT = '      - {event: transplant, strategy: composite, reason: "the score would be the graft\'s; ranked just above death"}\n'


def spoilt(tmp_path, right, wrong, *, after=""):
    folder = Path(shutil.copytree(FOLDER, tmp_path / "study"))
    file = folder / "analysis.yaml"
    text = file.read_text(encoding="utf-8")
    before, found, rest = text.partition(after) if after else ("", "", text)
    assert right in rest
    file.write_text(before + found + rest.replace(right, wrong, 1), encoding="utf-8")
    return folder


def line_of(folder, wrong):
    text = (folder / "analysis.yaml").read_text(encoding="utf-8")
    return text[: text.index(wrong)].count("\n") + 1


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("    anchor: infusion\n    first: -14", "    anchor: infusion\n    first: 0", "a baseline precedes its anchor"),
        ("    anchor: infusion\n    first: -14", "    anchor: infusoin\n    first: -14", "there is no anchor 'infusoin'"),
        ("drug_classes: [albumin]\n    days", "drug_classes: [albumen]\n    days", "there is no code of 'cm_class' 'albumen'"),
        ("procedures: [paracentesis]", "procedures: [tap]", "there is no code of 'pr_name' 'tap'"),
        ("    procedures: [paracentesis]\n", "", "a procedure is counted by its codes: say them under 'procedures'"),
        ("    kind: withdrawal\n", "    kind: withdrawal\n    drug_classes: [albumin]\n", "'drug_classes' belongs to a drug"),
        ("    procedures: [paracentesis]\n", "    procedures: [paracentesis]\n    what: changed\n", "only a drug is changed"),
        ('    days: 7\n    source: proposal\n    reference: "infused albumin is m', '    days: -7\n    source: proposal\n    reference: "infused albumin is m', "-7 days lie after the draw"),
        ("    by: -3", "    by: 0", "a change of 0 separates nobody"),
        ("    sd: 2\n", "    sd: 0\n", "'sd' 0 is no spread"),
        ("    noise_sd: 3\n", "    noise_sd: -3\n", "'noise_sd' -3 is no spread"),
        ("analyte: inr", "analyte: irn", "there is no analyte 'irn'"),
        ("analyte: inr", "analyte: bilirubin", "the analyte 'bilirubin' stands twice"),
        ("cv_percent: 22", "cv_percent: 220", "220 % is not how much a stable person varies"),
        ("robust_weight: 0.2", "robust_weight: 0.1", "a vague part of 0.1 is not between 0.2 and 1"),
        ("tau_scale: 1", "tau_scale: 0", "'tau_scale' must lie above 0"),
    ],
)  # fmt: skip
def test_what_the_plan_rests_on_is_possible(tmp_path, right, wrong, sentence):
    folder = spoilt(tmp_path, right, wrong)
    assert [p for p in check(folder) if p.file == "analysis.yaml" and sentence in p.sentence]


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("outcome: meld_change", "outcome: meld", "there is no outcome 'meld'"),
        ("window: m6", "window: m9", "there is no window 'm9'"),
        ("window: m6", "window: m6\n    baseline: before", "there is no baseline 'before'"),
        ("event: plasma", "event: plasmas", "there is no intercurrent event 'plasmas'"),
        ("event: plasma", "event: death", "'death' is handled twice by 'meld'"),
        (f"      - {DEATH}\n", "", "'meld' names no strategy for death: nobody who has one may vanish"),
        (NO_TRANSPLANT, "", "'meld' names no strategy for transplant"),
        ("event: death, strategy: composite", "event: death, strategy: hypothetical", "'had not died' is nothing"),
        ("event: death, strategy: composite", "event: death, strategy: treatment_policy", "of the own liver exists after death"),
        ("event: withdrawal, strategy: treatment_policy", "event: withdrawal, strategy: composite", "a withdrawal takes no rank"),
        ("event: paracentesis, strategy: treatment_policy", "event: paracentesis, strategy: composite", "'ranks' has no 'decompensation'"),
        ("ranks: [death, transplant, change]", "ranks: [transplant, change]", "'death' takes the place of a value, and 'ranks' has no 'death'"),
        ("ranks: [death, transplant, change]", "ranks: [death, transplant, decompensation, change]", "nothing leads to the rank 'decompensation'"),
        ("ranks: [death, transplant, change]", "ranks: [change, death, transplant]", "'change' stands last"),
        ("ranks: [death, transplant, change]", "ranks: [death, death, transplant, change]", "the rank 'death' stands twice"),
        ("measure: change", "measure: days_alive", "is measured by SURVIVAL"),
        ("measure: change", "measure: responder", "a responder measure needs its rule"),
        ("measure: change", "measure: change\n    responder: meld_fall_3", "only a responder measure has a rule"),
        ("population: started", "population: paired", "'paired' are those with both biopsies"),
        ("methods: [each, median,", "methods: [each, cumulative_incidence,", "'cumulative_incidence' does not fit 'change'"),
        ("methods: [each, median,", "methods: [each, paired_t,", "'paired_t' leans on a mean, and an event that takes the place of a value has none"),
        ("methods: [each, median,", "methods: [each, each,", "'each' stands twice"),
    ],
)  # fmt: skip
def test_an_estimand_that_cannot_be_answered_is_told_at_its_line(tmp_path, right, wrong, sentence):
    folder = spoilt(tmp_path, right, wrong, after=MELD)
    told = [p for p in check(folder) if p.file == "analysis.yaml" and sentence in p.sentence]
    assert told
    assert told[0].line >= line_of(folder, MELD)


def test_points_that_are_only_ordered_have_no_mean(tmp_path):
    folder = spoilt(tmp_path, "methods: [each, median, sign_test]", "methods: [each, reliable_change]")
    assert [p for p in check(folder) if "the points of 'CHILD_PUGH' are only ordered" in p.sentence]


def test_a_rule_for_another_score_is_told(tmp_path):
    folder = spoilt(tmp_path, "    score: MELD_I_UNROUNDED\n    by", "    score: MELD_3_0\n    by")
    assert [p for p in check(folder) if "'meld_fall_3' judges MELD_3_0" in p.sentence]


def test_a_variable_that_nothing_computes_is_told(tmp_path):
    folder = spoilt(tmp_path, "variable: MELD_I_UNROUNDED", "variable: MELD_UNROUNDED", after=MELD)
    assert [p for p in check_all(folder) if "there is no variable 'MELD_UNROUNDED'" in p.sentence]


def test_one_prior_alone_hides_its_weight(tmp_path):
    folder = spoilt(
        tmp_path, "  - id: sceptical\n    title: Sceptical\n    mean: 0\n    sd: 1\n    noise_sd: 3\n", ""
    )
    text = (folder / "analysis.yaml").read_text(encoding="utf-8")
    start = text.index('    source: proposal\n    reference: "mean N(0, 1²)')
    end = text.index("repeatability:")
    (folder / "analysis.yaml").write_text(text[:start] + text[end:], encoding="utf-8")
    assert [p for p in check(folder) if "under two priors or more" in p.sentence]


def test_the_reference_study_asks_only_what_can_be_answered():
    assert check_all(FOLDER) == ()
    asked = {one.id: one.kind for one in load(FOLDER).analysis.estimands}
    assert asked["adverse_events"] == "primary"
    assert asked["meld"] == "secondary"


def test_a_study_without_a_plan_has_none_and_no_fault():
    analysis = load(EXAMPLE).analysis
    assert check(EXAMPLE) == ()
    assert (analysis.estimands, analysis.intercurrent, analysis.priors, analysis.borrowing) == (
        (),
        (),
        (),
        None,
    )

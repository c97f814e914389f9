import pytest
from tests.conduct.cells import cells_study
from tests.product.laboratory import LINE, ME, RESULTS, bag_row, decision, material, move, result, state

from hepatica.ledger.product_rows import BagRow, BranchRow
from hepatica.product.course import ahead, dropped, follows, planned, stopped, taken
from hepatica.product.lineage import lineage_of

NOW = "2026-03-14T20:00"
STUDY = cells_study()


def branch(choice, *, branch="culture_failure", seq=100, reason="Contaminated."):
    return BranchRow(
        subject=ME,
        branch=branch,
        choice=choice,
        reason=reason,
        user="rao",
        at="2026-02-20T04:00:00Z",
        seq=seq,
    )


def stage(*rows, line=LINE, product="msc"):
    return next(one for one in ahead(STUDY, state(*rows, line=line), ME, NOW) if one.product.id == product)


def test_everything_is_planned_until_a_branch_is_taken():
    assert [one.id for one in planned(STUDY, state(), ME)] == ["msc", "cd34"]
    assert stopped(STUDY, state(), ME) == ""


def test_a_branch_may_drop_a_product():
    found = state(branch("cd34_alone"))
    assert [one.id for one in planned(STUDY, found, ME)] == ["cd34"]
    assert dropped(STUDY, found, ME) == {"msc": "The culture fails: Give CD34 cells alone (Contaminated)."}
    assert stage(branch("cd34_alone")).stage == "dropped"
    assert stopped(STUDY, found, ME) == ""


def test_a_branch_may_stop_everything():
    found = state(branch("stop"))
    assert planned(STUDY, found, ME) == ()
    assert stopped(STUDY, found, ME) == "The culture fails: Give no cells (Contaminated)."


def test_a_repeat_changes_no_plan_and_a_way_the_protocol_has_no_longer_is_passed_over():
    found = state(branch("repeat"), branch("gone", seq=101), branch("stop", branch="gone", seq=102))
    assert len(planned(STUDY, found, ME)) == 2
    assert [one.choice.id for one in taken(STUDY, found, ME)] == ["repeat"]


def test_a_study_without_products_is_not_stopped():
    assert (
        stopped(
            type(STUDY)(**{n: getattr(STUDY, n) for n in type(STUDY).model_fields} | {"products": ()}),
            state(),
            ME,
        )
        == ""
    )


@pytest.mark.parametrize(
    ("rows", "line", "stands", "about"),
    [
        ((), (), "collect", ""),
        ((), LINE[:1], "make", "BM-01-001"),
        ((), LINE[:3], "make", "MSC-01-001-P2"),
        ((), LINE, "test", "MSC-01-001"),
        (RESULTS, LINE, "decide", "MSC-01-001"),
        ((result("viability", "78", unit="%"), *RESULTS[1:]), LINE, "decide", "MSC-01-001"),
        ((*RESULTS, decision("conditional")), LINE[:4], "fill", "MSC-01-001"),
        ((*RESULTS, decision("conditional")), LINE, "authorise", "MSC-01-001"),
        ((*RESULTS, decision("rejected", expires="")), LINE, "rejected", "MSC-01-001"),
        (
            (*RESULTS, decision("conditional"), BagRow(subject=ME, bag="MSC-01-001-A", authorised=80)),
            LINE,
            "match",
            "MSC-01-001-A",
        ),
        (
            (
                *RESULTS,
                decision("conditional"),
                BagRow(subject=ME, bag="MSC-01-001-A", authorised=80, match=81),
            ),
            LINE,
            "infuse",
            "MSC-01-001-A",
        ),
        ((*RESULTS, decision("conditional"), bag_row(ended="")), LINE, "running", "MSC-01-001-A"),
        ((*RESULTS, decision("conditional"), bag_row()), LINE, "given", "MSC-01-001-A"),
    ],
)
def test_what_comes_next(rows, line, stands, about):
    found = stage(*rows, line=line)
    assert (found.stage, found.material) == (stands, about)
    assert found.sentence.endswith(".")


def test_a_late_failure_is_told_beside_what_was_given():
    grown = result("sterility", "positive", at="2026-03-14T09:00", started="2026-03-05T15:00", seq=80)
    assert (
        "positive does not meet the limit"
        in stage(*RESULTS[:3], grown, decision("conditional"), bag_row()).sentence
    )


def test_a_lot_that_was_released_and_may_not_be_given_awaits_a_decision():
    grown = result("sterility", "positive", at="2026-03-14T09:00", started="2026-03-05T15:00", seq=80)
    found = stage(*RESULTS[:3], grown, decision("conditional"))
    assert (found.stage, "positive does not meet" in found.sentence) == ("decide", True)
    old = stage(*RESULTS, decision("conditional", expires="2026-03-10T10:00"))
    assert (old.stage, old.sentence) == ("decide", "Lot MSC-01-001 expired on 10 Mar 2026, 10:00.")


def test_a_repeat_dose_is_announced():
    found = stage(*RESULTS, decision("conditional"), bag_row())
    assert found.sentence == ("Bag MSC-01-001-A was given, dose 1 of 2. Dose 2 is planned 28 days after it.")
    assert "planned" not in stage(*RESULTS, decision("conditional"), bag_row(dose=2)).sentence


def test_what_is_left_to_test_is_named():
    assert stage().sentence == (
        "Lot MSC-01-001 awaits: Viability, Endotoxin, Mycoplasma, Viable cells, Sterility, final."
    )


def test_the_steps_that_can_be_done_now():
    assert [step.id for step in stage(line=()).steps] == ["marrow"]
    assert [step.id for step in stage(line=LINE[:1]).steps] == ["passage"]
    line = lineage_of(STUDY, state(), ME)
    assert [step.id for step in follows(STUDY, line, "MSC-01-001")] == ["bag", "sample"]
    gone = (material("BM-01-001", "marrow", moves=(move("disposed"),)),)
    assert follows(STUDY, lineage_of(STUDY, state(line=gone), ME), "BM-01-001") == ()


def test_a_lot_that_was_thrown_away_is_made_again():
    line = tuple(
        material("MSC-01-001", "lot", "MSC-01-001-P2", seq=4, moves=(move("disposed"),))
        if row.material == "MSC-01-001"
        else row
        for row in LINE[:4]
    )
    assert stage(line=line).stage == "make"
    assert stage(line=(*line, *LINE[4:])).stage == "test", "its bags are there"

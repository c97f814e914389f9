import pytest
from tests.conduct.bedside import RAO, Bedside
from tests.conduct.desk import kinds, sentences

from hepatica.conduct.product_commands import ChooseBranch
from hepatica.ledger.product_rows import BranchRow
from hepatica.product.course import planned


@pytest.fixture
def desk():
    return Bedside().enrolled()


def choose(desk, branch="poor_mobiliser", choice="msc_alone", reason="4 cells per µL", **more):
    return desk.do(
        ChooseBranch(subject=more.pop("subject", "01-001"), branch=branch, choice=choice, reason=reason, **more), RAO
    )  # fmt: skip


def test_a_way_is_taken_with_its_reason(desk):
    assert kinds(choose(desk)) == ["branch.chosen"]
    (row,) = desk.state.of(BranchRow, "01-001")
    assert (row.product, row.choice, row.reason) == ("cd34", "msc_alone", "4 cells per µL")
    assert [product.id for product in planned(desk.plan.study, desk.state, "01-001")] == ["msc"]


def test_the_infusion_page_follows_what_is_still_planned(desk):
    desk.msc_lot().bag("msc")
    assert desk.item("infusion", "components") == "both"
    choose(desk)
    assert desk.item("infusion", "components") == "msc_only"


def test_a_material_gives_its_product_where_the_branch_names_none(desk):
    desk.msc_lot()
    choose(desk, "low_viability", "remake", material="MSC-01-001")
    assert desk.state.of(BranchRow, "01-001")[0].product == "msc"


def test_the_same_said_twice_is_said_once(desk):
    choose(desk)
    assert choose(desk) == ()
    assert kinds(choose(desk, choice="remobilise", reason="she agrees"))[0] == "branch.chosen"


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"branch": "flood"}, "There is no branch 'flood'"),
        ({"choice": "pray"}, "the ways are 'Mobilise again' (remobilise)"),
        ({"reason": " "}, "needs a reason"),
        ({"material": "BM-01-009"}, "has no material"),
        ({"subject": "01-009"}, "There is no participant"),
    ],
)
def test_a_way_that_is_none_is_refused(desk, how, said):
    assert said in sentences(choose(desk, **how))[0]

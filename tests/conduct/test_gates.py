from tests.conduct.desk import CELL_LAB, INVESTIGATOR, SECOND, begun, kinds, person, sentences

from hepatica.conduct.commands import AuthoriseAct, LiftHold, PlaceHold
from hepatica.ledger.rows import HoldRow, SignatureRow, SubjectRow

INFUSE = AuthoriseAct(subject="01-001", gate="infusion")
PLACE = PlaceHold(hold="dsmb", reason="a death", blocks=("infusion",))
LIFT = LiftHold(hold="dsmb", reason="reviewed by the board")


def ready():
    desk = begun().enrolled()
    desk.enter("product", viability="80", by=CELL_LAB)
    return desk


def test_an_act_is_authorised_when_its_gate_is_clear():
    desk = ready()
    assert kinds(desk.do(INFUSE)) == ["act.authorised"]
    assert desk.row(SubjectRow).authorised == {"infusion": desk.seq}
    assert desk.do(INFUSE) == ()


def test_each_line_of_the_gate_that_is_not_clear_is_said():
    """REC-04."""
    desk = begun().enrolled()
    assert sentences(desk.do(INFUSE)) == [
        "The viability of the product is at least 80 % (viability is missing)."
    ]
    desk.enter("product", viability="79.9", by=CELL_LAB)
    assert sentences(desk.do(INFUSE)) == ["The viability of the product is at least 80 %."]


def test_nothing_is_authorised_for_who_is_not_enrolled():
    """REC-04."""
    desk = begun().consented()
    assert sentences(desk.do(INFUSE)) == ["01-001 is not enrolled, so nothing can be authorised."]


def test_a_gate_that_does_not_exist_and_the_gate_of_enrolment_are_said():
    desk = ready()
    assert sentences(desk.do(AuthoriseAct(subject="01-001", gate="launch"))) == [
        "There is no gate 'launch'; there are enrolment and infusion."
    ]
    assert desk.do(AuthoriseAct(subject="01-001", gate="enrolment")).refusals[0].code == "not_possible"


def test_a_hold_of_all_or_of_one_closes_the_gate():
    for subject, whom in (("", "all participants"), ("01-001", "participant 01-001")):
        desk = ready()
        desk.do(PLACE.model_copy(update={"subject": subject}))
        assert sentences(desk.do(INFUSE)) == [f"Infusion is on hold for {whom} (dsmb): a death."]


def test_a_hold_of_another_participant_closes_nothing_here():
    desk = ready()
    desk.consented("01-002")
    desk.do(PLACE.model_copy(update={"subject": "01-002"}))
    assert kinds(desk.do(INFUSE)) == ["act.authorised"]


def test_a_hold_says_why_and_what_it_closes():
    desk = ready()
    for change, words in (
        ({"reason": " "}, "A hold needs a reason."),
        ({"blocks": ()}, "A hold says which gates it closes; there are enrolment and infusion."),
        ({"blocks": ("x",)}, "There is no gate x; there are enrolment and infusion."),
        ({"hold": ""}, "A hold needs a name, by which it can be lifted."),
        ({"subject": "01-077"}, "There is no participant '01-077'."),
    ):
        assert sentences(desk.do(PLACE.model_copy(update=change))) == [words]
    desk.do(PLACE)
    assert sentences(desk.do(PLACE, SECOND)) == ["The hold 'dsmb' is in force already."]


def test_a_hold_is_lifted_by_the_second_of_two_different_signatures():
    desk = ready()
    desk.do(PLACE, SECOND)
    assert kinds(desk.do(LIFT)) == ["signature.given"]
    assert desk.row(HoldRow, "", "dsmb")
    assert sentences(desk.do(LIFT)) == [
        "Rao has signed already; a second person must sign: an investigator, a releasing quality officer or a medical monitor."
    ]
    assert kinds(desk.do(LIFT, SECOND)) == ["signature.given", "hold.lifted"]
    assert desk.row(HoldRow, "", "dsmb") is None
    assert len(desk.state.of(SignatureRow, "")) == 2


def test_the_signatures_of_an_older_hold_do_not_lift_a_new_one_of_its_name():
    desk = ready()
    desk.do(PLACE)
    desk.do(LIFT)
    desk.do(LIFT, SECOND)
    desk.do(PLACE)
    assert kinds(desk.do(LIFT, SECOND)) == ["signature.given"]
    assert desk.row(HoldRow, "", "dsmb")


def test_lifting_needs_a_fresh_password_a_reason_and_a_hold():
    desk = ready()
    assert desk.do(LIFT).refusals[0].code == "no_such"
    desk.do(PLACE)
    assert desk.do(LIFT, person("rao", "investigator", fresh=False)).refusals[0].code == "reauthentication"
    assert desk.do(LIFT.model_copy(update={"reason": ""}), INVESTIGATOR).refusals[0].code == "reason_missing"

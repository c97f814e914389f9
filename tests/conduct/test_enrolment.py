from tests.conduct.desk import COORDINATOR, begun, kinds, sentences

from hepatica.conduct.commands import EnrolSubject, PlaceHold, ScreenSubject

ENROL = EnrolSubject(subject="01-001")


def test_numbers_follow_one_another_and_are_never_given_twice():
    desk = begun()
    numbers = [desk.do(ScreenSubject(site="01"), COORDINATOR)[0].subject for _ in range(3)]
    assert numbers == ["01-001", "01-002", "01-003"]
    assert sentences(desk.do(ScreenSubject(site="09"))) == ["There is no site '09'; there is 01."]


def test_each_criterion_that_stands_against_enrolment_is_named():
    desk = begun()
    desk.do(ScreenSubject(site="01"))
    assert sentences(desk.do(ENROL)) == [
        "Consent is not recorded.",
        "Inclusion: the person is an adult (adult is missing).",
        "Exclusion: pregnancy (pregnant and sex are missing).",
    ]
    desk.enter("consent", consent_date="2026-01-05", adult="n", sex="f", pregnant="y")
    assert sentences(desk.do(ENROL)) == ["Inclusion: the person is an adult.", "Exclusion: pregnancy."]


def test_who_is_clear_is_enrolled_once():
    desk = begun().consented()
    assert kinds(desk.do(ENROL)) == ["subject.enrolled"]
    assert desk.do(ENROL) == ()


def test_a_hold_on_enrolment_stops_it():
    desk = begun().consented()
    desk.do(PlaceHold(hold="pause", reason="review", blocks=("enrolment",)))
    assert sentences(desk.do(ENROL)) == ["Enrolment is on hold for all participants (pause): review."]


def test_one_participant_too_many_is_refused_with_the_protocols_sentence():
    desk = begun()
    for n in range(1, 6):
        desk.enrolled(f"01-{n:03d}")
    desk.enter("treatment", gcsf_date="2026-02-01")
    desk.consented("01-006")
    refused = desk.do(EnrolSubject(subject="01-006"))
    assert refused.refusals[0].code == "enrolment_full"
    assert sentences(refused) == ["The enrolment of 5 is complete: 1 have started a study procedure."]


def test_who_left_before_a_study_procedure_gives_the_place_back():
    desk = begun()
    for n in range(1, 6):
        desk.enrolled(f"01-{n:03d}")
    desk.enter("disposition", visit="log", end="withdrawal", end_date="2026-02-01")
    assert kinds(desk.consented("01-006").do(EnrolSubject(subject="01-006"))) == ["subject.enrolled"]


def test_who_left_after_a_study_procedure_keeps_the_place():
    desk = begun()
    for n in range(1, 6):
        desk.enrolled(f"01-{n:03d}")
    desk.enter("treatment", gcsf_date="2026-02-01")
    desk.enter("disposition", visit="log", end="withdrawal", end_date="2026-02-03")
    refused = desk.consented("01-006").do(EnrolSubject(subject="01-006"))
    assert refused.refusals[0].code == "enrolment_full"


def test_who_left_is_not_enrolled():
    desk = begun().consented()
    desk.enter("disposition", visit="log", end="withdrawal", end_date="2026-02-01")
    assert sentences(desk.do(ENROL)) == ["01-001 has left the study (withdrawal)."]

import pytest
from tests.web.conftest import PASSWORD
from tests.web.play import ASHA, MEENA

from hepatica.conduct.commands import EnterItems, Entry
from hepatica.ledger.desk_rows import ReportRow
from hepatica.ledger.rows import FormRow
from hepatica.store import read
from hepatica.store.record import Recorded, record
from hepatica.web.safety.case.opened import opened

WHO, ROW = "01-001", 5
PAGE = f"/safety/case/{WHO}/{ROW}/"


def enter(form="ae", row=ROW, by=MEENA, **values):
    entries = tuple(Entry(item=item, row=row, value=value) for item, value in values.items())
    done = record(
        EnterItems(subject=WHO, visit="log", form=form, entries=entries, seen=read.head().seq), actor=by
    )
    assert isinstance(done, Recorded), done


def answered(item, form="ae", row=ROW):
    found = read.subject_state(WHO).get(FormRow, WHO, f"log/{form}")
    answer = found.answer(item, row) if found else None
    return answer.value if answer else None


def infused():
    return next(row.infused for row in read.subjects() if row.subject == WHO)


@pytest.fixture
def bleeding(ward):
    """An event of which no more is known than its name, its day and that it is not over."""
    enter(aeterm="Variceal bleeding", aecat="outside", aestdtc=infused(), aeongo="yes")


@pytest.fixture
def meena(signed_in, bleeding):
    return signed_in("meena")


def post(client, question, **boxes):
    seen = read.head().seq
    return client.post(f"{PAGE}answer", {"question": question, "form": "table5", "seen": seen, **boxes})


def ids():
    return [one.id for one in opened(WHO, ROW).questions]


def test_only_what_the_record_does_not_say_is_asked_and_each_gap_names_its_question(meena):
    page = meena.get(PAGE).content.decode()
    assert "term" not in ids()
    assert "onset" not in ids()
    assert f"{len(ids())} questions still open" in page
    assert page.count('class="gap"') >= len(ids())
    for number in range(1, len(ids()) + 1):
        assert f"Question {number}" in page


def test_no_question_is_about_an_answer_that_stands(meena):
    for one in opened(WHO, ROW).questions:
        if one.item and one.kind != "choices":
            assert answered(one.item, one.form) is None, one


def test_the_criteria_make_it_serious_and_nothing_else_does(meena):
    criteria = next(one for one in ids() if one in {"criteria", "serious"})
    page = post(meena, criteria, met=["aeshosp"])
    assert page.status_code == 302
    assert answered("aeser") == "yes"
    assert [answered(item) for item in ("aesdth", "aeslife", "aeshosp")] == ["no", "no", "yes"]
    assert criteria not in ids()


def test_an_answer_goes_to_the_paper_where_it_is_marked_and_the_next_is_asked(meena):
    before = ids()
    causality = next(one for one in before if one.startswith("causality."))
    page = post(meena, causality, answer="possible")
    assert page.status_code == 302
    assert page["Location"].endswith(f"told={causality.replace('.', '.')}")
    shown = meena.get(page["Location"]).content.decode()
    assert 'class="fresh' in shown
    assert len(ids()) == len(before) - 1


def test_what_only_the_report_asks_begins_a_row_of_its_log_that_names_the_event(meena):
    post(meena, "description", answer="Fresh blood, two cups.")
    assert answered("sae_description", "sae", 1) == "Fresh blood, two cups."
    assert answered("sae_event", "sae", 1) == str(ROW)
    post(meena, "setting", answer="hospital")
    assert answered("sae_setting", "sae", 1) == "hospital"


def test_what_nobody_knows_yet_is_left_and_the_next_is_asked(meena):
    first, second = ids()[:2]
    seq = read.head().seq
    page = post(meena, first, later="yes")
    assert page["Location"].endswith(f"at={second}")
    assert read.head().seq == seq


def test_nothing_answered_is_a_sentence_and_stores_nothing(meena):
    seq = read.head().seq
    page = post(meena, "description", answer="  ")
    assert page.status_code == 422
    assert "Nothing is answered yet." in page.content.decode()
    assert read.head().seq == seq


def test_a_refused_answer_keeps_its_text(meena):
    enter(aestdtc=None)
    page = post(meena, "onset", **{"answer.day": "31", "answer.month": "2", "answer.year": "2026"})
    assert page.status_code == 422
    shown = page.content.decode()
    assert "28 days" in shown
    assert 'value="31"' in shown


def test_two_people_at_the_same_case_neither_overwrites_the_other(meena):
    seen = read.head().seq
    enter(form="sae", row=1, by=ASHA, sae_event=str(ROW), sae_setting="home")
    page = meena.post(
        f"{PAGE}answer", {"question": "setting", "form": "table5", "seen": seen, "answer": "hospital"}
    )
    assert page.status_code == 302
    assert answered("sae_setting", "sae", 1) == "home"
    shown = meena.get(page["Location"]).content.decode()
    assert "answered meanwhile" in shown


def test_somebody_who_does_not_fill_the_log_sees_the_paper_and_no_box(signed_in, bleeding):
    page = signed_in("iris").get(PAGE).content.decode()
    assert "An investigator or a coordinator answers these." in page
    assert "<textarea" not in page
    refused = signed_in("iris").post(
        f"{PAGE}answer", {"question": "description", "form": "table5", "seen": 1, "answer": "x"}
    )
    assert refused.status_code == 422
    assert answered("sae_description", "sae", 1) is None


def test_an_event_that_is_not_there_is_404(signed_in, ward):
    assert signed_in("meena").get(f"/safety/case/{WHO}/99/").status_code == 404
    assert signed_in("meena").get(f"{PAGE}?form=none").status_code == 404


FIRST_REPORT = {
    "criteria": {"met": ["aeslife", "aeshosp"]},
    "grade": {"answer": "4"},
    "setting": {"answer": "hospital"},
    "description": {"answer": "Fresh blood, two cups, at home after supper."},
    "treatment": {"answer": "Terlipressin, two units of red cells, banding on the same day."},
    "outcome": {"answer": "recovering"},
}


def told(client):
    """Answer every question there is; returns how many were asked, each once."""
    asked = []
    while waiting := ids():
        name = waiting[0]
        assert name not in asked, f"{name} was asked twice"
        asked.append(name)
        page = post(client, name, **FIRST_REPORT.get(name, {"answer": "unlikely"}))
        assert page.status_code == 302, page.content.decode()
    return asked


def sign(client, password=PASSWORD, **boxes):
    return client.post(f"{PAGE}issue", {"form": "table5", "password": password, **boxes}, follow=True)


def test_every_question_is_asked_once_and_nothing_the_record_says(meena):
    asked = told(meena)
    causality = [name for name in asked if name.startswith("causality.")]
    assert set(asked) == {*FIRST_REPORT, *causality}
    assert len(causality) == len(read.plan().study.oversight.suspects)
    assert len(asked) <= 16
    assert "Every question is answered" in meena.get(PAGE).content.decode()


def test_it_is_signed_only_when_all_is_said_and_only_with_the_own_password(meena):
    assert "Sign: " in meena.get(PAGE).content.decode()
    told(meena)
    assert "enter your password again" in sign(meena, password="guess").content.decode()
    assert read.everyones(ReportRow) == ()
    signed = sign(meena).content.decode()
    assert "Signed. It is ready to be sent" in signed
    assert [(row.report, row.version, row.purpose) for row in read.everyones(ReportRow)] == [
        ("table5", 1, "initial")
    ]


def test_a_fact_that_changes_after_the_signature_asks_for_a_follow_up_and_shows_what_is_new(meena):
    told(meena)
    sign(meena)
    assert "a follow-up is due" not in meena.get(PAGE).content.decode()
    enter(aeout="recovered", aeongo="no", aeendtc=infused())
    page = meena.get(PAGE).content.decode()
    assert "a follow-up is due" in page
    assert ' new"' in page
    sign(meena, purpose="follow_up")
    assert [row.version for row in read.everyones(ReportRow)] == [1, 2]


def test_a_case_opened_in_error_is_nullified_with_a_reason_and_its_clocks_stop(meena):
    told(meena)
    sign(meena)
    refused = sign(meena, purpose="nullification").content.decode()
    assert "reason" in refused
    sign(meena, purpose="nullification", reason="The bleeding was another person's.")
    page = meena.get(PAGE).content.decode()
    assert "opened in error" in page
    assert "No clock of this case runs." in page


def test_the_paper_prints_as_a_draft_and_as_it_was_signed(meena):
    draft = meena.get(f"{PAGE}print/table5")
    assert draft["Content-Type"] == "application/pdf"
    assert draft.content.startswith(b"%PDF")
    told(meena)
    sign(meena)
    first = meena.get(f"{PAGE}print/table5?version=1").content
    enter(aeout="recovered")
    assert meena.get(f"{PAGE}print/table5?version=1").content == first
    assert meena.get(f"{PAGE}print/table5?version=7").status_code == 404
    assert meena.get(f"{PAGE}print/nothing").status_code == 404


def test_an_event_becomes_serious_by_a_criterion_and_a_reason_and_its_clock_starts(meena):
    enter(aeser="no")
    page = meena.get(PAGE).content.decode()
    assert "It is serious after all" in page
    seen = read.head().seq
    refused = meena.post(f"{PAGE}serious", {"seen": seen, "reason": "Admitted."})
    assert refused.status_code == 422
    assert "which of the six criteria" in refused.content.decode()
    assert answered("aeser") == "no"
    done = meena.post(
        f"{PAGE}serious", {"seen": seen, "reason": "Admitted.", "met": ["aeshosp"]}, follow=True
    )
    assert (answered("aeser"), answered("aeshosp"), answered("aesdth")) == ("yes", "yes", "no")
    shown = done.content.decode()
    assert "Serious: stay in hospital, or a longer one." in shown
    assert "to report to" in shown


def test_the_naranjo_scale_stands_beside_the_case_and_says_how_far_it_can_reach(meena):
    enter(
        form="naranjo", row=1, nar_event=str(ROW), nar_component="msc", nar_1="yes", nar_2="yes", nar_5="no"
    )
    page = meena.get(PAGE).content.decode()
    assert "5 points: probable" in page
    assert "At most 7 points for what is given once: here the scale can say no more than probable." in page


def test_the_estimate_of_compensation_needs_a_reason_for_the_risk_and_prints(meena):
    enter(aeser="yes", aeshosp="yes")
    refused = meena.post(f"{PAGE}compensation", {"risk": "1.0"})
    assert refused.status_code == 422
    assert "Say why this level of risk" in refused.content.decode()
    odd = meena.post(f"{PAGE}compensation", {"risk": "7", "reason": "Child-Pugh B at enrolment."})
    assert odd.status_code == 422
    printed = meena.post(f"{PAGE}compensation", {"risk": "1.0", "reason": "Child-Pugh B at enrolment."})
    assert printed.status_code == 200
    assert printed.content.startswith(b"%PDF")

"""An ordinary participant goes through the reference study: every form can be completed, and nothing is asked or flagged."""

from datetime import UTC, date, datetime, timedelta
from importlib import resources

import pytest
from tests.conduct.desk import INVESTIGATOR, OWNER, Desk

from hepatica.conduct import lint
from hepatica.conduct.commands import (
    AuthoriseAct,
    EnrolSubject,
    EnterItems,
    Entry,
    Moment,
    PublishStudy,
    ScreenSubject,
)
from hepatica.conduct.desk_commands import RecordApproval
from hepatica.conduct.plan import Plan
from hepatica.conduct.reading import Reading
from hepatica.conduct.skip import empty_mandatory
from hepatica.datasets.efficacy import derive_course
from hepatica.datasets.participants import derive_participants
from hepatica.datasets.visit_scores import derive_scores
from hepatica.ledger.rows import DeviationRow, FindingRow, FormRow, ProposalRow, SubjectRow
from hepatica.study.form import FormKind, Item, ItemType
from hepatica.study.study import Study
from hepatica.study.write import dump

SUBJECT, INFUSION = "01-001", date(2026, 2, 16)
LATER = Moment(at=datetime(2026, 12, 1, 6, 0, tzinfo=UTC), zone="Asia/Kolkata")
DAYS = {"contact": -28}
ANSWERS = {
    "ieeligible": "yes", "identity_first": "SP", "identity_second": "LR", "ready_inr": "yes", "ready_consent": "yes",
    "identity_checked": "yes", "components": "both", "given": "yes", "copy_given": "yes", "birth_year": "1974", "age": "51",
    "infusion_planned": str(INFUSION), "prentim": "09:40", "cath_end": "10:30", "ecdose": "520", "dose_weight": "60",
    "cd34_positive": "40", "nuclei": "4000", "portal_tracts": "12", "length": "22", "dsdecod": "completed",
    "collection_lot": "L-1", "from_collection": "L-1", "lot": "L-2", "msc_lot": "L-2", "cd34_lot": "L-2",
    "cells_before": "150", "cells_after": "120", "purity": "88", "viability": "85", "diabp": "72", "sysbp": "118",
    "bilirubin": "2.6", "inr": "1.5", "creatinine": "0.9", "sodium": "135", "albumin": "2.9", "haemoglobin": "10.8",
    "platelets": "92", "wbc": "4.1", "temp": "36.8", "ionised_calcium": "1.20", "spo2": "97", "vas": "0", "bone_pain": "2", "cd73": "98", "cd90": "98",
    "cd105": "97", "negative_markers": "1", "weight": "60", "cd34_blood": "27", "volume": "24", "passage": "p3",
    "gcsf_days": "0", "artery_patent": "yes", "followup_allowed": "yes", "data_allowed": "yes", "decision": "go",
    "msc_interim_ok": "yes", "biopsy_done": "yes", "infection_free": "yes", "labs_ok": "yes", "spleen_ok": "yes",
    "hold_free": "yes", "consent_ok": "yes", "masked": "yes", "control_ok": "yes", "pulse_distal": "yes",
    "expires": "2026-02-20T12:00", "platelets_checked": "yes", "biopsy_consent": "yes", "bag_start": "2026-02-16T15:00",
    "bag_end": "2026-02-16T15:20", "ecsttim": "08:00", "roi_area": "15", "sinusoidal_fraction": "8",
}  # fmt: skip


@pytest.fixture(scope="module")
def study() -> Study:
    return lint.load(resources.files("hepatica") / "studies" / "nct04243681")


def answer(study: Study, item: Item, visit: str, row: int, day: date) -> str:
    """An unremarkable answer."""
    special = {
        "ecstdtc": f"{day + timedelta(days=row - 1)}T08:00",
        "timepoint": "before" if visit == "gate" else "after",
        **ANSWERS,
    }
    if item.id.startswith("inc_"):
        return "yes"
    return special.get(item.id) or of_type(study, item, day)


def of_type(study: Study, item: Item, day: date) -> str:
    plain = {
        ItemType.DATE: str(day),
        ItemType.DATETIME: f"{day}T09:00",
        ItemType.TIME: "09:00",
        ItemType.TEXT: "as planned",
    }
    if item.codelist:
        codes = [code.code for code in study.codelist_by_id[item.codelist].codes]
        return next(
            (c for c in ("none", "no", "negative", "0", "released", "adequate") if c in codes), codes[0]
        )
    bounds = item.plausible or item.allowed
    return plain.get(item.type) or str(bounds.low if bounds and bounds.low is not None else 1)


def day_of(study: Study, visit: str) -> date:
    planned = study.visit_by_id[visit]
    offset = DAYS.get(visit, study.day_of(planned))
    assert offset is not None
    return INFUSION + timedelta(days=offset)


def fill(desk: Desk, study: Study, visit: str, form: str) -> None:
    """Answer what is mandatory until nothing is, then complete the form."""
    day = day_of(study, visit)
    for _ in range(9):
        row = desk.form(form, visit) or FormRow(subject=SUBJECT, visit=visit, form=form, last_seq=0)
        empty = list(
            empty_mandatory(desk.plan, Reading(study, desk.state, SUBJECT), study.form_by_id[form], row)
        )
        if not empty:
            break
        for number in sorted({number for _, number in empty}):
            entries = tuple(
                Entry(item=i.id, row=n, value=answer(study, i, visit, n, day))
                for i, n in empty
                if n == number
            )
            command = EnterItems(subject=SUBJECT, visit=visit, form=form, entries=entries, seen=desk.seq)
            decision = desk.do(command, INVESTIGATOR)
            assert isinstance(decision, tuple), (visit, form, decision)
    decision = desk.complete(form, visit=visit)
    assert isinstance(decision, tuple), (visit, form, decision)


def authorise(desk: Desk, act: str) -> None:
    decision = desk.do(
        EnrolSubject(subject=SUBJECT) if act == "enrolment" else AuthoriseAct(subject=SUBJECT, gate=act)
    )
    assert isinstance(decision, tuple), (act, decision)


def approve(desk: Desk, study: Study) -> None:
    for approval in study.oversight.approvals:
        command = RecordApproval(
            approval=approval.id, number="SYN-1", valid_from="2025-01-01", valid_to="2028-01-01"
        )
        assert isinstance(desk.do(command, INVESTIGATOR), tuple)


def check_identity(desk: Desk) -> None:
    """At the bedside: labels and wristband are read and entered before the infusion is authorised, and given after."""
    items = ("components", "msc_lot", "cd34_lot", "identity_checked", "identity_first", "identity_second")
    entries = tuple(Entry(item=item, value=ANSWERS[item]) for item in items)
    command = EnterItems(
        subject=SUBJECT, visit="infusion_day", form="infusion", entries=entries, seen=desk.seq
    )
    assert isinstance(desk.do(command, INVESTIGATOR), tuple)
    authorise(desk, "infusion")


@pytest.fixture(scope="module")
def desk(study: Study) -> Desk:
    desk = Desk(Plan(study), now=LATER)
    desk.do(PublishStudy(text=dump(study)), OWNER)
    desk.do(ScreenSubject(site="01"), INVESTIGATOR)
    approve(desk, study)
    acts = {"marrow_aspiration": "enrolment", "gcsf": "gcsf", "leukapheresis": "leukapheresis"}
    for visit in (v.id for v in study.schedule.visits if not v.optional):
        for form in study.forms_at(visit):
            if study.form_by_id[form].kind is FormKind.ENTRY:
                if form in acts:
                    authorise(desk, acts[form])
                if form == "infusion":
                    check_identity(desk)
                fill(desk, study, visit, form)
    return desk


def test_every_form_of_every_planned_visit_can_be_completed(study: Study, desk: Desk) -> None:
    for visit in study.schedule.visits:
        if not visit.optional:
            for form in study.forms_at(visit.id):
                if study.form_by_id[form].kind is FormKind.ENTRY:
                    stands = desk.form(form, visit.id)
                    assert stands is not None, (visit.id, form)
                    assert stands.complete, (visit.id, form)


def test_an_ordinary_course_raises_no_finding_and_proposes_no_event(desk: Desk) -> None:
    assert [(f.check, f.visit, f.verdict) for f in desk.state.of(FindingRow, SUBJECT)] == []
    assert [(p.signal, p.visit) for p in desk.state.of(ProposalRow, SUBJECT)] == []


def test_the_anchors_stand_on_the_days_they_were_entered(desk: Desk) -> None:
    row = desk.state.get(SubjectRow, SUBJECT)
    assert row is not None
    assert row.anchors == {
        "infusion": "2026-02-16", "first_gcsf": "2026-02-13", "aspiration": "2026-01-12", "consent": "2025-12-29",
    }  # fmt: skip
    assert row.ended == {"completed": "2026-08-15"}
    assert set(row.authorised) == {"enrolment", "gcsf", "leukapheresis", "infusion"} - {"enrolment"}


def test_what_was_done_in_its_window_and_authorised_is_no_deviation(desk: Desk) -> None:
    assert [(d.rule, d.visit, d.sentence) for d in desk.state.of(DeviationRow, SUBJECT)] == []


def test_the_baseline_of_the_scores_is_the_draw_of_the_gate(study: Study, desk: Desk) -> None:
    who = next(p for p in derive_participants(study, desk.state) if p.subject == SUBJECT)
    course = derive_course(study, who, derive_scores(study, desk.state, SUBJECT))
    assert course.baseline is not None
    assert course.baseline.scored is not None
    assert course.baseline.scored.draw.visit == "gate"
    assert course.baseline.flags == ()
    assert [w.scored.draw.visit if w.scored else "" for w in course.windows] == [
        "week_1", "month_1", "month_3", "month_6",
    ]  # fmt: skip
    assert course.baseline.scored.results["CHILD_PUGH"].value == 7  # 2 + 2 + 1 + 1 + 1
    assert course.baseline.scored.results["MELD_UNOS_2002"].value == 15  # 3.61 + 4.54 + 0 + 6.43

"""A small invented trial for the screens: participants at different points of the reference study.

Everything goes through ``record`` under a virtual clock, so the ledger must be marked synthetic first. The filler
answers whatever a form asks for until it can be completed; ``VALUES`` holds the answers that matter.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from tests.delegating import delegate

from hepatica.conduct.commands import (
    Actor,
    AuthoriseAct,
    CompleteForm,
    EnrolSubject,
    EnterItems,
    Entry,
    ScreenSubject,
    SignForm,
)
from hepatica.conduct.desk_commands import GiveClearance, RecordApproval
from hepatica.conduct.reading import Reading
from hepatica.conduct.skip import empty_mandatory
from hepatica.ledger.desk_rows import ApprovalRow
from hepatica.ledger.rows import FormRow, SubjectRow
from hepatica.store import clock, publishing, read
from hepatica.store.record import Recorded, record
from hepatica.study.form import FormKind, ItemType
from hepatica.web.visits import anchors

ASHA = Actor(user="asha", name="Asha Reddy", roles=frozenset({"coordinator"}))
MEENA = Actor(user="meena", name="Dr Meena Rao", roles=frozenset({"investigator"}), reauthenticated=True)
LATA = Actor(user="lata", name="Lata Menon", roles=frozenset({"cell_lab"}))
PAVAN = Actor(user="pavan", name="Dr Pavan Iyer", roles=frozenset({"pathologist"}))
IRIS = Actor(user="iris", name="Iris Paul", roles=frozenset({"inspector"}))
IYER = Actor(user="iyer", name="Dr S. Iyer", roles=frozenset({"medical_monitor"}))
CAST = (ASHA, MEENA, LATA, PAVAN, IRIS)
FILLS = (ASHA, MEENA, LATA, PAVAN)

NO = frozenset(
    [
        "dialysis",
        "complication",
        "transplanted",
        "av_required",
        "spleen_pain",
        "infection",
        "discomfort",
        "paracentesis",
        "stopped",
        "portal_thrombosis",
    ]
)
VALUES = {
    "ascites": "mild",
    "encephalopathy": "0",
    "bilirubin": "2.6",
    "inr": "1.52",
    "creatinine": "0.9",
    "sodium": "134",
    "albumin": "2.9",
    "platelets": "88",
    "haemoglobin": "11.2",
    "laboratory": "aig",
    "signer": "participant",
    "scrout": "enrolled",
    "decision": "go",
    "interim_decision": "released",
    "final_decision": "released",
    "release_decision": "released",
    "mobilised": "adequate",
    "bleeding": "none",
    "dsdecod": "completed",
    "vas": "0",
    "spo2": "98",
    "sysbp": "118",
    "diabp": "72",
    "meanbp": "87",
    "pulse": "76",
    "temp": "36.8",
    "ionised_calcium": "1.19",
    "viability": "92",
    "purity": "94",
    "cd73": "99",
    "cd90": "98",
    "cd105": "97",
    "negative_markers": "1",
    "ecdose": "520",
    "cd34_blood": "32",
    "cells_before": "400",
    "cells_after": "150",
    "nuclei": "4000",
    "cd34_positive": "88",
    "length": "24",
    "portal_tracts": "13",
    "reaction": "none",
    "symptom": "none",
    "collection_lot": "L-001",
    "from_collection": "L-001",
    "age": "51",
    "birth_year": "1974",
    "sex": "male",
    "lot": "L-001",
    "msc_lot": "L-001",
    "cd34_lot": "L-001",
    "sterility": "negative",
    "sterility_final": "negative",
    "mycoplasma": "negative",
    "endotoxin": "0.5",
    "identity_first": "Asha Reddy",
    "identity_second": "Lata Menon",
}


def noon(day: date, hour: int = 11) -> datetime:
    """An aware moment on a civil day at the site."""
    return datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC) - timedelta(hours=5, minutes=30)


def moment(day, hour):
    """The hour on that day, or just after the last event when the day has gone further."""
    last = read.end().at
    after = datetime.fromisoformat(last) + timedelta(seconds=1) if last else noon(day, hour)
    return max(noon(day, hour), after)


def must(done):
    """What was recorded, or the refusals as the failure."""
    assert isinstance(done, Recorded), done
    return done


def open_trial(study, day):
    """Mark the ledger synthetic, publish a study and grant the cast their roles."""
    with clock.virtual(noon(day)):
        publishing.mark_synthetic("play")
        publishing.publish(study)
        for person in CAST:
            for role in person.roles:
                delegate(person.user, person.name, role)


def screened(day, infusion):
    """Screen a person on a day, with a planned day of infusion; return the number."""
    with clock.virtual(moment(day, 9)):
        subject = must(record(ScreenSubject(site=read.plan().study.sites[0].id), actor=ASHA)).subject
        enter(subject, "screening", "screening", {"infusion_planned": infusion.isoformat()})
    return subject


def enter(subject, visit, form, values, *, row=0, by=ASHA):
    """Answer items of one form."""
    entries = tuple(Entry(item=item, row=row, value=value) for item, value in values.items())
    command = EnterItems(subject=subject, visit=visit, form=form, entries=entries, seen=read.head().seq)
    return must(record(command, actor=by))


def who(form):
    """Somebody whose role fills the form."""
    return next(person for person in FILLS if person.roles & set(form.roles))


def fill(subject, visit, form_id, day, *, values=None, complete=True, sign=True):
    """Answer every mandatory item of a form, and complete and sign it."""
    plan = read.plan()
    form = plan.study.form_by_id[form_id]
    if form.kind is FormKind.COMPUTED:
        return
    by = who(form)
    for _round in range(8):
        state = read.subject_state(subject)
        row = state.get(FormRow, subject, f"{visit}/{form_id}") or FormRow(
            subject=subject, visit=visit, form=form_id
        )
        empty = list(empty_mandatory(plan, Reading(plan.study, state, subject), form, row))
        if not empty:
            break
        entries = tuple(
            Entry(item=item.id, row=number, value=answer(plan.study, item, day, values or {}))
            for item, number in empty
        )
        command = EnterItems(
            subject=subject, visit=visit, form=form_id, entries=entries, seen=read.head().seq
        )
        must(record(command, actor=by))
    if complete:
        must(record(CompleteForm(subject=subject, visit=visit, form=form_id), actor=by))
        if sign and form.signed:
            must(
                record(SignForm(subject=subject, visit=visit, form=form_id, meaning="approval"), actor=MEENA)
            )


def answer(study, item, day, values):  # noqa: PLR0911 - one line per type
    """An answer that fits the item."""
    if item.id in values:
        return values[item.id]
    match item.type:
        case ItemType.DATE:
            return day.isoformat()
        case ItemType.DATETIME:
            last = timedelta(days=60 if item.id == "expires" else 0)  # the cells are given before they expire
            return f"{(day + last).isoformat()}T09:00"
        case ItemType.TIME:
            return "09:00"
        case ItemType.CODE:
            codes = [code.code for code in study.codelist_by_id[item.codelist].codes]
            wanted = "no" if item.id in NO or item.id.startswith("exc_") else VALUES.get(item.id, codes[0])
            return wanted if wanted in codes else codes[0]
        case ItemType.NUMBER | ItemType.INTEGER:
            return VALUES.get(item.id) or _number(item)
        case _:
            return VALUES.get(item.id, "as planned")


def _number(item):
    bounds = item.plausible or item.allowed
    low = bounds.low if bounds and bounds.low is not None else Decimal(0)
    high = bounds.high if bounds and bounds.high is not None else Decimal(100)
    places = item.decimals or 0
    return str(round(low + (high - low) * Decimal("0.35"), places))


def attend(subject, visit, day, *, values=None, forms=None, complete=True):
    """Attend a visit on a day: its date, then its forms."""
    with clock.virtual(moment(day, 14)):
        enter(subject, visit, "visit", {"svstdtc": day.isoformat()})
        for form in read.plan().study.forms_at(visit)[1:] if forms is None else forms:
            fill(subject, visit, form, day, values=values, complete=complete)


def infuse(subject, day, values):
    """The day of the infusion: products and identities are checked, the gate opens, the cells are given."""
    attend(subject, "infusion_day", day, values=values, forms=("laboratory", "leukapheresis", "cd34_product"))
    checked = ("components", "msc_lot", "cd34_lot", "identity_checked", "identity_first", "identity_second")
    study = read.plan().study
    with clock.virtual(moment(day, 16)):
        given = {name: answer(study, study.item("infusion", name), day, values) for name in checked}
        enter(subject, "infusion_day", "infusion", given)
    authorise(subject, "infusion", day)
    attend(subject, "infusion_day", day, values=values, forms=("infusion", "puncture_site"))


def enrol(subject, day):
    """Enrol."""
    with clock.virtual(moment(day, 9)):
        must(record(EnrolSubject(subject=subject), actor=MEENA))


def authorise(subject, gate, day):
    """Authorise an act, once all is approved and everybody who went before is cleared."""
    with clock.virtual(moment(day, 9)):
        approved(day)
        cleared()
        must(record(AuthoriseAct(subject=subject, gate=gate), actor=MEENA))


def approved(day):
    """Record the approvals that are not there yet."""
    there = {row.approval for row in read.of_study(ApprovalRow)}
    first, last = day - timedelta(days=30), day + timedelta(days=900)
    for approval in read.plan().study.oversight.approvals:
        if approval.id not in there:
            dates = {"valid_from": first.isoformat(), "valid_to": last.isoformat()}
            must(record(RecordApproval(approval=approval.id, number="SYN-1", **dates), actor=MEENA))


def cleared():
    """Clear each participant who was infused, in their order."""
    rules = read.plan().study.oversight.stagger
    for n, subject in enumerate(read.infused(), start=1):
        rule = next(rule.id for rule in rules if n in rule.after)
        given = GiveClearance(subject=subject, clearance=rule, decision="clear", reason="Record read.")
        must(record(given, actor=IYER))


COURSE = (
    ("screening", {}),
    ("baseline", {"bilirubin": "2.7"}),
    ("marrow", {}),
    ("contact", {}),
    ("gate", {"bilirubin": "2.5"}),
    ("culture", {}),
    ("gcsf", {}),
    ("infusion_day", {"bilirubin": "2.8"}),
    ("day_1", {"creatinine": "1.1", "bilirubin": "3.1", "encephalopathy": "1"}),
    ("week_1", {"inr": "1.6"}),
    ("month_1", {"bilirubin": "2.2", "inr": "1.45"}),
    ("month_3", {"bilirubin": "1.9", "inr": "1.4", "albumin": "3.2", "ascites": "none"}),
    ("month_6", {"bilirubin": "1.8", "inr": "1.38", "albumin": "3.3", "ascites": "none"}),
    ("biopsy_2", {"timepoint": "after", "cd34_positive": "131"}),
)
OPENS = {"gcsf": "gcsf", "infusion_day": "leukapheresis"}
"""Visit → the gate that is passed on its morning."""


def life(infusion, until, *, skip=(), shift=None, change=None):
    """Yield the day of each act of a participant's course, and do it when asked for the next one.

    `skip` misses visits, `shift` moves a visit by days, `change` gives other values. Courses are interleaved by ``live``, as the ledger grows in time.
    """
    first = infusion - timedelta(days=49)
    yield first
    subject = screened(first, infusion)
    study = read.plan().study
    for name, usual in COURSE:
        values = usual | (change or {}).get(name, {})
        row = read.subject_state(subject).get(SubjectRow, subject)
        due = study.due(study.visit(name), anchors(study, row))
        day = due.target + timedelta(days=(shift or {}).get(name, 0))
        if day > until or name in skip:
            continue
        yield day
        if name in OPENS:
            authorise(subject, OPENS[name], day)
        if name == "infusion_day":
            infuse(subject, day, values)
        else:
            attend(subject, name, day, values=values)
        if name == "screening":
            enrol(subject, day)


def live(*lives):
    """Play courses side by side, the earliest day first."""
    waiting = [(next(course), n, course) for n, course in enumerate(lives)]
    while waiting:
        day, n, course = min(waiting, key=lambda w: w[:2])
        waiting.remove((day, n, course))
        later = next(course, None)
        if later:
            waiting.append((later, n, course))


def ward(study, today):
    """Five participants on ``today``: past month 6, past month 3, at month 1, five days after, and in screening."""
    open_trial(study, today - timedelta(days=300))
    until = today - timedelta(days=1)
    live(
        life(today - timedelta(days=190), until, skip={"week_1"}),
        life(today - timedelta(days=113), until, shift={"month_3": 12}),
        life(today - timedelta(days=28), until, change={"marrow": {"vas": "7"}}),
        life(today - timedelta(days=5), until, skip={"day_1"}),
        _newest(today),
    )


def _newest(today):
    asked = today - timedelta(days=2)
    yield asked
    subject = screened(asked, today + timedelta(days=45))
    with clock.virtual(moment(asked, 15)):
        enter(subject, "screening", "visit", {"svstdtc": asked.isoformat()})
        fill(subject, "screening", "consent", asked)
        fill(subject, "screening", "eligibility", asked, values={"ieeligible": "no"})

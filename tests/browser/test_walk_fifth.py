"""The fifth participant, from screening to month 6 in the browser with past dates, to a report and a sealed record."""

import sqlite3
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from tests.browser.walking import (  # noqa: F401
    PATIENCE,
    Person,
    demo_folder,
    demo_url,
    hepatica,
    numbers_of,
)
from tests.demo.built import NOW, study

from hepatica.conduct.commands import (
    AuthoriseAct,
    CompleteForm,
    EnrolSubject,
    EnterItems,
    Entry,
    ScreenSubject,
    SignForm,
)
from hepatica.conduct.desk_commands import AcknowledgeAlert, GiveClearance, IssueReport, RecordSubmission
from hepatica.conduct.plan import Plan
from hepatica.demo.bedside import counted
from hepatica.demo.cast import BY_ROLE, PARTICIPANTS
from hepatica.demo.contact import fill
from hepatica.demo.play import patient_of
from hepatica.demo.sign_ins import passwords_of
from hepatica.demo.step import Fill
from hepatica.demo.story import story
from hepatica.demo.visits import commands_of
from hepatica.study.product import Manufacture

pytestmark = pytest.mark.browser
FIFTH = "01-005"
ON_SCREEN = {
    ("screening", "consent"),
    ("screening", "eligibility"),
    ("marrow", "marrow_aspiration"),
    ("gate", "biopsy"),
    ("infusion_day", "infusion"),
}
"""Forms typed on a screen, with every form of month 6; the others go through the API in the same sessions.

No form is typed twice: the laboratory and the biopsy of other visits are the same pages.
"""
SIGNED = {"screening", "month_6"}
PAIN = ("marrow", "marrow_aspiration", "vas", 2, "7.0")
LABORATORY = {"material", "lot", "bag", "infusion", "notice", "slide", "reading", "branch"}
"""First words of what the cell laboratory, the bedside and the readers do."""
NIGHT = 4
"""Readings of the infusion's night, after this one, are sent and not typed."""


@pytest.fixture(scope="module")
def people(chromium, demo_url, demo_folder):  # noqa: F811
    """One browser per role that works on the participant."""
    passwords = passwords_of(demo_folder)
    roles = ("coordinator", "investigator", "cell_lab", "pathologist", "medical_monitor")
    found = {
        member.user: Person(chromium, demo_url, member.user, passwords[member.user])
        for member in (BY_ROLE[role] for role in roles)
    }
    yield found
    for person in found.values():
        person.close()


def past_story():
    """The fifth participant's commands, with the infusion 192 days ago and pain of 7 after the aspiration.

    Each signature is a password hashed: those of month 6 and of the way into the study stand for all. The cells' pages
    are typed like any other: a bag that expired half a year ago is let go by nobody, so their acts cannot be played now.
    """
    by_hand = study().model_copy(update={"manufacture": Manufacture()})
    patient = patient_of(by_hand, PARTICIPANTS[4], NOW, stage="closed")
    steps = (*map(_taken, story(by_hand, patient)), *_pages_of_cells(patient))
    steps = tuple(sorted(steps, key=lambda step: step.at))
    for line in commands_of(Plan(by_hand), patient.subject, steps):
        command = line.command
        if command.kind.partition(".")[0] in LABORATORY:
            continue
        if isinstance(command, ScreenSubject | GiveClearance):
            continue  # the demo has screened the person; nobody starts after the fifth
        if isinstance(command, SignForm) and not (on_screen(command) and command.visit in SIGNED):
            continue
        if isinstance(command, EnterItems):
            entries = tuple(_told(command, _counted(patient, command, entry)) for entry in command.entries)
            if (command.visit, command.form) == PAIN[:2]:
                entries = _with_relief(entries)
            command = command.model_copy(update={"entries": entries})
        yield line._replace(command=_of_its_event(command))


def _of_its_event(command):
    """Give what the desk does about an event its row in this walk: the pain is event 1 of the log."""
    if isinstance(command, AcknowledgeAlert):
        about, _, row = command.alert.partition("/event:")
        return command.model_copy(update={"alert": f"{about}/event:{int(row) + 1}"}) if row else command
    if isinstance(command, RecordSubmission | IssueReport):
        return command.model_copy(update={"row": command.row + 1})
    return command


def _taken(step):
    """Give a biopsy its date where the demo's laboratory would."""
    if not isinstance(step, Fill) or step.form != "biopsy" or step.complete:
        return step
    return replace(step, rows={0: {**step.rows[0], "midtc": step.at.date().isoformat()}})


def _pages_of_cells(patient):
    """Yield what a site without the laboratory's screens types on the pages of its cells."""
    days, msc, cd34 = patient.days, patient.lot("MSC"), patient.lot("CD34")
    interim = {
        "lot": msc,
        "cells": patient.who.msc,
        "interim_decision": "released",
        "interim_dtc": days.date(-5),
    }
    yield fill(
        patient, "culture", "msc_release", {0: interim}, day=-5, clock="15:30", by="cell_lab", complete=False
    )
    made = {
        "lot": cd34,
        "cells_before": patient.who.cd34_before,
        "cells_after": patient.who.cd34_after,
        "weight": "71.0",
    }
    yield fill(
        patient,
        "infusion_day",
        "cd34_product",
        {0: made},
        day=0,
        clock="15:08",
        by="cell_lab",
        complete=False,
    )
    read = {
        "identity_checked": "yes",
        "identity_first": BY_ROLE["coordinator"].name,
        "identity_second": BY_ROLE["investigator"].name,
        "msc_lot": msc,
        "cd34_lot": cd34,
    }
    yield fill(patient, "infusion_day", "infusion", {0: read}, day=0, clock="15:36", complete=False)
    given = {
        0: {
            "exstdtc": days.date(0),
            "dose_weight": "71.0",
            "dose_msc": "50.0",
            "dose_cd34": patient.who.cd34_after,
        }
    }
    for row, (component, start, minutes, cells) in enumerate(
        (("cd34", 0, 20, patient.who.cd34_after), ("msc", 28, 22, "50.0")), start=1
    ):
        given[row] = {
            "component": component,
            "bag_order": str(row),
            "bag_start": days.minute(0, "16:20", start),
            "bag_end": days.minute(0, "16:20", start + minutes),
            "bag_volume": f"{minutes}.0",
            "bag_cells": cells,
        }
    yield fill(patient, "infusion_day", "infusion", given, day=0, clock="22:18", complete=False)


def _counted(patient, command, entry):
    """Give the readings of a biopsy the counts that the demo's readers find."""
    if command.form != "biopsy" or not entry.row:
        return entry
    found = counted(patient, ("gate", "biopsy_2").index(command.visit), entry.row)
    return entry.model_copy(update={"value": found[entry.item]}) if entry.item in found else entry


def _told(command, entry):
    if (command.visit, command.form, entry.item, entry.row) == PAIN[:4]:
        return entry.model_copy(update={"value": PAIN[4]})
    if (command.form, entry.row > 0) == ("ae", True):  # the pain is event 1 of the log
        return entry.model_copy(update={"row": entry.row + 1})
    if entry.item == "sae_event":
        return entry.model_copy(update={"value": str(int(entry.value) + 1)})
    return entry


def _with_relief(entries):
    if not any((e.item, e.row) == PAIN[2:4] for e in entries):
        return entries
    return (*entries, Entry(item="vas_analgesic", row=PAIN[3], value="Paracetamol 1 g"))


def on_screen(command):
    at = getattr(command, "visit", ""), getattr(command, "form", "")
    return at in ON_SCREEN or at[0] == "month_6"


def walk(person, command, actor):
    """Do one command: on the screen, or through the API where the walk does not look."""
    match command:
        case EnrolSubject():
            person.go(f"/participants/{FIFTH}/")
            person.page.get_by_role("button", name=f"Enrol {FIFTH}").click()
            expect(person.page.locator("#messages")).to_contain_text(
                f"{FIFTH} is enrolled.", timeout=PATIENCE
            )
        case AuthoriseAct():
            person.do(FIFTH, "Authorise", command.gate)
            expect(person.page.locator("#messages")).to_contain_text(
                f"Authorised for {FIFTH}.", timeout=PATIENCE
            )
        case EnterItems() if on_screen(command):
            enter(person, command)
        case CompleteForm() if on_screen(command):
            person.open(FIFTH, command.visit, command.form)
            person.complete()
        case SignForm() if command.form == "disposition":
            person.open(FIFTH, command.visit, command.form)
            person.sign(command.meaning)
        case _:
            sent(person, command, proven=actor.reauthenticated)


def enter(person, command):
    person.open(FIFTH, command.visit, command.form)
    typed = tuple(e for e in command.entries if command.form != "infusion" or e.row <= NIGHT)
    if (command.visit, command.form) == ("month_6", "laboratory"):
        laboratory_of_month_6(person, typed)
    else:
        person.enter(command.form, typed, keys=command.form == "laboratory")
    if rest := tuple(e for e in command.entries if e not in typed):
        sent(person, command.model_copy(update={"entries": rest}))
        person.page.reload()


def sent(person, command, *, proven=False):
    status, said = person.send(command, proven=proven)
    assert status == 200, (command, said)


def card(person, name):
    return person.page.locator(f'#scores section[aria-label="{name}"] output.number')


def laboratory_of_month_6(person, entries):
    """Type the draw with a bilirubin twice too high, then the right one: both scores follow each value."""
    meld, points = card(person, "MELD"), card(person, "Child-Pugh")
    expect(meld).to_have_count(0)
    right = next(e for e in entries if e.item == "bilirubin")
    high = right.model_copy(update={"value": "5.2"})
    person.enter("laboratory", [high if e is right else e for e in entries], keys=True)
    expect(meld).to_have_text("17", timeout=PATIENCE)
    expect(points).to_have_text("8", timeout=PATIENCE)
    person.enter("laboratory", [right], keys=True)
    expect(meld).to_have_text("15", timeout=PATIENCE)
    expect(points).to_have_text("7", timeout=PATIENCE)


def confirm_pain(investigator, day):
    """Confirm at the desk what the pain of 7 proposed; what the answers make necessary is asked again."""
    page = investigator.page
    investigator.go("/safety/")
    proposal = page.locator("li.proposal", has_text=FIFTH)
    expect(proposal).to_contain_text("7")
    proposal.get_by_role("link", name="Confirm the event").click()
    expect(page.locator("form.confirm")).to_be_visible()
    page.wait_for_load_state()  # the kinds of its boxes are looked at, and not waited for
    causes = ("msc", "cd34", "gcsf", "leukapheresis", "catheter", "biopsy", "disease")
    choices = {
        "aephase": "marrow",
        "aeongo": "no",
        "aetoxgr": "2",
        "aeser": "no",
        **{f"aerel_{cause}": "unrelated" for cause in causes},
        "aerel_marrow": "certain",
        "aeout": "recovered",
        "aeacn": "none",
        "aecontrt": "yes",
    }
    for item, code in choices.items():
        choose(page, item, code)
    date(page, "aeaware", day, "16:20")
    page.get_by_role("button", name="Confirm the event").click()
    expect(page.locator("form.confirm")).to_contain_text("2 answers are missing.", timeout=PATIENCE)
    date(page, "aeendtc", day)
    page.fill("form.confirm [name=aetrt]", "Paracetamol 1 g")
    page.get_by_role("button", name="Confirm the event").click()
    expect(page.locator("#messages")).to_contain_text(f"Confirmed: event 1 in the log of {FIFTH}.")
    expect(page.locator("li.proposal", has_text=FIFTH)).to_have_count(0)


def choose(page, item, code):
    tile = page.locator(f'form.confirm input[type=radio][name="{item}"][value="{code}"]')
    if tile.count():
        tile.check()
    else:
        page.locator(f'form.confirm select[name="{item}"]').select_option(code)


def date(page, item, day, clock=""):
    year, month, number = day.split("-")
    for part, text in (("day", number), ("month", month), ("year", year), ("time", clock)):
        if text:
            page.fill(f'form.confirm [name="{item}.{part}"]', text)


def rows_of(person, name):
    """Return the rows of a table as the screen shows them, cell by cell."""
    person.go(f"/outputs/tables/{name}/")
    return [
        [cell.strip() for cell in row]
        for row in person.page.locator("table tbody tr").evaluate_all(
            "rows => rows.map(row => [...row.cells].map(cell => cell.innerText))"
        )
    ]


def test_the_fifth_participant_walks_from_screening_to_month_6(people):
    confirmed = False
    for line in past_story():
        person = people[line.actor.user]
        walk(person, line.command, line.actor)
        if (getattr(line.command, "form", ""), line.command.kind) == ("marrow_aspiration", "form.complete"):
            day = line.at.date().isoformat()
            confirm_pain(people[BY_ROLE["investigator"].user], day)
            confirmed = True
    assert confirmed
    page = people[BY_ROLE["coordinator"].user].page
    page.goto(f"{people[BY_ROLE['coordinator'].user].url}/participants/{FIFTH}/")
    expect(page.locator(".person-head")).to_contain_text("ompleted")


def test_a_sixth_person_is_refused_in_the_protocols_words(people):
    investigator = people[BY_ROLE["investigator"].user]
    status, said = investigator.send(ScreenSubject(site=study().sites[0].id))
    assert (status, said["subject"]) == (200, "01-006")
    sentence = "The protocol enrols 5 participants, and 5 have started a study procedure."
    investigator.go("/participants/01-006/")
    expect(investigator.page.locator(".enrolment")).to_contain_text(sentence)
    expect(investigator.page.get_by_role("button", name="Enrol 01-006")).to_have_count(0)
    status, said = investigator.send(EnrolSubject(subject="01-006"))
    assert status == 422
    assert any(p["code"] == "enrolment_full" and p["sentence"].startswith(sentence) for p in said["problems"])


def test_the_printed_report_says_what_the_screens_say(people):
    statistician = people[BY_ROLE["investigator"].user]
    page = statistician.page
    tables = {name: rows_of(statistician, name) for name in ("scores", "safety", "cd34", "disposition")}
    statistician.go("/outputs/")
    page.get_by_role("button", name="Print the report").click()
    link = page.get_by_role("link", name="Open")
    expect(link).to_be_visible(timeout=60_000)
    answer = statistician.context.request.get(f"{statistician.url}{link.get_attribute('href')}")
    assert answer.headers["content-type"] == "application/pdf"
    printed = numbers_of("".join(p.extract_text() for p in PdfReader(BytesIO(answer.body())).pages))
    assert FIFTH in printed
    scores = tables["scores"]
    own = scores[next(n for n, row in enumerate(scores) if FIFTH in row[0]) :]
    month_6 = next(row for row in own if row[0].split() == ["Month", "6"])
    day, bilirubin, inr, _creatinine, _sodium, _albumin, _raw, meld, _change, points = month_6[1:11]
    assert (day, bilirubin, inr, meld, points) == ("+182", "2.6", "1.53", "15", "B7"), "as the cards said"
    for name, rows in tables.items():
        for row in rows:
            told = numbers_of("".join(row[:12] if name == "scores" else row))
            assert told in printed, (name, row)


def test_the_record_verifies_and_one_edited_value_is_named(people, demo_folder):  # noqa: F811
    sound = hepatica("verify", demo_folder)
    assert sound.returncode == 0, sound.stdout + sound.stderr
    with sqlite3.connect(demo_folder / "hepatica.db") as owner:
        seq, at, body = owner.execute(
            "SELECT seq, at, body FROM study_event WHERE subject = ? AND kind = 'item.entered' "
            "AND actor = 'lakshmi' ORDER BY seq DESC LIMIT 1",
            (FIFTH,),
        ).fetchone()
        owner.execute("DROP TRIGGER study_event_no_update")
        owner.execute(
            "UPDATE study_event SET body = ? WHERE seq = ?", (body.replace('"value":"', '"value":"1'), seq)
        )
    broken = hepatica("verify", demo_folder)
    assert broken.returncode == 1
    minute = datetime.fromisoformat(at).astimezone(ZoneInfo(study().sites[0].zone))
    first = broken.stdout.splitlines()[0]
    assert f"event {seq}" in first
    assert f"item.entered of participant {FIFTH} by Lakshmi R. (lakshmi)" in first
    assert f"{minute:%d %b %Y %H:%M}" in first
    assert "study_event_no_update" in broken.stdout

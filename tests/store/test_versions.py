"""Versions of the protocol in the store: pins, the version each event names, verify and rebuild over amendments."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.store.databases import EXAMPLE
from tests.store.people import ASHA, enter, screened

from hepatica.conduct.commands import RenewConsent
from hepatica.ledger.rows import FormRow
from hepatica.store import projections, publishing, read, versions
from hepatica.store.rebuild import rebuild
from hepatica.store.record import record
from hepatica.store.verify import verify
from hepatica.study.load import load

pytestmark = pytest.mark.engine


def amended(version, *, high=150):
    """Return the example study with another plausible limit of the systolic pressure."""
    study = load(EXAMPLE)
    forms = []
    for form in study.forms:
        groups = []
        for group in form.groups:
            items = tuple(
                i.model_copy(update={"plausible": i.plausible.model_copy(update={"high": Decimal(high)})})
                if i.id == "sysbp"
                else i
                for i in group.items
            )
            groups.append(group.model_copy(update={"items": items}))
        forms.append(form.model_copy(update={"groups": tuple(groups)}))
    changes = {"version": version, "forms": tuple(forms)}
    return type(study)(**{n: getattr(study, n) for n in type(study).model_fields} | changes)


def findings(subject):
    return [(f.check, f.row) for f in read.findings_of(subject)]


def stored():
    with connection.cursor() as cursor:
        return sorted(map(repr, projections.load_all(cursor).rows()))


def test_a_kept_participant_saves_under_their_version_and_a_new_one_under_the_new(published):
    old = screened()
    event = publishing.publish(amended("2.0", high=130), keeps=True)
    new = screened()
    done = (enter(old, "140"), enter(new, "140"))
    assert (findings(old), findings(new)) == ([], [("plausible.sysbp", 1)])
    assert [{e.definition for e in one.events} for one in done] == [{1}, {event}]
    assert (read.plan_for(old).study.version, read.plan_for(new).study.version) == ("1.0", "2.0")
    assert read.plan_for(read.subjects()[0]).definition == 1
    assert verify().sound


def test_a_save_asks_no_more_of_the_database_until_somebody_is_kept(published):
    subject = screened()
    enter(subject, "120")

    def asked(value):
        with CaptureQueriesContext(connection) as queries:
            enter(subject, value)
        return len(queries)

    before = asked("121")
    publishing.publish(amended("2.0"))
    versions.settle(publishing.OWNER)
    enter(subject, "122")
    assert asked("123") == before
    publishing.publish(amended("3.0"), keeps=True)
    enter(subject, "124")
    assert asked("125") == before + 2


def test_records_are_read_anew_one_by_one_and_go_on_where_it_stopped(published):
    """VAL-06: what was collected is judged by the version in force, each consequence a fact."""
    people = [screened(), screened()]
    for subject in people:
        enter(subject, "140")
    publishing.publish(amended("2.0", high=130))
    assert versions.waiting() == tuple(people)
    assert versions.settle(publishing.OWNER) == (2, ())
    assert [findings(subject) for subject in people] == [[("plausible.sysbp", 1)]] * 2
    moved = [e for e in read.events(after=0, limit=100) if e.kind == "subject.moved"]
    assert [e.subject for e in moved] == people
    assert versions.settle(publishing.OWNER) == (0, ())
    assert verify().sound


def test_several_amendments_in_a_row_rebuild_to_the_same_rows(published):
    first = screened()
    enter(first, "140", "118")
    publishing.publish(amended("2.0", high=130), keeps=True)
    enter(first, "135", visit="end")
    second = screened()
    enter(second, "135")
    publishing.publish(amended("3.0", high=100), keeps=True)
    assert (read.plan_for(first).study.version, read.plan_for(second).study.version) == ("1.0", "2.0")
    done = record(
        RenewConsent(subject=second, date=read.subjects()[1].screened_at[:10], document="3"), actor=ASHA
    )
    assert [e.kind for e in done.events] == ["consent.renewed", "subject.moved"]
    publishing.publish(amended("4.0", high=120))
    versions.settle(publishing.OWNER)
    assert findings(first) == [("plausible.sysbp", 1), ("plausible.sysbp", 1)]
    rows = stored()
    assert verify().sound
    assert "anew" in rebuild()
    assert stored() == rows
    assert sorted(map(repr, read.state_at(read.head().seq - 1).rows())) != rows


def test_every_version_ever_in_force_can_be_read(published):
    publishing.publish(amended("2.0"), approvals=None)
    publishing.publish(amended("3.0", high=130), keeps=True)
    found = versions.versions()
    assert [(one.fact.version, one.fact.text) for one in found] == [("3.0", ""), ("2.0", ""), ("1.0", "")]
    assert versions.plan_of(found[2].seq).study.version == "1.0"
    screened()
    with pytest.raises(ValueError, match="published no protocol"):
        versions.plan_of(read.head().seq)


def test_publishing_what_is_in_force_is_nothing_although_a_program_writes_more_of_it(published):
    """An unchanged folder under a newer program: the same protocol by what it says."""
    before = read.head()
    assert publishing.publish(load(EXAMPLE)) is None
    assert read.head() == before


def test_rows_of_everyone_are_read_only_where_a_version_takes_something_away(published):
    subject = screened()
    enter(subject, "120")
    study = load(EXAMPLE)
    forms = tuple(
        f.model_copy(
            update={
                "groups": tuple(
                    g.model_copy(update={"items": tuple(i for i in g.items if i.id != "sysbp")})
                    for g in f.groups
                )
            }
        )
        if f.id == "vital_signs"
        else f
        for f in study.forms
    )
    gone = type(study)(
        **{n: getattr(study, n) for n in type(study).model_fields} | {"version": "2.0", "forms": forms}
    )
    with pytest.raises(publishing.NotDone, match=f"is removed, and it holds data of {subject}|sysbp"):
        publishing.publish(gone)
    assert read.among(FormRow, [subject])

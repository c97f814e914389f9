"""Eight writers at once: no gap, no twin, no participant too many."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from tests.attack.gated import publish_gated, ready
from tests.store.people import ASHA, MEENA, enter, pressures, screened

from hepatica.conduct.commands import EnrolSubject
from hepatica.conduct.refused import Refused
from hepatica.store import read
from hepatica.store.record import Recorded, record
from hepatica.store.verify import verify

pytestmark = pytest.mark.engine
WRITERS = 8


def at_once(work, jobs):
    """Run jobs on eight threads, each with its own connection."""

    def run(job):
        try:
            return work(job)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(run, jobs))


def test_eight_writers_leave_one_gapless_chain(published, django_db_blocker):
    subjects = [screened() for _ in range(WRITERS)]
    before = read.head().seq

    def work(subject):
        return [enter(subject, str(100 + n), key=f"{subject}-{n}").seq_last for n in range(6)]

    lasts = [seq for done in at_once(work, subjects) for seq in done]
    assert len(set(lasts)) == WRITERS * 6
    assert read.head().seq >= before + WRITERS * 6
    assert [e.seq for e in read.events(limit=10_000)] == list(range(1, read.head().seq + 1))
    stamps = [e.at for e in read.events(limit=10_000)]
    assert stamps == sorted(stamps)
    assert verify().sound


def test_the_same_request_from_eight_writers_is_recorded_once(published):
    subject = screened()
    command = pressures(subject, "120")
    done = at_once(lambda _: record(command, actor=ASHA, key="one"), range(WRITERS))
    assert Counter(d.repeated for d in done) == {False: 1, True: WRITERS - 1}
    assert len({d.seq_last for d in done}) == 1


def test_two_people_never_overwrite_each_other_silently(published):
    subject = screened()
    seen = read.head().seq
    people = [ASHA, MEENA] * 4
    done = at_once(
        lambda n: record(pressures(subject, str(100 + n), seen=seen), actor=people[n]), range(WRITERS)
    )
    refused = [d for d in done if isinstance(d, Refused)]
    assert refused
    assert {r.code for d in refused for r in d.refusals} == {"conflict"}
    assert verify().sound


def test_eight_enrolments_at_once_fill_the_places_and_no_more(ledger):
    publish_gated(planned=5)
    subjects = [ready() for _ in range(WRITERS)]
    done = at_once(lambda subject: record(EnrolSubject(subject=subject), actor=MEENA), subjects)
    assert Counter(type(d) for d in done) == {Recorded: 5, Refused: 3}
    assert {r.code for d in done if isinstance(d, Refused) for r in d.refusals} == {"enrolment_full"}
    assert read.study_row().enrolled == 5
    assert verify().sound

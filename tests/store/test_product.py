"""The laboratory, the bedside and the masked reading in a database: what a slice loads, what a rebuild gives again."""

import pytest
from django.db import connection
from tests.conduct.bedside import ARUN, ASHA, DATA, DEVI, KIRAN, LEENA
from tests.conduct.desk import kinds, person, sentences
from tests.store.laboratory import Stored

from hepatica.conduct.commands import GrantRole
from hepatica.conduct.need import Need
from hepatica.conduct.product_commands import AccessionSlide, ChooseBranch, RecordReading, UnmaskReading
from hepatica.ledger.product_rows import (
    AccessionRow,
    BagRow,
    BranchRow,
    MatchRow,
    MaterialRow,
    NoticeRow,
    ReadingRow,
    ReleaseRow,
    TestRow,
)
from hepatica.store import projections, read
from hepatica.store.rebuild import rebuild
from hepatica.store.verify import verify

pytestmark = pytest.mark.engine
ME, OTHER, BAG = "01-001", "01-002", "MSC-01-001-A"
CODE = "K7M2QX4R"
TABLES = (
    MaterialRow,
    TestRow,
    ReleaseRow,
    BagRow,
    MatchRow,
    BranchRow,
    NoticeRow,
    AccessionRow,
    ReadingRow,
)


def projected(table):
    columns = ", ".join(f'"{name}"' for name in projections.columns_of(table.table))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM projected_{table.table} ORDER BY subject, key")
        return cursor.fetchall()


@pytest.fixture
def bedside(ledger):
    return Stored()


def masked(desk, subject=ME, code=CODE):
    """Cut a slide of a participant and give it a code."""
    core, now = f"LB1-{subject}", desk.minute
    desk.make("liver_core", core, at=now, who=DEVI, length="22 mm", subject=subject)
    desk.make("liver_block", f"{core}-B1", core, at=now, who=DEVI, subject=subject)
    desk.make("liver_slide", f"{core}-B1-S1", f"{core}-B1", at=now, who=DEVI, subject=subject)
    return desk.do(AccessionSlide(subject=subject, material=f"{core}-B1-S1", accession=code), DATA)


def reading(desk, who=LEENA, positive=61, code=CODE):
    command = RecordReading(
        accession=code, method="ihc_single", at=desk.minute, positive=positive, counted=4120
    )
    return desk.do(command, who)


def test_a_whole_course_is_sound_and_a_rebuild_gives_every_row_again(bedside):
    bedside.ready().given(BAG)
    bedside.noted(BAG, "vitals", values=(("sysbp", "112", "mmHg"),))
    masked(bedside)
    for reader, positive in ((LEENA, 61), (ARUN, 66)):
        bedside.do(
            GrantRole(user=reader.user, name=reader.name, role="reader"), person("boss", "administrator")
        )
        reading(bedside, reader, positive)
    bedside.do(UnmaskReading(subject=ME, accession=CODE, reason="both have read"), DATA)
    bedside.tested("sterility_final", "positive", material="MSC-01-001", at=bedside.minute)
    stop = ChooseBranch(subject=ME, branch="refusal", choice="cd34_refused", reason="no more cells")
    assert kinds(bedside.do(stop))[0] == "branch.chosen"
    assert {hold.hold for hold in read.holds()} == {"STP-09"}
    assert verify().sound, verify().sentences
    before = {table: projected(table) for table in TABLES}
    assert all(before.values())
    rebuild()
    assert {table: projected(table) for table in TABLES} == before
    assert verify().sound


def test_a_bag_of_another_participant_is_found_by_its_label_and_runs_only_as_a_critical_deviation(bedside):
    bedside.enrolled(ME).product("msc", ME)
    bedside.enrolled(OTHER)
    assert f"Bag {BAG} was made for {ME}, not for {OTHER}." in sentences(bedside.authorise(BAG, OTHER))
    assert "bag.matched" in kinds(bedside.match(OTHER, BAG))
    (compared,) = bedside.matches(OTHER)
    assert (compared.matched, compared.donor) == (False, ME)
    before = read.head().seq
    ran = kinds(bedside.start(BAG, OTHER, reason="nobody looked"))
    assert "infusion.started" in ran
    assert bedside.deviations(OTHER)["wrong_bag"].critical
    assert read.head().seq == before + len(ran)
    # The donor's own bag is gone: the other's row says so when the donor asks.
    assert f"Bag {BAG} ran into {OTHER}" in " ".join(sentences(bedside.authorise(BAG, ME)))
    assert verify().sound


def test_a_code_loads_its_own_readings_and_nobody_else_s(bedside):
    for subject, code in ((ME, CODE), (OTHER, "ZZZZ2222")):
        bedside.enrolled(subject)
        masked(bedside, subject, code)
        reading(bedside, code=code)
    with connection.cursor() as cursor:
        state = projections.load(cursor, Need(accessions=frozenset({CODE})))
        unknown = projections.load(cursor, Need(accessions=frozenset({"%", "________"})))
    assert [row.accession for row in (*state.all(AccessionRow), *state.all(ReadingRow))] == [CODE, CODE]
    assert not list(unknown.all(ReadingRow))


def test_a_comparison_by_nobody_s_wristband_stores_nothing(bedside):
    bedside.enrolled(ME).product("msc", ME)
    head = read.head()
    assert sentences(bedside.match("01-009", BAG, who=ASHA, second=KIRAN))
    assert read.head() == head


def test_a_late_result_reaches_whoever_the_cells_ran_into_and_may_fail_twice(bedside):
    bedside.ready()
    bedside.ready(OTHER)
    bedside.authorise(BAG)
    bedside.start(BAG, OTHER)
    for value, why in (
        ("positive", ""),
        ("negative", "Read again"),
        ("positive", "Grew in the second bottle"),
    ):
        bedside.pass_time(days=9)
        done = bedside.tested("sterility_final", value, material="MSC-01-001", at=bedside.minute, reason=why)
        assert "material.tested" in kinds(done), sentences(done)
    assert "late_positive" in {alert.alarm for alert in read.alerts() if alert.subject == OTHER}
    assert verify().sound

"""The owner of the database edits with knowledge: whole chains computed anew, rows put in another order, bytes of the file.

What nothing inside the database can show, a hash kept outside shows: ``docs/explanation`` says so, and this proves both.
"""

from pathlib import Path

import msgspec
import pytest
from django.db import connection, transaction
from tests.attack.test_tampering import FIRST_PRESSURE, tamper, trial  # noqa: F401
from tests.store.people import enter

from hepatica.jobs.keeping import anchors
from hepatica.ledger.chain import GENESIS, link
from hepatica.store import checkpoint, read, triggers
from hepatica.store.access import Access
from hepatica.store.append import COLUMNS
from hepatica.store.rebuild import rebuild
from hepatica.store.record import append_access
from hepatica.store.verify import verify

pytestmark = pytest.mark.engine
NAMES = {
    "sqlite": [f"{t}_{rule}" for t in triggers.TABLES for rule in ("no_update", "no_delete", "in_turn")],
    "postgresql": [f"{t}_{rule}" for t in triggers.TABLES for rule in ("no_change", "in_turn")],
}


def quoted(value):
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def rewritten(chain, change, *, first=1):
    """Edit a chain from an event on as its owner could: every hash after it computed anew, and the head moved along."""
    events = list(read.stream(connection.cursor(), chain=chain, last=read.head(chain).seq))
    prev = events[first - 2].hash if first > 1 else GENESIS
    statements = [f"DELETE FROM {chain}_event WHERE seq >= {first}"]
    for n, event in enumerate(change(events[first - 1 :]), first):
        fields = (
            n,
            event.at,
            event.actor,
            event.subject,
            event.kind,
            event.schema,
            event.definition,
            event.body,
        )
        sealed = link(prev, *fields)
        values = ", ".join(map(quoted, (*fields, prev, sealed)))
        statements.append(f"INSERT INTO {chain}_event ({', '.join(COLUMNS)}) VALUES ({values})")
        prev, last, at = sealed, n, event.at
    moved = f"UPDATE head SET seq = {last}, hash = '{prev}', at = '{at}' WHERE chain = '{chain}'"
    tamper(*statements, moved)
    if chain == "study":
        rebuild()


def swapped(old, new):
    """Every word of one kind for another, in the bodies of events."""
    return lambda events: [msgspec.structs.replace(e, body=e.body.replace(old, new)) for e in events]


def test_a_chain_computed_anew_is_whole_in_itself_and_shown_by_a_hash_kept_outside(trial):  # noqa: F811
    """AUD-03, VAL-05: the limit of what a database can prove about itself, and what lies beyond it."""
    outside = [read.Head(e.seq, e.hash) for e in read.events(limit=100)]
    rewritten("study", swapped('"120"', '"118"'))
    assert read.form_row("HYD-001", "baseline", "vital_signs").answer("sysbp", 1).value == "118"
    assert verify().sound, "nothing inside the database can tell"
    before, after = outside[FIRST_PRESSURE - 2], outside[FIRST_PRESSURE - 1]
    assert verify(anchors=[before]).sound, "what came before the edit is as it was"
    for anchor in (after, outside[-1]):
        report = verify(anchors=[anchor])
        assert report.sentences[0] == (
            f"The ledger was rewritten at or before event {anchor.seq}: its hash is not the one kept outside."
        )
    assert enter("HYD-001", "121", visit="unscheduled.2").events, "and it goes on as if nothing were"
    assert not verify(anchors=[after]).sound


def test_events_put_in_another_order_are_named(trial):  # noqa: F811
    """AUD-03."""
    tamper(
        f"UPDATE study_event SET seq = -1 WHERE seq = {FIRST_PRESSURE}",
        f"UPDATE study_event SET seq = {FIRST_PRESSURE} WHERE seq = {FIRST_PRESSURE + 1}",
        f"UPDATE study_event SET seq = {FIRST_PRESSURE + 1} WHERE seq = -1",
    )
    report = verify()
    assert not report.sound
    assert f"event {FIRST_PRESSURE} does not continue event {FIRST_PRESSURE - 1}" in report.sentences[0]


def test_events_put_in_another_order_and_sealed_anew_are_shown_by_a_hash_kept_outside(trial):  # noqa: F811
    """AUD-03, VAL-05."""
    outside = read.head()
    rewritten("study", lambda events: [events[1], events[0], *events[2:]], first=FIRST_PRESSURE)
    assert f"rewritten at or before event {outside.seq}" in verify(anchors=[outside]).sentences[0]


@pytest.fixture
def point(trial, tmp_path, settings):  # noqa: F811
    """A signed checkpoint that lies outside; its key lies in the trial's folder, where the owner of all can read it."""
    settings.HEPATICA_DIR = tmp_path / "trial"
    settings.HEPATICA_DIR.mkdir()
    path = tmp_path / "checkpoint.json"
    path.write_bytes(checkpoint.written(checkpoint.checkpoint(checkpoint.key())))
    append_access(Access.SIGNED_OUT, actor="asha")
    assert verify().sound
    assert named_by(path) == []
    return path


def named_by(path):
    """What a checkpoint from outside shows to be wrong today."""
    return [proof.sentence for proof in anchors.proofs(anchors.claim_of(str(path))) if not proof.sound]


def test_an_access_chain_computed_anew_is_shown_by_a_checkpoint_kept_outside(point):
    """AUD-03, VAL-05."""
    rewritten("access", lambda events: [e for e in events if e.kind != Access.SIGNED_IN])
    assert verify().sound, "nothing inside the database can tell"
    (sentence,) = named_by(point)
    assert "of the access chain" in sentence
    assert "missing" in sentence or "rewritten at or before event" in sentence


def test_a_chain_that_was_shortened_and_refilled_is_shown_by_a_checkpoint_kept_outside(point):
    """VAL-05."""
    outside = read.head("access").seq
    rewritten("access", lambda events: events[:1])
    for _ in range(outside + 3):
        append_access(Access.SIGNED_IN, actor="mallory")
    assert verify().sound
    assert any("of the access chain" in sentence for sentence in named_by(point))


def test_a_checkpoint_made_anew_by_the_owner_does_not_pass_for_the_one_outside(point):
    """VAL-05: whoever holds everything may sign again, with the key or another; what lies outside still shows it."""
    rewritten("study", swapped('"120"', '"118"'))
    forged = point.with_name("forged.json")
    forged.write_bytes(checkpoint.written(checkpoint.checkpoint(checkpoint.key())))
    assert named_by(forged) == [], "a checkpoint proves nothing of what was before it"
    assert any("rewritten at or before event" in sentence for sentence in named_by(point))
    words = point.read_text(encoding="utf-8").replace('"seq": ', '"seq": 1')
    forged.write_text(words, encoding="utf-8")
    assert any("signature" in sentence for sentence in named_by(forged))


def edited_file(trial, old, new):  # noqa: F811
    """Replace bytes of the database's file by as many others, as an editor of hexadecimals does."""
    with trial.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    trial.close()
    path = Path(trial.settings_dict["NAME"])
    data = path.read_bytes()
    assert len(old) == len(new)
    assert old in data
    path.write_bytes(data.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b'"value":"120"', b'"value":"118"', f"event {FIRST_PRESSURE} was altered after it was written"),
        (b"Asha Reddy", b"Mal Lorry!", "was altered after it was written"),
        (b"the ledger is never changed", b"the ledger is often changed", "triggers missing or altered"),
    ],
)
def test_bytes_edited_in_the_file_are_named(trial, old, new, said):  # noqa: F811
    """AUD-03."""
    if trial.vendor != "sqlite":
        pytest.skip("SQLite's file")
    edited_file(trial, old, new)
    report = verify()
    assert not report.sound
    assert said in report.sentences[0]


def test_a_file_cut_short_is_named(trial):  # noqa: F811
    """AUD-03."""
    if trial.vendor != "sqlite":
        pytest.skip("SQLite's file")
    with trial.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    trial.close()
    path = Path(trial.settings_dict["NAME"])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert not verify().sound


def test_every_trigger_that_is_dropped_or_disabled_is_named(trial):  # noqa: F811
    """AUD-03."""
    for name in NAMES[trial.vendor]:
        table = "_".join(name.split("_")[:2])
        with trial.cursor() as cursor, transaction.atomic():
            if trial.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER {name}")
            else:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
            assert name in verify().sentences[0]
            transaction.set_rollback(True)
        if trial.vendor == "postgresql":
            for statement in (
                f"ALTER TABLE {table} ENABLE REPLICA TRIGGER {name}",
                f"DROP TRIGGER {name} ON {table}",
            ):
                with trial.cursor() as cursor, transaction.atomic():
                    cursor.execute(statement)
                    assert name in verify().sentences[0]
                    transaction.set_rollback(True)
    assert verify().sound

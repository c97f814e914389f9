"""The database goes away in mid-save, or just as it commits: what is said of the entry is true, and the next save works."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError, close_old_connections, connection
from tests.store.people import ASHA, pressures, screened

from hepatica.conduct.refused import Refused
from hepatica.store import append, bulk, projections, read
from hepatica.store import record as recording
from hepatica.store.record import StoreUnavailable, record
from hepatica.store.verify import verify

pytestmark = pytest.mark.engine
ROOT = Path(__file__).parents[2]
STEPS = (
    (append, "locked"),
    (projections, "load"),
    (recording, "decide"),
    (bulk, "insert"),
    (append, "append"),
    (projections, "write"),
)


def ended(cursor_of):
    """End the saving session from another one, as a server does that is stopped."""
    import psycopg

    own = cursor_of.connection.info.backend_pid
    with psycopg.connect(os.environ["HEPATICA_TEST_DATABASE_URL"], autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [own])


@pytest.mark.parametrize(("place", "name"), STEPS, ids=[name for _, name in STEPS])
def test_a_session_that_postgres_ends_in_mid_save_stores_nothing_and_the_next_save_works(
    published, monkeypatch, place, name
):
    """REC-02."""
    if published.vendor != "postgresql":
        pytest.skip("SQLite is no server")
    subject = screened()
    before = read.head()
    command = pressures(subject, "120", "300")
    with monkeypatch.context() as patch:
        original = getattr(place, name)

        def gone(*args, **kwargs):
            done = original(*args, **kwargs)
            ended(connection)
            return done

        patch.setattr(place, name, gone)
        with pytest.raises(StoreUnavailable) as failure:
            record(command, actor=ASHA, key="k")
    assert str(failure.value).startswith("Nothing of this entry was stored: the database does not answer")
    close_old_connections()  # as the end of every request does
    assert read.head() == before
    assert not record(command, actor=ASHA, key="k").repeated
    assert verify().sound


@pytest.mark.parametrize("done", [True, False])
def test_a_commit_that_is_never_answered_is_said_to_be_unknown_and_sent_again_it_is_stored_once(
    published, monkeypatch, done
):
    """REC-02: nobody is told that nothing was stored where that is not known."""
    subject = screened()
    before = read.head().seq
    command = pressures(subject, "120", "300", seen=before)
    commit = connection._commit

    def lost():
        if done:
            commit()
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "_commit", lost)
        with pytest.raises(StoreUnavailable) as failure:
            record(command, actor=ASHA, key="k")
    assert str(failure.value).startswith("It is not known whether this entry was stored: ")
    connection.close()
    assert (read.head().seq > before) is done
    again = record(command, actor=ASHA, key="k")
    assert not isinstance(again, Refused)
    assert again.repeated is done
    assert [
        a.value for a in map(read.form_row(subject, "baseline", "vital_signs").answer, ("sysbp",) * 2, (1, 2))
    ] == ["120", "300"]
    assert verify().sound


@pytest.mark.torture
def test_postgres_stopped_like_a_pulled_plug_and_started_again_in_mid_save_keeps_all_it_accepted():
    """REC-02: a cluster of its own is stopped at once and started, again and again, while two processes save."""
    if not shutil.which("pg_virtualenv") or not os.environ.get("HEPATICA_TEST_DATABASE_URL"):
        pytest.skip("PostgreSQL's run does this")
    run = subprocess.run(
        ["pg_virtualenv", "-t", "-o", "fsync=on", sys.executable, "-m", "tests.attack.restarting", "20"],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if not k.startswith(("PG", "HEPATICA_TEST_DATABASE"))}
        | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr

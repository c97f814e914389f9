"""safety icsr and ack: a message is a test until a person signs it, and an answer is read with the case it is of."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import PASSWORD, clean_environment, hepatica

from hepatica.exchange.e2b.read import only

ID = "2.16.840.1.113883.3.989.2.1.3"
FIRST_REPORT = """
import sys
from pathlib import Path
from hepatica.trial import open_trial
open_trial(Path(sys.argv[1]))
from hepatica.conduct.base import Entry
from hepatica.conduct.commands import AcceptStatement, Actor, EnterItems
from hepatica.conduct.desk_commands import IssueReport
from hepatica.conduct.statements import sha_of, statement_of
from hepatica.datasets.cases import derive_cases
from hepatica.store import read
from hepatica.store.record import Recorded, record
by = Actor(user="kiran", name="Dr Kiran", roles=frozenset({"investigator"}), reauthenticated=True)
people = [row.subject for row in read.subjects()]
cases = [c for s in people for c in derive_cases(read.plan().study, read.subject_state(s), s)]
case = next(case for case in cases if case.serious)
coded = {"aellt": "90000011", "aelltv": "28.0"}
entries = tuple(Entry(item=i, row=case.row, value=v, reason="coded") for i, v in coded.items())
for command in (
    EnterItems(subject=case.subject, visit="log", form="ae", entries=entries, seen=read.head().seq),
    IssueReport(subject=case.subject, row=case.row, report="adr"),
    AcceptStatement(text_sha256=sha_of(statement_of(read.plan()))),
):
    done = record(command, actor=by)
    assert isinstance(done, Recorded), done
silent = next(case for case in cases if not case.issued)
print(case.subject, case.row, silent.subject, silent.row)
"""


@pytest.fixture(scope="module")
def _reported(first_build, tmp_path_factory):
    folder = Path(shutil.copytree(first_build[0], tmp_path_factory.mktemp("icsr") / "demo"))
    who = ("kiran", "--name", "Dr Kiran", "--role", "investigator", "--training", "GCP, 3 Jan 2026")
    done = hepatica("user", "add", folder, *who, "--identity", "passport", said=PASSWORD + "\n")
    assert done.returncode == 0, done.stderr
    script = [sys.executable, "-c", FIRST_REPORT, str(folder)]
    told = subprocess.run(
        script, env=clean_environment(), check=True, timeout=120, capture_output=True, text=True
    )
    return folder, told.stdout.split()


@pytest.fixture
def reported(_reported, tmp_path):
    """The demo with a coded, serious case whose first report was signed, copied for each test."""
    return Path(shutil.copytree(_reported[0], tmp_path / "demo"))


@pytest.fixture
def case(_reported):
    """Participant and row of that case."""
    return _reported[1][:2]


@pytest.fixture
def silent(_reported):
    """Participant and row of a case of which no report was signed."""
    return _reported[1][2:]


def icsr(folder, case, out, *more, said=""):
    return hepatica("safety", "icsr", folder, *case, "-o", out, *more, said=said)


def test_without_a_signer_it_is_marked_as_a_test_and_no_version_of_the_case(reported, case, tmp_path):
    kept = sorted((reported / "files").iterdir())
    done = icsr(reported, case, tmp_path / "m.xml")
    assert done.returncode == 0, done.stderr
    assert "Not checked against the schema" in done.stdout
    assert "a message for tests, not signed." in done.stdout
    report = only((tmp_path / "m.xml").read_bytes())
    assert report.header.test
    assert report.reactions[0].term.code == "90000011"
    assert sorted((reported / "files").iterdir()) == kept


def test_signed_it_is_kept_and_its_answer_finds_the_case(reported, case, tmp_path):
    wrong = icsr(reported, case, tmp_path / "m.xml", "--user", "kiran", said="wrong\n")
    assert (wrong.returncode, wrong.stderr) == (1, "There is no account kiran with that password.\n")
    done = icsr(
        reported, case, tmp_path / "m.xml", "--user", "kiran", "--receiver", "VIGIFLOW", said=PASSWORD + "\n"
    )
    assert done.returncode == 0, done.stderr
    assert "version 1, signed by kiran." in done.stdout
    message = (tmp_path / "m.xml").read_bytes()
    assert message in [one.read_bytes() for one in (reported / "files").iterdir()]
    report = only(message)
    assert report.header.test, "the people of the demo are invented"
    assert hepatica("verify", reported).returncode == 0
    (tmp_path / "m.ack").write_bytes(answer(report.header.batch, "AA", report.report.id, "CA"))
    told = hepatica("safety", "ack", reported, tmp_path / "m.ack")
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines() == [
        f"Batch {report.header.batch}: accepted.",
        f"{report.report.id}: accepted.",
        f"{report.report.id} is {case[0]}, row {case[1]} of the event log.",
    ]
    again = icsr(reported, case, tmp_path / "n.xml")
    assert (again.returncode, again.stdout) == (1, "")
    assert "was signed already: make a follow-up." in again.stderr


def test_an_answer_that_refuses_a_case_of_another_trial_says_both(reported, tmp_path):
    (tmp_path / "m.ack").write_bytes(answer("B-1", "AR", "IN-OTHER-1-1", "CR"))
    told = hepatica("safety", "ack", reported, tmp_path / "m.ack")
    assert told.returncode == 1
    assert "IN-OTHER-1-1: rejected." in told.stdout
    assert "IN-OTHER-1-1 is no case of this trial." in told.stdout
    (tmp_path / "m.ack").write_text("no answer", encoding="utf-8")
    assert hepatica("safety", "ack", reported, tmp_path / "m.ack").stderr.startswith(
        f"{tmp_path / 'm.ack'}: "
    )


def test_what_comes_first_and_what_is_not_there_are_sentences(reported, case, silent, tmp_path):
    assert "Sign the first report first." in icsr(reported, silent, tmp_path / "m.xml").stderr
    assert "no adverse event in row 99" in icsr(reported, [case[0], 99], tmp_path / "m.xml").stderr
    early = icsr(reported, case, tmp_path / "m.xml", "--purpose", "follow_up")
    assert "the initial one comes first" in early.stderr
    assert not (tmp_path / "m.xml").exists()


def answer(batch, whole, case, one):
    """An acknowledgement of a batch with one report, as a receiver sends it."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<MCCI_IN200101UV01 xmlns="urn:hl7-org:v3" ITSVersion="XML_1.0">
 <id extension="900" root="{ID}.20"/><creationTime value="20260316120000+0530"/><responseModeCode code="D"/>
 <MCCI_IN000002UV01><id extension="55" root="{ID}.19"/>
  <acknowledgement typeCode="{one}"><targetMessage><id extension="{case}" root="{ID}.1"/></targetMessage></acknowledgement>
 </MCCI_IN000002UV01>
 <acknowledgement typeCode="{whole}"><targetBatch><id extension="{batch}" root="{ID}.22"/></targetBatch></acknowledgement>
</MCCI_IN200101UV01>""".encode()

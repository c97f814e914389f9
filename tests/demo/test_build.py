import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.test import override_settings
from tests.demo.built import _HASHERS, MOMENT, STUDY, built

from hepatica.conduct.authority import ROLES
from hepatica.demo.build import build
from hepatica.demo.cast import PARTICIPANTS, STAFF
from hepatica.demo.sign_ins import FILE, passwords_of, sign_ins
from hepatica.people.accounts import actor_of
from hepatica.people.identity import IdentityList
from hepatica.trial import TrialError


def test_the_sign_ins_are_printed_for_every_role_and_open_the_door(demo):
    table = sign_ins(demo)
    passwords = passwords_of(demo)
    for member in STAFF:
        assert f"{member.role.replace('_', ' ')} " in table
        assert passwords[member.user] in table
    with override_settings(PASSWORD_HASHERS=_HASHERS):
        person = authenticate(None, username="menon", password=passwords["menon"])
    assert actor_of(person).roles == {"investigator"}
    assert {member.role for member in STAFF} == set(ROLES)
    assert len(table.splitlines()) == len(STAFF) + 1


def test_the_sign_ins_are_for_the_owner_of_the_folder_alone(demo):
    assert stat.S_IMODE((demo / FILE).stat().st_mode) == 0o600


def test_passwords_are_new_with_each_build(demo, tmp_path):
    other = built(tmp_path / "other", stage="closed", moment=MOMENT)
    assert not set(passwords_of(demo).values()) & set(passwords_of(other).values())


def test_a_folder_without_sign_ins_says_so(tmp_path):
    assert "holds no demo-sign-ins.txt" in sign_ins(tmp_path)


def test_everybody_screened_is_on_the_identity_list_and_nobody_is_in_the_ledger(demo):
    people = IdentityList(demo)
    text = (demo / "hepatica.db").read_bytes()
    for who in PARTICIPANTS:
        assert people.of(f"01-00{who.n}").hospital_number == who.identity.hospital_number
        assert who.identity.hospital_number.encode() not in text
        assert who.identity.birth_date.encode() not in text


BUILD = """
import json, sys
from datetime import datetime
from pathlib import Path
from hepatica.demo import build
build(Path(sys.argv[1]), Path(sys.argv[2]), moment=datetime.fromisoformat(sys.argv[3]))
from hepatica.store import read
print(json.dumps(read.head()))
"""


def test_an_unknown_stage_is_refused_before_a_folder_is_made(tmp_path):
    with pytest.raises(TrialError, match="There is no stage 'half'; there are open and closed"):
        build(tmp_path / "demo", STUDY, stage="half")
    assert not (tmp_path / "demo").exists()


def test_a_program_of_its_own_builds_the_same_ledger(demo, tmp_path):
    from hepatica.store import read

    study = Path(demo) / "study"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("HEPATICA", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(tmp_path / "again"), str(study), MOMENT.isoformat()],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    assert tuple(json.loads(done.stdout)) == tuple(read.head())

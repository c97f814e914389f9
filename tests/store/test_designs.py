"""Designs of the next trial in the store: the latest of each, every version, and the text as it was kept."""

from importlib.resources import files

import pytest
from django.db import connection
from tests.store.people import actor

from hepatica.conduct.commands import KeepDesign
from hepatica.conduct.refused import Refused
from hepatica.design.written import sha256
from hepatica.store import designs
from hepatica.store.rebuild import rebuild
from hepatica.store.record import record
from hepatica.store.verify import verify

pytestmark = pytest.mark.engine
BOSE = actor("bose", "T. Bose", "statistician")


def text(name, version="0.1"):
    written = files("hepatica.designs").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return written.replace('version: "0.1"', f'version: "{version}"', 1)


def keep(name, version="0.1", reason=""):
    return record(KeepDesign(design=name, text=text(name, version), reason=reason), actor=BOSE)


def test_the_latest_of_each_design_is_listed_and_every_version_is_found(published):
    keep("single_arm"), keep("factorial")
    keep("single_arm", "0.2", reason="fewer sites")
    assert [(one.id, one.version, one.by) for one in designs.kept()] == [
        ("factorial", "0.1", "bose"),
        ("single_arm", "0.2", "bose"),
    ]
    new, old = designs.versions("single_arm")
    assert (new.version, new.reason, old.version, old.reason) == ("0.2", "fewer sites", "0.1", "")
    assert new.seq > old.seq
    assert new.at > old.at
    assert designs.text("single_arm") == text("single_arm", "0.2")
    assert designs.text("single_arm", old.sha256) == text("single_arm")
    found = designs.design("single_arm", old.sha256)
    assert (found.version, sha256(found)) == ("0.1", old.sha256)
    assert designs.by_sha256(new.sha256) == designs.design("single_arm")


def test_what_is_not_kept_is_said(published):
    assert designs.kept() == ()
    with pytest.raises(designs.NoDesign, match="No design 'single_arm' is kept here"):
        designs.versions("single_arm")
    keep("single_arm")
    with pytest.raises(designs.NoDesign, match="No version of design 'single_arm' with the SHA-256 0000"):
        designs.design("single_arm", "0000")
    with pytest.raises(designs.NoDesign, match="keep it first"):
        designs.by_sha256("0000")


def test_the_store_refuses_what_is_kept_already_and_the_record_verifies_and_rebuilds(published):
    keep("single_arm")
    assert isinstance(keep("single_arm"), Refused)
    assert verify().sound
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM projected_design")
    assert not verify().sound
    rebuild()
    assert verify().sound
    assert [one.id for one in designs.kept()] == ["single_arm"]

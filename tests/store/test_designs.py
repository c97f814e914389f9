"""Designs of the next trial in the store: the latest of each, every version, and the text as it was kept."""

from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from tests.store.people import actor

from hepatica.conduct.commands import KeepDesign, RevokeRole
from hepatica.conduct.refused import Refused
from hepatica.design.written import sha256
from hepatica.people.accounts import actor_of, add_account
from hepatica.store import designs, publishing
from hepatica.store.rebuild import rebuild
from hepatica.store.record import record
from hepatica.store.verify import verify

pytestmark = pytest.mark.engine
BOSE = actor("bose", "T. Bose", "statistician")
IYER = actor("iyer", "Dr S. Iyer", "medical_monitor")


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


def at_once(work, jobs):
    """Run jobs on threads of their own, each with its own connection."""

    def run(job):
        try:
            return work(job)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_of_two_who_keep_from_the_same_version_at_once_one_is_told(published):
    keep("single_arm")
    since = designs.kept()[0].sha256

    def work(version):
        command = KeepDesign(design="single_arm", text=text("single_arm", version), since=since)
        return record(command, actor=BOSE if version == "0.2" else IYER, key=f"keep-{version}")

    done = at_once(work, ["0.2", "0.3"])
    (refused,) = [one for one in done if isinstance(one, Refused)]
    assert refused.refusals[0].code == "conflict"
    assert refused.refusals[0].sentence.startswith("This was begun from another version, and version 0.")
    assert len(designs.versions("single_arm")) == 2
    assert verify().sound


def test_the_same_request_again_is_kept_once_and_a_key_of_another_text_is_refused(published):
    command = KeepDesign(design="single_arm", text=text("single_arm"), since="")
    done = at_once(lambda _: record(command, actor=BOSE, key="the-same-key"), range(4))
    assert sorted(one.repeated for one in done) == [False, True, True, True]
    other = command.model_copy(update={"text": text("single_arm", "0.2"), "since": None})
    assert isinstance(record(other, actor=BOSE, key="the-same-key"), Refused)
    assert len(designs.versions("single_arm")) == 1


def test_who_plans_no_more_keeps_no_more_and_what_they_kept_stays(published):
    """A delegation ends with its last day, and one that is taken back ends at once."""
    add_account("bose", "T. Bose", "quiet-river-stone", checked=False)
    person = get_user_model().objects.get(username="bose")
    publishing.grant("bose", "T. Bose", "statistician")
    assert not isinstance(_kept(person, "0.1"), Refused)
    publishing.grant("bose", "T. Bose", "statistician", since="2020-03-01", until="2020-03-09")
    assert _kept(person, "0.2").refusals[0].code == "not_allowed"
    publishing.grant("bose", "T. Bose", "statistician", since="2020-03-01", until="")
    assert not isinstance(_kept(person, "0.3"), Refused)
    record(RevokeRole(user="bose", role="statistician", reason="left the trial"), actor=publishing.OWNER)
    assert _kept(person, "0.4").refusals[0].code == "not_allowed"
    assert [one.version for one in designs.versions("single_arm")] == ["0.3", "0.1"]


def _kept(person, version):
    return record(KeepDesign(design="single_arm", text=text("single_arm", version)), actor=actor_of(person))

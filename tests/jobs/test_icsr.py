"""The message of a case: in turn, coded, signed with its file, and held against the one before."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.jobs.test_case_forms import case, issue, tell  # noqa: F401
from tests.web.play import ASHA, MEENA

from hepatica.conduct.refused import Refused
from hepatica.conduct.reports import worldwide
from hepatica.datasets.cases import derive_case
from hepatica.exchange.e2b.read import only
from hepatica.exchange.e2b.xsd import NOT_CHECKED
from hepatica.jobs import icsr
from hepatica.jobs.icsr import NoMessage, Wanted, compose, message_of, sign, versions
from hepatica.store import clock, files, read


@pytest.fixture
def ready(case):  # noqa: F811
    """A coded case of which the first report was signed."""
    tell(case, aellt="90000011", aelltv="28.0")
    issue(case)
    return case


def signed(who):
    return versions(read.subject_state(who), who, 1)


def later():
    return clock.virtual(clock.now().at + timedelta(days=2))


def test_the_first_report_is_signed_first(case):  # noqa: F811
    with pytest.raises(NoMessage, match="Sign the first report first"):
        compose(Wanted(subject=case, row=1))


def test_an_event_that_is_not_coded_says_what_is_to_be_imported(case):  # noqa: F811
    issue(case)
    with pytest.raises(NoMessage, match="has no MedDRA code"):
        compose(Wanted(subject=case, row=1))


def test_the_message_has_the_number_of_the_papers_and_names_nobody(ready):
    made = compose(Wanted(subject=ready, row=1))
    assert made.stopping == ()
    assert made.exported.schema == (NOT_CHECKED,)
    report = made.exported.report
    state = read.subject_state(ready)
    study = read.plan().study
    assert report.report.id == worldwide(derive_case(study, state, ready, 1), study)
    assert report.reactions[0].term.code == "90000011"
    assert "Seen at the ward round." in report.narrative.text
    assert "Meena" not in made.exported.message.decode()
    assert signed(ready) == (), "composed is not signed"


def test_a_signed_message_is_kept_by_its_hash_and_given_back(ready):
    made = sign(Wanted(subject=ready, row=1, receiver="VIGIFLOW"), MEENA)
    (version,) = signed(ready)
    assert (version.version, version.purpose) == (1, "initial")
    assert version.sha256 == files.hash_of(made.exported.message)
    name, data = message_of(version)
    assert (name, data) == (made.exported.name, made.exported.message)
    assert only(data).header.receiver == "VIGIFLOW"


def test_a_follow_up_goes_to_the_same_receiver_with_the_same_number_and_first_day(ready):
    first = sign(Wanted(subject=ready, row=1, receiver="VIGIFLOW"), MEENA).exported.report
    with pytest.raises(NoMessage, match="was signed already: make a follow-up"):
        compose(Wanted(subject=ready, row=1))
    with later():
        tell(ready, reason="seen again", aeout="recovered")
        made = sign(Wanted(subject=ready, row=1, purpose="follow_up"), MEENA)
    assert made.stopping == ()
    assert (made.version, made.receiver) == (2, "VIGIFLOW")
    second = only(message_of(signed(ready)[1])[1])
    assert second.report.id == first.report.id
    assert second.report.first_received == first.report.first_received


def test_a_version_made_in_the_same_second_has_a_second_of_its_own(ready):
    with clock.virtual(clock.now().at + timedelta(days=1)):
        first = sign(Wanted(subject=ready, row=1), MEENA).exported.report
        made = compose(Wanted(subject=ready, row=1, purpose="amendment", reason="Wrong lot."))
        assert made.stopping == ()
        assert made.exported.report.report.created != first.report.created


def test_an_amendment_brings_no_news_and_a_nullification_repeats_what_was_sent(ready):
    first = sign(Wanted(subject=ready, row=1), MEENA).exported.report
    with later():
        amended = sign(Wanted(subject=ready, row=1, purpose="amendment", reason="Wrong lot."), MEENA)
        assert amended.exported.report.report.latest == first.report.latest
    with clock.virtual(clock.now().at + timedelta(days=3)):
        tell(ready, reason="not coded yet", aellt=None)
        gone = sign(Wanted(subject=ready, row=1, purpose="nullification", reason="Another patient's."), MEENA)
        assert gone.exported.report.reactions == amended.exported.report.reactions
        with pytest.raises(NoMessage, match="nothing follows it"):
            compose(Wanted(subject=ready, row=1, purpose="follow_up"))


def test_a_later_version_without_a_first_or_without_its_reason_is_a_sentence(ready):
    with pytest.raises(NoMessage, match="the initial one comes first"):
        compose(Wanted(subject=ready, row=1, purpose="follow_up"))
    sign(Wanted(subject=ready, row=1), MEENA)
    with later(), pytest.raises(NoMessage, match="needs its reason"):
        compose(Wanted(subject=ready, row=1, purpose="nullification"))


def test_who_may_not_sign_leaves_neither_version_nor_file(ready):
    done = sign(Wanted(subject=ready, row=1), ASHA)
    assert isinstance(done, Refused)
    assert signed(ready) == ()
    assert not list(files.path_of("0" * 64).parent.glob("*"))


def test_a_file_that_is_gone_is_named_by_its_hash(ready):
    sign(Wanted(subject=ready, row=1), MEENA)
    (version,) = signed(ready)
    files.path_of(version.sha256).unlink()
    with later(), pytest.raises(NoMessage, match=version.sha256):
        compose(Wanted(subject=ready, row=1, purpose="follow_up"))


def test_a_message_for_tests_says_so_and_one_of_invented_people_always(ready, monkeypatch):
    wanted = Wanted(subject=ready, row=1)
    assert sign(wanted, MEENA).exported.report.header.test, "the ward is invented"
    monkeypatch.setattr(icsr, "_synthetic", lambda: False)
    later_one = replace(wanted, purpose="amendment", reason="Wrong lot.")
    assert not compose(later_one).exported.report.header.test
    assert compose(replace(later_one, test=True)).exported.report.header.test

"""Episodes at the desk: judged once, into a new event or one that stands, and listed while nobody has answered."""

import pytest
from tests.web import play
from tests.web.conftest import site_today
from tests.web.safety.test_desk import ANSWERS, PAIN, log_rows, pains, said

from hepatica.conduct.commands import RemoveRow
from hepatica.ledger.rows import ProposalRow
from hepatica.store import clock
from hepatica.web.safety.present import decoded, encoded


def rows(*numbers):
    """Proposals of one place and rule."""
    place = {"subject": "01-003", "visit": "marrow", "form": "marrow_aspiration", "signal": "marrow_pain"}
    return [ProposalRow(**place, row=n, seq=n) for n in numbers]


def test_what_the_desk_sends_of_other_proposals_is_read_back_and_nonsense_is_nothing():
    at = ("01-003", "marrow", "marrow_aspiration", "marrow_pain")
    text = encoded(at, rows(2, 5))
    assert text == "marrow|marrow_aspiration|marrow_pain|2,5"
    assert [(one.signal, one.row) for one in decoded(text)] == [("marrow_pain", 2), ("marrow_pain", 5)]
    for odd in ("", "a|b|c", "a|b|c|x", "a|b|c|-1", "a|b|c|999999999"):
        assert decoded(odd) == ()


@pytest.mark.engine
def test_an_episode_is_confirmed_into_an_event_that_stands_and_asks_nothing_again(signed_in):
    meena = signed_in("meena")
    meena.post(f"{PAIN}confirm", ANSWERS)
    page = meena.get(PAIN).content.decode()
    assert "event 1 of the log: Pain at the bone marrow aspiration site, 3 Jan 2026" in page
    done = said(meena.post(f"{PAIN}confirm", {"row": "2", "same": "yes", "into": "1"}, follow=True))
    assert "Confirmed: event 1 in the log of 01-003." in done
    assert {state for state, _reason in pains().values()} == {"confirmed"}
    assert list(log_rows()) == ["1"]


def test_an_event_that_was_never_there_takes_no_proposal(signed_in):
    refused = signed_in("meena").post(f"{PAIN}confirm", {"row": "1", "into": "7"})
    assert "There is no event 7 in the log." in said(refused, status=422)
    assert {state for state, _reason in pains().values()} == {"proposed"}


def test_one_reason_dismisses_the_whole_episode(signed_in):
    same = encoded(("01-003", "marrow", "marrow_aspiration", "marrow_pain"), rows(2, 3, 4, 5))
    signed_in("meena").post(f"{PAIN}dismiss", {"row": "1", "same": same, "reason": "A chronic pain."})
    assert set(pains().values()) == {("dismissed", "A chronic pain.")}


def test_a_judgement_of_nothing_is_refused(signed_in):
    refused = signed_in("meena").post(f"{PAIN}dismiss", {"row": "99", "reason": "Nothing there."})
    assert "Nothing was judged." in said(refused, status=422)


@pytest.mark.engine
def test_a_value_stays_on_the_open_list_until_it_is_answered_and_comes_back_when_its_event_is_struck_out(
    signed_in,
):
    meena = signed_in("meena")
    waiting = said(meena.get("/safety/open/"))
    assert waiting.count("Waits for an investigator.") == 5
    meena.post(f"{PAIN}confirm", ANSWERS | {"same": "yes"})
    assert "Every value that met a signal is answered." in said(meena.get("/safety/open/"))
    with clock.virtual(play.moment(site_today(), 15)):
        gone = RemoveRow(
            subject="01-003",
            visit="log",
            form="ae",
            group="event",
            row=1,
            reason="Entered for another person",
        )
        play.must(play.record(gone, actor=play.MEENA))
    assert said(meena.get("/safety/open/")).count("Waits for an investigator.") == 5


def test_an_open_event_is_listed_with_the_day_on_which_to_ask_again(signed_in):
    meena = signed_in("meena")
    meena.post(f"{PAIN}confirm", ANSWERS | {"same": "yes"})
    followed = said(meena.get("/safety/open/")).split("when to ask again")[1]
    assert "01-003 Pain at the bone marrow aspiration site" in followed
    assert "Ask again on " in followed
    assert "began 3 Jan 2026, grade 2" in followed

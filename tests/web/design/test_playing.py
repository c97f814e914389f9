"""A kept design in its worlds: ordered from the page, slips asked about, followed, stopped, and shown as simulated."""

from types import SimpleNamespace

import pytest
from tests.web.design.test_design import beginning, page
from tests.web.outputs.test_outputs import words

from hepatica.conduct.commands import Actor, KeepDesign
from hepatica.design.label import Label
from hepatica.jobs import designing, timing
from hepatica.store import designs
from hepatica.store.record import Refused, record

IYER = Actor(user="iyer", name="Dr S. Iyer", roles=frozenset({"medical_monitor"}))
PLAY = "/design/kept/two_arm/play/"


@pytest.fixture
def kept(ward):
    """The two-armed design as it is brought along, kept."""
    done = record(KeepDesign(design="two_arm", text=beginning("two_arm")), actor=IYER)
    assert not isinstance(done, Refused)
    return designs.kept()[0]


def told(*codes):
    """What a play tells, of worlds that were played once."""
    numbers = {"yes: both beats standard_care": {"value": 0.5, "error": 0.05}}
    worlds = {
        f"world-{code}": {
            "code": code,
            "sentence": f"Something is supposed in {code}.",
            "label": list(Label(world=code, seed=1, parameters="0").lines),
            "trials": 100,
            "numbers": numbers,
        }
        for code in codes
    }
    return {
        "design": "two_arm",
        "worlds": worlds,
        "assumes": ["everybody weighs 60 kg"],
        "cannot_show": ["Which world is ours."],
    }


def test_a_play_is_ordered_followed_and_stopped(planner, kept):
    client = planner
    assert "It has not been played so yet" in words(page(client, PLAY))
    where = client.post(PLAY, {"trials": "20", "seed": "3", "weight": "58"})["Location"]
    text = client.get(where).content.decode()
    assert "It waits for the worker" in words(text)
    assert 'hx-trigger="load delay:2s"' in text
    part = client.get(where, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="worlds"')
    job = where.rpartition("job=")[2]
    assert designing.progress(job)[0] == 0
    asked = {"trials": "20", "seed": "3", "weight": "58"}
    again = client.post(PLAY, asked)["Location"]
    assert again == where
    client.post(PLAY, asked | {"act": "stop", "job": job})
    assert designing.standing(job).state == "stopped"
    assert "what was done is kept" in words(client.get(where).content.decode())


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"trials": "1000000000"}, "1,000,000,000 trials in each world cannot be ordered here"),
        ({"trials": "5000"}, "tick that you mean it"),
        ({"trials": "0"}, "0 trials in each world cannot be ordered"),
        ({"trials": "many"}, "“many” is no number of trials"),
        ({"trials": "-1"}, "“-1” is no number of trials"),
        ({"seed": "1.5"}, "“1.5” is no seed"),
        ({"weight": "heavy"}, "“heavy” is no weight"),
        ({"weight": "5"}, "a weight of 5 kg is nobody's"),
        ({"weight": "nan"}, "is nobody's"),
        ({"act": "stop", "job": "../../etc"}, "is no name of a job"),
    ],
)
def test_a_slip_is_a_sentence_and_stays_in_its_box(planner, kept, typed, said):
    response = planner.post(PLAY, typed)
    text = response.content.decode()
    assert response.status_code == 422
    assert said in words(text)
    for key in typed.keys() & {"trials", "seed", "weight"}:
        assert f'name="{key}" value="{typed[key]}"' in text


def test_many_trials_are_ordered_once_they_are_meant(planner, kept, monkeypatch):
    ordered = []
    monkeypatch.setattr(designing, "order_play", lambda sha, **asked: ordered.append((sha, asked)) or "aa-1")
    response = planner.post(PLAY, {"trials": "5000", "sure": "yes"})
    assert response.status_code == 302
    assert ordered == [(kept.sha256, {"replicates": 5000, "seed": 1, "weight_kg": 60.0})]


def test_who_does_not_plan_sees_what_was_played_and_orders_and_stops_nothing(signed_in, kept, monkeypatch):
    monkeypatch.setattr(designing, "order_play", lambda *_of, **_asked: pytest.fail("it was ordered"))
    monkeypatch.setattr(designing, "stop", lambda _job: pytest.fail("it was stopped"))
    client = signed_in("asha")
    for typed in ({"trials": "20"}, {"act": "stop", "job": "0123456789ab-7"}):
        assert client.post(PLAY, typed).status_code == 403
    text = page(client, PLAY)
    assert "Who plans the next trial has it played" in words(text)
    assert ">Play</button>" not in text


def test_what_was_played_is_shown_with_its_label_worlds_in_order(signed_in, kept, monkeypatch):
    monkeypatch.setattr(designing, "played", lambda *_of, **_asked: told("W3", "W0", "W1b"))
    text = page(signed_in("iris"), PLAY, trials="100", seed="1", weight="60")
    said = words(text)
    assert "Simulated. No patient data. Not evidence of safety or efficacy." in said
    assert "Not for individual prediction, dosing, eligibility or consent documents." in said
    assert said.index("supposed in W0") < said.index("supposed in W1b") < said.index("supposed in W3")
    assert "Which world is ours." in said
    assert text.count('class="report-figure"') == 1
    assert "appendix.pdf?trials=100&amp;seed=1&amp;weight=60" in text


def test_only_kept_designs_are_played(signed_in):
    assert signed_in("asha").get("/design/start/two_arm/play/").status_code == 404


def test_a_job_that_nobody_ordered_is_said_to_be_stopped(signed_in, kept):
    text = page(signed_in("asha"), PLAY, job="0123456789ab-7")
    assert "Stopped" in words(text)


def test_how_long_it_takes_is_said_before_it_is_ordered(signed_in, kept, monkeypatch):
    client, asked = signed_in("asha"), []
    worker = SimpleNamespace(enqueue=lambda **given: asked.append(given))
    monkeypatch.setattr(timing, "time_play", worker)
    first = client.get(PLAY, headers={"HX-Request": "true", "HX-Target": "takes"}).content.decode()
    assert "A worker is timing one block" in words(first)
    assert 'hx-trigger="load delay:3s"' in first
    page(client, PLAY)
    assert asked == [{"sha256": kept.sha256}]  # once, however often the page looks
    timing._path(kept.sha256).write_text('{"ready": 20, "each": 0.05, "worlds": 9}')
    monkeypatch.setattr(timing, "workers", lambda: 3)
    part = client.get(PLAY, {"trials": "2000"}, headers={"HX-Request": "true", "HX-Target": "takes"})
    assert "2,000 trials in each of 9 worlds take about 5 minutes here." in words(part.content.decode())
    assert "take about 50 seconds here" in words(page(client, PLAY))


def test_a_design_that_no_world_can_judge_is_a_sentence_and_no_form(signed_in, ward):
    assert not isinstance(
        record(KeepDesign(design="single_arm", text=beginning("single_arm")), actor=IYER), Refused
    )
    text = page(signed_in("asha"), "/design/kept/single_arm/play/")
    assert "no arm of standard care" in words(text)
    assert 'name="trials"' not in text


def test_whoever_comes_back_finds_what_was_ordered_last(planner, kept, monkeypatch):
    client = planner
    where = client.post(PLAY, {"trials": "20", "seed": "3", "weight": "58"})["Location"]
    job = where.rpartition("job=")[2]
    again = page(client, PLAY)
    assert "It waits for the worker" in words(again)
    assert 'value="58"' in again
    monkeypatch.setattr(designing, "played", lambda *_a, **_k: told("W0"))
    assert "Something is supposed in W0" in words(page(client, PLAY))
    monkeypatch.undo()
    monkeypatch.setattr(designing, "engine", lambda: "another")
    assert "It has not been played so yet" in words(page(client, PLAY))
    designing._write(job, state="done")
    assert "It has not been played so yet" in words(client.get(where).content.decode())

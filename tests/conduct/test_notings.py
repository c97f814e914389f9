import pytest
from tests.conduct.bedside import at_the_gate
from tests.conduct.desk import kinds, sentences

BAG = "MSC-01-001-A"
VITALS = (("sysbp", "112", "mmHg"), ("diabp", "70", "mmHg"), ("pulse", "84", "/min"), ("temp", "36,9", "°C"))


@pytest.fixture
def running():
    desk = at_the_gate()
    desk.start(BAG)
    return desk.pass_time(minutes=15)


def test_vital_signs_stand_in_the_row_of_their_minute(running):
    running.noted(BAG, "vitals", values=VITALS)
    assert running.item("infusion", "sysbp", row=2) == "112"  # 15 minutes
    assert running.item("infusion", "temp", row=2) == "36.9"
    assert running.item("infusion", "vsdtc", row=2) == running.minute


def test_a_reading_between_two_rows_is_kept_below_them_all(running):
    running.noted(BAG, "vitals", values=VITALS)
    running.pass_time(minutes=2).noted(BAG, "vitals", values=(("sysbp", "84", "mmHg"),))
    assert running.item("infusion", "sysbp", row=2) == "112"
    assert running.item("infusion", "sysbp", row=16) == "84"


def test_a_fall_of_pressure_noted_at_the_bedside_drafts_its_event(running):
    at = running.bag_row(BAG).started
    running.noted(BAG, "vitals", at=at, values=VITALS)
    drafts = running.noted(BAG, "vitals", values=(("sysbp", "72", "mmHg"), ("diabp", "40", "mmHg")))
    assert "signal.proposed" in kinds(drafts)


def test_a_reaction_fills_the_page(running):
    running.noted(BAG, "reaction", note="paracetamol", values=(("reaction", "fever", ""),))
    assert running.item("infusion", "reaction", row=1) == "fever"
    assert running.item("infusion", "reaction_action", row=1) == "paracetamol"


def test_contrast_is_summed(running):
    for volume in ("12", "8"):
        running.noted(BAG, "contrast", values=(("contrast", volume, "mL"),))
    assert running.item("infusion", "contrast_volume") == "20"


@pytest.mark.parametrize("what", ["pause", "resume"])
def test_a_pause_needs_no_word(running, what):
    assert kinds(running.noted(BAG, what)) == ["infusion.noted"]


@pytest.mark.parametrize(
    ("what", "more", "said"),
    [
        ("vitals", {"values": (("sysbp", "900", "mmHg"),)}, "Systolic: 900 cannot be"),
        ("vitals", {"values": (("sysbp", "-5", "mmHg"),)}, "Systolic: -5 cannot be"),
        ("vitals", {"values": (("temp", "98", "°F"),)}, "Temperature"),
        ("vitals", {"values": (("mood", "good", ""),)}, "'mood' is not asked here"),
        ("vitals", {}, "Write down sysbp"),
        ("rate", {"values": (("rate", "250", "mL/min"),)}, "lies outside 0 to 100 mL/min"),
        ("rate", {"values": (("rate", "5", "mL/h"),)}, "it is given in mL/min"),
        ("contrast", {"values": (("contrast", "2000", "mL"),)}, "Contrast volume: 2000 cannot be"),
        ("pause", {"values": (("rate", "5", "mL/min"),)}, "A pause has no values."),
        ("reaction", {}, "Say which reaction."),
        ("reaction", {"values": (("reaction", "joy", ""),)}, "is not in the list"),
        ("note", {}, "The note is empty."),
        ("note", {"at": "2026-03-02T09:00", "note": "x"}, "lies before the start of the bag"),
        ("note", {"at": "2027-03-02T09:00", "note": "x"}, "in the future"),
    ],
)
def test_what_cannot_be_is_refused(running, what, more, said):
    assert said in sentences(running.noted(BAG, what, **more))[0]


def test_a_rate_after_the_end_is_refused_and_vital_signs_are_not(running):
    running.end(BAG)
    running.pass_time(minutes=30)
    assert "the bag ended on" in sentences(running.noted(BAG, "rate", values=(("rate", "2", "mL/min"),)))[0]
    assert kinds(running.noted(BAG, "vitals", values=VITALS))[0] == "infusion.noted"


def test_a_bag_that_did_not_start_has_no_minutes(running):
    assert "did not start to run" in sentences(running.noted("CD34-01-001-A", "pause"))[0]

import pytest
from tests.conduct.bedside import ASHA, Bedside
from tests.conduct.desk import sentences

from hepatica.conduct.case import Case
from hepatica.conduct.minutes import follows, minute


@pytest.fixture
def case():
    desk = Bedside()
    return Case(desk.plan, desk.state, desk.now, ASHA)  # 2 March 2026, 09:30 at the site


@pytest.mark.parametrize("typed", ["2026-03-02T09:30", "02/03/2026 09:30", "2 Mar 2026 0930"])
def test_a_minute_is_stored_in_one_way(case, typed):
    assert minute(case, typed, "Start") == "2026-03-02T09:30"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-03-02T09:31", "Start: 2026-03-02T09:31 lies in the future"),
        ("2026-03-02", "Start: '2026-03-02'"),
        ("2026-02-30T10:00", "Start:"),
        ("", "Start:"),
    ],
)
def test_a_minute_that_never_was_is_refused_with_its_box(case, typed, said):
    assert sentences(minute(case, typed, "Start"))[0].startswith(said)


def test_equal_minutes_are_in_order():
    assert follows("2026-03-02T09:30", "2026-03-02T09:30", "End", "its start") is None
    assert follows("2026-03-02T09:30", "", "End", "its start") is None
    said = sentences(follows("2026-03-02T09:29", "2026-03-02T09:30", "End", "its start"))
    assert said == ["End: 2 Mar 2026, 09:29 lies before its start, which was at 2 Mar 2026, 09:30."]

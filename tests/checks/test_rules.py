"""Only the checks that read what changed run, and a check keeps the promises of its own examples."""

from collections.abc import Iterable, Mapping

from hepatica.checks.cel import Compiled, compile_check
from hepatica.checks.rules import CompiledCheck, Finding, Found, run_checks, run_examples

TYPES = {
    "alt": "number", "alt_uln": "number", "sysbp": "number", "diabp": "number", "series_vas": "numbers",
    "baseline__alt": "number", "vitals__weight": "number", "series_name": "text",
}  # fmt: skip


def check(
    identifier: str, when: str, *, at: str = "alt", form: str = "labs", message: str = "{item} is odd"
) -> CompiledCheck:
    compiled = compile_check(when, TYPES)
    assert isinstance(compiled, Compiled), compiled
    return CompiledCheck(id=identifier, form=form, at=at, message=message, compiled=compiled)


HIGH = check("alt_high", "above(alt, 3, alt_uln)", message="ALT {item} exceeds 3 × {alt_uln}")
PRESSURE = check("pressure", "!above(sysbp, diabp)", at="sysbp", form="vitals")
ROSE = check("alt_rose", "rose_by(alt, baseline__alt, 100) && known(vitals__weight)")


def one_row(**values: object) -> "Rows":
    return Rows({0: values})


class Rows:
    def __init__(self, rows: Mapping[int, Mapping[str, object]]) -> None:
        self.rows = rows
        self.asked: list[str] = []

    def __call__(self, check: CompiledCheck) -> Iterable[tuple[int, Mapping[str, object]]]:
        self.asked.append(check.id)
        return self.rows.items()


def test_a_check_is_touched_by_its_items_wherever_and_whenever_they_stand() -> None:
    assert HIGH.touched_by == {"labs__alt", "labs__alt_uln"}
    assert ROSE.touched_by == {"labs__alt", "vitals__weight"}
    assert check("pain", "any_above(series_vas, 6)", form="site").touched_by == {"site__vas"}
    assert check("name", "series_name == 'x'", form="site").touched_by == {"site__series_name"}


def test_only_checks_that_read_a_changed_item_run() -> None:
    rows = one_row(alt="200", alt_uln="40", sysbp="80", diabp="90")
    run_checks([HIGH, PRESSURE, ROSE], {"vitals__diabp"}, rows)
    assert rows.asked == ["pressure"]
    assert run_checks([HIGH, PRESSURE, ROSE], set(), rows) == ()


def test_a_firing_check_says_its_message_with_the_values() -> None:
    found = run_checks([HIGH], {"labs__alt"}, one_row(alt="120.1", alt_uln="40"))
    assert found == (
        Finding(check="alt_high", item="alt", row=0, verdict=Found.FIRES, message="ALT 120.1 exceeds 3 × 40"),
    )


def test_a_quiet_check_says_nothing() -> None:
    assert run_checks([HIGH], {"labs__alt"}, one_row(alt="120.0", alt_uln="40")) == ()


def test_a_check_that_cannot_be_evaluated_says_so_and_why() -> None:
    (found,) = run_checks([HIGH], {"labs__alt"}, one_row(alt="120"))
    assert (found.verdict, found.message) == (Found.NOT_EVALUABLE, "alt_uln is missing")


def test_each_row_of_a_repeating_group_is_answered_for_itself() -> None:
    rows = Rows({1: {"alt": "200", "alt_uln": "40"}, 2: {"alt": "30", "alt_uln": "40"}, 3: {"alt": "30"}})
    found = run_checks([HIGH], {"labs__alt_uln"}, rows)
    assert [(f.row, f.verdict) for f in found] == [(1, Found.FIRES), (3, Found.NOT_EVALUABLE)]


def test_a_message_is_filled_with_values_and_nothing_else() -> None:
    odd = check("odd", "above(alt, 3)", message="{alt} {item.__class__} {nobody} {0}")
    (found,) = run_checks([odd], {"labs__alt"}, one_row(alt="4"))
    assert found.message == "4 {item.__class__} {nobody} {0}"


def test_examples_that_hold_raise_no_complaint() -> None:
    sentences = run_examples(
        HIGH,
        fires=[{"alt": "120.1", "alt_uln": 40}, {"alt": 120.1, "alt_uln": 40}],
        quiet=[{"alt": 120, "alt_uln": 40}],
        not_evaluable=[{"alt": 120}],
    )
    assert sentences == []


def test_examples_that_do_not_hold_are_named_with_what_happened() -> None:
    sentences = run_examples(
        HIGH,
        fires=[{"alt": 121, "alt_uln": 40}, {"alt": 120, "alt_uln": 40}],
        quiet=[{"alt": 121, "alt_uln": 40}, {"alt": 1}],
        not_evaluable=[{"atl": 1}],
    )
    assert sentences == [
        "check alt_high, example 2 under 'fires': it stays quiet",
        "check alt_high, example 1 under 'quiet': it fires",
        "check alt_high, example 2 under 'quiet': it cannot be evaluated (alt_uln is missing)",
        "check alt_high, example 1 under 'not_evaluable': the check does not read atl",
    ]


def test_a_check_without_examples_is_a_problem() -> None:
    assert run_examples(HIGH, fires=[], quiet=[]) == [
        "check alt_high has no example under 'fires'",
        "check alt_high has no example under 'quiet'",
    ]


def test_an_example_may_hold_a_series() -> None:
    pain = check("pain", "any_above(series_vas, 6)", at="vas", form="site")
    assert run_examples(pain, fires=[{"series_vas": [2.5, 6.5]}], quiet=[{"series_vas": [6, 6.0]}]) == []

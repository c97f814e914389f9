"""CEL as the clinician's language: exact, three-valued, in any script, and proof against hostile input."""

import time
from decimal import Decimal

import pytest

from hepatica.checks import cel as door
from hepatica.checks.cel import Answer, Compiled, Verdict, compile_check, evaluate
from hepatica.checks.values import Kind
from hepatica.study.dates import PartialDate
from hepatica.study.form import ItemType

TYPES = {
    "alt": "number", "alt_uln": "number", "bili": "number", "vas": "integer", "sex": "code", "note": "text",
    "done": "boolean", "start": "date", "end": "date", "drawn": "datetime", "given": "datetime", "opened": "time",
    "closed": "time", "series_vas": "numbers", "symptoms": "texts", "stops": "dates", "baseline__alt": "number",
    "previous__alt": "number", "labs__bili": "number",
}  # fmt: skip
CODES = {"sex": ["M", "F"]}


def compiled(expression: str) -> Compiled:
    result = compile_check(expression, TYPES, codes=CODES)
    assert isinstance(result, Compiled), [str(problem) for problem in result]
    return result


def verdict(expression: str, **values: object) -> Verdict:
    return evaluate(compiled(expression), values)


def answer(expression: str, **values: object) -> bool | None:
    said = verdict(expression, **values)
    assert bool(said.reason) is (said.answer is Answer.NOT_EVALUABLE)
    return {Answer.TRUE: True, Answer.FALSE: False, Answer.NOT_EVALUABLE: None}[said.answer]


def problems(expression: str) -> list[str]:
    result = compile_check(expression, TYPES, codes=CODES)
    assert not isinstance(result, Compiled), f"{expression} was admitted"
    return [str(problem) for problem in result]


# -- Numbers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("factor", ["1.5", "2.5", "3", "5", "10", "20"])
def test_k_times_normal_exactly_never_counts_as_above(factor: str) -> None:
    check = compiled(f"above(alt, '{factor}', alt_uln)")
    for tenths in range(3, 15):
        uln = Decimal(tenths) / 10
        x = Decimal(factor) * uln
        for written in (str(x), f"{x:.4f}", x):
            assert evaluate(check, {"alt": written, "alt_uln": str(uln)}).answer is Answer.FALSE
        over = {"alt": str(x + Decimal("0.001")), "alt_uln": str(uln)}
        assert evaluate(check, over).answer is Answer.TRUE


def test_a_binary_float_is_never_compared() -> None:
    said = verdict("above(alt, '3')", alt=4.0)
    assert said.answer is Answer.NOT_EVALUABLE
    assert said.reason == "alt: 4.0 came as a binary float, which cannot be compared exactly"


@pytest.mark.parametrize(
    "value", ["banana", "<0.5", "NaN", "Infinity", "1_000", "1,5", "౩", "9e999", "0x10", "9" * 300]
)
def test_what_is_not_a_plain_number_is_not_evaluable(value: str) -> None:
    assert answer("above(alt, '3')", alt=value) is None


def test_numbers_compose() -> None:
    assert answer("above(change(alt, baseline__alt), '5')", alt="20.1", baseline__alt="15") is True
    assert answer("above(change(alt, baseline__alt), '5')", alt="20.0", baseline__alt="15") is False
    assert (
        answer("at_least(total([alt, bili, labs__bili]), '0.6')", alt="0.1", bili="0.2", labs__bili="0.3")
        is True
    )
    assert answer("fell_by_percent(alt, previous__alt, '30')", alt="70", previous__alt="100") is True
    assert answer("fell_by_percent(alt, previous__alt, '30')", alt="70", previous__alt="0") is None
    assert answer("above(vas, 6)", vas=7) is True
    assert answer("above(alt, '3')", alt="9e20") is True
    assert answer("above(change(alt, bili), 0)", alt="9e99", bili="1e-99") is None


# -- Three values ---------------------------------------------------------------------------------------------------


def test_a_missing_item_is_not_evaluable_and_named() -> None:
    for empty in (None, ""):
        assert verdict("above(alt, '3') && above(bili, '2')", alt=empty).reason == "alt and bili are missing"
    assert verdict("sex != 'M'").reason == "sex is missing"
    assert verdict("!above(alt, '3')").reason == "alt is missing"


def test_a_gap_that_cannot_matter_is_absorbed() -> None:
    assert answer("above(alt, '3') && sex == 'M'", sex="F") is False
    assert answer("sex == 'M' && above(alt, '3')", sex="F") is False
    assert answer("above(alt, '3') || sex == 'M'", sex="M") is True
    assert answer("above(alt, '3') || sex == 'M'", sex="F") is None
    assert answer("done ? above(alt, '3') : true", done=False) is True


def test_presence_can_be_asked_for() -> None:
    assert answer("missing(alt) && known(bili)", bili="1") is True
    assert answer("missing(alt)", alt="1") is False
    assert answer("missing(alt) || above(alt, '3')", alt="3") is False
    assert (
        answer("missing(sex) && missing(note) && missing(start) && missing(series_vas) && missing(done)")
        is True
    )
    assert answer("known(start) || missing(start)", start="unknown") is False


def test_text_that_looks_like_the_language_is_left_alone() -> None:
    assert answer("note == 'missing(alt)' && missing(alt)", note="missing(alt)") is True
    assert answer("note == 'తెలుగు' &&\n missing( alt )", note="తెలుగు") is True


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-03", "2026-03-14", None),
        ("2026-02", "2026-03-14", True),
        ("2026-04", "2026-03-14", False),
        ("2025", "2026-03", True),
        ("unknown", "2026-03-14", None),
        (PartialDate(2026, 3), PartialDate(2026, 4, 1), True),
    ],
)
def test_partial_dates_are_true_false_or_not_evaluable(
    start: object, end: object, expected: bool | None
) -> None:
    assert answer("before(start, end)", start=start, end=end) is expected
    assert answer("after(end, start)", start=start, end=end) is expected


def test_an_undecided_comparison_names_both_dates() -> None:
    said = verdict("before(start, end)", start="2026-03", end="2026-03-14")
    assert said.reason == "before(2026-03, 2026-03-14) cannot be told from what is known"


def test_days_and_minutes_are_whole_numbers_to_count_with() -> None:
    assert answer("days(start, end) > 28", start="2026-03-14", end="2026-04-12") is True
    assert answer("days(start, end) > 28", start="2026-03-14", end="2026-04-11") is False
    assert answer("days(start, end) > 28", start="2026-03-14", end="2026-05") is None
    assert answer("within_days(start, end, 0, 28)", start="2026-03-14", end="2026-05") is False
    assert (
        answer("minutes(drawn, given) <= 24 * 60", drawn="2026-03-14T08:05", given="2026-03-15T08:06")
        is False
    )
    assert answer("minutes(drawn, given) <= 24 * 60", drawn="2026-03-14", given="2026-03-15T08:06") is None
    assert (
        answer("minutes(drawn, given) == 0", drawn="2026-03-14T08:05+05:30", given="2026-03-14T02:35Z")
        is True
    )
    assert answer("before(opened, closed)", opened="08:05", closed="09") is True
    assert answer("before(start, '2020-01-01')", start="2019") is True
    assert answer("after(start, end)", start="31/02/2026", end="2026") is None


def test_a_series_with_a_gap_decides_when_it_can() -> None:
    assert answer("any_above(series_vas, 6)", series_vas=["7", None]) is True
    assert answer("any_above(series_vas, 6)", series_vas=["6", None]) is None
    assert answer("series_vas.exists(v, above(v, 6))", series_vas=["6", None]) is None
    assert answer("series_vas.all(v, at_most(v, 6))", series_vas=["7", None]) is False
    assert answer("count_above(series_vas, 6) >= 2", series_vas=["7", "8", "6"]) is True
    assert answer("above(max_of(series_vas), 6)", series_vas=["6.0", "6"]) is False
    assert answer("any_above(series_vas, 6)", series_vas=[]) is None
    assert answer("any_above(series_vas, 6)", series_vas="7") is None
    assert (
        answer("stops.exists(s, before(s, start))", stops=["2026-01", "2026-09"], start="2026-03-14") is True
    )


def test_telugu_text_passes_through_equality_lists_and_contains() -> None:
    bleeding = "రక్తస్రావం"
    assert answer(f"note == '{bleeding}'", note=bleeding) is True
    assert answer("note.contains('రక్త')", note=f"{bleeding} ఉంది") is True
    assert answer(f"one_of(note, ['నొప్పి', '{bleeding}'])", note=bleeding) is True
    assert answer(f"'{bleeding}' in symptoms", symptoms=["నొప్పి", bleeding]) is True
    assert answer("note.size() == 10", note=bleeding) is True
    assert problems("note == 'నొప్పి' && alt > 3")[0].startswith("line 1, column 25: ")


def test_only_a_yes_or_no_of_the_engine_counts() -> None:
    for value in ("yes", 1, "Y", [True]):
        assert answer("done", done=value) is None
    assert answer("done", done="true") is True
    assert answer("!done", done=False) is True
    assert answer("1 / days(start, end) > 0", start="2026-03-14", end="2026-03-14") is None
    assert answer("note.matches('(')", note="x") is None
    assert answer("above(series_vas[5], 6)", series_vas=["7"]) is None
    assert answer("note == 'x'", note="\ud800") is None


# -- Lint -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("allt > 3", "line 1, column 1: there is no item or function allt: is alt meant?"),
        ("sex == 'M' &&\n  abve(alt, '3')", "line 2, column 7: there is no item or function abve: is above meant?"),
        ("labs.bili > 3", "line 1, column 5: there is no item labs.bili: an item of another form is written form__item, with two underscores"),
        ("alt > 3.0", "line 1, column 5: numbers compare exactly by functions: write above(alt, '3.0')"),
        ("alt >= bili", "line 1, column 5: numbers compare exactly by functions: write at_least(alt, bili)"),
        ("vas < 3", "line 1, column 5: numbers compare exactly by functions: write below(vas, '3')"),
        ("alt != 3", "line 1, column 5: numbers compare exactly by functions: write !equal(alt, '3')"),
        ("alt == bili", "line 1, column 5: numbers compare exactly by functions: write equal(a, b) or between(a, low, high)"),
        ("alt in [bili]", "line 1, column 5: numbers compare exactly by functions: write equal(a, b) or between(a, low, high)"),
        ("alt + bili > 3", "line 1, column 5: write total([a, b]) for a sum of items"),
        ("alt - bili > 3", "line 1, column 5: write change(a, b) for the difference of two items"),
        ("alt / alt_uln > 3", "line 1, column 5: a quotient is never compared: write above(alt, '3', alt_uln) for alt above 3 times alt_uln"),
        ("above(alt, 'x')", "line 1, column 6: 'x' is not a number: above is written above(number, limit) or above(number, limit, limit)"),
        ("above(alt, sex)", "line 1, column 6: above compares numbers, and sex is text"),
        ("above(note, 3)", "line 1, column 6: above is written above(number, limit) or above(number, limit, limit), not with (text, whole number)"),
        ("above(alt)", "line 1, column 6: above is written above(number, limit) or above(number, limit, limit)"),
        ("start < end", "line 1, column 7: dates compare by before, after, same_day and days: write before(start, end)"),
        ("end - start > 3", "line 1, column 5: dates compare by before, after, same_day and days: write days(end, start)"),
        ("before(start, '31/02/2026')", "line 1, column 7: 31/02/2026 is not a date: February 2026 has 28 days: before is written before(date, date) or before(time of day, time of day)"),
        ("sex == 'Male'", "line 1, column 5: 'Male' is not a code of sex, which has M, F"),
        ("one_of(sex, ['F', 'X'])", "line 1, column 7: 'X' is not a code of sex, which has M, F"),
        ("sex == null", "line 1, column 5: write missing(item) or known(item) to ask whether a value stands there"),
        ("alt == null", "line 1, column 5: write missing(item) or known(item) to ask whether a value stands there"),
        ("sex == 'M' and done", "line 1, column 12: write && instead of and"),
        ("not done", "line 1, column 5: write ! instead of not"),
        ("sex = 'M'", "line 1, column 5: write == instead of ="),
        ("alt ≥ 3", "line 1, column 5: write >= instead of ≥"),
        ("sex == “M”", "line 1, column 8: write ' instead of “"),
        ("note == 'abc", "line 1, column 9: a quotation mark is opened here and not closed"),
        ("done ==", "line 1, column 8: the expression ends too early"),
        ("", "line 1, column 1: the expression ends too early"),
        ("alt", "line 1, column 1: a check answers yes or no; this answers with a number"),
        ("1 > 0", "line 1, column 1: this reads no item, so it can never change"),
        ("dyn(sex) == 3", "line 1, column 4: dyn is not part of the language of checks"),
        ("note + 'a' == 'b'", "line 1, column 6: + works on whole numbers such as days(a, b), not on text"),
        ("series_vas.exists(alt, above(alt, 6))", "line 1, column 18: alt names an item: choose another letter for the loop"),
        ("missing(total([alt]))", "line 1, column 8: missing asks about one item: write missing(item)"),
        ("above(total([alt, sex]), 3)", "line 1, column 13: a list holds values of one kind"),
    ],
)  # fmt: skip
def test_lint_says_in_clinical_words_what_to_write_instead(expression: str, problem: str) -> None:
    assert problems(expression)[0] == problem


@pytest.mark.parametrize(
    "expression", ["above(alt, 1.5)", "alt * 1.5 > alt_uln", "above(alt, 1.5 * alt_uln)", "1.5 * 2.0 > 1.0"]
)
def test_a_decimal_outside_quotes_is_refused_with_a_hint(expression: str) -> None:
    assert any("write decimals in quotes inside a function" in problem for problem in problems(expression))


def test_several_problems_are_told_at_once() -> None:
    assert len(problems("alt > 3 && start < end && foo == 1")) == 3


def test_the_items_a_check_reads_are_known_exactly() -> None:
    check = compiled("above(alt, '3', alt_uln) && note != 'bili' && missing(labs__bili) // and vas")
    assert check.reads == {"alt", "alt_uln", "note", "labs__bili"}
    assert check.asked == {"labs__bili"}
    assert compiled("series_vas.exists(v, above(v, 6))").reads == {"series_vas"}


def test_the_study_s_own_item_types_are_understood() -> None:
    for item_type in ItemType:
        assert isinstance(compile_check("known(x)", {"x": item_type}), Compiled)
        assert Kind(item_type)
    with pytest.raises(ValueError, match="picture"):
        compile_check("known(x)", {"x": "picture"})


@pytest.mark.parametrize("name", ["in", "double", "Alt", "_alt", "a b", "a__", "1st", "అలట"])
def test_a_name_the_language_cannot_say_is_a_programming_error(name: str) -> None:
    with pytest.raises(ValueError, match="cannot name an item"):
        compile_check("done", {**TYPES, name: "number"})


# -- Hostile input --------------------------------------------------------------------------------------------------

SECONDS = 2.0
OVER = "[" + ",".join(["1"] * 200) + "]"
DOUBLING = "[1]"
for _level in range(28):
    DOUBLING = f"[{DOUBLING}].map(x, x + x)[0]"
HOSTILE = {
    "a sum of 20,000 terms": "+".join(["1"] * 20_000) + " > 0",
    "deep parentheses": "(" * 20_000 + "done" + ")" * 20_000,
    "deep lists": "[" * 5_000 + "]" * 5_000,
    "deep calls": "above(" * 5_000 + ")" * 5_000,
    "many negations": "!" * 20_000 + "done",
    "many alternatives": "||".join(["sex == 'M'"] * 2_000),
    "a long chain of parts": ".".join(["note"] * 20_000),
    "deep conditions": "done ? " * 5_000 + "done" + " : done" * 5_000,
    "nested loops over 200 to the fourth": f"{OVER}.all(a, {OVER}.all(b, {OVER}.all(c, {OVER}.all(d, done))))",
    "nested loops over a series": "series_vas.all(a, series_vas.all(b, series_vas.all(c, above(c, 0))))",
    "a series function in a loop": "series_vas.all(a, any_above(series_vas, 5) || done)",
    "a text read in a loop": f"symptoms.exists(s, {'||'.join(['''note.contains('aab')'''] * 100)})",
    "many calls in a loop": f"series_vas.all(a, {'&&'.join(['above(a, 0)'] * 200)})",
    "doubling lists": DOUBLING + ".size() > 0",
    "a million characters": "x" * 1_000_000,
    "an endless comment": "/*" * 20_000,
    "a null byte": "\x00",
    "half a character": "note == '\ud800'",
}


@pytest.mark.parametrize("expression", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("longest", [door.LONGEST, 200_000], ids=["our wall", "the engine's walls"])
def test_a_hostile_expression_is_stopped(
    monkeypatch: pytest.MonkeyPatch, longest: int, expression: str
) -> None:
    monkeypatch.setattr(door, "LONGEST", longest)
    values = {
        "series_vas": ["1"] * 200,
        "symptoms": ["aa"] * 1_000,
        "note": "a" * 20_000,
        "done": True,
        "sex": "F",
    }
    began = time.process_time()
    result = compile_check(expression, TYPES)
    if isinstance(result, Compiled):
        evaluate(result, values)
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize(
    "expression",
    [
        "note.matches('(a+)+$')",
        "||".join(["note.matches('(.*?a){50}P')"] * 100),
        "||".join(["any_above(series_vas, 7)"] * 150),
        "||".join(["series_vas.exists(a, above(a, 7))"] * 100),
        "||".join(["symptoms.exists(s, s.contains('aab'))"] * 90),
        "series_vas.all(a, " + "&&".join(["at_least(a, 0)"] * 8) + ")",
    ],
)
def test_an_admitted_expression_is_quick_on_the_largest_values(expression: str) -> None:
    check = compiled(expression)
    values = {"note": "a" * 20_000, "series_vas": ["1"] * 1_000, "symptoms": ["a" * 20] * 1_000}
    began = time.process_time()
    evaluate(check, values)
    assert time.process_time() - began < SECONDS


def test_values_too_large_to_look_at_are_not_evaluable() -> None:
    assert "1000 values at most" in verdict("any_above(series_vas, 6)", series_vas=["7"] * 1_001).reason
    assert "20000 characters at most" in verdict("note == 'x'", note="x" * 20_001).reason
    assert "20000 characters at most" in verdict("'x' in symptoms", symptoms=["x" * 150] * 200).reason
    assert "200 characters at most" in verdict("sex == 'M'", sex="M" * 201).reason


def test_a_loop_that_outruns_the_engine_s_budget_is_not_evaluable() -> None:
    said = verdict("||".join(["series_vas.exists(a, above(a, 7))"] * 60), series_vas=["1"] * 1_000)
    assert said == Verdict(answer=Answer.NOT_EVALUABLE, reason="the check takes too many steps")


def test_a_value_converted_from_another_unit_is_compared_with_all_its_digits() -> None:
    bili = "1.1877828054298642533936651583710407239819004524887"  # 105 µmol/L of creatinine / 88.4
    assert answer("above(bili, '1.18')", bili=bili) is True
    assert answer("rose_by_percent(bili, labs__bili, '50')", bili=bili, labs__bili=bili) is False
    assert answer("at_least(bili, labs__bili, alt)", bili=bili, labs__bili=bili, alt=bili) is False

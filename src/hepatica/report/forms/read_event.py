"""Readers of the event: what happened, how badly, when, what was done, and how the person is."""
# ruff: noqa: ARG001, D401 — every reader takes the same arguments, and is described by what it gives.

from __future__ import annotations

from hepatica.report.forms.definition import LineDef
from hepatica.report.forms.facts import Facts, Other
from hepatica.report.forms.readers import Read, plain, reads, told
from hepatica.safety.case import CRITERIA, Given
from hepatica.safety.telling import since, telling, unit_words
from hepatica.scores.ctcae import VERSIONS

CRITERION = {
    "death": "resulted in death",
    "life_threatening": "life-threatening",
    "hospitalisation": "admission or a longer stay in hospital",
    "disability": "persistent or significant disability",
    "congenital": "congenital anomaly or birth defect",
    "important": "another medically important event",
}
MOST_DRAWS = 6
"""Columns of draws that a page holds: the one before the event, and the latest."""


@plain("diagnosis", "event log", "ae", "aeterm")
def diagnosis(facts: Facts) -> str:
    """The term as the physician wrote it, and CTCAE's where it is another."""
    case = facts.case
    ctcae = f" (CTCAE term: {case.ctcae})" if case.ctcae and case.ctcae.lower() != case.term.lower() else ""
    return f"{case.term}{ctcae}"


@plain("criteria", "event log", "ae", "aeser")
def criteria(facts: Facts) -> str:
    """The criteria of seriousness that hold."""
    said = "; ".join(CRITERION[one] for one in CRITERIA if one in facts.case.criteria)
    return said.capitalize()[:1] + said[1:]


@plain("severity", "event log", "ae", "aetoxgr")
def severity(facts: Facts) -> str:
    """The grade, beside the grade before the trial, and how it changed."""
    case = facts.case
    if case.grade is None:
        return ""
    version = facts.parameter("ctcae_version")
    base = f", grade {case.baseline_grade} at baseline" if case.baseline_grade is not None else ""
    course = "; ".join(f"grade {grade} from {facts.date(at)}" for at, grade in case.course)
    return f"CTCAE {version} grade {case.grade}{base}".replace("  ", " ") + (f"; {course}" if course else "")


@plain("body_site", "report", "sae", "sae_bodysite")
def body_site(facts: Facts) -> str:
    """Where in the body."""
    return told(facts, "sae_bodysite")


@reads("description")
def description(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
    """The physician's own account: of the report, else of the event log."""
    own = told(facts, "sae_description") or facts.case.account
    form, item = ("sae", "sae_description") if told(facts, "sae_description") else ("ae", "aenarr")
    return Read(value=own, source="the physician" if own else "", form=form, item=item, typed=bool(own))


@reads("description_full")
def description_full(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
    """Term, severity and criteria as the record has them, then the account and what was done."""
    own = description(facts, line, of).value
    serious = "; ".join(CRITERION[one] for one in CRITERIA if one in facts.case.criteria)
    head = ", ".join(part for part in (facts.case.term, severity(facts), serious) if part)
    parts = (head, own, f"Treatment: {treatment(facts)}" if treatment(facts) else "")
    said = ". ".join(part.rstrip(".") for part in parts if part)
    return Read(
        value=f"{said}." if facts.case.term else "",
        source="event log",
        form="ae",
        item="aenarr",
        typed=bool(own),
    )


@plain("onset", "event log", "ae", "aestdtc")
def onset(facts: Facts) -> str:
    """When it began."""
    return facts.date(facts.case.onset)


@plain("event_end", "event log", "ae", "aeendtc")
def event_end(facts: Facts) -> str:
    """When it ended, or that it goes on."""
    case = facts.case
    if case.end is not None:
        return facts.date(case.end)
    if case.stable is not None:
        return f"judged stable on {facts.date(case.stable)}"
    return "still going on" if case.ongoing else ""


@plain("setting", "report", "sae", "sae_setting")
def setting(facts: Facts) -> str:
    """Where the person was."""
    return told(facts, "sae_setting")


@reads("outcome")
def outcome(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
    """Tick or write how the person is."""
    code = facts.case.outcome
    if not code:
        return Read(form="ae", item="aeout")
    words = "" if line.options else facts.words("aeout", code)
    return Read(value=words, ticked=frozenset({code}), source="event log", form="ae", item="aeout")


@plain("treatment", "event log", "ae", "aetrt")
def treatment(facts: Facts) -> str:
    """What was done for it."""
    case = facts.case
    own = told(facts, "sae_tests")
    given = case.treatment or ("none" if case.treated is False else "")
    return "; ".join(part for part in dict.fromkeys((given, own)) if part)


@plain("death_cause", "death form", "death", "ddcause")
def death_cause(facts: Facts) -> str:
    """Cause of death, and what the event had to do with it."""
    return "; ".join(
        part for part in (facts.case.patient.death_cause, told(facts, "sae_death_cause")) if part
    )


@plain("postmortem", "death form", "death", "autopsy_findings")
def postmortem(facts: Facts) -> str:
    """Post-mortem findings."""
    return "; ".join(part for part in (facts.case.patient.autopsy, told(facts, "sae_postmortem")) if part)


@reads("seriousness")
def seriousness(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
    """Tick yes or no, and the criteria."""
    serious = facts.case.serious
    answer = {True: {"yes"}, False: {"no"}, None: set[str]()}[serious]
    ticked = frozenset(answer | (set(facts.case.criteria) if serious else set())) & set(line.options)
    return Read(ticked=ticked, source="event log" if ticked else "", form="ae", item="aeser")


# -- Tests ----------------------------------------------------------------------------------------------------------


@reads("tests")
@reads("tests_table")
def tests(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
    """Values that became worse than before the event, each beside the last before it; or that none did."""
    days, rows = table_of_tests(facts)
    if rows:
        return Read(source="laboratory", form="laboratory", columns=("", *days), rows=rows)
    drawn = len(since(facts.case.tests, facts.case.onset))
    said = f"{drawn} values since the onset, none worse than before it" if drawn else ""
    return Read(value=said, source="laboratory" if said else "", form="laboratory")


def table_of_tests(facts: Facts) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the days of the draws and a row per test: its name with unit, then a value per day."""
    kept = telling(facts.case.tests, facts.case.onset, facts.parameter("ctcae_version") or VERSIONS[0])
    told = [test for test in facts.case.tests if test.analyte in kept]
    days = {(t.day.day.iso(), t.day.time): facts.date(t.day) for t in told}
    shown = (*tuple(days)[:1], *tuple(days)[1:][-(MOST_DRAWS - 1) :])
    rows = []
    for analyte in kept:
        values = {(t.day.day.iso(), t.day.time): t for t in told if t.analyte == analyte}
        one = next(iter(values.values()))
        name = f"{one.name}, {unit_words(one.unit)}" if one.unit else one.name
        rows.append((name, *(values[at].value if at in values else "" for at in shown)))
    return tuple(days[at] for at in shown), tuple(rows)

"""The serious events, one by one: the facts of the case, its narrative, and what is not known of it."""

from __future__ import annotations

from hepatica.datasets.case_facts import suspects_of
from hepatica.report import text as write
from hepatica.report.board.owed import span
from hepatica.report.board.pack import Pack
from hepatica.report.document import Block, Heading, KeyValues, Pair, Para
from hepatica.safety.case import CRITERIA, Case
from hepatica.safety.narrative import Segment, gaps, narrative

NONE = "No serious event is on record to the data cut."
_CRITERIA = {
    "death": "death",
    "life_threatening": "life-threatening",
    "hospitalisation": "hospital admission or longer stay",
    "disability": "disability",
    "congenital": "congenital anomaly",
    "important": "medically important",
}


def narratives(pack: Pack) -> tuple[Block, ...]:
    """Return every serious case with its narrative, in order of infusion; a sentence where there is none.

    The physician's own sentences stand word for word and marked; a fact nobody has given is named, never left out.
    """
    return tuple(block for case in pack.serious for block in _case(pack, case)) or (Para(text=NONE),)


def _case(pack: Pack, case: Case) -> tuple[Block, ...]:
    told = narrative(case, pack.label)
    missing = tuple(dict.fromkeys(gaps(told)))
    unknown = (Para(text=f"To be completed: {'; '.join(missing)}.", note=True),) if missing else ()
    return (
        Heading(text=f"{case.subject} · {case.term}", level=2),
        KeyValues(pairs=_facts(pack, case), columns=2),
        *_paragraphs(told),
        *unknown,
    )


def _facts(pack: Pack, case: Case) -> tuple[Pair, ...]:
    day = pack.who(case.subject).day(case.onset.day)
    from_infusion = f" (day {write.study_day(day)})" if day is not None else ""
    expected = {True: "expected", False: "unexpected", None: "not judged by the sponsor"}[case.expected]
    return (
        Pair(key="Began", value=f"{case.onset.words()}{from_infusion}"),
        Pair(key="Grade", value=_grade(case)),
        Pair(
            key="Serious by",
            value=", ".join(_CRITERIA[c] for c in CRITERIA if c in case.criteria) or "not said",
        ),
        Pair(key="Related", value=_related(pack, case)),
        Pair(key="Told", value=_told(pack, case)),
        Pair(key="Expected", value=expected),
    )


def _grade(case: Case) -> str:
    if case.grade is None:
        return "not graded"
    return str(case.grade) if case.baseline_grade is None else f"{case.grade}, from {case.baseline_grade}"


def _related(pack: Pack, case: Case) -> str:
    titles = {suspect.id: str(suspect.title) for suspect in suspects_of(pack.study)}
    still = ", ".join(titles.get(one, one) for one in case.left_open)
    judged = "yes" if case.related else "no"
    return f"{judged}; not judged for: {still}" if still else judged


def _told(pack: Pack, case: Case) -> str:
    """Say which recipients have the case, and how long after its start the last of the first reports went."""
    mine = [one for one in pack.owed if (one.subject, one.row) == (case.subject, case.row)]
    sent = [one for one in mine if one.submitted_at is not None]
    open_ones = sum(one.open for one in mine)
    if not sent:
        return f"nothing was sent; {open_ones} reports are owed"
    first = min(sent, key=lambda one: one.submitted_at or pack.now)
    took = (
        f", the first {span(first.submitted_at - first.start.at)} after {first.start.words}"
        if first.submitted_at and first.start
        else ""
    )
    return f"{len(sent)} reports sent{took}; {open_ones} owed"


def _paragraphs(told: tuple[Segment, ...]) -> tuple[Para, ...]:
    """Join what was drafted from facts; keep each of the physician's own passages apart, in quotation marks."""
    found: list[Para] = []
    drafted: list[str] = []
    for segment in told:
        if segment.own:
            found += [Para(text=" ".join(drafted))] if drafted else []
            drafted = []
            found.append(Para(text=f"In the physician's own words: “{segment.text}”"))
        else:
            drafted.append(segment.text)
    return (*found, Para(text=" ".join(drafted))) if drafted else tuple(found)

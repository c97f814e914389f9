"""Sentinel and stagger: the next participant waits so many days after the one before, and for a written clearance.

Nobody begins while another is under way, and never two are infused on one day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from hepatica.conduct.board import in_force
from hepatica.conduct.line import Line
from hepatica.ledger.desk_rows import BoardRow, ClearanceRow
from hepatica.ledger.landmarks import civil
from hepatica.ledger.rows import SubjectRow
from hepatica.ledger.state import State
from hepatica.study.dates import PartialDate
from hepatica.study.oversight import Stagger
from hepatica.study.study import Study

CLEARS = frozenset({"continue", "change"})
"""Recommendations of the board under which what it clears is clear."""
MONITOR = "a medical monitor"


def staggered(study: Study, gate: str) -> bool:
    """Whether a stagger gate stands at a gate of the study."""
    return any(gate in rule.gates for rule in study.oversight.stagger)


def stagger_lines(study: Study, state: State, subject: str, gate: str, today: date) -> Iterator[Line]:
    """Yield what must be before a participant may pass a gate: the days since the one before, and the clearance of it."""
    me = state.get(SubjectRow, subject)
    if me is None or me.infused or not staggered(study, gate):
        return
    others = [row for row in state.all(SubjectRow) if row.subject != subject]
    if not _under_way(study, me):
        yield from (_alone(study, row) for row in others if _under_way(study, row))
    infused = _in_order(row for row in others if row.infused)
    if not infused:
        return
    last = infused[-1]
    rule = _rule(study, gate, len(infused))
    yield _days(study, rule, last, gate, today)
    if rule is not None and rule.clearance:
        yield _cleared(study, state, rule, last.subject)


def too_early(study: Study, state: State, subject: str, gate: str, day: PartialDate) -> str:
    """Say that an act took place before its stagger allowed, on a day that may be known in part; '' when it did not."""
    if not staggered(study, gate) or day.latest is None:
        return ""
    rows = (row for row in state.all(SubjectRow) if row.subject != subject)
    infused = _in_order(row for row in rows if (at := _day(row)) and at <= day.latest)
    if not infused:
        return ""
    last, wait = infused[-1], _wait(_rule(study, gate, len(infused)))
    since, words = _day(last), PartialDate.parse(last.infused).words()
    if since is None or day.latest >= since + timedelta(days=wait):
        return ""
    if day.latest == since:
        return f"on {day.words()}, the day on which {last.subject} was infused"
    return f"on {day.words()}, less than {wait} days after {last.subject} was infused on {words}"


def _rule(study: Study, gate: str, infused: int) -> Stagger | None:
    """Give the rule that stands after so many infusions."""
    return next((r for r in study.oversight.stagger if gate in r.gates and infused in r.after), None)


def _wait(rule: Stagger | None) -> int:
    return max(1, rule.days if rule else 1)  # never two on one day


def _under_way(study: Study, row: SubjectRow) -> bool:
    """Whether a participant has passed a staggered gate, is not infused, and has not left."""
    passed = any(staggered(study, gate) for gate in row.authorised)
    return passed and not row.infused and not row.ended


def _day(row: SubjectRow) -> date | None:
    """Give the day of infusion; of one known in part the last it can be, so that nobody starts too early."""
    day = civil(row.infused) if row.infused else None
    return day.latest if day else None


def _in_order(rows: Iterator[SubjectRow]) -> list[SubjectRow]:
    return sorted(rows, key=lambda row: (_day(row) or date.max, row.subject))


def _alone(study: Study, row: SubjectRow) -> Line:
    passed = next(g.title for g in study.gates if g.id in row.authorised and staggered(study, g.id))
    return Line(
        title=f"{row.subject} is infused",
        done=False,
        sentence=f"{row.subject} is authorised for {_act(str(passed))} and is not infused yet: one participant at a time.",
    )


def _days(study: Study, rule: Stagger | None, last: SubjectRow, gate: str, today: date) -> Line:
    wait, day = _wait(rule), _day(last)
    title = f"{wait} {'day' if wait == 1 else 'days'} after {last.subject} was infused"
    if day is None:
        said = f"When {last.subject} was infused is not known: nobody can tell when the next may start."
        return Line(title=title, done=False, sentence=said)
    free = day + timedelta(days=wait)
    act = _act(str(next(g.title for g in study.gates if g.id == gate)))
    said = (
        f"Participant {last.subject} was infused on {PartialDate.parse(last.infused).words()}: "
        f"{act} may be authorised for the next from {PartialDate.of(free).words()}."
    )
    return Line(title=title, done=today >= free, sentence="" if today >= free else said, when=free)


def _cleared(study: Study, state: State, rule: Stagger, before: str) -> Line:
    """Say whether the one before is cleared: by the monitor or by the board, whichever decided last."""
    monitor = state.get(ClearanceRow, before, rule.id)
    said = [(monitor.seq, monitor.decision == "clear", monitor.by)] if monitor else []
    said += [
        (row.seq, row.recommendation in CLEARS, row.meeting)
        for row in state.of(BoardRow, "")
        if f"stagger:{rule.id}/{before}" in row.clears and in_force(study, state, row.meeting)
    ]
    _, clear, by = max(said, default=(0, False, ""))
    title = f"{before} is cleared"
    if clear:
        return Line(title=title, done=True, who=by)
    decided = f"{by} decided otherwise" if by else "nobody has cleared it"
    sentence = f"Before the next starts, {MONITOR} or the board must clear {before} in writing: {decided}."
    return Line(title=title, done=False, sentence=sentence, who=MONITOR)


def _act(title: str) -> str:
    return title if title[:2].isupper() else title[:1].lower() + title[1:]

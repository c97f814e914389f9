"""The board's decision form: members, conflicts, quorum, signatures; in force once the quorum has signed."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from hepatica.conduct.authority import roles_for
from hepatica.conduct.case import Case
from hepatica.conduct.desk_commands import DecideBoard, Member, SignBoard
from hepatica.conduct.forms import state_sha256, unproven
from hepatica.conduct.refused import Decision, Refused, listed, refuse
from hepatica.ledger.desk_facts import BoardDecided, BoardMember
from hepatica.ledger.desk_rows import BoardRow
from hepatica.ledger.events import Draft, SignatureGiven
from hepatica.ledger.rows import HoldRow, SignatureRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.study.dates import NotADate, PartialDate, future_fault
from hepatica.study.oversight import Board
from hepatica.study.study import Study

SIGN = "board.sign"


def decide(case: Case, command: DecideBoard) -> Decision:
    """Enter the decision form of a meeting; until the quorum has signed it may be entered again, and signatures fall."""
    board = case.plan.study.oversight.board
    if board is None:
        return refuse("not_possible", f"{case.plan.study.short_title} has no safety board.")
    day = _held(case, command.held_on)
    if isinstance(day, Refused):
        return day
    faults = [*_words(command), *_members(board, command.members), *_clears(case, command.clears)]
    if faults:
        return refuse("not_possible", " ".join(faults))
    fact = BoardDecided(
        meeting=command.meeting.strip(),
        held_on=day,
        cut=command.cut,
        recommendation=command.recommendation,
        sentence=command.sentence.strip(),
        members=tuple(BoardMember(**member.model_dump()) for member in command.members),
        clears=command.clears,
        file=command.file,
        file_name=command.file_name,
    )
    standing = case.state.get(BoardRow, "", fact.meeting)
    if standing is not None and _same(standing, fact):
        return ()
    if standing is not None and in_force(case.plan.study, case.state, fact.meeting):
        said = f"The decision of {fact.meeting} is signed and in force: enter another meeting to change it."
        return refuse("not_possible", said)
    return (Draft(subject="", fact=fact),)


def _held(case: Case, text: str) -> str | Refused:
    try:
        day = PartialDate.parse(text)
    except NotADate as error:
        return refuse("impossible_date", f"The day of the meeting: {error}.")
    if not day.complete:
        return refuse("impossible_date", "The day of the meeting must be known.")
    if said := future_fault(day, ZoneInfo(case.now.zone), case.now.at):
        return refuse("future_date", f"The day of the meeting: {said}.")
    return day.iso()


def _words(command: DecideBoard) -> list[str]:
    faults = [] if command.meeting.strip() else ["A meeting needs a name, by which it can be found."]
    return faults if command.sentence.strip() else [*faults, "Say in a sentence what the board recommends."]


def _members(board: Board, members: Sequence[Member]) -> list[str]:
    names = [member.name.strip() for member in members]
    faults = []
    if not all(names) or len(set(names)) < len(names):
        faults.append("Each member stands once, by name.")
    if len(members) > board.members:
        faults.append(f"{board.title} has {board.members} members.")
    voting = [m for m in members if m.present and not m.conflict.strip()]
    if len(voting) < board.quorum:
        faults.append(
            f"{len(voting)} of its members {'was' if len(voting) == 1 else 'were'} present without a conflict; "
            f"the quorum is {board.quorum}."
        )
    elif len({m.user for m in voting if m.user}) < board.quorum:
        faults.append(f"At least {board.quorum} of those who vote need an account of their own, to sign.")
    return faults


def _clears(case: Case, clears: Sequence[str]) -> list[str]:
    return [f"There is nothing {one!r} to clear." for one in clears if not _clearable(case, one)]


def _clearable(case: Case, name: str) -> bool:
    kind, _, what = name.partition(":")
    if kind == "hold":
        return case.state.get(HoldRow, "", what) is not None
    gate, _, subject = what.partition("/")
    known = {rule.id for rule in case.plan.study.oversight.stagger}
    return kind == "stagger" and gate in known and case.state.get(SubjectRow, subject) is not None


def _same(row: BoardRow, fact: BoardDecided) -> bool:
    return all(getattr(row, name) == getattr(fact, name) for name in fact.__struct_fields__)


def sign(case: Case, command: SignBoard) -> Decision:
    """Sign a decision form as a member who was present and has no conflict, just after re-authentication."""
    row = case.state.get(BoardRow, "", command.meeting)
    if row is None:
        return refuse("no_such", f"There is no decision of a meeting {command.meeting!r}.")
    member = next((m for m in row.members if m.user and m.user == case.actor.user), None)
    if member is None or not member.present:
        present = listed(tuple(m.name for m in row.members if m.present), "and")
        return refuse("not_allowed", f"{case.actor.name} was not at {row.meeting}: {present} were.")
    if member.conflict.strip():
        return refuse(
            "not_allowed", f"{member.name} declared a conflict ({member.conflict.strip()}) and does not sign."
        )
    if refused := unproven(case):
        return refused
    if case.actor.user in signed_by(case.state, row):
        return ()
    fact = SignatureGiven(
        name=case.actor.name,
        role=roles_for(case.actor, command.kind)[0],
        meaning="approval",
        act=SIGN,
        at_seq=row.seq,
        state_sha256=state_sha256(row),
    )
    return (Draft(subject="", fact=fact),)


def signed_by(state: State, row: BoardRow) -> frozenset[str]:
    """Return who has signed a decision as it stands: its row is sealed, so that a changed one must be signed anew."""
    sealed = state_sha256(row)
    signatures = state.of(SignatureRow, "")
    return frozenset(s.actor for s in signatures if s.act == SIGN and s.state_sha256 == sealed)


def in_force(study: Study, state: State, meeting: str) -> bool:
    """Whether as many members as the quorum have signed the decision of a meeting."""
    row, board = state.get(BoardRow, "", meeting), study.oversight.board
    return row is not None and board is not None and len(signed_by(state, row)) >= board.quorum

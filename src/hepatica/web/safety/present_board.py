"""The safety board's decisions as the desk shows them: who sat, who has a conflict, who has signed, what it clears."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hepatica.conduct.board import in_force, signed_by
from hepatica.ledger.desk_rows import BoardRow
from hepatica.ledger.rows import HoldRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.study.dates import PartialDate
from hepatica.study.study import Study
from hepatica.web.safety import words

RECOMMENDATIONS = ("continue", "change", "pause", "stop")


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A member at a meeting."""

    name: str
    said: str
    signed: bool
    icon: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One decision form."""

    meeting: str
    held_on: str
    cut: int
    recommendation: str
    sentence: str
    seats: tuple[Seat, ...]
    clears: tuple[str, ...]
    signed: int
    quorum: int
    in_force: bool
    may_sign: bool
    """Whether the person who looks is a member who can sign and has not."""
    by: str
    file: str
    file_name: str


def decisions(study: Study, state: State, user: str, names: Mapping[str, str]) -> list[Decision]:
    """Return the decision forms, the latest meeting first."""
    rows = sorted(state.of(BoardRow, ""), key=lambda row: (row.held_on, row.seq), reverse=True)
    return [_decision(study, state, row, user, names) for row in rows]


def _decision(study: Study, state: State, row: BoardRow, user: str, names: Mapping[str, str]) -> Decision:
    signed = signed_by(state, row)
    votes = any(m.user == user and m.present and not m.conflict for m in row.members if m.user)
    return Decision(
        meeting=row.meeting,
        held_on=PartialDate.parse(row.held_on).words(),
        cut=row.cut,
        recommendation=recommendation_words(row.recommendation),
        sentence=row.sentence,
        seats=tuple(
            Seat(
                name=member.name,
                said=_said(member.present, member.conflict, member.user in signed),
                signed=bool(member.user) and member.user in signed,
                icon="signed" if member.user and member.user in signed else "open",
            )
            for member in row.members
        ),
        clears=tuple(clears_words(study, one) for one in row.clears),
        signed=len(signed),
        quorum=study.oversight.board.quorum if study.oversight.board else 0,
        in_force=in_force(study, state, row.meeting),
        may_sign=votes and user not in signed,
        by=_("entered by %(who)s, %(when)s")
        % {"who": names.get(row.by, row.by), "when": words.instant(row.at)},
        file=row.file,
        file_name=row.file_name,
    )


def _said(present: bool, conflict: str, signed: bool) -> str:
    if not present:
        return _("absent")
    if conflict:
        return _("conflict: %(what)s; does not sign") % {"what": conflict}
    return _("signed") if signed else _("has not signed")


def recommendation_words(recommendation: str) -> str:
    """Say what the board recommends."""
    return {
        "continue": _("Go on as planned"),
        "change": _("Go on with changes"),
        "pause": _("Pause dosing"),
        "stop": _("Stop the trial"),
    }.get(recommendation, recommendation)


def clears_words(study: Study, name: str) -> str:
    """Say what a decision clears: a hold by its name, or the participant after whom a stagger gate stands."""
    kind, _sep, what = name.partition(":")
    if kind == "hold":
        return _("the hold %(hold)s") % {"hold": what}
    gate, _sep, subject = what.partition("/")
    title = next((f"{one.code} · {one.title}" for one in study.oversight.stagger if one.id == gate), gate)
    return f"{subject}: {title}"


def clearable(study: Study, state: State) -> list[tuple[str, str]]:
    """Return what a decision could clear now: holds in force, and who was infused where a stagger gate waits."""
    holds = sorted({row.hold for row in state.all(HoldRow)})
    found = [f"hold:{hold}" for hold in holds]
    found += [f"stagger:{gate}/{subject}" for gate, subject in waits(study, state)]
    return [(one, clears_words(study, one)) for one in found]


def waits(study: Study, state: State) -> Iterable[tuple[str, str]]:
    """Yield (stagger gate, participant) for everybody infused after whom a gate asks for a clearance."""
    infused = sorted((row.infused, row.subject) for row in state.all(SubjectRow) if row.infused)
    for gate in study.oversight.stagger:
        for ordinal in gate.after if gate.clearance else ():
            if ordinal <= len(infused):
                yield gate.id, infused[ordinal - 1][1]

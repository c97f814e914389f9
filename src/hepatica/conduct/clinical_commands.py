"""What a person may ask about a participant's forms: screen, enrol, enter, complete, sign, explain, judge, authorise."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from hepatica.conduct.base import Base, Entry, Name, Prose


class ScreenSubject(Base):
    """Give a person the next participant number."""

    kind: Literal["subject.screen"] = "subject.screen"
    site: Name


class EnrolSubject(Base):
    """Authorise enrolment; refused while consent, eligibility or the enrolment number stand against it."""

    kind: Literal["subject.enrol"] = "subject.enrol"
    subject: Name


class EnterItems(Base):
    """Answer one or many items of one form. All are stored, or none and every problem is named."""

    kind: Literal["items.enter"] = "items.enter"
    subject: Name
    visit: Name
    form: Name
    entries: Annotated[tuple[Entry, ...], Field(min_length=1, max_length=2000)]
    seen: int = Field(ge=0)
    """The sequence number the person was looking at; an item changed since by someone else is a conflict."""


class RemoveRow(Base):
    """Strike out a row of a repeating group."""

    kind: Literal["row.remove"] = "row.remove"
    subject: Name
    visit: Name
    form: Name
    group: Name
    row: int = Field(ge=1)
    reason: Prose


class CompleteForm(Base):
    """Say that a form is complete; every empty mandatory item is named."""

    kind: Literal["form.complete"] = "form.complete"
    subject: Name
    visit: Name
    form: Name


class ReopenForm(Base):
    """Work on a complete form again."""

    kind: Literal["form.reopen"] = "form.reopen"
    subject: Name
    visit: Name
    form: Name
    reason: Prose


class SignForm(Base):
    """Sign a complete form; the actor must just have re-authenticated."""

    kind: Literal["form.sign"] = "form.sign"
    subject: Name
    visit: Name
    form: Name
    meaning: Literal["authorship", "review", "approval", "responsibility"]
    seen: int = Field(default=0, ge=0)
    """The sequence number the person was looking at: a form changed since is not signed; 0 signs it as it stands."""


class ExplainFinding(Base):
    """Say why a value stands."""

    kind: Literal["finding.explain"] = "finding.explain"
    subject: Name
    visit: Name
    form: Name
    check: Name
    row: int = 0
    reason: Prose


class Proposal(Base):
    """Where a proposal of the same participant stands."""

    visit: Name
    form: Name
    signal: Name
    row: int = 0


class ConfirmSignal(Base):
    """Confirm a proposed adverse event; the answers fill its row of the log."""

    kind: Literal["signal.confirm"] = "signal.confirm"
    subject: Name
    visit: Name
    form: Name
    signal: Name
    row: int = 0
    entries: tuple[Entry, ...] = ()
    """Items of the adverse-event form that replace or add to the proposed ones."""
    others: tuple[Proposal, ...] = ()
    """Other proposals of the same episode: they become the same event."""
    into: int = Field(default=0, ge=0)
    """Row of an event that stands already, to which the proposals belong; 0 makes a new one."""


class DismissSignal(Base):
    """Judge that a proposal, with the others of its episode, is not an event."""

    kind: Literal["signal.dismiss"] = "signal.dismiss"
    subject: Name
    visit: Name
    form: Name
    signal: Name
    row: int = 0
    reason: Prose
    others: tuple[Proposal, ...] = ()


class AuthoriseAct(Base):
    """Authorise what a gate guards (gcsf, leukapheresis, infusion)."""

    kind: Literal["act.authorise"] = "act.authorise"
    subject: Name
    gate: Name

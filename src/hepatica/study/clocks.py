"""Reporting clocks as data: what starts each, how long it runs, who owes what to whom, and by which law."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, StrictBool, model_validator

from hepatica.study.form import Identifier
from hepatica.study.text import Frozen, Sourced, Text


class Limit(Frozen):
    """How long a clock runs: hours from the instant it starts, or civil days at the site after the day it starts."""

    hours: int | None = Field(default=None, ge=1)
    days: int | None = Field(default=None, ge=1)
    """Calendar days: weekends and holidays count, and the last day counts to its end."""
    working_days: int | None = Field(default=None, ge=1)
    """Days that are neither a weekend nor a holiday of ``oversight.holidays``."""
    months: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _one(self) -> Limit:
        if sum(part is not None for part in (self.hours, self.days, self.working_days, self.months)) != 1:
            raise ValueError("a limit is given in hours, days, working_days or months: one of them")
        return self


class Recipient(Frozen):
    """Who may have to be told: the licensing authority, the sponsor, the ethics committee, the board."""

    id: Identifier
    title: Text
    short: Text


class Clock(Sourced):
    """One obligation to one recipient: it runs for each case (or for the trial) to which ``applies`` says yes."""

    id: Identifier
    code: str = ""
    """The rule's number on the reference page: IN-01."""
    title: Text
    """What is owed, in few words: 'first report', 'report after due analysis'."""
    per: Literal["case", "trial"] = "case"
    applies: str = "true"
    """CEL over ``hepatica.safety.case.NAMES``: to which cases the obligation belongs."""
    starts: tuple[str, ...] = Field(min_length=1)
    """Moments (``hepatica.safety.clocks.MOMENTS``) from which it counts; the earliest known one governs what is shown
    as due, the others are kept beside it."""
    limit: Limit
    every: Limit | None = None
    """For the trial's own clocks: the obligation comes again so long after the last."""
    duty: Identifier
    """Who owes it: investigator, sponsor, ethics_committee, licensing_authority, expert_committee."""
    recipient: Identifier
    report: Identifier = "letter"
    """What is sent: a report id (table5, adr, cioms, icsr) or 'letter'."""
    legal: StrictBool = True
    """False for a limit of the protocol itself: it never turns red."""
    delay_reason: StrictBool = False
    """Whether a late submission must say why."""
    causality: StrictBool = False
    """Whether the report may leave no causality open."""
    basis: str
    """Law, rule and paragraph."""
    effective_from: date | None = None
    effective_to: date | None = None

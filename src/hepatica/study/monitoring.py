"""How a protocol watches over its own record: source verification, delegation, locks, deviations, consent."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from hepatica.study.form import Identifier
from hepatica.study.text import Frozen, Sourced, Text

Level = Literal["form", "visit", "subject", "site", "study"]
"""What is frozen or locked, from the smallest to the whole."""


class Verification(Sourced):
    """How much is compared with the source documents: the risk-based plan of the monitor."""

    whole: tuple[int, ...] = ()
    """Ordinals, in order of screening, of the participants whose every item is verified."""
    critical: bool = True
    """Whether every critical item of every participant is."""
    sample: int = Field(default=0, ge=0, le=100)
    """Per cent of the other participants' forms, drawn by their number: the same for everyone who asks."""


class Delegation(Sourced):
    """What must stand in the delegation log before a role acts, and before a person signs."""

    training: bool = False
    identity: bool = False
    """Whether a signature waits until somebody has verified who the person is (21 CFR 11.100(b))."""
    statement: Text | None = None
    """What a signer accepts once, at the first signature (21 CFR 11.10(j)); None asks for nothing."""


class LockRule(Sourced):
    """Who freezes, locks and unlocks at one level; without a rule for a level a data manager does each alone."""

    level: Level
    lock: tuple[Identifier, ...] = ("data_manager",)
    unlock: tuple[Identifier, ...] = ("data_manager",)
    second: tuple[Identifier, ...] = ()
    """Roles of the second person who must prove who they are; empty: one person is enough."""
    checklist: bool = False
    """Whether every line of the lock checklist must be clear."""


class DeviationClass(Sourced):
    """How a rule's deviations are proposed: minor or important."""

    rule: Identifier
    """out_of_window, before_consent, missed_visit, missed_form, eligibility_override ..."""
    grade: Literal["minor", "important"] = "minor"


class ConsentLog(Frozen):
    """Where the log of consent events writes a renewed consent: its row holds the date, the kind and the document."""

    form: Identifier
    date: Identifier
    kind: Identifier
    code: str
    """Answer of ``kind`` that means: consented again."""
    version: Identifier | None = None
    """Item with the version of the document."""


class AmendmentRule(Sourced):
    """Which approvals a change of the protocol needs before it comes into force."""

    kind: Literal["patient", "safety", "data", "wording"]
    """What the change is: it bears on participants and their consent, on safety, on data, or on words alone."""
    approvals: tuple[Identifier, ...]
    """Approvals of ``oversight.approvals``."""


class Consent(Sourced):
    """Where consent stands in the forms, for re-consent after an amendment and for data protection."""

    form: Identifier
    date: Identifier
    version: Identifier | None = None
    """Item with the version of the consent document."""
    data_notice: Identifier | None = None
    """Item that says the data-protection notice was given: another consent than the trial's."""
    renewed: ConsentLog | None = None
    """The log in which a renewed consent is written."""


class Purpose(Sourced):
    """Why personal data are processed, and on which ground of the law (DPDP Act 2023, sections 6, 7 and 17)."""

    id: Identifier
    title: Text
    ground: Literal["consent", "legal_obligation", "medical_emergency", "research_exemption"]
    decides: bool = False
    """Whether anything is decided about the person: then the exemption of research is no ground (section 17(2)(b))."""


class Withdrawal(Sourced):
    """What is still written down of a participant who has withdrawn: all else is closed to new pages.

    What was collected before stays and may be corrected; a visit that took place before is still entered.
    """

    always: tuple[Identifier, ...]
    """Forms that document the withdrawal itself."""
    safety: tuple[Identifier, ...] = ()
    """Forms of safety follow-up, taken where the participant allows it."""
    form: Identifier
    item: Identifier
    """Item that says whether follow-up is allowed; last answered wherever its form stands."""
    codes: tuple[str, ...] = ("yes",)
    """Its answers that allow it."""


class Monitoring(Frozen):
    """How the record is watched over. A protocol without it has queries, signatures and locks with the house's defaults."""

    verification: Verification | None = None
    delegation: Delegation | None = None
    locks: tuple[LockRule, ...] = ()
    deviations: tuple[DeviationClass, ...] = ()
    amendments: tuple[AmendmentRule, ...] = ()
    consent: Consent | None = None
    purposes: tuple[Purpose, ...] = ()
    withdrawal: Withdrawal | None = None
    late_days: int = Field(default=7, ge=1)
    """An answer entered more than so many days after the day it is about counts as late."""
    frequent: int = Field(default=3, ge=2)
    """An item changed so many times is reported."""
    retention_years: int = Field(default=15, ge=1)
    """How long the record must be readable; nothing is ever purged before, or at all."""

"""Holds in force, with who has signed that they may end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hepatica.conduct.forms import state_sha256
from hepatica.conduct.holds import LIFT
from hepatica.ledger.rows import HoldRow, SignatureRow
from hepatica.study.study import Study
from hepatica.web.safety import words
from hepatica.web.shell.parts import Mark
from hepatica.web.visit_marks import Marks


@dataclass(frozen=True, kw_only=True)
class Held:
    """A hold in force."""

    subject: str
    name: str
    mark: Mark | None
    """None for a hold on the whole study."""
    reason: str
    blocks: str
    since: str
    signed: tuple[str, ...]
    """Names of those who signed that it may end: none or one, since the second ends it."""
    mine: bool
    """Whether the person who looks has signed."""
    rule: str = ""
    """The stopping rule that placed it; '' when a person did."""
    lifts: tuple[str, ...] = ()
    """Named decisions that lift it."""

    @property
    def signatures(self) -> str:
        """Say how many of the two have signed: '0 of 2'."""
        return _("%(n)s of 2") % {"n": len(self.signed)}

    @property
    def place(self) -> str:
        """Name of its form on the page."""
        return f"lift {self.subject} {self.name}"


def held(
    study: Study, holds: Iterable[HoldRow], signatures: Iterable[SignatureRow], user: str, marks: Marks
) -> list[Held]:
    """Return the holds, those on the study first. A signature counts for the very hold it was given for."""
    titles = {gate.id: str(gate.title) for gate in study.gates}
    given = [signature for signature in signatures if signature.act == LIFT]
    found = []
    for hold in sorted(holds, key=lambda hold: (hold.subject, hold.seq)):
        own = [s for s in given if s.subject == hold.subject and s.state_sha256 == state_sha256(hold)]
        found.append(
            Held(
                subject=hold.subject,
                name=hold.hold,
                mark=marks.of(hold.subject) if hold.subject else None,
                reason=hold.reason,
                blocks=", ".join(titles.get(gate, gate) for gate in hold.blocks),
                since=words.instant(hold.at),
                signed=tuple(s.name for s in own),
                mine=user in {s.actor for s in own},
                rule=_rule(study, hold.rule),
                lifts=hold.lifts,
            )
        )
    return found


def _rule(study: Study, wanted: str) -> str:
    """Name the rule that placed a hold: 'STP-02 · Infused lot not sterile'."""
    return next((f"{rule.code} · {rule.title}" for rule in study.stopping if rule.id == wanted), wanted)

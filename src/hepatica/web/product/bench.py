"""A participant's cells as the laboratory's screens read them, once for a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.http import Http404
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor, Moment
from hepatica.conduct.plan import Plan
from hepatica.ledger.product_rows import MaterialRow
from hepatica.ledger.rows import GrantRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.product.lineage import Lineage, lineage_of
from hepatica.store import clock, read
from hepatica.study.dates import minute_text
from hepatica.study.study import Study
from hepatica.web.shell.parts import Mark
from hepatica.web.visit_marks import Marks


@dataclass(frozen=True, kw_only=True)
class Bench:
    """One participant's materials with the protocol, the time and the person who looks."""

    actor: Actor
    plan: Plan
    state: State
    now: Moment
    subject: str
    mark: Mark
    grants: tuple[GrantRow, ...]

    @property
    def study(self) -> Study:
        """The protocol in force."""
        return self.plan.study

    @cached_property
    def lineage(self) -> Lineage:
        """What was made of what."""
        return lineage_of(self.study, self.state, self.subject)

    @property
    def minute(self) -> str:
        """Now, as a civil minute of the site: '2026-03-05T09:15'."""
        return minute_text(self.now.at, ZoneInfo(self.now.zone))

    @property
    def clock(self) -> datetime:
        """Now, on the site's clock."""
        return self.now.at.astimezone(ZoneInfo(self.now.zone))

    def material(self, label: str) -> MaterialRow:
        """Return a material of the participant; 404 when there is none."""
        row = self.state.get(MaterialRow, self.subject, label)
        if row is None:
            said = _("%(who)s has no material %(label)s.")
            raise Http404(said % {"who": self.subject, "label": label})
        return row

    def names(self, *roles: str) -> dict[str, str]:
        """Return the people who hold one of some roles (any, when none is named), by sign-in."""
        return {g.user: g.name for g in self.grants if not roles or g.role in roles}


def bench(actor: Actor, subject: str) -> Bench:
    """Read a participant's bench; 404 when there is no such participant."""
    state = read.subject_state(subject)
    if state.get(SubjectRow, subject) is None:
        raise Http404(_("There is no participant %(who)s.") % {"who": subject})
    return Bench(
        actor=actor,
        plan=read.plan(),
        state=state,
        now=clock.now(),
        subject=subject,
        mark=Marks(read.infused()).of(subject),
        grants=read.grants(),
    )

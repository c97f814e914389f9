"""A participant's liver specimens as the screens read them, and the door to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor, Moment
from hepatica.ledger.product_rows import AccessionRow, MaterialRow, ReadingRow
from hepatica.ledger.rows import GrantRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.product.lineage import GONE, Lineage
from hepatica.store import clock, read
from hepatica.study.dates import minute_text
from hepatica.study.product import Step
from hepatica.study.study import Study
from hepatica.web.doors import KNOWS_CODES, for_members
from hepatica.web.shell.parts import Mark
from hepatica.web.visit_marks import Marks

P = ParamSpec("P")
READ = frozenset({"slide", "suspension"})


def for_keepers(
    screen: Callable[Concatenate[HttpRequest, Actor, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Open a screen to those who may know whose specimen a code is; all others are refused in a sentence."""

    @wraps(screen)
    def enter(request: HttpRequest, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not actor.roles & KNOWS_CODES:
            raise PermissionDenied(
                _(
                    "Which code is whose is known to the pathologist, the laboratory and those who oversee them."
                )
            )
        return screen(request, actor, *args, **kwargs)

    return for_members(enter)  # type: ignore[return-value]


@dataclass(frozen=True, kw_only=True)
class Specimens:
    """One participant's liver specimens with the protocol, the time and the person who looks."""

    actor: Actor
    study: Study
    state: State
    now: Moment
    subject: str
    mark: Mark
    grants: tuple[GrantRow, ...]

    @cached_property
    def steps(self) -> dict[str, Step]:
        """The steps from the core to the slide, by id."""
        return {step.id: step for step in self.study.tissue.steps}

    @cached_property
    def lineage(self) -> Lineage:
        """What was made of what."""
        rows = [row for row in self.state.of(MaterialRow, self.subject) if row.step in self.steps]
        return Lineage({name: ("", step) for name, step in self.steps.items()}, rows)

    @cached_property
    def codes(self) -> dict[str, AccessionRow]:
        """The latest code of each slide or suspension, by its label."""
        rows = sorted(self.state.of(AccessionRow, self.subject), key=lambda row: row.seq)
        return {row.material: row for row in rows}

    @property
    def minute(self) -> str:
        """Now, as a civil minute of the site."""
        return minute_text(self.now.at, ZoneInfo(self.now.zone))

    def rows(self) -> list[MaterialRow]:
        """Return the specimens in the order they were made."""
        return sorted(self.lineage.rows.values(), key=lambda row: (row.at, row.seq))

    def material(self, label: str) -> MaterialRow:
        """Return a specimen; 404 when there is none of this label."""
        row = self.lineage.rows.get(label)
        if row is None:
            said = _("%(who)s has no specimen %(label)s.")
            raise Http404(said % {"who": self.subject, "label": label})
        return row

    def is_gone(self, row: MaterialRow) -> bool:
        """Whether nothing more can be done with it."""
        return any(move.move in GONE for move in row.moves)

    def readings(self, accession: str) -> list[ReadingRow]:
        """Return what was read under a code, in order."""
        rows = [row for row in self.state.of(ReadingRow, self.subject) if row.accession == accession]
        return sorted(rows, key=lambda row: row.seq)

    def readers(self, accession: str) -> int:
        """Return how many people have read a code."""
        return len({row.reader for row in self.readings(accession)})

    def names(self) -> dict[str, str]:
        """Return the people of the trial by sign-in; masked readers are asked for nothing here."""
        return {grant.user: grant.name for grant in self.grants if grant.role != "reader"}


def specimens(actor: Actor, subject: str) -> Specimens:
    """Read a participant's specimens; 404 when there is no such participant."""
    state = read.subject_state(subject)
    if state.get(SubjectRow, subject) is None:
        raise Http404(_("There is no participant %(who)s.") % {"who": subject})
    return of_state(actor, state, subject, Marks(read.infused()))


def of_state(actor: Actor, state: State, subject: str, marks: Marks) -> Specimens:
    """Make a participant's specimens of a state already read."""
    return Specimens(
        actor=actor,
        study=read.plan().study,
        state=state,
        now=clock.now(),
        subject=subject,
        mark=marks.of(subject),
        grants=read.grants(),
    )

"""What lies on the desk of whoever opens a form: the protocol, one participant's record, the form, the person."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hepatica.conduct.authority import not_allowed, not_on_form
from hepatica.conduct.commands import Actor, Moment
from hepatica.conduct.locks import ENTRY, Place, site_of, standing
from hepatica.conduct.plan import Plan
from hepatica.conduct.reading import Reading
from hepatica.ledger.review_rows import LockRow
from hepatica.ledger.rows import Answer, FormRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.people.accounts import actor_of
from hepatica.store import clock, read
from hepatica.study.dates import PartialDate
from hepatica.study.form import Form, FormKind
from hepatica.study.study import LOG_VISIT, VISIT_FORM, Study

_OCCURRENCE = re.compile(r"[a-z][a-z0-9_]*(\.([2-9]|[1-9][0-9]+))?")


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One form of one visit of one participant, and the person who looks at it."""

    plan: Plan
    state: State
    actor: Actor
    now: Moment
    head: int
    """The ledger's number when the state was read, or a little before."""
    subject: str
    visit: str
    form: Form
    language: str
    opened: int = 0
    """The ledger's number when the person's page was drawn; 0 where it is drawn now."""
    memo: dict[str, Any] = field(default_factory=dict, compare=False)
    """What was worked out once for this state."""

    @property
    def study(self) -> Study:
        """The protocol in force."""
        return self.plan.study

    @cached_property
    def person(self) -> SubjectRow:
        """The participant's row."""
        row = self.state.get(SubjectRow, self.subject)
        assert row is not None
        return row

    @cached_property
    def reading(self) -> Reading:
        """The record as expressions read it."""
        return Reading(self.study, self.state, self.subject)

    @cached_property
    def row(self) -> FormRow:
        """The form's answers; empty when nothing was entered."""
        return self.row_of(self.form.id)

    def row_of(self, form: str) -> FormRow:
        """Return another form of this visit with its answers."""
        found = self.state.get(FormRow, self.subject, f"{self.visit}/{form}")
        return found or FormRow(subject=self.subject, visit=self.visit, form=form)

    def answer(self, form: str, item: str, row: int) -> Answer | None:
        """Return the present answer of an item of this visit."""
        return self.row_of(form).answer(item, row)

    @cached_property
    def order(self) -> int | None:
        """1 for the first infused; None before the infusion."""
        infused = read.infused()
        return infused.index(self.subject) + 1 if self.subject in infused else None

    @cached_property
    def day_zero(self) -> PartialDate | None:
        """The infusion's date, or its planned date."""
        anchor = self.study.schedule.visit_anchor
        text = self.person.anchors.get(anchor) or self.person.planned.get(anchor)
        return PartialDate.parse(text[:10]) if text else None

    @property
    def is_log(self) -> bool:
        """Whether the form stands outside visits."""
        return self.visit == LOG_VISIT

    @property
    def title(self) -> str:
        """The visit's title, with its number when it repeats."""
        planned = self.study.visit(self.visit)
        if planned is None:
            return _("Logs")
        number = self.visit.partition(".")[2]
        return f"{planned.title.in_language(self.language)}{f' {number}' if number else ''}"

    def url(self, form: str = "") -> str:
        """Return the address of a form of this visit."""
        return reverse("capture:form", args=[self.subject, self.visit, form or self.form.id])

    def may(self, kind: str, form: Form | None = None) -> bool:
        """Whether the person's roles allow a command on a form."""
        asked = form or self.form
        return (
            not self.closed_to(kind, asked.id)
            and asked.kind is not FormKind.COMPUTED
            and not_allowed(self.actor, kind) is None
            and not_on_form(self.actor, kind, asked) is None
        )

    def lock_on(self, form: str = "") -> LockRow | None:
        """Return the lock, or the freeze, that lies on a form of this visit; None when nothing does."""
        place = Place(self.subject, self.visit, form or self.form.id, site_of(self.state, self.subject))
        return standing(self.state, place)

    def closed_to(self, kind: str, form: str) -> bool:
        """Whether a lock stops a command here: a locked page stops all, a frozen one what enters or changes."""
        lock = self.lock_on(form)
        return lock is not None and (lock.locked or kind in ENTRY)

    def again(self) -> Desk:
        """Return the desk with the record as it is now."""
        return replace(self, head=read.head().seq, state=_whole(self.subject), memo={})


def open_desk(request: HttpRequest, subject: str, visit: str, form: str, *, light: bool = False) -> Desk:
    """Return the desk of a form; Http404 when there is no such participant, visit or form there.

    A ``light`` desk holds only the answers of the page's own forms: enough to read what was typed.
    """
    head, plan = read.head().seq, read.plan_for(subject)
    asked = plan.study.form_by_id.get(form)
    occurs = visit == LOG_VISIT or _occurs(plan.study, visit)
    if asked is None or not occurs or form not in plan.study.forms_at(visit):
        raise Http404
    state = _own_forms(subject, visit, form) if light else _whole(subject)
    return Desk(
        plan=plan,
        state=state,
        actor=actor_of(request.user),  # type: ignore[arg-type]
        now=clock.now(),
        head=head,
        subject=subject,
        visit=visit,
        form=asked,
        language=getattr(request, "LANGUAGE_CODE", "en"),
    )


def _own_forms(subject: str, visit: str, form: str) -> State:
    rows = (read.form_row(subject, visit, name) for name in sorted({VISIT_FORM, form}))
    return State(row for row in rows if row)


def _whole(subject: str) -> State:
    state = read.subject_state(subject)
    if state.get(SubjectRow, subject) is None:
        raise Http404
    return state


def _occurs(study: Study, visit: str) -> bool:
    planned = study.visit(visit)
    if planned is None or not _OCCURRENCE.fullmatch(visit):
        return False
    return visit == planned.id or planned.repeats


def at_desk(view: Callable[[HttpRequest, Desk], HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the desk for a view: signed in, with a role in this trial, at a form that exists."""

    @wraps(view)
    def opened(request: HttpRequest, subject: str, visit: str, form: str, **_kw: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            if request.headers.get("HX-Request"):
                return HttpResponse(_("Your sign-in has ended."), status=401, content_type="text/plain")
            return redirect_to_login(request.get_full_path())
        field_alone = request.method == "POST" and bool(request.headers.get("HX-Request"))
        desk = open_desk(request, subject, visit, form, light=field_alone)
        if not desk.actor.roles:
            raise PermissionDenied(
                _("%(name)s has no role in this trial, so there is nothing here to show.")
                % {"name": desk.actor.name}
            )
        return view(request, desk)

    return opened

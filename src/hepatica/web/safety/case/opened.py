"""A case as it stands, read for its page: the event, what is owed, the form as filled, and what is still to be asked."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.http import Http404
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Moment
from hepatica.datasets.cases import derive_case
from hepatica.jobs.case_forms import issued_form
from hepatica.ledger.desk_rows import ReportRow
from hepatica.ledger.rows import FormRow
from hepatica.ledger.state import State
from hepatica.report.forms.definition import FILES, definition
from hepatica.report.forms.fill import fill
from hepatica.report.forms.filled import Filled, changed, mark_new
from hepatica.report.forms.questions import Question, asked
from hepatica.safety.case import Case
from hepatica.safety.clocks import Obligation, obligations
from hepatica.store import clock, read
from hepatica.store.read import instant_of
from hepatica.study.study import LOG_VISIT, Study

SAE_FORM, SAE_EVENT = "sae", "sae_event"
CRITERIA = "criteria"


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What the page of a case is made from."""

    study: Study
    state: State
    now: Moment
    case: Case
    report: str
    """The form that is looked at."""
    filled: Filled
    questions: tuple[Question, ...]
    owed: tuple[Obligation, ...]
    issued: tuple[ReportRow, ...]
    """Versions of this form that were issued, the first first."""
    stale: int
    """Lines that say something else than in the last version."""
    seen: int
    """The ledger's number when the page was read: a later change by somebody else is a conflict."""

    @property
    def zone(self) -> ZoneInfo:
        """The site's zone."""
        return ZoneInfo(self.now.zone)

    @property
    def others(self) -> tuple[tuple[str, str], ...]:
        """The other forms of this case: report and short title."""
        return tuple((one, definition(one).short) for one in FILES if one != self.report)


def opened(subject: str, row: int, report: str = "table5") -> Opened:
    """Read a case; Http404 where no event stands in that row, or there is no such form."""
    if report not in FILES:
        raise Http404(_("There is no such form."))
    seen, study, state = read.head().seq, read.plan().study, read.subject_state(subject)
    case = derive_case(study, state, subject, row, at_of=instant_of)
    if case is None:
        raise Http404(_("No adverse event stands there."))
    now = clock.now()
    filled = fill(report, case, study)
    issued = sorted(
        (r for r in state.of(ReportRow, subject) if (r.row, r.report) == (row, report)),
        key=lambda r: r.version,
    )
    stale = 0
    if issued:
        before = issued_form(subject, row, report, issued[-1].version)
        filled, stale = mark_new(before, filled), len(changed(before, filled))
    return Opened(
        study=study,
        state=state,
        now=now,
        case=case,
        report=report,
        filled=filled,
        # An event that is judged not serious becomes so by its own act, never in passing.
        questions=tuple(
            q for q in asked(filled, case, study) if case.serious is not False or q.id != CRITERIA
        ),
        owed=obligations(study, case, ZoneInfo(now.zone), now.at),
        issued=tuple(issued),
        stale=stale,
        seen=seen,
    )


def report_row(state: State, subject: str, event: int) -> tuple[int, bool]:
    """Return the row of the reports' log that tells of an event, and whether it has yet to be begun."""
    form = state.get(FormRow, subject, f"{LOG_VISIT}/{SAE_FORM}")
    rows = form.answers if form else {}
    of_event = [
        int(number)
        for number, answers in rows.items()
        if (told := answers.get(SAE_EVENT)) is not None and told.value == str(event)
    ]
    struck = [int(n) for r in form.removed for n in [r.partition(":")[2]]] if form else []
    return (max(of_event), False) if of_event else (max([0, *struck, *map(int, rows)]) + 1, True)

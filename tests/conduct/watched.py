"""The small study under watch: approvals, a sentinel, a stagger and a board; its desk, and those who act there."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from tests.conduct.desk import Desk, person
from tests.conduct.small_forms import OURS
from tests.conduct.small_study import GATES, SMALL, small

from hepatica.conduct.commands import AuthoriseAct, Moment, PublishStudy
from hepatica.conduct.desk_commands import GiveClearance, RecordApproval
from hepatica.conduct.plan import Plan
from hepatica.study.clocks import Clock, Limit, Recipient
from hepatica.study.oversight import Approval, Board, Oversight, Stagger, Suspect
from hepatica.study.rules import Gate
from hepatica.study.schedule import ItemAddress
from hepatica.study.write import dump

MONITOR = person("meera", "medical_monitor")
FIRST, SECOND, THIRD = "01-001", "01-002", "01-003"
INFUSE, MOBILISE = (AuthoriseAct(subject=SECOND, gate=gate) for gate in ("infusion", "gcsf"))
BOTH = ("gcsf", "infusion")


def _stagger(name, after, days):
    return Stagger(id=name, code=name.upper(), title=name, after=after, gates=BOTH, days=days, **OURS)


def _clock(name, recipient, limit, **more):
    shape = {"title": "Report", "duty": "investigator", "basis": "a rule", "starts": ("occurred",)} | more
    return Clock(id=name, recipient=recipient, limit=limit, **shape, **OURS)


CLOCKS = (
    _clock("first_authority", "authority", Limit(hours=24), delay_reason=True, title="First report"),
    _clock("first_sponsor", "sponsor", Limit(hours=24), delay_reason=True, title="First report"),
    _clock("analysis", "authority", Limit(days=14), causality=True, duty="sponsor", title="Analysis"),
    _clock("inside", "sponsor", Limit(hours=24), legal=False, starts=("aware",)),
    _clock("status", "authority", Limit(days=15), per="trial", starts=("permission",), every=Limit(months=3)),
)
OVERSIGHT = Oversight(
    recipients=(
        Recipient(id="authority", title="The authority", short="CLA"),
        Recipient(id="sponsor", title="The sponsor", short="Sponsor"),
    ),
    suspects=(
        Suspect(id="msc", title="MSC", kind="product", investigator=ItemAddress(form="ae", item="aerel_msc")),
    ),
    approvals=(
        Approval(id="ethics", title="Ethics committee", gates=BOTH, **OURS),
        Approval(id="registry", title="Registry", gates=("infusion",), expires=False, **OURS),
    ),
    stagger=(_stagger("sentinel", (1,), 28), _stagger("later", (2, 3), 7)),
    board=Board(title="Safety board", quorum=2, members=3, **OURS),
)
GCSF = Gate(
    id="gcsf", title="Start of G-CSF", act="gcsf", happened="treatment.gcsf_date", clearances=(), **OURS
)


@cache
def plan():
    asked = {"ae_term": "aeterm", "ae_start": "aestdtc", "ae_serious": "aeser"}
    bindings = {name: ItemAddress(form="ae", item=item) for name, item in asked.items()}
    analysis = SMALL.analysis.model_copy(update={"bindings": bindings})
    return Plan(small(gates=(*GATES, GCSF), oversight=OVERSIGHT, clocks=CLOCKS, analysis=analysis))


def watched(*, approved=True):
    """Return a desk with two enrolled participants, everything approved."""
    desk = Desk(plan())
    desk.do(PublishStudy(text=dump(plan().study)), person("owner", "owner"))
    if approved:
        desk.do(
            RecordApproval(approval="ethics", number="EC/1", valid_from="2026-01-01", valid_to="2026-12-31")
        )
        desk.do(RecordApproval(approval="registry", number="CTRI/1", valid_from="2026-01-01"))
    for subject in (FIRST, SECOND):
        desk.enrolled(subject)
        desk.enter("product", subject=subject, viability="90", by=person("kiran", "cell_lab"))
    return desk


def on(desk, day, hour=12):
    """Move the desk's clock to an hour of a civil day at the site."""
    at = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(desk.now.zone)).astimezone(UTC)
    desk.now = Moment(at=at, zone=desk.now.zone)
    return desk


def infused(desk, subject, day):
    desk.enter("treatment", subject=subject, infusion_date=day)
    return desk


def clear(desk, subject=FIRST, clearance="sentinel", decision="clear", reason="Reviewed to day 28."):
    command = GiveClearance(subject=subject, clearance=clearance, decision=decision, reason=reason)
    return desk.do(command, MONITOR)

"""A small trial in a folder of its own: two sites, three participants, a correction with a name in it, an attachment."""

from datetime import UTC, datetime

from django.contrib.auth import get_user_model
from tests.store.databases import EXAMPLE
from tests.store.people import actor, enter

from hepatica.conduct.commands import ScreenSubject
from hepatica.ledger.events import Draft, ItemChanged
from hepatica.ledger.redaction import sha_of
from hepatica.ledger.review_facts import CopyCertified, TextRedacted
from hepatica.people.identity import Identity, IdentityList
from hepatica.store import append, files, plans, projections, publishing, read
from hepatica.store.access import Access
from hepatica.store.clock import virtual
from hepatica.store.record import append_access, next_moment, record, write
from hepatica.store.transactions import writing
from hepatica.study.load import load
from hepatica.study.study import Site

MOMENT = datetime(2026, 3, 14, 8, 5, tzinfo=UTC)
NAMED = "Mr Ramesh Kumar said so himself"
DELHI = actor("dev", "Dev Sharma", "coordinator")
SILENT = lambda _step, _rows: None  # noqa: E731


def recorded(*drafts, by="asha"):
    """Write facts as the store does, without asking whether they may be."""
    with writing() as cursor:
        end = append.locked(cursor, "study")
        plan = plans.in_force(cursor, end.definition, end.protocol)
        state = projections.load_all(cursor)
        moment = next_moment(cursor, end)
        return write(cursor, end, state, drafts, plan.landmarks, moment=moment, actor=by)


def screened(site, by):
    return record(ScreenSubject(site=site), actor=by).subject


def fill(folder):
    """Fill the default database and a folder; the clock stands in March 2026."""
    (folder / "study").mkdir(parents=True)
    (folder / "hepatica.toml").write_text('[site]\nname = "Example Hospital"\n', encoding="utf-8")
    (folder / "study" / "study.yaml").write_text("id: example\n", encoding="utf-8")
    (folder / "files").mkdir()
    (folder / "cache").mkdir()
    (folder / "cache" / "picture.png").write_bytes(b"made anew")
    study = load(EXAMPLE)
    delhi = Site(id="DEL", name="Second Hospital", place="Delhi", zone="Asia/Kolkata")
    with virtual(MOMENT):
        publishing.mark_synthetic("seed")
        publishing.publish(study.model_copy(update={"sites": (*study.sites, delhi)}))
        for user, name in (("asha", "Asha Reddy"), ("dev", "Dev Sharma")):
            publishing.grant(user, name, "coordinator")
            get_user_model().objects.create(username=user, first_name=name, password="argon2$secret")
        first = screened("HYD", actor("asha", "Asha Reddy", "coordinator"))
        enter(first, "120", "300", key="twice", seen=0)
        changed = ItemChanged(
            visit="baseline", form="vital_signs", item="sysbp", row=2, value="130", was="300", reason=NAMED
        )
        done = recorded(Draft(subject=first, fact=changed))
        scan = files.keep(b"%PDF a scanned consent")
        copy = CopyCertified(
            visit="baseline", form="vital_signs", file=scan, file_name="chart.pdf", original="bedside chart",
            statement="a true copy",
        )  # fmt: skip
        recorded(Draft(subject=first, fact=copy))
        struck = TextRedacted(
            event=done.seq_first, field="reason", original_sha256=sha_of(NAMED), reason="names a person"
        )
        recorded(Draft(subject=first, fact=struck))
        screened("HYD", actor("asha", "Asha Reddy", "coordinator"))
        enter(screened("DEL", DELHI), "118", by=DELHI)
        append_access(Access.SIGNED_IN, actor="asha")
        append_access(Access.PROFILE_VIEWED, actor="dev", subject="DEL-003")
    IdentityList(folder).put(first, Identity(initials="RK", telephone="9848022338"))
    return read.head()

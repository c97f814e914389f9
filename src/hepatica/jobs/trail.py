"""The trail of this folder: told as sentences, watched for a reviewer, and written as files."""

from __future__ import annotations

from threading import Lock
from zoneinfo import ZoneInfo

from django.conf import settings

from hepatica.datasets.lock_history import derive_episodes
from hepatica.datasets.trail_sentences.teller import Roll, Sentence, Teller
from hepatica.datasets.trail_watch import Watch, late_by_site
from hepatica.jobs.cuts import event_at, parsed, stamp_at, study_at
from hepatica.ledger.events import RoleGranted, RoleRevoked, StudyPublished
from hepatica.report import spreadsheet, typst
from hepatica.report.document import Document, KeyValues, Pair
from hepatica.report.record import trail as listing
from hepatica.report.record import watching
from hepatica.report.record.trail import Linked, nowhere
from hepatica.report.study.cut import TAG
from hepatica.report.table import Table
from hepatica.store import read, sight, signed
from hepatica.store import trail as stored
from hepatica.store.trail import Wanted
from hepatica.store.transactions import snapshot

_WATCH = Watch()
_LOCK = Lock()
PRINTED_AT_MOST = 2_000
"""Lines of the trail on paper: more of them are a file, or several prints."""


def zone() -> ZoneInfo:
    """Return the zone of the site's clock."""
    return ZoneInfo(settings.TIME_ZONE)


def teller(*, codes: bool) -> Teller:
    """Return who tells this folder's events; ``codes``: whether the reader may know which code is whose."""
    roll, studies = Roll(), {}
    with sight.everything():
        for event in stored.of_kinds({RoleGranted.kind, RoleRevoked.kind, StudyPublished.kind}):
            roll.add(event)
            if event.kind == StudyPublished.kind:
                fact = event.fact
                assert isinstance(fact, StudyPublished)
                studies[event.seq] = parsed(fact.text)
        episodes = tuple(one for one in derive_episodes(signed.lock_events()) if one.locked and one.lifted)
        wide = any(one.level == "site" for one in episodes)
        sites = {row.subject: row.site for row in read.subjects()} if wide else {}
    return Teller(studies=studies, roll=roll, codes=codes, episodes=episodes, site_of=sites)


def watch() -> Watch:
    """Return what a reviewer looks for, of the whole ledger: read on from where it was read last."""
    global _WATCH  # noqa: PLW0603 - one reading for all pages of the process
    told = teller(codes=False)
    with _LOCK, sight.everything(), snapshot() as cursor:
        last = read.head().seq
        known = read.event(_WATCH.seq) if 0 < _WATCH.seq <= last else None
        if known is None or known.hash != _WATCH.hash:
            _WATCH = Watch()
        for event in read.stream(cursor, last=last, after=_WATCH.seq):
            _WATCH.add(event, told.study_of)
        return _WATCH


def report(kind: str, *, codes: bool, link: Linked = nowhere) -> Table:
    """Return one report about the trail, as far as the person may see; KeyError for one that does not exist."""
    found, told = watch(), teller(codes=codes)
    study = study_at(event_at())
    rule = study.monitoring
    if kind == "frequent":
        often = [one for one in found.frequent(rule.frequent) if sight.sees(one.subject)]
        return watching.frequent_table(study, often, rule.frequent)
    if kind in {"late", "people", "sites"}:
        return _counted(kind, found, told)
    seqs = {
        "after-signature": found.after_signature,
        "after-lock": found.after_unlock,
        "critical": found.critical,
        "critical-after-signature": found.critical_after_signature,
        "changes": found.changes,
        "struck-out": found.struck_out,
        "invalidated": found.invalidated,
        "unlocks": found.unlocks,
    }[kind]
    about = watching.BY_ID[kind]
    sentences = told.all(stored.numbered(seqs))
    return listing.table(sentences, zone(), name=kind, title=about.title, deck=about.deck, link=link)


def _counted(kind: str, found: Watch, told: Teller) -> Table:
    study = study_at(event_at())
    if kind != "late":
        sight.whole()
    state, days = read.state_at(read.head().seq), study.monitoring.late_days
    late = found.late(state, zone(), days)
    if kind == "late":
        return watching.late_table(study, late, days)
    if kind == "people":
        names = {user: told.roll.person(user, found.seq).words for user in found.people}
        actors = {event.seq: event.actor for event in stored.numbered([s for one in late for s in one.seqs])}
        count: dict[str, int] = {}
        for actor in actors.values():
            count[actor] = count.get(actor, 0) + 1
        return watching.tally_table(kind, "Person", found.people, names, count)
    sites = {site.id: site.name for site in study.sites}
    return watching.tally_table(kind, "Site", found.sites, sites, late_by_site(late, found.site_of))


def sentences(wanted: Wanted, *, codes: bool) -> tuple[Sentence, ...]:
    """Return everything that is wanted as sentences, oldest first."""
    return teller(codes=codes).all(stored.each(wanted))


def trail_csv(wanted: Wanted, *, codes: bool) -> tuple[bytes, int]:
    """Return the trail as comma-separated values, and how many lines it has."""
    end = read.head()
    told = sentences(wanted, codes=codes)
    rows = listing.rows(told, zone(), f"{end.seq}:{end.hash}")
    return "".join(spreadsheet.lines(listing.HEAD, rows)).encode(), len(told)


def trail_pdf(wanted: Wanted, asked: tuple[tuple[str, str], ...], *, codes: bool) -> tuple[bytes, int]:
    """Return the trail as PDF, and how many lines it has; ``asked`` says in words what was looked for.

    ValueError with a sentence when it has more lines than paper should hold.
    """
    told = sentences(wanted, codes=codes)
    if len(told) > PRINTED_AT_MOST:
        raise ValueError(
            f"{len(told)} lines are too many for paper, which takes {PRINTED_AT_MOST}: narrow them down, or take the file."
        )
    deck = f"{len(told)} events, oldest first; each is proved by its hash in the file of the trail"
    table = listing.table(told, zone(), name="trail", title="Audit trail", deck=deck)
    return typst.pdf(document("Audit trail", (_asked(asked, len(told)), table))), len(told)


def table_pdf(*tables: Table, title: str, asked: tuple[tuple[str, str], ...] = ()) -> bytes:
    """Return tables about the record as PDF."""
    lead = (KeyValues(pairs=tuple(Pair(key=key, value=value) for key, value in asked)),) if asked else ()
    return typst.pdf(document(title, (*lead, *tables)))


def document(title: str, blocks: tuple[KeyValues | Table, ...]) -> Document:
    """Return a document about the record, stamped at the head of the ledger."""
    event = event_at()
    study = study_at(event)
    with sight.everything():
        row = read.study_row()
    return Document(
        title=title,
        subtitle=str(study.title),
        number=study.protocol,
        synthetic=row.synthetic,
        synthetic_tag=TAG,
        blocks=blocks,
        stamp=stamp_at(event, study),
        kind="Record",
    )


def _asked(asked: tuple[tuple[str, str], ...], many: int) -> KeyValues:
    end = read.head()
    said = (
        *(asked or (("Looked for", "everything"),)),
        ("Events", str(many)),
        ("Head of the ledger", end.hash),
    )
    return KeyValues(pairs=tuple(Pair(key=key, value=value) for key, value in said))

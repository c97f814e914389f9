"""A material's page: what it is, where it is, its tests against the specification, what was decided and what goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hepatica.ledger.product_rows import BagRow, MaterialRow, Move, NoticeRow, TestRow
from hepatica.product import custody
from hepatica.product.course import follows
from hepatica.product.lineage import GONE
from hepatica.product.release import Criterion, Specification, late_failures, verdict
from hepatica.web.doors import may
from hepatica.web.moments import minute
from hepatica.web.product import addresses, words
from hepatica.web.product.acts.measuring import measures_of
from hepatica.web.product.bench import Bench

GLYPHS = {"pass": "complete", "pending": "clock", "fail": "close", "missing": "open", "shown": "same"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One criterion of the specification."""

    state: str
    glyph: str
    title: str
    result: str
    limit: str
    source: str
    said: str
    """The state in words: 'met', 'day 11 of 14', 'not met', 'not tested'."""
    by: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter that is owed or went out."""

    to: str
    about: str
    due: str
    sent: str
    late: bool
    result: str
    href: str
    print: str


@dataclass(frozen=True, kw_only=True)
class Door:
    """Something that may be recorded now."""

    words: str
    href: str
    icon: str
    primary: bool = False


@dataclass(frozen=True, kw_only=True)
class Handover:
    """One line of the chain of custody."""

    what: str
    when: str
    place: str
    hands: str
    temperature: str
    note: str
    log: str
    log_name: str


def specification_of(at: Bench, lot: str) -> Specification | None:
    """Return a lot against its specification now; None for what is no lot of a product."""
    row = at.material(lot)
    product = at.study.product_by_id.get(at.lineage.product(row.material))
    if product is None or at.lineage.kind(lot) != "lot":
        return None
    return verdict(product, at.state, at.subject, lot, at.minute, words.weight(at))


def lines(at: Bench, found: Specification) -> list[Line]:
    """Return the specification as it is read; each leads to its test."""
    tests = may(at.actor, "material.test")
    return [
        Line(
            state=one.verdict,
            glyph=GLYPHS[one.verdict],
            title=str(one.asked.title),
            result=words.unit(f"{words.result(one.value)} {one.unit}".strip()),
            limit=words.limit(one.asked),
            source=f"{one.asked.source}: {one.asked.reference}".strip(": "),
            said=verdict_words(one),
            by=_by(one),
            href=addresses.act(at.subject, "test", f"{found.lot}/{one.id}") if tests else "",
        )
        for one in found.criteria
    ]


def verdict_words(one: Criterion) -> str:
    """Say how a criterion stands: 'met', 'day 11 of 14', 'not met', 'not tested', 'shown'."""
    if one.verdict == "pending":
        return _("day %(day)s of %(of)s") % {"day": one.day, "of": one.of} if one.of else _("pending")
    return {
        "pass": _("met"),
        "fail": _("not met"),
        "missing": _("not tested"),
        "shown": _("shown, decides nothing"),
    }[one.verdict]


def _by(one: Criterion) -> str:
    if not one.at:
        return ""
    return f"{minute(one.at)} · {_('computed') if one.computed else one.by}"


def decided(found: Specification, names: dict[str, str]) -> tuple[str, ...]:
    """Say what was decided on a lot, by whom, until when, and what has turned up since."""
    row = found.decision
    if row is None:
        return ()
    said = _("%(what)s on %(when)s by %(who)s.")
    whom = names.get(row.user, row.user) + (f", {row.second}" if row.second else "")
    parts = [
        words.capital(said % {"what": words.DECISIONS[row.decision], "when": minute(row.at), "who": whom})
    ]
    if row.reason:
        parts.append(f"{row.reason.strip().removesuffix('.')}.")
    if row.expires:
        past = _("It expired on %(when)s.") if found.expired else _("It expires on %(when)s.")
        parts.append(past % {"when": minute(row.expires)})
    parts += [_("Since then: %(what)s") % {"what": one.sentence} for one in late_failures(found)]
    return tuple(parts)


def chain(row: MaterialRow) -> list[Handover]:
    """Return every hand a material went through, the first first."""
    made = Handover(
        what=words.capital(str(words.MOVES["made"])),
        when=minute(row.at),
        place=row.place,
        hands=_("%(by)s, seen by %(witness)s") % {"by": row.by, "witness": row.witness},
        temperature="",
        note=row.note,
        log="",
        log_name="",
    )
    return [made, *(_handover(move) for move in row.moves)]


def _handover(moved: Move) -> Handover:
    logged = f"{moved.lowest} … {moved.highest} °C" if moved.lowest or moved.highest else ""
    now = f"{moved.temperature} °C" if moved.temperature else ""
    return Handover(
        what=words.capital(str(words.MOVES.get(moved.move, moved.move))),
        when=minute(moved.at),
        place=moved.place,
        hands=_("%(given)s to %(received)s") % {"given": moved.given_by, "received": moved.received_by},
        temperature=", ".join(filter(None, (now, logged))).replace("-", "−"),
        note=" ".join(filter(None, (moved.note, ", ".join(words.amount(one) for one in moved.amount)))),
        log=moved.log,
        log_name=moved.log_name,
    )


def measures(at: Bench, row: MaterialRow) -> list[tuple[str, str]]:
    """Return what was measured of a material, by the protocol's titles."""
    step = at.lineage.step(row.material)
    titles = {one.id: str(one.title) for one in step.measures} if step else {}
    return [(titles.get(one.name, one.name), words.amount(one)) for one in row.measures]


def faults(at: Bench, row: MaterialRow) -> list[str]:
    """Return what the chain of custody does not explain: gaps between hands, temperatures, amounts that miss."""
    bags = {bag.bag: bag for bag in at.state.of(BagRow, at.subject)}
    found = [gap.sentence for gap in custody.gaps(row)]
    found += [one.sentence for one in custody.excursions(at.study.manufacture, row)]
    held = custody.account(at.lineage, bags, row.material)
    return found + ([words.unit(held.sentence)] if held and held.sentence else [])


def tests_of(at: Bench, row: MaterialRow) -> list[tuple[str, str]]:
    """Return the tests of what is no lot (a bag after thawing, a collection), each with what stands."""
    product = at.study.product_by_id.get(at.lineage.product(row.material))
    titles = {one.id: str(one.title) for one in product.release} if product else {}
    rows = (test for test in at.state.of(TestRow, at.subject) if test.material == row.material)
    return [(titles.get(test.test, test.test), words.standing(test)) for test in rows]


def letters(at: Bench, lot: str = "") -> list[Letter]:
    """Return the letters about a lot, or about everything of the participant: those that wait first."""
    rows = [row for row in at.state.of(NoticeRow, at.subject) if not lot or row.lot == lot]
    titles = {one.id: str(one.subject) for one in at.study.manufacture.notices}
    return [
        Letter(
            to=row.to,
            about=_about(titles.get(row.notice, row.notice), row.lot, at.subject),
            due=minute(row.due),
            sent=minute(row.sent) if row.sent else "",
            late=not row.sent and at.minute > row.due,
            result=row.result,
            href=addresses.act(at.subject, "letter", str(row.seq))
            if may(at.actor, "notice.send") and not row.sent
            else "",
            print=reverse("products:letter", args=[at.subject, row.seq]),
        )
        for row in sorted(rows, key=lambda row: (bool(row.sent), row.due))
    ]


def _about(subject: str, lot: str, participant: str) -> str:
    """Return a letter's subject as it is written; a letter that does not name its lot is told with it."""
    said = subject.format_map(_Filled(lot=lot, participant=participant))
    return said if lot in said else f"{said}, {lot}"


class _Filled(dict[str, str]):
    """What a letter's subject names; anything else it names stays out."""

    def __missing__(self, key: str) -> str:
        return ""


def doors(at: Bench, row: MaterialRow, found: Specification | None) -> list[Door]:
    """Return what the person who looks may record of a material now: the weightiest first."""
    there = not any(move.move in GONE for move in row.moves)
    return [
        *_decisions(at, row, found, there=there),
        *(_makings(at, row) if there else ()),
        *_records(at, row),
    ]


def _door(at: Bench, said: str, act: str, icon: str, thing: str, *, primary: bool = False) -> Door:
    return Door(words=said, href=addresses.act(at.subject, act, thing), icon=icon, primary=primary)


def _decisions(at: Bench, row: MaterialRow, found: Specification | None, *, there: bool) -> Iterator[Door]:
    if found and may(at.actor, "lot.release"):
        said = _("Decide on it") if found.decision is None else _("Decide again")
        yield _door(at, said, "decide", "signed", row.material, primary=True)
    if there and at.lineage.kind(row.material) == "bag" and may(at.actor, "bag.authorise"):
        yield _door(at, _("Authorise it"), "authorise", "bag", row.material, primary=True)


def _makings(at: Bench, row: MaterialRow) -> Iterator[Door]:
    if not may(at.actor, "material.make"):
        return
    for step in follows(at.study, at.lineage, row.material):
        if step.makes == "bag":
            yield _door(at, _("Fill bags"), "split", "bag", row.material, primary=True)
        else:
            href = f"{addresses.act(at.subject, 'make', step.id)}?parents={row.material}"
            yield Door(words=str(step.title), href=href, icon="plus")


def _records(at: Bench, row: MaterialRow) -> Iterator[Door]:
    label = row.material
    if may(at.actor, "material.measure") and measures_of(at, label, taken=False):
        yield _door(at, _("Count it"), "count", "chart", label)
    if at.lineage.kind(label) == "bag" and may(at.actor, "material.test") and (test := _thaw_test(at, row)):
        yield _door(at, _("Test after thawing"), "test", "chart", f"{label}/{test}")
    if may(at.actor, "material.move"):
        yield _door(at, _("Hand over"), "move", "person", label)
    if may(at.actor, "material.correct") and measures_of(at, label, taken=True):
        yield _door(at, _("Correct"), "correct", "history", label)


def _thaw_test(at: Bench, row: MaterialRow) -> str:
    product = at.study.product_by_id.get(at.lineage.product(row.material))
    return (product.viability or "") if product else ""


def letters_words(found: list[Letter]) -> str:
    """Say how many letters wait."""
    n = sum(not one.sent for one in found)
    return ngettext("%(n)s letter waits", "%(n)s letters wait", n) % {"n": n} if n else ""

"""A participant's products on one page: how tests stand, times on the way, doses, materials, what the forms say otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from hepatica.conduct.filling import Disagreement, disagreements
from hepatica.ledger.product_rows import BagRow, MaterialRow
from hepatica.product import course, custody
from hepatica.product.dose import doses, intervals
from hepatica.product.moments import hours_words
from hepatica.product.release import Criterion, Specification
from hepatica.product.times import Timing, timings
from hepatica.study.product import Product
from hepatica.web import addresses as forms
from hepatica.web.doors import may
from hepatica.web.moments import minute
from hepatica.web.product import addresses, words
from hepatica.web.product.bench import Bench
from hepatica.web.product.present_lot import Door, specification_of
from hepatica.web.shell.geometry import percent

GROWS_NOT = "negative"
"""The limit of a culture in which nothing may grow: its failure is a late positive."""


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """One time on the way beside its limit."""

    title: str
    material: str
    took: str
    width: str
    """Share of the limit that is used, as a width; '' without a limit."""
    margin: str
    exceeded: bool
    running: bool


@dataclass(frozen=True, kw_only=True)
class Pending:
    """The test that waits: the page's one action."""

    title: str
    words: str
    if_positive: str
    button: str
    href: str
    more: int


@dataclass(frozen=True, kw_only=True)
class Made:
    """One material in the table: the twin of the pedigree."""

    label: str
    href: str
    kind: str
    depth: int
    facts: str
    when: str
    where: str
    glyph: str
    state: str
    tests: tuple[tuple[str, str], ...]
    """(verdict, sentence) of each criterion."""


@dataclass(frozen=True, kw_only=True)
class Lane:
    """The materials of one product, and what comes next."""

    title: str
    stands: str
    doors: tuple[Door, ...]
    made: tuple[Made, ...]


@dataclass(frozen=True, kw_only=True)
class Differs:
    """An answer of a form that says otherwise than the laboratory."""

    what: str
    form: str
    laboratory: str
    href: str


def stretches(at: Bench) -> list[Stretch]:
    """Return the times on the way that have a limit, then those that are only shown."""
    found = [
        one
        for product in at.study.products
        for one in timings(product, at.state, at.subject, at.minute, at.now.zone)
    ]
    return [_stretch(one) for one in sorted(found, key=lambda one: one.limit.hours is None)]


def _stretch(one: Timing) -> Stretch:
    took = hours_words(one.took)
    limit = hours_words(one.limit.hours) if one.limit.hours is not None else ""
    margin = ""
    if one.margin is not None:
        margin = (
            hours_words(one.margin) if not one.exceeded else _("%(h)s over") % {"h": hours_words(-one.margin)}
        )
    return Stretch(
        title=str(one.limit.title),
        material=one.until or one.material,
        took=_("%(took)s of %(limit)s") % {"took": took, "limit": limit} if limit else took,
        width=percent(float(one.took / one.limit.hours)) if one.limit.hours else "",
        margin=margin,
        exceeded=one.exceeded,
        running=one.running,
    )


def pending(at: Bench, lots: list[Specification]) -> Pending | None:
    """Return the test that waits and is nearest to its last day, with what follows if it fails."""
    found = [(lot, one) for lot in lots for one in lot.of("pending")]
    if not found:
        return None
    lot, one = min(found, key=lambda pair: (not pair[1].asked.late, pair[1].of - pair[1].day, pair[1].at))
    return Pending(
        title=_("%(test)s, lot %(lot)s") % {"test": one.asked.title, "lot": lot.lot},
        words=_so_far(one, lot),
        if_positive=_if_positive(at, one),
        button=_("Enter the day %(day)s reading") % {"day": one.day}
        if one.of and one.day < one.of
        else _("Enter the result"),
        href=addresses.act(at.subject, "test", f"{lot.lot}/{one.id}")
        if may(at.actor, "material.test")
        else "",
        more=len(found) - 1,
    )


def _so_far(one: Criterion, lot: Specification) -> str:
    day = _("Day %(day)s of %(of)s") % {"day": one.day, "of": one.of} if one.of else _("Pending")
    so_far = (
        _("%(result)s so far") % {"result": words.result(one.value)} if one.value else _("no reading yet")
    )
    parts = [f"{day}, {so_far}."]
    decided = lot.decision
    if decided and decided.decision == "conditional":
        said = _("The lot was released at risk, signed on %(when)s.")
        parts.append(said % {"when": minute(decided.at)})
    return " ".join(parts)


def _if_positive(at: Bench, one: Criterion) -> str:
    if not one.asked.late or one.asked.limit != GROWS_NOT:
        return ""
    letters = sum(len(notice.to) for notice in at.study.manufacture.notices if notice.on == "late_positive")
    said = _(
        "If it fails: %(who)s is flagged, a serious event is drafted, dosing goes on hold, %(n)s letters are ready."
    )
    return said % {"who": at.subject, "n": letters}


def lanes(at: Bench) -> list[Lane]:
    """Return the materials by product, each with what comes next."""
    ahead = {
        one.product.id: one
        for one in course.ahead(at.study, at.state, at.subject, at.minute, words.weight(at))
    }
    gone = course.dropped(at.study, at.state, at.subject)
    return [
        _lane(at, product, ahead.get(product.id), gone.get(product.id, "")) for product in at.study.products
    ]


def _lane(at: Bench, product: Product, ahead: course.Next | None, gone: str) -> Lane:
    rows = [row for row in at.lineage.rows.values() if at.lineage.product(row.material) == product.id]
    steps = [step for step in (ahead.steps if ahead else ()) if step.makes != "bag"]
    doors = [
        Door(
            words=str(step.title),
            href=addresses.act(at.subject, "make", step.id),
            icon="plus",
            primary=n == 0,
        )
        for n, step in enumerate(steps)
    ]
    return Lane(
        title=str(product.title),
        stands=gone or (ahead.sentence if ahead else ""),
        doors=tuple(doors) if may(at.actor, "material.make") else (),
        made=tuple(_made(at, row) for row in sorted(rows, key=lambda row: (row.at, row.seq))),
    )


def _made(at: Bench, row: MaterialRow) -> Made:
    found = specification_of(at, row.material)
    glyph, state = _state(at, row, found)
    step = at.lineage.step(row.material)
    titles = {one.id: str(one.title) for one in step.measures} if step else {}
    return Made(
        label=row.material,
        href=addresses.material(at.subject, row.material),
        kind=str(words.KINDS.get(at.lineage.kind(row.material) or "", "")),
        depth=len(at.lineage.ancestors(row.material)),
        facts=", ".join(words.fact(titles.get(one.name, one.name), one) for one in row.measures),
        when=minute(row.at),
        where=words.where(row),
        glyph=glyph,
        state=state,
        tests=tuple((one.verdict, words.unit(one.sentence)) for one in found.criteria) if found else (),
    )


def _state(at: Bench, row: MaterialRow, found: Specification | None) -> tuple[str, str]:
    if found and found.decision:
        rejected = found.decision.decision == "rejected"
        return "notdone" if rejected else "signed", words.capital(
            str(words.DECISIONS[found.decision.decision])
        )
    if found:
        return "clock", _("Not decided")
    bag = at.state.get(BagRow, at.subject, row.material)
    if bag and bag.started:
        return ("complete", _("Given")) if bag.ended else ("started", _("Runs in"))
    if bag and bag.authorised:
        return "bag", _("Authorised")
    place = custody.where(row)
    return ("notdone" if place.gone else "open"), words.capital(str(words.MOVES.get(place.move, place.move)))


def dosing(at: Bench) -> list[str]:
    """Say each dose planned beside given, and the interval between infusions."""
    weight = words.weight(at)
    found = [
        words.unit(one.sentence)
        for product in at.study.products
        for one in doses(product, at.state, at.subject, weight)
    ]
    for one in intervals(at.study.products, at.state, at.subject, at.now.zone):
        if one.hours is not None:
            said = _("%(first)s to %(then)s: %(hours)s.")
            found.append(said % {"first": one.first, "then": one.then, "hours": hours_words(one.hours)})
    return found


def differing(at: Bench) -> list[Differs]:
    """Return where the forms say otherwise than the laboratory."""
    state = at.state.copy()
    for grant in at.grants:
        state.put(grant)
    return [_differs(at, one) for one in disagreements(at.plan, state, at.subject)]


def _differs(at: Bench, one: Disagreement) -> Differs:
    place = one.at
    item = at.study.item(place.form, place.item)
    unit = words.unit(item.unit or "") if item else ""
    return Differs(
        what=f"{at.study.form_by_id[place.form].title}: {item.label if item else place.item}",
        form=f"{one.form.value or one.form.state} {unit}".strip() if one.form else _("empty"),
        laboratory=f"{one.laboratory.value} {unit}".strip(),
        href=forms.item(at.subject, place.visit, place.form, place.item, place.row),
    )


def branches(at: Bench) -> tuple[list[tuple[str, str, str]], list[Door]]:
    """Return the ways that were taken (title, choice, reason), and those that may be."""
    taken = [
        (str(one.branch.title), str(one.choice.title), one.row.reason)
        for one in course.taken(at.study, at.state, at.subject)
    ]
    if not may(at.actor, "branch.choose"):
        return taken, []
    return taken, [
        Door(words=str(one.title), href=addresses.act(at.subject, "branch", one.id), icon="right")
        for one in at.study.manufacture.branches
    ]

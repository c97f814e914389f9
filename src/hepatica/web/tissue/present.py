"""What the page of specimens shows: each core with all that was made of it, hand by hand, and what waits for whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hepatica.ledger.product_rows import MaterialRow
from hepatica.report import text as write
from hepatica.study.product import Step
from hepatica.web.doors import may
from hepatica.web.moments import minute
from hepatica.web.shell.parts import Chip, Mark
from hepatica.web.tissue import addresses
from hepatica.web.tissue.acts.moving import MOVES, batch_of
from hepatica.web.tissue.specimens import READ, Specimens

GLYPHS = {"core": "procedure", "block": "bag", "slide": "file", "suspension": "chart"}


@dataclass(frozen=True, kw_only=True)
class Door:
    """A link to a form."""

    words: str
    href: str
    icon: str = "plus"


@dataclass(frozen=True, kw_only=True)
class Hand:
    """One hand-over."""

    what: str
    when: str
    hands: str


@dataclass(frozen=True, kw_only=True)
class Node:
    """A specimen in its place of the graph."""

    label: str
    title: str
    glyph: str
    depth: int
    facts: str
    when: str
    hands: tuple[Hand, ...]
    chip: Chip | None
    code: str
    doors: tuple[Door, ...]
    readings: tuple[str, ...]
    """What was read, once it is unmasked: counts first, the sinusoids beside."""


@dataclass(frozen=True, kw_only=True)
class Wait:
    """One thing that waits for somebody."""

    mark: Mark
    title: str
    words: str
    whom: str
    glyph: str
    href: str


def nodes(at: Specimens) -> list[Node]:
    """Return the participant's specimens, each under what it was made of."""
    roots = [row for row in at.rows() if not any(parent in at.lineage for parent in row.parents)]
    return [node for row in roots for node in _under(at, row, 0)]


def _under(at: Specimens, row: MaterialRow, depth: int) -> Iterator[Node]:
    yield _node(at, row, depth)
    for child in sorted(at.lineage.children(row.material), key=lambda one: (one.at, one.seq)):
        yield from _under(at, child, min(depth + 1, 3))


def _node(at: Specimens, row: MaterialRow, depth: int) -> Node:
    step, code = at.steps[row.step], at.codes.get(row.material)
    titles = {one.id: str(one.title) for one in step.measures}
    facts = [f"{titles.get(m.name, m.name)} {m.value} {_unit(m.unit)}".strip() for m in row.measures]
    if batch := batch_of(row):
        facts.append(_("stain batch %(batch)s") % {"batch": batch})
    return Node(
        label=row.material,
        title=str(step.title),
        glyph=GLYPHS.get(step.makes, "open"),
        depth=depth,
        facts=" · ".join(facts),
        when=minute(row.at),
        hands=tuple(_hands(row)),
        chip=_chip(at, row, step),
        code=code.accession if code else "",
        doors=tuple(_doors(at, row, step)),
        readings=tuple(_readings(at, code.accession)) if code and code.unmasked else (),
    )


def _readings(at: Specimens, accession: str) -> Iterator[str]:
    labels = {method.id: str(method.label) for method in at.study.tissue.methods}
    names = {grant.user: grant.name for grant in at.grants}
    for row in at.readings(accession):
        percent = write.number(Decimal(100 * row.positive) / row.counted, 2)
        parts = [
            _("%(who)s: %(a)s of %(n)s, %(percent)s %%")
            % {
                "who": names.get(row.reader, row.reader),
                "a": row.positive,
                "n": row.counted,
                "percent": percent,
            },
            labels.get(row.method, row.method),
            *(
                _("sinusoidal CD34 area %(n)s %%") % {"n": one.value}
                for one in row.measures
                if one.name == "sinusoidal_fraction"
            ),
            *((_("corrected"),) if row.corrected else ()),
            row.note,
        ]
        yield " · ".join(filter(None, parts))


def _unit(unit: str) -> str:
    return {"10^6": "10⁶", "1": ""}.get(unit, unit)


def _hands(row: MaterialRow) -> Iterator[Hand]:
    made = _("%(by)s, seen by %(witness)s") % {"by": row.by, "witness": row.witness}
    yield Hand(what=_("made"), when=minute(row.at), hands=_placed(made, row.place, row.note))
    for move in row.moves:
        from_to = _("%(given)s to %(received)s") % {"given": move.given_by, "received": move.received_by}
        what = str(MOVES.get(move.move, move.move))
        yield Hand(what=what, when=minute(move.at), hands=_placed(from_to, move.place, move.note))


def _placed(hands: str, place: str, note: str) -> str:
    return " · ".join(filter(None, (hands, place, note)))


def _chip(at: Specimens, row: MaterialRow, step: Step) -> Chip | None:
    if at.is_gone(row):
        return Chip(words=_("gone"), icon="notdone")
    if step.makes not in READ:
        return None
    code = at.codes.get(row.material)
    if code is None:
        return Chip(words=_("no code yet"), tone="warn", icon="clock")
    if code.unmasked:
        return Chip(words=_("unmasked"), tone="ok", icon="complete")
    done, asked = at.readers(code.accession), at.study.tissue.readers
    words = _("%(done)s of %(asked)s read") % {"done": done, "asked": asked}
    return Chip(words=words, tone="accent" if done < asked else "warn", icon="locked")


def _doors(at: Specimens, row: MaterialRow, step: Step) -> Iterator[Door]:
    if at.is_gone(row):
        return
    if may(at.actor, "material.make"):
        for one in at.steps.values():
            if step.id in one.out_of:
                href = f"{addresses.act(at.subject, 'make', one.id)}?of={row.material}"
                yield Door(words=str(one.title), href=href)
    code = at.codes.get(row.material)
    if step.makes in READ and code is None and may(at.actor, "slide.accession"):
        yield Door(
            words=_("Give a code"), href=addresses.act(at.subject, "code", row.material), icon="locked"
        )
    if code and not code.unmasked and may(at.actor, "reading.unmask"):
        yield Door(words=_("Unmask"), href=addresses.act(at.subject, "unmask", code.accession), icon="person")
    if step.makes not in READ or code:
        yield Door(words=_("Label"), href=addresses.label(at.subject, row.material), icon="print")
    if may(at.actor, "material.move"):
        yield Door(words=_("Hand over"), href=addresses.act(at.subject, "move", row.material), icon="right")


def starts(at: Specimens) -> list[Door]:
    """Return the forms for what comes from the participant: a core."""
    if not may(at.actor, "material.make"):
        return []
    roots = [step for step in at.steps.values() if not step.out_of]
    return [Door(words=str(one.title), href=addresses.act(at.subject, "make", one.id)) for one in roots]


def waits(at: Specimens) -> list[Wait]:
    """Return what waits of one participant: to be cut, coded, read, unmasked."""
    return [wait for row in at.rows() if not at.is_gone(row) and (wait := _wait(at, row))]


def _wait(at: Specimens, row: MaterialRow) -> Wait | None:
    kind, code = at.steps[row.step].makes, at.codes.get(row.material)
    href = addresses.person(at.subject)

    def said(title: str, words: str, whom: str, glyph: str) -> Wait:
        return Wait(mark=at.mark, title=title, words=words, whom=whom, glyph=glyph, href=href)

    if kind not in READ:
        if at.lineage.children(row.material):
            return None
        words = _("%(label)s, of %(when)s") % {"label": row.material, "when": minute(row.at)}
        return said(_("To be cut"), words, _("Pathology"), "procedure")
    if code is None:
        return said(_("To be coded"), row.material, _("Cell laboratory or data manager"), "locked")
    if code.unmasked:
        return None
    left = at.study.tissue.readers - at.readers(code.accession)
    if left > 0:
        words = ngettext("%(n)s reader still to read it", "%(n)s readers still to read it", left) % {
            "n": left
        }
        return said(_("To be read: %(code)s") % {"code": code.accession}, words, _("Masked readers"), "clock")
    words = _("All readers have read it.")
    return said(
        _("To be unmasked: %(code)s") % {"code": code.accession},
        words,
        _("Data manager or medical monitor"),
        "person",
    )


def remarks(at: Specimens) -> list[str]:
    """Say what weakens a pair: its slides stained in different batches."""
    batches = {batch for row in at.rows() if (batch := batch_of(row))}
    if len(batches) < 2:
        return []
    said = _("Stained in different batches, %(batches)s: a difference may be the stain's.")
    return [said % {"batches": ", ".join(sorted(batches))}]

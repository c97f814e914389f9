"""The pedigree of a participant's cells: what each material says for itself, and what was made of what.

One lane for each product, a node for each material, a link for each hand of the laboratory, and the participant at the
end of what was given. Nothing is left out: a bag that was rejected, a culture that failed and a product that never came
to be are drawn. Where things lie is ``pedigree_layout``'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from hepatica.ledger.product_rows import BagRow, MaterialRow, ReleaseRow
from hepatica.ledger.state import State
from hepatica.product.course import dropped, taken
from hepatica.product.custody import where
from hepatica.product.lineage import Lineage, cells_of, lineage_of, viability_of, volume_of
from hepatica.product.moments import days, hours, hours_words, in_words
from hepatica.product.pedigree_values import AHEAD, PERSON, Ahead, Fate, Lane, Line, Link, Node, Pedigree
from hepatica.product.release import CONDITIONAL, EXCEPTIONAL, REJECTED, Criterion, thawed_viability, verdict
from hepatica.product.sources import contrast_of
from hepatica.product.times import INFUSION, Timing, timings
from hepatica.scores.arithmetic import show
from hepatica.study.product import Product
from hepatica.study.study import Study

DECIDED: Mapping[str, str] = {
    "released": "released",
    CONDITIONAL: "released at risk",
    EXCEPTIONAL: "out of specification",
    REJECTED: "rejected",
}
_SHORT = 22
"""Letters of names that stand in one line of the participant's node."""
_LONG = 24
"""Hours from which a culture's stretch is said in its node, not on the link."""


def pedigree(
    study: Study,
    state: State,
    subject: str,
    *,
    now: str,
    zone: str,
    ahead: Mapping[str, Ahead] | None = None,
) -> Pedigree:
    """Return the pedigree of a participant's cells at a civil minute of the site.

    ``ahead`` says, by product, what went before its collections. A study that describes no manufacturing gives no lane.
    """
    lineage = lineage_of(study, state, subject)
    return _Writer(
        study=study,
        state=state,
        subject=subject,
        now=now,
        zone=zone,
        ahead=ahead or {},
        lineage=lineage,
        bags=_bags(state, subject, lineage),
    ).pedigree()


def _bags(state: State, subject: str, lineage: Lineage) -> dict[str, BagRow]:
    """Return the participant's bags and those of others that ran into the participant; a bag that ran in tells where."""
    found = {row.bag: row for row in state.of(BagRow, subject)}
    strayed = (
        row for row in state.all(BagRow) if row.started and row.subject != subject and row.bag in lineage
    )
    return found | {row.bag: row for row in strayed}


class _Writer(msgspec.Struct, frozen=True, kw_only=True):
    study: Study
    state: State
    subject: str
    now: str
    zone: str
    ahead: Mapping[str, Ahead]
    lineage: Lineage
    bags: Mapping[str, BagRow]

    def pedigree(self) -> Pedigree:
        products = [one for one in self.study.products if one.steps]
        nodes = [node for product in products for node in self.nodes(product)]
        own = (bag for bag in self.bags.values() if bag.started and bag.subject == self.subject)
        given = sorted(own, key=lambda bag: bag.started)
        fates = {node.key: node.fate for node in nodes}
        return Pedigree(
            subject=self.subject,
            lanes=tuple(map(self.lane, products)),
            nodes=(*nodes, self.person(given)),
            links=tuple(link for product in products for link in self.links(product, fates)),
            infused=given[0].started[:10] if given else "",
        )

    def lane(self, product: Product) -> Lane:
        said = dropped(self.study, self.state, self.subject).get(product.id, "")
        if not said and not self.rows(product):
            said = "Nothing collected yet."
        return Lane(product=product.id, title=str(product.title), sentence=said)

    def rows(self, product: Product) -> list[MaterialRow]:
        """Return a product's materials in the order they were made."""
        rows = (row for row in self.lineage.rows.values() if self.lineage.product(row.material) == product.id)
        return sorted(rows, key=lambda row: (row.at, row.seq, row.material))

    # -- Nodes --------------------------------------------------------------------------------------------------------

    def nodes(self, product: Product) -> Iterator[Node]:
        rows = self.rows(product)
        if (before := self.ahead.get(product.id)) and rows:
            yield Node(
                key=_ahead_key(product), kind=AHEAD, product=product.id, title=before.title, facts=before.facts, at=before.at
            )  # fmt: skip
        met: dict[str, int] = {}
        for row in rows:
            title = self.title(row)
            met[title] = met.get(title, 0) + 1
            fate, facts, lines = self.told(product, row)
            kind = self.lineage.kind(row.material) or ""
            if met[title] > 1:
                title += f".{met[title]}" if kind == "passage" else f" · {met[title]}"
            yield Node(
                key=row.material,
                kind=kind,
                product=product.id,
                title=title if kind in {"lot", "passage"} else f"{title}{_SUFFIX.get(fate, '')}",
                fate=fate,
                facts=facts,
                lines=lines,
                at=row.at,
            )

    def title(self, row: MaterialRow) -> str:
        step, tail = self.lineage.step(row.material), row.material.rpartition("-")[2]
        match step.makes if step else "":
            case "passage":
                return f"P{self.lineage.passage(row.material)}"
            case "lot":
                return f"Lot {row.material}"
            case "bag":
                return f"Bag {tail}"
            case "sample":
                return f"Sample {tail}"
        return str(step.title) if step else row.material

    def told(self, product: Product, row: MaterialRow) -> tuple[Fate, tuple[str, ...], tuple[Line, ...]]:
        """Return the fate, the two facts and the tests of a material."""
        failed = any(
            one.row.material == row.material and one.branch.product == product.id
            for one in taken(self.study, self.state, self.subject)
        )
        fate: Fate = "disposed" if where(row).gone else "failed" if failed else "made"
        match self.lineage.kind(row.material):
            case "collection":
                volume = volume_of(row)
                amount = ", ".join(filter(None, (volume.words() if volume else "", row.vessel)))
                return fate, _facts(amount or "not measured", short_moment(row.at)), ()
            case "passage":
                length, alive = self.passage(row)
                return fate, (length, fate if fate != "made" else alive), ()
            case "selection":
                return fate, _facts(_cells(row), short_moment(row.at)), ()
            case "lot":
                return self.lot(product, row, fate)
            case "bag":
                return self.bag(product, row, fate)
        return fate, _facts(_held(row), where(row).place), ()

    def passage(self, row: MaterialRow) -> tuple[str, str]:
        onward = [
            child.at
            for child in self.lineage.children(row.material)
            if self.lineage.kind(child.material) != "sample"
        ]
        length = days(row.at, min(onward, default=self.now)) or 0
        viability = viability_of(row)
        return (
            f"{length} {'day' if length == 1 else 'days'}" if onward else f"day {length}",
            f"alive {show(viability.value)} %" if viability else "no count",
        )

    def lot(
        self, product: Product, row: MaterialRow, fate: Fate
    ) -> tuple[Fate, tuple[str, ...], tuple[Line, ...]]:
        stands = verdict(product, self.state, self.subject, row.material, self.now)
        decided: ReleaseRow | None = stands.decision
        if fate == "made" and decided and decided.decision == REJECTED:
            fate = "rejected"
        facts = _facts(_cells(row), DECIDED[decided.decision] if decided else "not released yet")
        return fate, facts, tuple(map(_line, stands.criteria))

    def bag(
        self, product: Product, row: MaterialRow, fate: Fate
    ) -> tuple[Fate, tuple[str, ...], tuple[Line, ...]]:
        bag, lot = self.bags.get(row.material), self.lineage.lot(row.material)
        decided = self.state.get(ReleaseRow, self.subject, lot.material) if lot else None
        thawed = thawed_viability(product, self.state, row)
        facts = [_held(row)]
        if bag and bag.started and bag.subject != self.subject:
            return "disposed", _facts(*facts, f"ran into {bag.subject}"), ()
        if bag and bag.started:
            fate = "given"
        elif fate == "made":
            refused = bool(decided and decided.decision == REJECTED)
            fate = "rejected" if refused or (thawed and thawed.verdict == "fail") else "kept"
        if thawed and thawed.verdict == "pass":
            facts.append(f"viable {thawed.result} after thaw")
        elif fate != "given" and (place := where(row).place):
            facts.append(place)
        lines = (_line(thawed),) if thawed and thawed.verdict != "pass" else ()
        return fate, tuple(filter(None, facts)), lines

    def person(self, given: list[BagRow]) -> Node:
        """Return the participant with what was given, when, by whom, and whether both codes had been compared."""
        if not given:
            return Node(key=self.subject, kind=PERSON, title=self.subject, facts=("Nothing given yet",))
        route = next((bag.route for bag in given if bag.route), "")
        runs = [f"{self.short(bag.bag)} {bag.started[11:16]}" for bag in given]
        contrast = contrast_of(given)
        names = dict.fromkeys(name for bag in given for name in (bag.first, bag.second) if name)
        facts = [f"Infusion, {route.lower()}" if route else "Infusion"]
        facts += [", ".join(runs[n : n + 2]) for n in range(0, len(runs), 2)]
        facts += [", ".join(names)] if len(", ".join(names)) <= _SHORT else [*names]
        facts += [f"contrast {show(contrast)} mL"] if contrast else []
        return Node(
            key=self.subject, kind=PERSON, title=self.subject, fate="given", facts=tuple(facts), lines=(_identity(given),), at=given[0].started
        )  # fmt: skip

    def short(self, bag: str) -> str:
        """Return a bag's product in a word."""
        product = self.study.product_by_id.get(self.lineage.product(bag)) if bag in self.lineage else None
        return str(product.short or product.title) if product else bag

    # -- Links --------------------------------------------------------------------------------------------------------

    def links(self, product: Product, fates: Mapping[str, Fate]) -> Iterator[Link]:
        measured = timings(product, self.state, self.subject, self.now, self.zone)
        for row in self.rows(product):
            for parent in row.parents:
                if parent in fates:
                    yield self.link(parent, row.material, row.at, measured, fates[row.material])
            if not row.parents and product.id in self.ahead:
                took = hours(self.ahead[product.id].at, row.at, self.zone)
                yield Link(
                    source=_ahead_key(product), target=row.material, took=hours_words(took) if took is not None else ""
                )  # fmt: skip
            bag = self.bags.get(row.material)
            if bag and bag.started and bag.subject == self.subject:
                yield self.link(row.material, self.subject, bag.started, measured, "given")

    def link(self, source: str, target: str, at: str, measured: tuple[Timing, ...], fate: Fate) -> Link:
        found = [one for one in measured if _spans(one, source, target, self.subject)]
        timing = min(found, key=lambda one: (one.limit.hours is None, one.took), default=None)
        start = self.lineage.row(source).at
        took = timing.took if timing else hours(start, at, self.zone)
        culture = (
            self.lineage.kind(source) == "passage" and timing is None and took is not None and took >= _LONG
        )
        silent = culture or self.lineage.kind(target) == "sample" if target != self.subject else culture
        limit = timing.limit.hours if timing else None
        return Link(
            source=source,
            target=target,
            took="" if took is None or silent else hours_words(took),
            limit=f"of {show(limit)} h" if limit is not None else "",
            exceeded=bool(timing and timing.exceeded),
            fate=fate if fate in {"given", "rejected", "disposed"} else "made",
            said=timing.sentence
            if timing
            else f"{source} to {target}: {hours_words(took) if took is not None else 'not known'}.",
        )


_SUFFIX: Mapping[str, str] = {
    "kept": ", kept",
    "rejected": ", rejected",
    "disposed": ", gone",
    "failed": ", failed",
}


def _spans(one: Timing, source: str, target: str, subject: str) -> bool:
    """Whether a stretch is that of a link: between the two materials, or from a bag's thaw to its infusion."""
    if one.running or one.material != source:
        return False
    return one.until == (source if target == subject else target) and (
        target == subject or not one.limit.end.startswith(f"{INFUSION}.")
    )


def _ahead_key(product: Product) -> str:
    return f"{AHEAD}-{product.id}"


def _line(one: Criterion) -> Line:
    """Write a criterion as a line of a node: 'Viability', '92 %' and '≥ 80'."""
    title = str(one.asked.title)
    limit = one.limit.removesuffix(f" {one.asked.unit}") if one.asked.unit else one.limit
    match one.verdict:
        case "missing":
            value, right = "", "not tested"
        case "shown":
            value, right = one.result.replace("10^6", "million"), "shown"
        case "pending":
            value, right = (f"{one.of} d", f"day {one.day}") if one.of else ("", "pending")
        case _ if one.asked.comparison == "equals":
            value, right = "", one.value
        case _:
            value, right = one.result.replace("10^6", "million"), limit
    return Line(
        verdict=one.verdict,
        text=title,
        value=value,
        right=right,
        said=one.sentence,
    )


def short_moment(moment: str) -> str:
    """Write a civil minute without its year: '9 Mar, 11:20'; the heads of the picture bear the year."""
    said = in_words(moment)
    return said.replace(f" {moment[:4]}", "", 1)


def _identity(given: list[BagRow]) -> Line:
    """Say whether each bag ran in on a comparison that stood when it started, or on a sheet read aloud."""
    unread = [bag.bag for bag in given if not bag.started_match and not bag.paper]
    if unread:
        said = f"Given without a match at the bedside: {', '.join(unread)}."
        return Line(verdict="fail", text="No match at bedside", said=said)
    if aloud := [bag.bag for bag in given if not bag.started_match]:
        said = f"Read aloud from a sheet of two people, not scanned: {', '.join(aloud)}."
        return Line(verdict="shown", text="Identity on paper", said=said)
    return Line(verdict="pass", text="Identity matched")


def _cells(row: MaterialRow) -> str:
    found = cells_of(row)
    return f"{show(found.value)} million cells" if found else "not counted"


def _held(row: MaterialRow) -> str:
    cells, volume = cells_of(row), volume_of(row)
    parts = (f"{show(cells.value)} million" if cells else "", volume.words() if volume else "")
    return " in ".join(filter(None, parts))


def _facts(*facts: str) -> tuple[str, ...]:
    return tuple(filter(None, facts))

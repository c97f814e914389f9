"""The figure of who went how far: from screening over the cells to the sets that are analysed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress

from hepatica.datasets.exposure import PRODUCTS
from hepatica.datasets.participants import Participant
from hepatica.datasets.product_exposure import manufactured
from hepatica.datasets.visit_scores import COMPLETE
from hepatica.ledger.product_rows import BagRow, ReleaseRow
from hepatica.ledger.rows import FormRow, SubjectRow
from hepatica.product.lineage import Breach, lineage_of
from hepatica.product.release import REJECTED
from hepatica.report import text as write
from hepatica.report.figure import Figure
from hepatica.report.figures.flow_diagram import FlowSet, FlowStep, flow_diagram
from hepatica.report.study.cut import Cut
from hepatica.report.study.timeline import endings, goal
from hepatica.study.study import NOT_DONE

NOTE = "One arm, no control. People still on their way at the data cut are counted where they stand."
OUTCOME, REASON = "scrout", "scrreason"
ENDED = {
    "death": "died",
    "transplant": "transplanted",
    "withdrawal": "withdrew",
    "completed": "ended the study",
}


def flow_figure(cut: Cut, *, number: str = "Figure 14.1.1") -> Figure | None:
    """Return the flow; None before anybody has been screened."""
    if not cut.participants:
        return None
    return flow_diagram(
        steps=tuple(_steps(cut)),
        sets=_sets(cut),
        stamp=cut.stamp,
        synthetic=cut.tag,
        number=number,
        note=NOTE,
    )


def _steps(cut: Cut) -> Iterable[FlowStep]:
    people = cut.participants
    enrolled = [p for p in people if p.enrolled or p.started]
    started = [p for p in enrolled if p.started]
    mobilised = [p for p in started if p.anchor]
    collected = [p for p in mobilised if p.subject in _underwent(cut, "leukapheresis")]
    infused = [p for p in people if p.infused]
    reached = [p for p in infused if _reached(cut, p)]
    yield FlowStep(title="Screened", n=len(people), left=_not_enrolled(cut, people, enrolled))
    yield FlowStep(
        title="Enrolled",
        n=len(enrolled),
        left=_stayed(enrolled, started, "waiting for the first procedure"),
    )
    yield FlowStep(
        title="Started a study procedure",
        n=len(started),
        detail=_aspirated(cut),
        left=_stayed(started, mobilised, "waiting for G-CSF"),
    )
    yield FlowStep(
        title="Mobilised with G-CSF",
        n=len(mobilised),
        left=_stayed(mobilised, collected, "waiting for leukapheresis"),
    )
    yield FlowStep(
        title="Cells collected",
        n=len(collected),
        detail=_released(cut),
        left=_stayed(collected, infused, "waiting for the cells"),
    )
    yield FlowStep(
        title="Infused",
        n=len(infused),
        detail=_windows(cut, infused),
        left=_stayed(infused, reached, "in follow-up"),
    )
    yield FlowStep(title=f"Seen at {goal(cut)}", n=len(reached))


def _not_enrolled(
    cut: Cut, people: Iterable[Participant], enrolled: list[Participant]
) -> tuple[tuple[str, int], ...]:
    """Count the reasons of those screened and not enrolled, in the order of the code list; then who is in screening."""
    kept = {who.subject for who in enrolled}
    said = Counter(_screening(cut, who) for who in people if who.subject not in kept)
    return tuple(sorted(said.items(), key=lambda pair: (pair[0] == PENDING, pair[0])))


PENDING = "still in screening"


def _screening(cut: Cut, who: Participant) -> str:
    for form in cut.state.of(FormRow, who.subject):
        reason, outcome = form.answer(REASON), form.answer(OUTCOME)
        if reason and reason.value:
            return f"not enrolled: {_label(cut, form.form, REASON, reason.value)}"
        if outcome and outcome.value == "not_enrolled":
            return "not enrolled, no reason entered"
    return PENDING


def _label(cut: Cut, form: str, item: str, value: str) -> str:
    found = cut.study.item(form, item)
    codelist = cut.study.codelist_by_id.get(found.codelist or "") if found else None
    return codelist.label(value).lower() if codelist else value


def _stayed(here: list[Participant], later: list[Participant], waiting: str) -> tuple[tuple[str, int], ...]:
    """Count how those ended who did not reach the next step; who has not ended is waiting."""
    gone = {p.subject for p in later}
    said: Counter[str] = Counter(_how(p, waiting) for p in here if p.subject not in gone)
    return tuple(sorted(said.items(), key=lambda pair: (pair[0] == waiting, pair[0])))


def _how(who: Participant, waiting: str) -> str:
    ends = endings(who)
    if ends:
        return f"{ends[0].words} (participant {who.ordinal})"
    when = min(who.ended.items(), key=lambda one: one[1], default=None)
    if when is None:
        return waiting
    kind, day = when
    return f"{ENDED.get(kind, kind)}{f', {write.partial_date(day[:10])}' if day else ''} (participant {who.ordinal})"


def _underwent(cut: Cut, procedure: str) -> frozenset[str]:
    found = next((p for p in cut.study.schedule.procedures if p.id == procedure), None)
    return frozenset(cut.underwent(found)) if found else frozenset()


def _aspirated(cut: Cut) -> str:
    done = len(_underwent(cut, "marrow_aspiration"))
    return f"bone marrow aspirated {write.number(done)}"


def _released(cut: Cut) -> str:
    """Say of how many participants each product was released, where the record follows the manufacture."""
    if not manufactured(cut.study, cut.state):
        return ""
    released: dict[str, set[str]] = {product.id: set() for product in cut.study.products}
    rejected: dict[str, set[str]] = {product.id: set() for product in cut.study.products}
    for who in cut.started:
        lineage = lineage_of(cut.study, cut.state, who.subject)
        given = [bag.bag for bag in cut.state.of(BagRow, who.subject) if bag.started]
        decided = cut.state.of(ReleaseRow, who.subject)
        could = [row.lot for row in decided if row.decision != REJECTED or row.gave is not None]
        for lots, found in (
            (given + could, released),
            ([r.lot for r in decided if r.decision == REJECTED], rejected),
        ):
            for lot in lots:
                with suppress(Breach, KeyError):
                    found[lineage.product(lot)].add(who.subject)
    return " · ".join(
        _decided(PRODUCTS.get(p.id, p.title.en), released[p.id], rejected[p.id]) for p in cut.study.products
    )


def _decided(name: str, released: set[str], rejected: set[str]) -> str:
    never, later = len(rejected - released), len(rejected & released)
    parts = [f"{name} released {len(released)}"]
    parts += [f"{never} rejected"] if never else []
    parts += [f"{later} rejected later"] if later else []
    return ", ".join(parts)


def _windows(cut: Cut, infused: list[Participant]) -> str:
    """Say how many have a complete draw in each analysis window while living with the native liver."""
    parts = []
    for n, window in enumerate(cut.study.analysis.windows):
        seen = sum(_has(cut, who, n) for who in infused)
        parts.append(f"{window.title.en.lower()}: {write.number(seen)}")
    return f"MELD known, {' · '.join(parts)}" if parts else ""


def _has(cut: Cut, who: Participant, n: int) -> bool:
    value = cut.courses[who.subject].windows[n]
    if value.scored is None or value.scored.value(COMPLETE) is None:
        return False
    day, ends = who.day(value.scored.draw.date), endings(who)
    return day is not None and (not ends or day <= ends[0].day)


def _reached(cut: Cut, who: Participant) -> bool:
    """Tell whether the visit behind the last analysis window took place with the native liver."""
    last, row = cut.study.analysis.windows[-1:], cut.state.get(SubjectRow, who.subject)
    said = row.visits.get(last[0].visit or "", "") if row and last else ""
    return bool(said) and said != NOT_DONE and not endings(who)


def _sets(cut: Cut) -> tuple[FlowSet, ...]:
    windows = cut.study.analysis.windows
    changed = [
        p
        for p in cut.infused
        if windows and cut.courses[p.subject].baseline is not None and _has(cut, p, len(windows) - 1)
    ]
    paired = [p for p in cut.started if cut.pairs[p.subject].comparable]
    rules: tuple[tuple[str, list[Participant], str], ...] = (
        ("Safety", list(cut.started), "started a study procedure"),
        ("Infused", list(cut.infused), "received cells"),
        ("MELD change", changed, f"baseline and {goal(cut)}, native liver"),
        ("Biopsy pairs", paired, "both counted by one method"),
    )
    return tuple(FlowSet(title=title, n=len(people), rule=rule) for title, people, rule in rules)

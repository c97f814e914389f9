"""The results in the order a reader needs them: who took part, what they were given, harm first, then the outcomes."""

from __future__ import annotations

from hepatica.report.board.holds import holds_table
from hepatica.report.board.rules import rules_table
from hepatica.report.board.serious import narratives
from hepatica.report.document import Block, Heading, PageBreak, Para
from hepatica.report.prose import Prose, cite, counted, joined, say
from hepatica.report.study.baseline_table import baseline_table
from hepatica.report.study.catalogue import FIGURES, SEVERAL
from hepatica.report.study.counts import people, serious
from hepatica.report.study.cut import Cut
from hepatica.report.study.dossier import UNREAD, Dossier
from hepatica.report.study.refs import floor_p, unseen_rate
from hepatica.report.study.safety_table import safety_table
from hepatica.report.study.sections.parts import figure, figures, page, part, section, several, table
from hepatica.report.study.shift_table import shift_table
from hepatica.study.estimand import Estimand

FLOW, COURSE, SAFETY, EFFICACY, LIVER, EVIDENCE = (
    ("flow",),
    ("swimlane",),
    ("ae-dots", "ae-terms", "mdish", "laboratory"),
    ("meld", "waterfall"),
    ("liver-cd34",),
    ("evidence", "evidence-forest", "evidence-timeline"),
)
"""Figures by the part they belong to."""
CD34 = ("cd34", "cd34-change", "cd34-agreement")
NO_CELLS = "The making of cells is not on this record; doses typed at the bedside stand in the synopsis."
PRIMARY, SECONDARY, TISSUE = "primary", "secondary", "tissue"
ACROSS = ("sensitivity", "reliable-change", "incidence", "borrowing")
"""Tables over all estimands, after them."""
LISTINGS = ("events", "deviations", "cd34-readings")


def participants(dossier: Dossier) -> tuple[Block, ...]:
    """Return flow, disposition, baseline and what was given."""
    cut = dossier.cut
    return (
        *page("Participants", *figures(cut, FLOW), *table(dossier, "disposition"), baseline_table(cut)),
        *section("Cells given", *(table(dossier, "products") or (Para(text=NO_CELLS),))),
        *_own_page("The course of each participant", figures(cut, COURSE)),
    )


def safety(dossier: Dossier) -> tuple[Block, ...]:
    """Return the primary outcome: events by category, every event drawn, rates, the liver, serious events in words."""
    cut = dossier.cut
    rates = dossier.numbered("14.3.", but=("safety",))
    return (
        *page("Primary outcome: adverse events", Para(text=_unseen(cut)), safety_table(cut)),
        *_own_page("Every adverse event, drawn", figures(cut, ("ae-dots", "ae-terms"))),
        *section("Rates and times", *several(dossier, rates), *several(dossier, results_of(cut, PRIMARY))),
        *part(
            "Serious events, one by one",
            *(narratives(dossier.pack) if dossier.pack else (Para(text=UNREAD),)),
        ),
        *_own_page("The liver against each participant's own baseline", figure(cut, "mdish")),
        *section("Grades against the own baseline", *_shifts(cut)),
        *figures(cut, ("laboratory",)),
        *_oversight(dossier),
    )


def efficacy(dossier: Dossier) -> tuple[Block, ...]:
    """Return the secondary outcomes, described; the floor and the absent control stand before the first number."""
    cut = dossier.cut
    placed = {*FLOW, *COURSE, *SAFETY, *EFFICACY, *LIVER, *EVIDENCE}
    others = tuple(name for name in FIGURES if name not in placed)
    return (
        *page("Secondary outcomes: MELD and Child-Pugh", Para(text=reading(cut)), *figures(cut, EFFICACY)),
        PageBreak(),
        *table(dossier, "scores"),
        *part("Estimands", *several(dossier, ("intercurrent", *results_of(cut, SECONDARY), *ACROSS))),
        *figures(cut, others),
        *page("Secondary outcome: CD34 in the liver", *figures(cut, LIVER), *several(dossier, CD34)),
        *several(dossier, results_of(cut, TISSUE)),
    )


def listings(dossier: Dossier) -> tuple[Block, ...]:
    """Return every event, deviation and reading, and whatever else the catalogue lists."""
    more = dossier.numbered("16.", but=LISTINGS)
    return page("Listings", *several(dossier, (*LISTINGS, *more)))


def results_of(cut: Cut, group: str) -> tuple[str, ...]:
    """Return the addresses of the results of estimands: of the primary outcome, of the tissue, or of the rest."""
    return tuple(
        f"estimand-{one.id.replace('_', '-')}"
        for one in cut.study.analysis.estimands
        if group_of(one) == group
    )


def group_of(estimand: Estimand) -> str:
    """Return to which part an estimand belongs."""
    if estimand.measure == "events":
        return PRIMARY
    return TISSUE if estimand.variable.startswith("CD34") else SECONDARY


def reading(cut: Cut) -> Prose:
    """Return what stands beside every number of the outcomes: no control, the floor of p."""
    n = max(1, len(cut.started))
    return say(
        "No concurrent control: nothing below can be credited to the cells. With n = {n} an exact rank or sign test reaches no "
        "two-sided p below {floor}, whatever they experience. Every participant is shown; who died or had a transplant stays "
        "in every table and picture.",
        n=people(cut, "started").cited if cut.started else cite(1, "COUNT:14.1.1/started"),
        floor=floor_p(n),
    )


def _unseen(cut: Cut) -> Prose:
    found = serious(cut)
    said = say(
        "{any} of {started} who started a study procedure had an adverse event, {serious} a serious one, {related} one that is "
        "serious and judged related; {died} died.",
        any=cite(len({e.subject for e in cut.all_events}), "COUNT:14.3.1/any"),
        started=people(cut, "started").cited,
        serious=found.cited,
        related=serious(cut, related=True).cited,
        died=people(cut, "death").cited,
    )
    n = len(cut.infused)
    if not n:
        return said
    limit = say(
        "A kind of event whose true rate is {rate} is seen in none of the {n} infused one time in five.",
        rate=unseen_rate(n),
        n=people(cut, "infused").cited,
    )
    return joined((said, limit))


def _oversight(dossier: Dossier) -> tuple[Block, ...]:
    pack = dossier.pack
    if pack is None:
        return ()
    met = sum(hold.in_force for hold in pack.holds)
    words = say(
        "{placed} placed to the data cut; in force: {now}.",
        placed=counted(cite(len(pack.holds), "COUNT:B.9/placed"), "hold was", "holds were"),
        now=cite(met, "COUNT:B.9/in_force"),
    )
    return page("Stopping rules and holds", Para(text=words), rules_table(pack), holds_table(pack))


def profiles(dossier: Dossier) -> tuple[Block, ...]:
    """Return each participant's course on a page: scores, cells, drugs and events on one line of days."""
    try:
        found = SEVERAL["profile"](dossier.cut)
    except ValueError as error:
        return page("Each participant", Para(text=f"The profiles could not be drawn: {error}."))
    blocks = tuple(block for one in found for block in (PageBreak(), one))
    return (PageBreak(), Heading(text="Each participant"), *blocks[1:]) if found else ()


def _shifts(cut: Cut) -> tuple[Block, ...]:
    try:
        return (shift_table(cut),)
    except ValueError as error:
        return (Para(text=f"There is no table of shifts: {error}."),)


def _own_page(title: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return page(title, *blocks) if blocks else ()

"""The next study's randomisation: a page with the arm and the strata, the day all count from, and gates that read it."""

from __future__ import annotations

from collections.abc import Iterable

from hepatica.design.document import Design
from hepatica.design.successor.changing import changed, proposed, put, text
from hepatica.design.successor.visits import collected
from hepatica.design.treatment import CELLS_OF
from hepatica.study.form import Code, Codelist, Form, Group, Item, ItemType
from hepatica.study.product import Fill
from hepatica.study.rules import Analysis, Clearance, Gate
from hepatica.study.schedule import Anchor, ItemAddress, Procedure, Schedule, Visit
from hepatica.study.study import Study
from hepatica.study.text import Translated

FORM = "randomisation"
ARM, DATE, NUMBER = "rand_arm", "rand_date", "rand_number"
NEEDED = {"gcsf": ("cd34", "gcsf"), "leukapheresis": ("cd34",), "infusion": ("cd34", "msc")}
"""Act of a gate → what an arm must hold, one of them, for the act to be done in it."""


def randomised(study: Study, design: Design) -> tuple[Study, tuple[str, ...]]:
    """Make the study a randomised one where the design is: all arms count from the day of randomisation."""
    if not design.randomised:
        return study, ()
    before = _before_procedures(study)
    if before is None:
        return study, ("Add a page of randomisation: no visit lies before the first procedure.",)
    day = study.day_of(before) or 0
    study = changed(
        study,
        forms=put(study.forms, _form(study, design)),
        codelists=put(study.codelists, *_codelists(design)),
        schedule=_schedule(study, design, before),
        enrolment=study.enrolment.model_copy(
            update={
                "started_by": (FORM,),
                "counts": text("Participants who were randomised"),
                **proposed(design),
            }
        ),
        gates=tuple(_gate(study, design, gate) for gate in study.gates),
        analysis=_analysis(study, before, -day),
    )
    emergent = study.oversight.emergent
    if emergent is not None:
        told = emergent.model_copy(
            update={"anchors": (FORM,), **proposed(design, "the same day in every arm")}
        )
        study = changed(study, oversight=study.oversight.model_copy(update={"emergent": told}))
    return study, _to_do(study, design, -day)


def _to_do(study: Study, design: Design, lead: int) -> tuple[str, ...]:
    said = [
        "Keep the list of allocation outside this folder, with somebody who enrols nobody: the page takes its answer.",
        f"Analysis windows count from randomisation and lie {lead} days later, the planned time to the infusion: confirm them.",
        "Say how replacement is handled: whoever is randomised counts, and the words are those of the study before.",
    ]
    if design.control is not None:
        said.append(
            "Visits under standard care count from the planned day of infusion in the screening log: keep it there."
        )
    if any(len(CELLS_OF[arm.cells]) == 1 for arm in design.arms) and any(
        event.kind == "missed_dose" for event in study.analysis.intercurrent
    ):
        said.append("An arm of one product misses no dose of the other: write the intercurrent event anew.")
    said += [
        f"The minimisation over {', '.join(s.id for s in design.strata)} needs its own rule and weights."
    ] * (design.allocation.method == "minimisation")
    return tuple(said)


def _before_procedures(study: Study) -> Visit | None:
    """Return the last visit before the first that collects cells or tissue."""
    forms = collected(study)
    days = {
        v.id: day for v in study.schedule.visits if (day := study.day_of(v)) is not None and not v.optional
    }
    first = min(
        (days[v.id] for v in study.schedule.visits if v.id in days and forms & set(v.forms)), default=None
    )
    earlier = [v for v in study.schedule.visits if v.id in days and (first is None or days[v.id] < first)]
    return max(earlier, key=lambda v: days[v.id]) if earlier else None


# -- The page -----------------------------------------------------------------------------------------------------------


def _form(study: Study, design: Design) -> Form:
    numbers = [int(form.code[1:]) for form in study.forms if form.code[1:].isdigit()]
    strata = (
        Item(id=f"stratum_{s.id}", label=s.title, type=ItemType.CODE, codelist=f"stratum_{s.id}", required=True, critical=True)
        for s in design.strata
    )  # fmt: skip
    items = (
        Item(id=DATE, label=text("Day of randomisation"), type=ItemType.DATE, required=True, critical=True,
             cdash="DSSTDAT", sdtm="DS.DSSTDTC"),
        *strata,
        Item(id=NUMBER, label=text("Number on the allocation list"), type=ItemType.TEXT, required=True),
        Item(id=ARM, label=text("Arm"), type=ItemType.CODE, codelist="arms", required=True, critical=True, sdtm="DM.ARMCD"),
    )  # fmt: skip
    return Form(
        id=FORM, code=f"F{max(numbers, default=0) + 1}", domain="DS", title=text("Randomisation"),
        help=text("The strata first, then the answer of the allocation list: it is never known before they are entered."),
        groups=(Group(id="allocated", title=text("Allocation"), items=items),), **proposed(design),
    )  # fmt: skip


def _codelists(design: Design) -> Iterable[Codelist]:
    yield Codelist(id="arms", codes=tuple(Code(code=arm.id, label=arm.title) for arm in design.arms))
    for stratum in design.strata:
        codes = tuple(Code(code=level.id, label=level.title) for level in stratum.levels)
        yield Codelist(id=f"stratum_{stratum.id}", codes=codes)


# -- When ---------------------------------------------------------------------------------------------------------------


def _schedule(study: Study, design: Design, before: Visit) -> Schedule:
    schedule, item = study.schedule, ItemAddress(form=FORM, item=DATE)
    anchor = Anchor(id=FORM, title=text("Randomisation"), item=item, **proposed(design))
    procedure = Procedure(id=FORM, title=text("Randomisation"), start=item, days=0, **proposed(design))
    visits = tuple(
        v.model_copy(update={"forms": (*v.forms, FORM)}) if v.id == before.id else v for v in schedule.visits
    )
    return schedule.model_copy(
        update={
            "anchors": put(schedule.anchors, anchor),
            "analysis_anchor": FORM,
            "visits": visits,
            "procedures": put(schedule.procedures, procedure),
        }
    )


def _analysis(study: Study, before: Visit, lead: int) -> Analysis:
    """Shift the windows by the planned time from randomisation to the infusion; the first still begins on day 1."""
    windows = tuple(
        w.model_copy(
            update={"target": w.target + lead, "first": w.first + lead * (n > 0), "last": w.last + lead}
        )
        for n, w in enumerate(study.analysis.windows)
    )
    baseline = study.analysis.baseline
    return study.analysis.model_copy(
        update={"windows": windows, "baseline": baseline.model_copy(update={"visit": before.id})}
    )


# -- Gates --------------------------------------------------------------------------------------------------------------


def _gate(study: Study, design: Design, gate: Gate) -> Gate:
    """Let a gate open only in arms that hold what it is for, and ask nothing of a product that an arm does not hold."""
    kept = tuple(_unless_not_held(study, design, line) for line in gate.clearances)
    holding = NEEDED.get(gate.act)
    arms = [
        arm.id for arm in design.arms if holding is None or set(holding) & {arm.cells, *CELLS_OF[arm.cells]}
    ]
    said = (
        "The participant is not randomised"
        if holding is None
        else "The arm of the participant does not hold it"
    )
    line = Clearance(
        id="allocated",
        title=text("Randomised" if holding is None else "Randomised to an arm that holds it"),
        form=FORM,
        when=f"known({ARM})" if holding is None else f"one_of({ARM}, {_words(arms)})",
        sentence=Translated(en=said),
    )
    return gate.model_copy(update={"clearances": (*kept, line)})


def _unless_not_held(study: Study, design: Design, line: Clearance) -> Clearance:
    for cells in ("cd34", "msc"):
        without = [arm.id for arm in design.arms if cells not in CELLS_OF[arm.cells]]
        if line.form in _own_forms(study, cells) and without:
            return line.model_copy(
                update={"when": f"({line.when}) || one_of({FORM}__{ARM}, {_words(without)})"}
            )
    return line


def _own_forms(study: Study, cells: str) -> frozenset[str]:
    """Return the forms that the laboratory's record of this product fills, and that of no other product does."""
    filled = {(_product(study, fill), fill.form) for fill in study.manufacture.fills}
    return frozenset(form for product, form in filled if product == cells) - {
        form for product, form in filled if product != cells
    }


def _product(study: Study, fill: Fill) -> str:
    """Return the product a fill speaks of, by itself or by its step; '' for what belongs to several."""
    return fill.product or study.steps.get(fill.step or "", ("", None))[0]


def _words(names: list[str]) -> str:
    return f"[{', '.join(repr(name) for name in names)}]"

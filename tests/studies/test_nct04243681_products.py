"""The reference study's cell products and tissue: made by the steps of the protocol, and nothing is typed twice."""

from decimal import Decimal

from hepatica.ledger.product_facts import Measured
from hepatica.ledger.product_rows import (
    AccessionRow,
    BagRow,
    MatchRow,
    MaterialRow,
    ReadingRow,
    ReleaseRow,
    TestRow,
)
from hepatica.ledger.rows import SubjectRow
from hepatica.ledger.state import State
from hepatica.product.filling import At, filled
from hepatica.product.lineage import Lineage, next_label
from hepatica.study.stopping import Reading
from hepatica.study.study import Study
from hepatica.study.text import Source

WHO, OTHER = "01-004", "01-005"
ROUTES = {
    "msc": ("marrow", "msc_passage", "msc_lot", "msc_bag", "msc_sample"),
    "cd34": ("apheresis", "cd34_selection", "cd34_lot", "cd34_bag", "cd34_sample"),
}
LABELS = {
    "marrow": "BM-01-004", "msc_passage": "MSC-01-004-P1", "msc_lot": "MSC-01-004", "msc_bag": "MSC-01-004-A",
    "msc_sample": "MSC-01-004-R1", "apheresis": "LP-01-004", "cd34_selection": "CD34-01-004-S",
    "cd34_lot": "CD34-01-004", "cd34_bag": "CD34-01-004-A", "cd34_sample": "CD34-01-004-R1",
}  # fmt: skip


def measured(**numbers: str) -> tuple[Measured, ...]:
    return tuple(Measured(name=name, value=value, unit="") for name, value in numbers.items())


class Cells:
    """Rows of the laboratory as the ledger would fold them."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.seq = 0
        subject = SubjectRow(subject=WHO, site="01", seq=1, screened_at="2026-01-01T00:00:00.000000Z")
        self.rows: list[object] = [subject]

    def add(self, table: type, **fields: object) -> None:
        self.seq += 1
        self.rows.append(table(**{"subject": WHO, "seq": self.seq} | fields))

    def made(
        self, material: str, step: str, *parents: str, at: str = "2026-03-05T09:15", **numbers: str
    ) -> None:
        self.add(
            MaterialRow, material=material, step=step, at=at, by="P. Naidu", witness="S. Bano", parents=parents,
            measures=measured(**numbers), user="naidu",
        )  # fmt: skip

    def tested(self, material: str, test: str, value: str, **more: object) -> None:
        self.add(
            TestRow, material=material, test=test, at="2026-03-05T10:00", by="R. Iyer", value=value, **more
        )

    def released(self, lot: str, decision: str) -> None:
        self.add(
            ReleaseRow,
            lot=lot,
            decision=decision,
            at="2026-03-19T12:00",
            since="2026-03-05T12:00",
            expires="2026-03-09T20:40",
            user="qa",
        )

    def ran(self, bag: str, donor: str = WHO, lot: str = "MSC-01-004", **more: object) -> None:
        stands = {
            "started": "2026-03-09T17:42",
            "started_seq": 20,
            "donor": donor,
            "lot": lot,
            "step": "msc_bag",
        }
        self.rows.append(BagRow(**{"subject": WHO, "bag": bag} | stands | more))

    def says(self, form: str, item: str, visit: str, row: int = 0) -> str | None:
        found = filled(self.study, State(self.rows), WHO, {"qa": "Q. Ali", "dsouza": "A. D'Souza"})
        answer = found.get(At(visit, form, item, row))
        return answer.value if answer else None


def cultured(study: Study) -> Cells:
    cells = Cells(study)
    cells.made("BM-01-004", "marrow", at="2026-02-02T09:40", volume="22")
    cells.made(
        "MSC-01-004-P1", "msc_passage", "BM-01-004", at="2026-02-02T11:46", seeded="40", harvested="90"
    )
    cells.made("MSC-01-004-P2", "msc_passage", "MSC-01-004-P1", at="2026-02-14T11:00", seeded="30")
    cells.made("MSC-01-004", "msc_lot", "MSC-01-004-P2", cells="146", viability="92")
    return cells


# -- As the protocol says it --------------------------------------------------------------------------------------------


def test_both_products_are_made_by_their_own_route(study: Study) -> None:
    for product in study.products:
        assert tuple(step.id for step in product.steps) == ROUTES[product.id]


def test_labels_are_those_of_the_protocol(study: Study) -> None:
    for product in study.products:
        lot = LABELS[f"{product.id}_lot"]
        for step in product.steps:
            there = () if step.makes == "lot" else _only(lot)
            parents = (lot,) if "{parent}" in step.label else ()
            assert next_label(Lineage(study.steps, there), step, WHO, parents) == LABELS[step.id]


def test_a_lot_that_is_made_again_gets_a_number(study: Study) -> None:
    for lot in ("MSC-01-004", "CD34-01-004"):
        _, step = study.steps[f"{lot.partition('-')[0].lower()}_lot"]
        assert next_label(Lineage(study.steps, _only(lot)), step, WHO) == f"{lot}-2"


def _only(lot: str) -> tuple[MaterialRow, ...]:
    step = f"{lot.partition('-')[0].lower()}_lot"
    return (MaterialRow(subject=WHO, material=lot, step=step, at="", by="", witness="", seq=1),)


def test_the_limits_on_the_way_are_those_of_the_design_and_vein_to_vein_has_none(study: Study) -> None:
    limits = {limit.id: limit.hours for product in study.products for limit in product.limits}
    assert limits == {
        "marrow_to_seeding": Decimal(6), "lot_to_bag": None, "thaw_to_infusion": Decimal(4), "vein_to_vein": None,
        "leukapheresis_to_selection": Decimal(24), "bag_to_infusion": Decimal(24),
    }  # fmt: skip


def test_the_planned_doses_are_the_parameters_of_the_study(study: Study) -> None:
    msc, cd34 = (study.product_by_id[name].dose for name in ("msc", "cd34"))
    assert msc is not None
    assert cd34 is not None
    assert (msc.basis, str(msc.planned), msc.unit) == ("total", study.parameter("msc_dose"), "10^6")
    assert (cd34.basis, cd34.planned, study.parameter("cd34_dose")) == ("all", None, "all that were selected")


def test_what_may_follow_a_conditional_release_says_after_how_many_days(study: Study) -> None:
    late = {(p.id, one.id): one.days for p in study.products for one in p.release if one.late}
    assert late == {
        ("msc", "sterility_final"): 14,
        ("msc", "differentiation"): 21,
        ("cd34", "sterility_final"): 14,
    }


def test_what_is_ours_is_not_called_literature(study: Study) -> None:
    limits = {(p.id, one.id): one.source for p in study.products for one in p.release}
    assert {limits["msc", name] for name in ("cd73", "cd90", "cd105", "negative_markers")} == {
        Source.LITERATURE
    }
    ours = ("viability", "sterility", "mycoplasma", "endotoxin", "passage", "sterility_final")
    assert {limits["msc", name] for name in ours} == {Source.PROPOSAL}
    assert {limit.source for p in study.products for limit in p.limits} == {Source.PROPOSAL}


def test_each_branch_leaves_a_way_on_and_a_way_out(study: Study) -> None:
    branches = {branch.id: branch for branch in study.manufacture.branches}
    assert set(branches) == {
        "culture_failure", "poor_mobiliser", "low_viability", "decompensation", "refusal", "lot_lost",
    }  # fmt: skip
    for branch in branches.values():
        assert any(choice.stops for choice in branch.choices), branch.id
        assert any(not choice.stops for choice in branch.choices), branch.id


def test_a_late_result_makes_four_letters_and_the_physician_is_told_first(study: Study) -> None:
    late = [notice for notice in study.manufacture.notices if notice.on == "late_positive"]
    told = {str(to): notice.hours for notice in late for to in notice.to}
    assert len(told) == 4
    assert min(told, key=lambda to: told[to]) == "Treating physician"
    assert {notice.on for notice in study.manufacture.notices} == {
        "conditional", "out_of_specification", "rejected", "late_positive", "mismatch",
    }  # fmt: skip


def test_a_late_positive_of_either_product_is_told_at_once_and_held(study: Study) -> None:
    signals = {"msc_contaminated": "msc_release", "cd34_contaminated": "cd34_product"}
    alarm = next(one for one in study.oversight.alarms if one.id == "late_positive")
    assert set(alarm.signals) == set(signals)
    assert {s.id: s.form for s in study.signals if s.id in signals} == signals
    rule = next(one for one in study.stopping if one.code == "STP-09")
    assert {r.form for r in rule.readings if _reads_final(r)} == set(signals.values())


def _reads_final(reading: Reading) -> bool:
    return reading.infused and "sterility_final == 'positive'" in reading.when


def test_every_criterion_with_a_test_stands_on_the_certificate_by_itself(study: Study) -> None:
    filled_in = {(fill.product, fill.test) for fill in study.manufacture.fills if fill.test}
    asked = {(product.id, one.id) for product in study.products for one in product.release}
    assert asked - filled_in == {("msc", "passage")}, "the passages are counted, not tested"


# -- Nobody types it twice ----------------------------------------------------------------------------------------------


def test_the_way_of_the_marrow_stands_in_its_forms(study: Study) -> None:
    cells = cultured(study)
    assert cells.says("marrow_aspiration", "collection_lot", "marrow") == "BM-01-004"
    assert cells.says("marrow_aspiration", "prstdtc", "marrow") == "2026-02-02"
    assert cells.says("msc_batch", "from_collection", "culture") == "BM-01-004"
    assert cells.says("msc_batch", "passage", "culture", row=1) == "p1"
    assert cells.says("msc_batch", "cells_harvested", "culture", row=1) == "90"
    assert cells.says("msc_batch", "seeded", "culture", row=2) == "2026-02-14"
    assert cells.says("msc_release", "lot", "culture") == "MSC-01-004"
    assert cells.says("msc_release", "passage", "culture") == "p2"


def test_a_decision_stands_on_the_certificate_as_it_was_made(study: Study) -> None:
    for decision in ("released", "conditional", "exceptional", "rejected"):
        cells = cultured(study)
        cells.released("MSC-01-004", decision)
        assert cells.says("msc_release", "final_decision", "culture") == decision
        assert cells.says("msc_release", "final_by", "culture") == "Q. Ali"
        assert cells.says("msc_release", "interim_dtc", "culture") == "2026-03-05"
        assert cells.says("msc_release", "final_dtc", "culture") == "2026-03-05T12:00", (
            "since when it may be given"
        )
        assert cells.says("msc_release", "expires", "culture") == "2026-03-09T20:40"


def test_a_culture_that_grows_on_the_way_is_told_and_one_that_does_not_waits(study: Study) -> None:
    for value, said in (("negative", None), ("positive", "positive")):
        cells = cultured(study)
        cells.tested("MSC-01-004", "sterility_final", value, final=False)
        assert cells.says("msc_release", "sterility_final", "culture") == said


def test_the_selection_stands_on_its_page(study: Study) -> None:
    cells = Cells(study)
    cells.made("LP-01-004", "apheresis", volume="210", cells="40000", cd34_cells="150")
    cells.made(
        "CD34-01-004-S", "cd34_selection", "LP-01-004", cells_before="150", cd34_cells="129", purity="86"
    )
    cells.made("CD34-01-004", "cd34_lot", "CD34-01-004-S", cd34_cells="129", viability="84")
    cells.made("CD34-01-004-A", "cd34_bag", "CD34-01-004", cd34_cells="129", volume="50")
    cells.tested("CD34-01-004", "events", "240")
    assert cells.says("leukapheresis", "collection_lot", "infusion_day") == "LP-01-004"
    assert cells.says("cd34_product", "from_collection", "infusion_day") == "LP-01-004"
    assert cells.says("cd34_product", "cells_before", "infusion_day") == "150"
    assert cells.says("cd34_product", "cells_after", "infusion_day") == "129"
    assert cells.says("cd34_product", "viability", "infusion_day") == "84"
    assert cells.says("cd34_product", "events", "infusion_day") == "240"
    assert cells.says("infusion", "cd34_lot", "infusion_day") == "CD34-01-004", (
        "the gate reads it before the bag leaves"
    )


def test_an_infusion_by_the_minute_stands_on_the_infusion_page(study: Study) -> None:
    cells = cultured(study)
    cells.made("MSC-01-004-A", "msc_bag", "MSC-01-004", cells="48", volume="20", viability="91")
    cells.add(
        MatchRow, wristband="", code="", bag="MSC-01-004-A", matched=True, sentence="", second="S. Bano",
        second_user="bano", donor=WHO, user="dsouza", at="2026-03-09T11:30:00.000000Z",
    )  # fmt: skip
    assert cells.says("infusion", "identity_checked", "infusion_day") == "yes"
    assert cells.says("infusion", "identity_first", "infusion_day") == "A. D'Souza"
    cells.ran(
        "MSC-01-004-A", started_match=1, first="A. D'Souza", second="S. Bano", ended="2026-03-09T17:58", ended_seq=21,
        volume="20", complete=True, cells="43.68",
    )  # fmt: skip
    assert cells.says("infusion", "exstdtc", "infusion_day") == "2026-03-09"
    assert cells.says("infusion", "component", "infusion_day", row=1) == "msc"
    assert cells.says("infusion", "bag_start", "infusion_day", row=1) == "2026-03-09T17:42"
    assert cells.says("infusion", "bag_end", "infusion_day", row=1) == "2026-03-09T17:58"
    assert cells.says("infusion", "bag_volume", "infusion_day", row=1) == "20"
    assert cells.says("infusion", "given", "infusion_day", row=1) == "yes"
    assert cells.says("infusion", "dose_msc", "infusion_day") == "43.68"


def test_day_0_is_the_day_of_the_first_bag(study: Study) -> None:
    cells = cultured(study)
    for n, day in ((1, "2026-03-09"), (2, "2026-03-10")):
        bag = f"MSC-01-004-{'AB'[n - 1]}"
        cells.made(bag, "msc_bag", "MSC-01-004", cells="48", volume="20")
        cells.ran(bag, started=f"{day}T17:42", started_seq=20 + n)
        assert cells.says("infusion", "exstdtc", "infusion_day") == "2026-03-09"


def test_another_persons_bag_is_told_by_its_own_lot(study: Study) -> None:
    cells = cultured(study)
    cells.ran("MSC-01-005-A", donor=OTHER, lot="MSC-01-005")
    assert cells.says("infusion", "msc_lot", "infusion_day") == "MSC-01-005", "which STP-10 reads"
    assert cells.says("infusion", "identity_checked", "infusion_day") == "no"


def test_readings_stand_at_the_biopsy_they_were_made_of_once_they_are_unmasked(study: Study) -> None:
    for core, visit, other in (("LB1-01-004", "gate", "biopsy_2"), ("LB2-01-004", "biopsy_2", "gate")):
        cells = Cells(study)
        for n in ("1", "2"):
            cells.made(f"LB{n}-01-004", "liver_core", at=f"2026-0{n}-01T10:00", length="24")
        cells.made(f"{core}-B1", "liver_block", core)
        cells.made(f"{core}-B1-S1", "liver_slide", f"{core}-B1")
        cells.add(AccessionRow, accession="K7Q2MX", material=f"{core}-B1-S1", unmasked=0)
        cells.add(
            ReadingRow, accession="K7Q2MX", reader="dsouza", read=1, at="2026-09-01T09:00", method="ihc_multiplex",
            positive=31, counted=4200, measures=measured(area_mm2="14.2"), clone="QBEnd/10", controls="yes",
        )  # fmt: skip
        assert cells.says("biopsy", "cd34_positive", visit, row=1) is None, "masked"
        cells.add(AccessionRow, accession="K7Q2MX", material=f"{core}-B1-S1", unmasked=30)
        del cells.rows[-3]
        assert cells.says("biopsy", "specimen_id", visit) == f"{core}-B1"
        assert cells.says("biopsy", "length", visit) == "24"
        assert cells.says("biopsy", "cd34_positive", visit, row=1) == "31"
        assert cells.says("biopsy", "nuclei", visit, row=1) == "4200"
        assert cells.says("biopsy", "method", visit, row=1) == "ihc_multiplex"
        assert cells.says("biopsy", "stain", visit, row=1) == "dab"
        assert cells.says("biopsy", "masked", visit, row=1) == "yes"
        assert cells.says("biopsy", "cd34_positive", other, row=1) is None


# -- Tissue -------------------------------------------------------------------------------------------------------------


def test_a_single_stain_is_never_called_progenitor_cells(study: Study) -> None:
    methods = {method.id: method for method in study.tissue.methods}
    assert set(methods) == {"ihc_single", "ihc_multiplex", "flow"}
    assert str(methods["ihc_single"].label) == "CD34+ (endothelial + haematopoietic)"
    codes = {code.code for code in study.codelist_by_id["cd34_method"].codes}
    assert set(methods) <= codes


def test_every_method_of_the_protocol_can_be_answered_and_flow_is_asked_no_area(study: Study) -> None:
    for name in ("roi_area", "sinusoidal_fraction"):
        item = study.item("biopsy", name)
        assert item is not None
        assert item.when == "missing(method) || method != 'flow'"


def test_the_limits_of_a_specimen_and_of_precision_are_the_published_ones(study: Study) -> None:
    adequacy, flags = study.tissue.adequacy, study.tissue.flags
    assert adequacy is not None
    assert flags is not None
    assert (adequacy.length_mm, adequacy.portal_tracts, adequacy.area_mm2, adequacy.nuclei) == (
        20,
        11,
        10,
        2000,
    )
    assert (flags.imprecise, flags.quantifiable) == (20, 100)

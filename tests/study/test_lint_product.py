"""What a study says of its products and tissue must fit; each mistake is told at its line, and only there."""

import shutil
from pathlib import Path

import pytest

from hepatica.conduct.notings import VITALS
from hepatica.product.sources import NAMES
from hepatica.study import lint_fills, lint_tissue
from hepatica.study.load import check, load
from hepatica.study.product import Manufacture
from hepatica.study.tissue import Tissue
from hepatica.tissue.parameters import Parameters
from hepatica.tissue.sections import UM_PX
from hepatica.tissue.template import OPS, template_from

FOLDER = Path(__file__).parents[2] / "src" / "hepatica" / "studies" / "nct04243681"
EXAMPLE = Path(__file__).parent / "example"
PRODUCT, MADE, TISSUE = "product.yaml", "manufacture.yaml", "tissue.yaml"
FAULTS = [
    # file, what stands there, what a mistake makes of it, the sentence
    (PRODUCT, "[marrow, msc_passage]", "[marow, msc_passage]", "there is no step 'marow'; did you mean 'marrow'?"),
    (PRODUCT, "out_of: [msc_passage]", "out_of: [msc_bag]", "a lot is made of a collection or passage or selection, and 'msc_bag' makes a bag"),
    (PRODUCT, "out_of: [msc_passage]", "out_of: [apheresis]", "there is no step 'apheresis'"),
    (PRODUCT, "        out_of: [cd34_lot]\n", "", "'cd34_bag' makes a bag: say what of, under 'out_of'"),
    (PRODUCT, "- id: cd34_lot", "- id: msc_lot", "the step 'msc_lot' stands twice in the study"),
    (PRODUCT, "LP-{subject}", "BM-{subject}", "another step gives the same labels, 'BM-{subject}'"),
    (PRODUCT, "BM-{subject}", "BM-{person}", "nothing fills in {person}; known are subject, n, letter, parent"),
    (PRODUCT, "BM-{subject}", "BM-{n}", "the label 'BM-{n}' needs {subject} or {parent}, else two participants share it"),
    (PRODUCT, "BM-{subject}", "{parent}-{subject}", "a collection has no parent whose label '{parent}-{subject}' could begin with"),
    (PRODUCT, "BM-{subject}", "Bm_{subject}", "a label has capital letters, digits and hyphens only, and 'Bm_{subject}' has others"),
    (PRODUCT, "procedure: marrow_aspiration", "procedure: marrow", "there is no procedure 'marrow'"),
    (PRODUCT, 'label: "MSC-{subject}"\n', 'label: "MSC-{subject}"\n        procedure: infusion\n', "a lot comes from materials, not from a procedure"),
    (PRODUCT, "            high: 500\n", "            low: 500\n            high: 500\n", "'low' 500 is not below 'high' 500"),
    (PRODUCT, "- id: harvested", "- id: seeded", "the id 'seeded' stands twice in this list"),
    (PRODUCT, "start: marrow.made", "start: marrow", "'marrow' is no moment: write step.made, step.thawed or infusion.start"),
    (PRODUCT, "start: marrow.made", "start: marrow.drunk", "there is no move 'drunk'"),
    (PRODUCT, "start: msc_bag.thawed", "start: bag.thawed", "there is no step 'bag'"),
    (PRODUCT, "end: infusion.start", "end: infusion.middle", "there is no moment of an infusion 'middle'"),
    (PRODUCT, "hours: 6", "hours: 0", "a limit of 0 hours cannot be kept"),
    (PRODUCT, "        days: 14\n", "", "the result of 'sterility_final' may come late: say after how many 'days' it is final"),
    (PRODUCT, "        informs: true\n", "        informs: true\n        late: true\n        days: 1\n", "'karyotype' decides nothing, so it cannot be waited for"),
    (PRODUCT, "    viability: viability", "    viability: vitality", "there is no criterion 'vitality'"),
    (PRODUCT, '      unit: "10^6"\n      doses', '      unit: "10^6/kg"\n      doses', "a dose 'total' is given in 10^6, not in 10^6/kg"),
    (PRODUCT, "      planned: 50\n", "", "a dose 'total' needs 'planned': how much?"),
    (PRODUCT, "basis: total", "basis: all", "whatever was made is given ('all'), so nothing is planned"),
    (PRODUCT, "      planned: 50\n", "      planned: 50\n      least: 60\n", "'least', 'planned' and 'most' do not rise in this order"),
    (PRODUCT, "      doses: 1\n", "      doses: 2\n", "2 doses need 'interval_days' from one to the next"),
    (PRODUCT, "      planned: 50\n", "      planned: -50\n", "'planned' is above 0, and -50 is not"),
    (PRODUCT, "comparison: at_least", "comparison: atleast", "'comparison' must be one of at_least, at_most, equals, not 'atleast'; did you mean 'at_least'?"),
    (MADE, "on: late_positive", "on: late", "'on' must be one of conditional, out_of_specification, rejected, late_positive, mismatch, not 'late'"),
    (MADE, "weight: {form: vital_signs, item: weight}", "weight: {form: demographics, item: sex}", "'demographics.sex' is a code, and a number is needed here"),
    (MADE, '"measure:sysbp"', '"measure:sysbpp"', "there is no value of 'vitals' 'sysbpp'; did you mean 'sysbp'?"),
    (MADE, "    product: msc\n    choices", "    product: mscs\n    choices", "there is no product 'mscs'; did you mean 'msc'?"),
    (MADE, "drops: [cd34]", "drops: [cd43]", "there is no product 'cd43'; did you mean 'cd34'?"),
    (MADE, "drops: [cd34]", "drops: [cd34, msc]", "'msc_alone' drops every product: say 'stops: true'"),
    (MADE, "Lot {lot}: rejected", "Lot {lots}: rejected", "nothing fills in {lots}; did you mean 'lot'?"),
    (MADE, "Infused: {infused}.", "Infused: {infused.", "a curly brace is opened or closed alone; write {{ or }} for the sign itself"),
    (MADE, "item: weight}", "item: mass}", "the form 'vital_signs' asks no item 'mass'"),
    (MADE, "  - place: Incubator", "  - place: Oven", "there is no place 'Oven'"),
    (MADE, "  - place: Refrigerator", "  - place: Incubator", "the place 'Incubator' has two temperatures"),
    (MADE, "low: 36", "low: 39", "'low' 39 is not below 'high' 38"),
    (MADE, "step: marrow\n", "step: narrow\n", "there is no step 'narrow'; did you mean 'marrow'?"),
    (MADE, "form: marrow_aspiration", "form: marrow_aspirate", "there is no form 'marrow_aspirate'; did you mean 'marrow_aspiration'?"),
    (MADE, "visit: marrow\n", "visit: gate\n", "the visit 'gate' does not ask the form 'marrow_aspiration'"),
    (MADE, "visit: marrow\n", "visit: marow\n", "there is no visit 'marow'; did you mean 'marrow'?"),
    (MADE, "collection_lot: material", "collection_lots: material", "the form 'marrow_aspiration' asks no item 'collection_lots'; did you mean 'collection_lot'?"),
    (MADE, "collection_lot: material", "collection_lot: materiel", "nothing is called 'materiel'; did you mean 'material'?"),
    (MADE, "collection_lot: material", "duration: material", "'duration' is computed, so nothing fills it in"),
    (MADE, "collection_lot: material", "vas: material", "'vas' stands in the rows of 'pain': name the 'group'"),
    (MADE, "group: passage", "group: batch", "the group 'batch' has one row: leave 'group' out"),
    (MADE, "group: passage", "group: passages", "there is no group 'passages'; did you mean 'passage'?"),
    (MADE, "seeded: date", "medium: date", "the group 'passage' asks no item 'medium'"),
    (MADE, '"measure:harvested"', '"measure:harvest"', "there is no measure of 'msc_passage' 'harvest'; did you mean 'harvested'?"),
    (MADE, 'component: "=msc"', 'component: "=cells"', "there is no code of 'component' 'cells'"),
    (MADE, "interim_decision: decision", "karyotype: decision", "there is no code of 'karyotype' 'released'"),
    (MADE, "test: cd73,", "test: cd37,", "there is no criterion 'cd37'; did you mean 'cd73'?"),
    (MADE, "product: msc, test: cd73", "product: cd34, test: cd73", "there is no criterion 'cd73'"),
    (MADE, "product: msc, test: cd73, ", "product: msc, ", "a fill on 'material.tested' names its 'test', and no other does"),
    (MADE, "  - on: bag.matched\n", "  - on: bag.matched\n    what: vitals\n", "only a fill on 'infusion.noted' says 'what'"),
    (TISSUE, "imprecise: 20", "imprecise: 100", "'imprecise' 100 is not below 'quantifiable' 100"),
    (TISSUE, "readers: 2", "readers: 0", "0 readers read nothing"),
    (TISSUE, "dab: 0.05", "dab: 0", "0 does not lie above 0 and at most at 1"),
    (TISSUE, "glass: 235", "glass: 300", "300 does not lie above 0 and at most at 255"),
    (TISSUE, 'FSC-W, "<="', 'FSC-W, "<"', "there is no comparison '<'"),
    (TISSUE, "denominator: 3\n", "denominator: 7\n", "there is no gate 7: the template has 6, counted from 1"),
    (TISSUE, '[PerCP-A, "<=", 30000]', '[PerCP-A, ">=", 30000]', "'PerCP-A >=' stands twice: only the narrower of the two decides"),
    (TISSUE, '[PerCP-A, "<=", 30000]', '[PerCP-A, "<=", 100]', "no event has a 'PerCP-A' of 1500 or more and 100 or less"),
    (TISSUE, "$SPILL", "SPILL", "there is no compensation 'SPILL'; did you mean '$SPILL'?"),
    (TISSUE, "scale: linear", "scale: log", "there is no scale 'log'"),
    (TISSUE, "area_mm2: 10", "area_mm2: -10", "'area_mm2' -10 is less than nothing"),
    (TISSUE, "nucleus_um2: 12", "nucleus_um2: 250", "the smallest nucleus has 1 µm² or more and less than 250, not 250"),
    (TISSUE, "nucleus_um2: 12\n", "nucleus_um2: 12\n  um_px: 353\n", "a pixel of a microscope measures 0.05 to 10 µm, not 353"),
    (TISSUE, "out_of: [liver_block]", "out_of: [liver_core]", "a slide is made of a block, and 'liver_core' makes a core"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "right", "wrong", "sentence"), FAULTS, ids=[f[3][:60] for f in FAULTS])
def test_each_mistake_is_told_in_its_file(
    tmp_path: Path, file: str, right: str, wrong: str, sentence: str
) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "study"))
    text = (folder / file).read_text(encoding="utf-8")
    assert right in text
    (folder / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    told = check(folder)
    where = [p.line for p in told if p.file == file and p.sentence.startswith(sentence)]
    assert where, [str(p) for p in told]
    first = text[: text.index(right)].count("\n") + 1
    # At the part that was spoilt: a few lines above it where the whole part is meant, never elsewhere.
    assert min(abs(line - first) for line in where) <= 40


@pytest.mark.parametrize(
    ("file", "right", "wrong", "sentence"),
    [
        (PRODUCT, 'limit: "negative"', 'limit: "none"', "there is no code of 'culture_result' 'none'"),
        (
            TISSUE,
            "- id: flow\n",
            "- id: flou\n",
            "there is no code of 'cd34_method' 'flou'; did you mean 'flow'?",
        ),
    ],
)
def test_a_limit_or_a_method_that_no_form_can_say_is_told_where_it_is_filled_in(
    tmp_path: Path, file: str, right: str, wrong: str, sentence: str
) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "study"))
    text = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    assert (MADE, sentence) in {(p.file, p.sentence) for p in check(folder)}


def test_what_lint_takes_is_what_the_laboratory_and_the_readers_take() -> None:
    assert lint_fills.NOTED["vitals"] == VITALS
    assert lint_tissue.UM_PX == UM_PX
    assert lint_tissue.OPS == OPS
    assert lint_tissue.NUCLEUS_UM2[1] == Parameters().nucleus_most_um2
    gating = load(FOLDER).tissue.gating[0]
    for compensation in lint_tissue.COMPENSATION:
        for scale in lint_tissue.SCALES:
            told = gating.model_copy(update={"compensation": compensation, "scale": scale})
            assert template_from(told).gates


def test_a_percentage_never_stands_without_its_companion(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "study"))
    text = (folder / TISSUE).read_text(encoding="utf-8")
    start, end = text.index("companion:"), text.index("readers:")
    (folder / TISSUE).write_text(text[:start] + text[end:], encoding="utf-8")
    assert "say under 'companion' what is shown beside every percentage" in [
        p.sentence for p in check(folder)
    ]


def test_a_study_that_makes_no_cells_has_nothing_to_mend() -> None:
    study = load(EXAMPLE)
    assert (study.manufacture, study.tissue) == (Manufacture(), Tissue())
    assert check(EXAMPLE) == ()


def test_fills_may_name_exactly_the_sources_that_the_program_fills_in() -> None:
    assert {*lint_fills.SOURCES, "measure:ID", "=TEXT"} == set(NAMES)

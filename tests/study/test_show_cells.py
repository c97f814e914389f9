"""What is shown of cell products and tissue is what the protocol says."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from hepatica.study.load import load
from hepatica.study.show_cells import cell_grids
from hepatica.study.study import Study
from hepatica.study.tissue import Tissue

FOLDER = Path(__file__).parents[2] / "src" / "hepatica" / "studies" / "nct04243681"


def grids(study: Study) -> dict[str, tuple[tuple[str, ...], ...]]:
    found = tuple(cell_grids(study))
    assert {len(row) - len(grid.head) for grid in found for row in grid.rows} == {0}
    return {grid.title: grid.rows for grid in found}


def test_the_way_from_the_participant_to_the_bag_is_read_off_the_protocol() -> None:
    study = load(FOLDER)
    shown = grids(study)
    assert ("MSC", "msc_passage", "Passage", "marrow, msc_passage", "MSC-{subject}-P{n}") in {
        row for rows in shown.values() for row in rows
    }
    assert ("MSC", "Viability", "≥ 80 %", "") in shown["Release"]
    assert ("MSC", "Sterility, final", "negative", "after 14 days, may follow release") in shown["Release"]
    assert ("CD34", "Endotoxin", "≤ 5 EU/mL", "printed, decides nothing") in shown["Release"]
    assert ("MSC", "Viable cells", "≥ 50 × 10^6", "") in shown["Release"]
    assert len(shown["Release"]) == sum(len(product.release) for product in study.products)
    assert len(shown["When it goes otherwise"]) == len(study.manufacture.branches)


def test_a_repeated_dose_says_how_often_and_how_far_apart() -> None:
    study = load(FOLDER)
    first, second = study.products
    assert first.dose is not None
    twice = first.dose.model_copy(update={"doses": 2, "interval_days": 28, "most": Decimal(60)})
    again = Study(
        **{n: getattr(study, n) for n in Study.model_fields}
        | {"products": (first.model_copy(update={"dose": twice}), second)}
    )
    shown = {row[0]: row[3] for row in grids(again)["Cell products"]}
    assert shown["msc"] == "50 × 10^6 living cells, at most 60, 2 times, every 28 days"
    assert shown["cd34"].startswith("all that was made")


def test_a_protocol_without_tissue_shows_no_empty_table() -> None:
    study = load(FOLDER)
    bare = Study(**{n: getattr(study, n) for n in Study.model_fields} | {"tissue": Tissue()})
    assert {"Liver CD34", "How liver CD34 is read"} <= set(grids(study))
    assert not {"Liver CD34", "How liver CD34 is read"} & set(grids(bare))

"""Growth of the cultures: doublings add up, limits are drawn and named, failures end in a cross and nobody is left out."""

from decimal import Decimal

import pytest
from tests.report.figures.reading import drawn, printed_points, texts
from tests.report.product import sample

from hepatica.report import vega
from hepatica.report.figures.growth_curves import Culture, CultureLimits, Grown, growth_curves
from hepatica.report.product.pictures import culture_limits, cultures_of, growth_figure

LIMITS = CultureLimits(passage=4, viability=Decimal(80))


def grown(
    number: int,
    seeded: str,
    harvested: str | None,
    own: str | None,
    total: str | None,
    alive: str | None = "90",
):
    def dec(value: str | None) -> Decimal | None:
        return None if value is None else Decimal(value)

    return Grown(
        material=f"P{number}", number=number, seeded=Decimal(seeded), harvested=dec(harvested),
        doublings=dec(own), total=dec(total), viability=dec(alive),
    )  # fmt: skip


def culture(digit: int, *passages: Grown, failed: str = "") -> Culture:
    return Culture(
        digit=digit, code=f"01-00{digit}", label=f"MSC-01-00{digit}", passages=passages, failed=failed
    )


def test_the_samples_culture_adds_up_its_doublings_along_its_passages():
    cells = sample.cells()
    (one,) = cultures_of(cells.study, cells.state, cells.subject, digit=4, zone=cells.zone)
    assert [p.material for p in one.passages] == ["MSC-01-004-P1", "MSC-01-004-P2", "MSC-01-004-P3"]
    totals = [p.total for p in one.passages]
    assert totals[0] == 0  # marrow was seeded: doublings are counted from the first harvest on
    assert totals[2] == sum(p.doublings for p in one.passages[1:])
    assert round(totals[2], 2) == Decimal("6.59")  # log2(61/5) + log2(158/20)
    assert one.label == "MSC-01-004"


def test_each_culture_is_a_line_in_its_hue_with_its_sum_at_the_end():
    figure = growth_curves(
        cultures=(
            culture(2, grown(1, "0", "12", "2.5", "2.5"), grown(2, "12", "20", "2", "4.5")),
            culture(1, grown(1, "0", "10", "3", "3")),
        ),
        limits=LIMITS,
        stamp=sample.STAMP,
    )
    top = drawn(figure.spec, "point", "p2")
    assert {(d["x"], d["y"]) for d in top} >= {(0, 0), (12, 2.5), (20, 4.5)}
    assert {"MSC-01-002, 4.5", "MSC-01-001, 3.0"} <= set(texts(figure.spec))
    assert printed_points(figure.spec) >= 7
    assert vega.svg(figure.spec).startswith("<svg")


def test_limits_of_passage_and_viability_are_drawn_and_named():
    said = texts(growth_figure(sample.cells()).spec)
    assert "release: at most 4 passages" in said
    assert "release: at least 80 %" in said
    found = culture_limits(sample.study())
    assert (found.passage, found.viability) == (4, Decimal(80))


def test_a_failed_culture_ends_in_a_cross_with_its_words():
    figure = growth_curves(
        cultures=(culture(3, grown(1, "0", "14", "0.4", "0.4"), failed="The culture fails"),),
        limits=LIMITS,
        stamp=sample.STAMP,
    )
    assert [d["said"] for d in drawn(figure.spec, "point", "ink")] == ["The culture fails"]
    assert any("The culture fails" in text for text in texts(figure.spec))
    assert figure.title == "One culture, one failed, none beyond a limit"


def test_a_culture_without_counts_is_drawn_by_its_passages_and_stands_in_the_table():
    figure = growth_curves(
        cultures=(culture(5, grown(1, "0", None, None, None, None), failed="The culture fails"),),
        limits=LIMITS,
        stamp=sample.STAMP,
    )
    assert drawn(figure.spec, "point", "p5")
    assert drawn(figure.spec, "point", "ink")
    assert [cell.reason for cell in figure.twin.rows[0].cells[3:7]] == [
        "still growing", "not counted", "not known", "not measured",
    ]  # fmt: skip


def test_the_failed_branch_of_the_record_ends_its_culture():
    failed = sample.branch("culture_failure", "repeat", product="msc", material="MSC-01-004-P2")
    cells = sample.cells(failed, without=("MSC-01-004-P3",))
    found = cultures_of(cells.study, cells.state, cells.subject, digit=4, zone=cells.zone)
    assert [one.failed for one in found] == ["The culture fails"]


def test_nobodys_culture_draws_nothing():
    assert growth_figure(sample.cells(without=("MSC",))) is None
    with pytest.raises(ValueError, match="no passage is on record"):
        growth_curves(cultures=(), limits=LIMITS, stamp=sample.STAMP)

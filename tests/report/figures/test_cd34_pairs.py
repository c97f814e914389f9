"""CD34 pairs print their counts, carry their intervals, and are read by the fixed rule beside the sinusoids."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from tests.report import samples
from tests.report.figures.reading import drawn, layers, printed_points, texts

from hepatica.report.figures.cd34_pairs import HEAD, READING_AT, ROW, cd34_pairs
from hepatica.report.figures.cd34_reading import Pair, ReadingRule, read_pair
from hepatica.report.figures.labels import text_width

FIGURE = samples.cd34_figure()
PAIRS = samples.cd34_sample()


def build(*pairs: Pair):
    return cd34_pairs(pairs=pairs, rule=samples.RULE, stamp=samples.STAMP)


def test_numerator_and_denominator_are_printed_for_each_biopsy():
    counts = {b.count for p in PAIRS for b in (p.before, p.after) if b}
    assert "3/4\u202f120" in counts
    assert counts <= set(texts(FIGURE.spec))


@pytest.mark.parametrize("digit", range(1, 6))
def test_the_interval_drawn_is_the_interval_given(digit):
    pair = PAIRS[digit - 1]
    spans = [(d["x"], d["x2"]) for d in drawn(FIGURE.spec, "rule", f"p{digit}", strokeWidth=2.6)]
    assert spans == [(float(b.lower), float(b.upper)) for b in (pair.before, pair.after) if b]


def test_no_cell_counted_still_shows_its_upper_bound():
    assert read_pair(PAIRS[3], samples.RULE) == (
        "No cell found after infusion.",
        "0 of 2\u202f640 still allows 1.4 per 1\u202f000.",
    )
    assert (0.0, 1.4) in [(d["x"], d["x2"]) for d in drawn(FIGURE.spec, "rule", "p4", strokeWidth=2.6)]


def test_the_sinusoids_are_always_beside_the_cells():
    for pair in PAIRS:
        assert "Sinusoidal area" in texts(build(pair).spec)
    unmeasured = replace(PAIRS[0], after=replace(PAIRS[0].after, area=None))
    assert "sinusoidal area not measured" in str(build(unmeasured).spec)
    assert read_pair(unmeasured, samples.RULE)[0] == "Rise in cells, sinusoids not measured."


@pytest.mark.parametrize(
    ("digit", "reading"),
    [
        (1, "Rise in cells, sinusoids not risen."),
        (2, "No change either way."),
        (3, "Rise in cells and in sinusoids."),
        (4, "No cell found after infusion."),
        (5, "No pair."),
    ],
)
def test_the_reading_follows_the_fixed_rule(digit, reading):
    assert read_pair(PAIRS[digit - 1], samples.RULE)[0] == reading


def test_a_ratio_exactly_at_the_rule_is_a_rise():
    rule = ReadingRule(cells_ratio=Decimal("1.5"), sinusoid_ratio=Decimal("1.2"))
    before = samples.biopsy(2, 1000, "0.2", "7.2", "5.0", -6)
    after = samples.biopsy(3, 1000, "0.6", "8.7", "6.0", 28)
    pair = Pair(digit=1, code="01-001", before=before, after=after)
    assert read_pair(pair, rule)[0] == "Rise in cells and in sinusoids."
    assert read_pair(replace(pair, after=replace(after, area=Decimal("5.9"))), rule)[0].endswith("not risen.")


def test_engraftment_is_named_only_where_it_is_denied():
    everything = " ".join(texts(FIGURE.spec)) + FIGURE.title + FIGURE.deck + FIGURE.alt + str(FIGURE.twin)
    assert "engraft" not in everything.lower()
    assert FIGURE.note.startswith("This is tissue CD34 content, never engraftment")


def test_an_unpaired_biopsy_is_drawn_and_the_missing_one_is_a_ring_with_its_reason():
    assert len(drawn(FIGURE.spec, "point", "p5")) == 2
    assert "second biopsy declined" in texts(FIGURE.spec)
    assert any(d["said"] == "second biopsy declined" for d in drawn(FIGURE.spec, "point", "ink2"))
    with pytest.raises(ValueError, match="no reason is given"):
        replace(PAIRS[4], missing="")


def test_the_title_counts_pairs_not_people():
    assert FIGURE.title == "Tissue CD34 rose in two of four pairs; in one of them so did the sinusoids"


def test_an_interval_that_misses_its_own_count_is_refused():
    with pytest.raises(ValueError, match="misses its own count"):
        samples.biopsy(3, 1000, "4", "5", "6.0", -6)
    with pytest.raises(ValueError, match="is not a count"):
        samples.biopsy(3, 2, "0", "2000", "6.0", -6)


def test_a_picture_without_any_biopsy_is_refused():
    with pytest.raises(ValueError, match="no liver biopsy"):
        build(Pair(digit=1, code="01-001", before=None, after=None, missing="declined"))


def test_no_text_is_below_seven_points_in_print():
    assert printed_points(FIGURE.spec) >= 7


def test_counts_by_two_methods_are_drawn_and_not_compared():
    mixed = replace(PAIRS[0], methods="ihc_single, flow")
    figure = build(mixed)
    assert read_pair(mixed, samples.RULE) == (
        "Not compared.",
        "Counted by different methods: ihc_single, flow.",
    )
    assert not drawn(figure.spec, "rule", "p1", strokeWidth=1.2)
    assert len(drawn(figure.spec, "point", "p1")) == len(drawn(build(PAIRS[0]).spec, "point", "p1"))
    assert figure.title == "Liver CD34: no complete pair of biopsies yet"


def test_a_single_stain_heads_the_panel_with_what_it_counts():
    single = "CD34+ (endothelial + haematopoietic)"
    said = texts(build(*(replace(pair, label=single) for pair in PAIRS)).spec)
    assert single in said
    assert "CD34⁺ cells" not in said
    assert read_pair(replace(PAIRS[0], label=single), samples.RULE)[1].startswith(
        f"Compatible with more {single} cells."
    )
    mixed = texts(build(replace(PAIRS[0], label=single), PAIRS[1]).spec)
    assert "CD34⁺ cells, by several methods" in mixed


@pytest.mark.parametrize("label", ["CD34⁺", "CD34+ (endothelial + haematopoietic)", "CD34⁺ERG⁻CD45⁺ " * 4])
def test_the_heads_of_the_panels_do_not_run_into_each_other(label):
    spec = build(*(replace(pair, label=label) for pair in PAIRS)).spec
    heads = [
        (datum, layer["mark"]["fontSize"])
        for layer in layers(spec)
        if layer["mark"]["type"] == "text"
        for datum in layer["data"]["values"]
        if datum["y"] == 12
    ]
    ends = sorted((d["x"], d["x"] + text_width(d["text"], size, 600)) for d, size in heads)
    assert len(ends) == 3
    assert all(end <= start for (_, end), (start, _) in pairwise(ends))


@pytest.mark.parametrize("digit", range(1, 6))
def test_each_pair_is_joined_and_an_unpaired_biopsy_is_not(digit):
    pair = PAIRS[digit - 1]
    joined = drawn(build(pair).spec, "rule", f"p{digit}", strokeWidth=1.2)
    assert len(joined) == (2 if pair.after else 0)


def test_a_ring_stands_for_a_first_biopsy_that_is_missing_too():
    alone = Pair(
        digit=1, code="01-001", before=None, after=PAIRS[0].after, missing="no counted biopsy before"
    )
    figure = build(alone)
    assert "no counted biopsy before" in texts(figure.spec)
    assert read_pair(alone, samples.RULE) == ("No pair.", "Second biopsy shown; not imputed.")
    assert any(row.sentence == "no counted biopsy before" for row in figure.twin.rows)


@pytest.mark.parametrize("label", ["CD34⁺", "CD34+ (endothelial + haematopoietic)", "CD34⁺ERG⁻CD45⁺ " * 4])
def test_a_reading_stays_within_its_row(label):
    pairs = [replace(pair, label=label) for pair in PAIRS]
    said = drawn(build(*pairs).spec, "text")
    middles = [d["y"] for d in said if d["x"] == READING_AT and d["y"] >= HEAD]
    rows = [int((y - HEAD) // ROW) for y in middles]
    assert len(set(rows)) == len(PAIRS)
    for y, row in zip(middles, rows, strict=True):
        assert HEAD + ROW * row <= y - 6 < y + 6 <= HEAD + ROW * (row + 1)
    assert max(rows.count(row) for row in rows) <= 4


def test_the_range_of_the_readers_is_a_thin_line_and_is_explained():
    read = replace(PAIRS[0], before=replace(PAIRS[0].before, readers=(Decimal("5.8"), Decimal("6.6"))))
    figure = build(read)
    assert [(d["x"], d["x2"]) for d in drawn(figure.spec, "rule", "p1", strokeWidth=1.4)] == [(5.8, 6.6)]
    assert "lowest to highest reader" in figure.note
    assert "lowest to highest reader" not in FIGURE.note
    with pytest.raises(ValueError, match="readers' range misses the area"):
        replace(PAIRS[0].before, readers=(Decimal(7), Decimal(8)))


def test_biopsies_in_reverse_order_are_drawn_and_not_compared():
    turned = replace(PAIRS[0], before=replace(PAIRS[0].before, day=40))
    figure = build(turned)
    assert read_pair(turned, samples.RULE) == (
        "Not compared.",
        "The biopsy after infusion is dated before the first, 1 Apr 2025.",
    )
    assert not drawn(figure.spec, "rule", "p1", strokeWidth=1.2)
    assert figure.title == "Liver CD34: no complete pair of biopsies yet"
    assert len(drawn(figure.spec, "point", "p1")) == len(drawn(build(PAIRS[0]).spec, "point", "p1"))

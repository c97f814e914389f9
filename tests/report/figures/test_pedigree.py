"""The pedigree's drawing: well-formed, without a style or a foreign link, its words text, its classes in the stylesheet."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.report.product import sample

from hepatica.product.pedigree import pedigree
from hepatica.product.pedigree_values import Ahead
from hepatica.report.figures.pedigree import draw, on_paper, pedigree_table, said
from hepatica.report.table import Text

CSS = Path(__file__).parents[3] / "src/hepatica/web/product/static/product/pedigree.css"
GCSF = Ahead(title="G-CSF", facts=("3 doses",), at="2026-03-08T18:00")
SVG = "{http://www.w3.org/2000/svg}"


def made(*more):
    cells = sample.cells(*more)
    return pedigree(cells.study, cells.state, cells.subject, now=cells.now, zone=cells.zone)


def test_the_drawing_is_well_formed_named_and_styled_by_classes_alone():
    root = ET.fromstring(draw(made(), ordinal=4))
    assert root.find(f"{SVG}title").text == said(made())
    assert root.get("aria-labelledby") == root.find(f"{SVG}title").get("id")
    marks = [one for one in root.iter() if one.tag != f"{SVG}style"]
    assert not [one.tag for one in marks if set(one.attrib) & {"style", "fill", "stroke", "onclick"}]
    words = {"".join(one.itertext()) for one in root.iter(f"{SVG}text")}
    assert {"Bag C, rejected", "≥ 80", "day 11", "1.7 h", "of 4 h", "5 Mar 2026 · Day −4"} <= words


def test_every_node_leads_where_the_caller_says_and_never_off_the_site():
    svg = draw(made(), ordinal=4, href=lambda node: f"/products/{node.key}")
    root = ET.fromstring(svg)
    assert {one.get("href") for one in root.iter(f"{SVG}a")} >= {"/products/MSC-01-004-A", "/products/01-004"}
    assert "<a " not in draw(made(), ordinal=4, href=lambda _: "//elsewhere.example")
    assert "<a " not in draw(made(), ordinal=4, href=lambda _: "javascript:alert(1)")


def test_what_was_typed_is_text_in_the_drawing_never_markup():
    hostile = sample.material(
        "BM-01-004", "marrow", "2026-02-02T09:40", vessel="<script>alert('x')</script>\"&"
    )
    svg = draw(made(hostile), ordinal=4)
    assert "<script" not in svg
    ET.fromstring(svg)


def test_what_was_given_is_outlined_and_the_page_styles_every_state():
    svg, css = draw(made(), ordinal=4), CSS.read_text(encoding="utf-8")
    assert svg.count('class="pg-node pg-given') == 3
    for state in ("given", "rejected", "disposed", "failed"):
        assert f".pg-{state} > .pg-box" in css
        assert f".pg-{state} .pg-box" in on_paper(4)
    used = {
        name
        for names in re.findall(r'class="([^"]+)"', svg)
        for name in names.split()
        if name.startswith("pg-")
    }
    plain = {"pg-node", "pg-made", "pg-kept", "pg-link", "pg-hours", "pg-line", "pg-test", "pg-disc"}
    known = set(re.findall(r"\.(pg-[a-z-]+)", css))
    loose = {
        one
        for one in used - known - plain
        if not one.startswith(("pg-line-", "pg-mark-", "pg-way-", "pg-tip-"))
    }
    assert not loose


def test_red_is_a_failed_test_and_nothing_else():
    red = [line for line in CSS.read_text(encoding="utf-8").splitlines() if "--alarm" in line]
    assert [re.findall(r"pg-(?:mark|line)-fail", line) for line in red] == [
        ["pg-mark-fail"],
        ["pg-line-fail"],
    ]


def test_alone_it_carries_a_stylesheet_without_variables_so_that_paper_can_set_it():
    css = on_paper(4)
    assert f"<style>{css}</style>" in draw(made(), ordinal=4, css=css)
    assert "var(" not in css
    assert on_paper(2) != css


def test_a_participant_beyond_the_fifth_is_drawn_in_ink():
    assert 'class="pedigree p0"' in draw(made(), ordinal=7)
    ET.fromstring(draw(made(), ordinal=7, css=on_paper(7)))


def test_the_table_has_a_row_for_every_material_with_its_tests_and_fate():
    table = pedigree_table(made(), href=lambda node: f"/products/{node.key}")
    titles = [row.cells[0].text for row in table.rows if isinstance(row.cells[0], Text)]
    assert len(titles) == len(sample.materials()) + 1
    rejected = next(row for row in table.rows if row.cells[0].text == "Bag C, rejected")
    assert rejected.cells[3].text == "Viability 74 % (≥ 80): fail"
    assert rejected.cells[4].text == "rejected"
    assert rejected.cells[0].href == "/products/MSC-01-004-C"


def test_one_line_says_the_picture_to_whoever_cannot_see_it():
    line = said(made())
    assert line.startswith("Pedigree of the cells of 01-004: 13 materials; tests: ")
    assert "1 fail" in line
    assert line.endswith("given: Bag A, Bag A.")


def test_what_is_only_shown_keeps_its_value_and_the_growth_factor_its_name_in_the_table():
    cells = sample.cells(sample.result("MSC-01-004", "karyotype", "normal"))
    drawn = pedigree(
        cells.study, cells.state, cells.subject, now=cells.now, zone=cells.zone, ahead={"cd34": GCSF}
    )
    assert "Karyotype normal" in "".join(ET.fromstring(draw(drawn, ordinal=4)).itertext())
    told = [" ".join(cell.text for cell in row.cells) for row in pedigree_table(drawn).rows]
    assert any("Karyotype normal: shown" in row for row in told)
    assert any("G-CSF (" in row for row in told)
    assert not any("ahead-cd34" in row for row in told)

"""HTML of tables and figures: escaped, complete, and never broken by one bad value."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

from tests.report import samples, samples_profile

from hepatica.report import html
from hepatica.report.table import Column, Group, Interval, Missing, Number, Row, Table, Text


class Seen(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):  # noqa: ARG002
        self.tags.append(tag)

    def handle_data(self, data):
        self.words += data


def test_hostile_text_stays_text():
    hostile = samples.HOSTILE
    table = Table(
        id='"><script>',
        title=hostile,
        columns=(Column(title=hostile),),
        groups=(Group(rows=(Row(cells=(Text(text=hostile),)),)),),
        footnotes=(hostile,),
    )
    seen = Seen(html.table_html(table))
    assert "script" not in seen.tags
    assert seen.words.count("<script>alert(1)</script>") == 4


def test_an_interval_takes_three_columns_under_one_head():
    text = html.table_html(samples.safety_table())
    assert '<th scope="col" colspan="3" class="centre">95 % interval</th>' in text
    assert '<td class="right lower">5.3</td><td class="to">to</td><td class="right upper">85.3</td>' in text
    assert '<th scope="rowgroup" colspan="7">Marrow aspiration</th>' in text


def test_every_row_of_a_table_is_equally_wide():
    for table in (
        samples.safety_table(),
        samples.listing(),
        samples.meld_figure().twin,
        samples.cd34_figure().twin,
        samples_profile.profile_figure().twin,
    ):
        widths = set()
        for row in re.findall(r"<tr.*?</tr>", html.table_html(table)):
            spans = [
                int((re.search(r'colspan="(\d+)"', cell) or [0, 1])[1])
                for cell in re.findall(r"<t[dh][^>]*>", row)
            ]
            widths.add(sum(spans))
        assert len(widths) == 1, table.id


def test_a_gap_is_its_reason():
    table = Table(
        id="t",
        title="",
        columns=(Column(title="MELD"),),
        groups=(Group(rows=(Row(cells=(Missing(reason="INR missing"),)),)),),
    )
    assert '<td class="missing">INR missing</td>' in html.table_html(table)


def test_a_cell_that_cannot_be_written_becomes_a_sentence():
    table = Table(
        id="t",
        title="Safety",
        columns=(Column(title="i", interval=True),),
        groups=(Group(rows=(Row(cells=(Interval(lower=2, upper=1),)),)),),
    )
    assert (
        "“Safety” cannot be shown: the interval 2 to 1 has its bounds in the wrong order."
        in html.table_html(table)
    )


def test_links_lead_only_to_places_of_this_site():
    def cell(href: str) -> str:
        rows = (Row(cells=(Number(value=1, href=href),)),)
        return html.table_html(
            Table(id="t", title="", columns=(Column(title="x"),), groups=(Group(rows=rows),))
        )

    assert '<a href="/ledger/12">1</a>' in cell("/ledger/12")
    for elsewhere in ("javascript:alert(1)", "//evil.example", "https://evil.example", "/\\evil.example"):
        assert "<a" not in cell(elsewhere)


def test_a_figure_carries_title_deck_note_stamp_tag_and_twin_in_one_region():
    figure = samples.meld_figure()
    text = html.figure_html(figure)
    seen = Seen(text)
    assert seen.tags[0] == "figure"
    for words in (
        figure.title,
        figure.deck,
        figure.note,
        figure.stamp.text,
        figure.synthetic,
        "The same figure as a table",
    ):
        assert words in seen.words
    assert f'aria-label="{figure.alt}"' in text


def test_the_chart_data_cannot_end_its_script_element():
    figure = replace(samples.meld_figure(), spec={"title": "</script><script>alert(1)</script>"})
    text = html.figure_html(figure)
    assert text.count("</script>") == 1
    data = re.search(r"<script[^>]*>(.*?)</script>", text)
    assert json.loads(data[1])["spec"]["title"] == "</script><script>alert(1)</script>"


def test_html_is_not_escaped_twice_by_a_template():
    made = html.table_html(samples.safety_table())
    assert made.__html__() == made

"""Sentences: every number is cited, every word is without one."""

import pytest

from hepatica.report.document import KeyValues, Pair, Para
from hepatica.report.html import table_html, why_href, words_html
from hepatica.report.prose import (
    Cited,
    Named,
    Prose,
    cite,
    cite_percent,
    cite_signed,
    counted,
    joined,
    one,
    say,
)
from hepatica.report.table import Column, Group, Interval, Number, Row, Table, Text

TWO = cite(2, "COUNT:14.1.1/infused")


def test_a_sentence_says_its_numbers_and_keeps_where_they_come_from():
    said = say(
        "{n} of {name} rose by {by}.",
        n=TWO,
        name=Named(text="Month 6"),
        by=cite_signed(1.25, "ADEFF:a/b/c/CHG", 1),
    )
    assert str(said) == "2 of Month 6 rose by +1.3."
    assert [(c.text, c.why) for c in said.cited] == [
        ("2", "COUNT:14.1.1/infused"),
        ("+1.3", "ADEFF:a/b/c/CHG"),
    ]


@pytest.mark.parametrize("template", ["5 of {n}", "in 2 of {n}", "{n} over 6 months", "{n} at ٣ weeks"])
def test_a_template_with_a_number_of_its_own_is_refused(template):
    with pytest.raises(ValueError, match="a number of its own"):
        say(template, n=TWO)


def test_a_cell_marker_is_a_name_and_no_number():
    assert str(say("CD34⁺ cells, {n} × 10⁶/kg", n=TWO)) == "CD34⁺ cells, 2 × 10⁶/kg"


@pytest.mark.parametrize(
    ("template", "values", "complaint"),
    [("{n} of {m}", {"n": TWO}, "has no value for {m}"), ("{n}", {"n": TWO, "m": TWO}, "does not say m")],
)
def test_names_and_values_must_meet(template, values, complaint):
    with pytest.raises(ValueError, match=complaint):
        say(template, **values)


def test_a_number_without_a_reference_is_refused():
    with pytest.raises(ValueError, match="needs its reference"):
        Cited(text="5", why=" ")


def test_sentences_join_and_nouns_follow_their_number():
    parts = (counted(cite(1, "COUNT:a/b"), "visit", "visits"), Prose(()), counted(TWO, "visit", "visits"))
    assert str(joined(parts, ", ", end=".")) == "1 visit, 2 visits."
    assert not joined(())
    with pytest.raises(ValueError, match="a number of its own"):
        joined(parts, " 3 ")


def test_cited_numbers_of_a_sentence_are_links_and_its_words_are_escaped():
    said = say(
        "{n} <b>{name}</b>", n=cite_percent(41.5, "METHOD:unseen/0.2/5"), name=one(Named(text="a & b"))
    )
    assert words_html(said, why_href(7)) == (
        '<a class="asks" href="/why/?of=METHOD%3Aunseen%2F0.2%2F5&amp;cut=7" title="Why?">42\N{NO-BREAK SPACE}%</a>'
        " &lt;b&gt;a &amp; b&lt;/b&gt;"
    )
    assert words_html(said) == "42\N{NO-BREAK SPACE}% &lt;b&gt;a &amp; b&lt;/b&gt;"
    assert words_html("a < b", why_href(7)) == "a &lt; b"


def test_prose_stands_wherever_words_stood():
    assert str(Para(text=say("{n}", n=TWO)).text) == "2"
    assert str(KeyValues(pairs=(Pair(key="n", value=one(TWO)),)).pairs[0].value) == "2"


def test_every_cell_with_a_why_is_a_link_of_this_site_and_no_other():
    columns = (Column(title="a"), Column(title="b", decimals=1), Column(title="c", interval=True, decimals=1))
    cells = (
        Text(text="x", why="ADAE:01-001/1/AETERM"),
        Number(value=2, why="ITEM:a/b/c/0/d"),
        Interval(lower=1, upper=2, why="COUNT:t/r"),
    )
    table = Table(id="t", title="", columns=columns, groups=(Group(rows=(Row(cells=cells, anchor="here"),)),))
    shown = table_html(table, asks=why_href(9))
    assert shown.count('class="asks"') == 3
    assert shown.count('title="Why?"') == 3
    assert 'href="/why/?of=ITEM%3Aa%2Fb%2Fc%2F0%2Fd&amp;cut=9"' in shown
    assert '<tr id="here">' in shown
    assert "why" not in table_html(table)
    assert "elsewhere" not in table_html(table, asks=lambda _: "https://elsewhere.example/")

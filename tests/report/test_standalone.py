"""The report as one HTML file: whole, offline, without script, and every reference leads somewhere."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from tests.report.samples import HOSTILE, cd34_figure, document, meld_figure

from hepatica.report.citations import citations
from hepatica.report.document import Heading, KeyValues, Pair, Para
from hepatica.report.prose import cite, say
from hepatica.report.standalone import anchor, document_html
from hepatica.report.table import Column, Group, Number, Row, Table, Text

VOID = {"meta", "br", "hr", "img", "link", "input"}
REF, UNKNOWN = "COUNT:14.1.1/infused", "COUNT:14.1.1/nobody"


class Strict(HTMLParser):
    """Reads a page and complains about every element that is not closed where it should be."""

    def __init__(self):
        super().__init__()
        self.open, self.faults, self.ids, self.targets = [], [], [], []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.targets += [found["href"]] if tag == "a" else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, _tag, attrs):
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


def picture(_spec):
    return '<svg xmlns="http://www.w3.org/2000/svg"><defs><clipPath id="c"/></defs><g clip-path="url(#c)"/></svg>'


def blocks():
    table = Table(
        id="16.5", title="", columns=(Column(title="Reference"), Column(title="n")),
        groups=(Group(rows=(Row(cells=(Text(text=REF), Number(value=2)), anchor=anchor(REF)),)),),
    )  # fmt: skip
    return (
        Heading(text="A & B"),
        Para(text=say("{n} and {m}", n=cite(2, REF), m=cite(3, UNKNOWN))),
        Para(text=HOSTILE, note=True),
        KeyValues(pairs=(Pair(key="<k>", value=say("{n}", n=cite(2, REF))),)),
        meld_figure(),
        cd34_figure(),
        table,
    )


def made():
    return replace(document(*blocks()), state="Data not locked")


def read():
    page = document_html(made(), picture).decode()
    found = Strict()
    found.feed(page)
    return page, found


def test_the_file_is_well_formed_and_names_nothing_twice():
    page, found = read()
    assert page.startswith("<!doctype html>")
    assert found.faults == found.open == []
    assert len(found.ids) == len(set(found.ids))


def test_it_fetches_nothing_and_runs_nothing():
    page, _ = read()
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!#)[^"]*"', page)
    assert "@import" not in page
    assert "url(http" not in page
    assert "<style>" in page


def test_a_number_leads_to_its_row_and_one_without_a_row_leads_nowhere():
    _, found = read()
    assert set(found.targets) == {f"#{anchor(REF)}"}
    assert all(target[1:] in found.ids for target in found.targets)


def test_it_says_synthetic_and_not_locked_and_bears_the_stamp():
    page, _ = read()
    assert ">Data not locked<" in page
    assert ">Synthetic data: five invented participants<" in page
    assert "Protocol 2.1 · data cut" in page


def test_a_picture_that_cannot_be_drawn_becomes_a_sentence():
    def broken(_spec):
        raise ValueError("no ink")

    page = document_html(made(), broken).decode()
    assert "cannot be shown: no ink." in page
    assert "The same figure as a table" in page


def test_citations_name_what_was_printed_and_where():
    found = {one.ref: one for one in citations(blocks())}
    assert (found[REF].printed, found[REF].places, found[REF].listed) == (("2",), ("A & B",), False)
    assert set(found) == {REF, UNKNOWN}

"""Every kind of report, whatever the record: nobody left out, nothing that is no number, sentences for what is missing."""

import re

import pytest
from tests.report.samples_endings import story

from hepatica.report.document import KeyValues, Para
from hepatica.report.kinds import Kind, kind_called, made
from hepatica.report.payload import document_data
from hepatica.report.study.dossier import Dossier
from hepatica.report.table import Table, cell_text

ODD = ("one", "no events", "all dead", "no baseline", "reversed biopsies")


def words_of(document):
    """Everything a document says, tables included, without its pictures."""
    for block in document.blocks:
        pairs = [pair.value for pair in block.pairs] if isinstance(block, KeyValues) else [block]
        for one in pairs:
            if isinstance(one, Table):
                for row in one.rows:
                    yield row.sentence
                    yield from (
                        cell_text(cell, column) for cell, column in zip(row.cells, one.columns, strict=False)
                    )
            else:
                yield str(one.text if isinstance(one, Para) else getattr(one, "title", one))


@pytest.mark.parametrize("told", ODD)
def test_a_record_out_of_the_ordinary_makes_every_kind_and_loses_nobody(told):
    cut = story(told)
    for kind in (Kind.FINAL, Kind.SAFETY_UPDATE, Kind.PARTICIPANT):
        document = made(kind, Dossier(cut=cut))
        blocks = document_data(document, lambda _: "<svg/>")["blocks"]
        assert not [block for block in blocks if block.get("broken")]
        said = list(words_of(document))
        assert not [text for text in said if re.search(r"\bnan\b|\binf\b|Decimal\(|could not be", text)]
        if kind is Kind.FINAL:
            for who in cut.started:
                assert any(who.subject in text for text in said), who.subject


def test_what_each_is_called_leads_back_to_it():
    assert {kind_called(kind.called) for kind in Kind} == set(Kind)
    with pytest.raises(ValueError, match="nothing that is printed is called “poem”"):
        kind_called("poem")

"""The whole report: no number of another ledger, no p alone, no mean of five, and every reference answered."""

import ast
import re
from pathlib import Path

import pytest
from tests.datasets.record import study
from tests.report.study.ledgers import cut_of, first, report, second

from hepatica.report.document import Heading, KeyValues, Para
from hepatica.report.figure import Figure
from hepatica.report.kinds import Kind, made
from hepatica.report.prose import Prose
from hepatica.report.study import conclusion, participant_summary
from hepatica.report.study.checklist_items import CONSORT, PLACES, SPIRIT
from hepatica.report.study.counts import counts
from hepatica.report.study.dossier import UNLOCKED, Dossier
from hepatica.report.table import Table, cell_text

ROOT = Path(conclusion.__file__).parent
TELL = [
    *sorted((ROOT / "sections").glob("*.py")),
    *(ROOT / f"{n}.py" for n in ("synopsis", "conclusion", "safety_update", "participant_summary")),
]
PROTOCOL = (
    "PARAM:",
    "COUNT:study/planned",
    "COUNT:analysis/",
    "COUNT:study/cut",
    "COUNT:study/events",
    "METHOD:serious_rate",
    "COUNT:B.10a/",
)
"""What is of the protocol or of the cut, and so the same in every ledger of it."""


def sentences(document):
    """Every sentence of a document outside its tables, as prose or as plain words."""
    for block in document.blocks:
        if isinstance(block, Para):
            yield block.text
        elif isinstance(block, KeyValues):
            yield from (pair.value for pair in block.pairs if not isinstance(pair.value, Table))


def tables(document):
    for block in document.blocks:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Figure):
            yield block.twin
        elif isinstance(block, KeyValues):
            yield from (pair.value for pair in block.pairs if isinstance(pair.value, Table))


def cited(document):
    return {
        one.text
        for said in sentences(document)
        if isinstance(said, Prose)
        for one in said.cited
        if not one.why.startswith(PROTOCOL)
    }


@pytest.fixture(scope="module")
def final():
    return report(Kind.FINAL, "first")


@pytest.mark.parametrize("kind", [Kind.FINAL, Kind.SAFETY_UPDATE, Kind.PARTICIPANT])
def test_another_ledger_leaves_no_number_of_the_first(kind):
    one, other = cited(report(kind, "first")), cited(report(kind, "second"))
    assert len(one) >= 3
    assert len(other) >= 5
    assert one & other <= {"0"}  # nobody withdrew in either: that nobody did is no number of the first


def test_words_beside_the_numbers_hold_none_but_the_studys_own(final):
    own = set(re.findall(r"\d+", study().model_dump_json()))
    for said in sentences(final):
        plain = (
            said
            if isinstance(said, str)
            else "".join(p if isinstance(p, str) else p.text for p in said.parts if not hasattr(p, "why"))
        )
        for digits in re.findall(
            r"\d+",
            re.sub(
                r"CD34|CD133|(?:table\s)?1[46][.\d]+|Hepatica \S+|scipy \S+|\(20\d\d|PMID|doi\S+", "", plain
            ),
        ):
            assert digits in own or "OPTN" in plain, (digits, plain)


@pytest.mark.parametrize("module", TELL, ids=lambda path: path.stem)
def test_no_sentence_is_written_with_a_number(module):
    for call in (n for n in ast.walk(ast.parse(module.read_text())) if isinstance(n, ast.Call)):
        if not isinstance(call.func, ast.Name) or call.func.id not in {"Para", "Pair", "say"}:
            continue
        told = [*call.args, *(k.value for k in call.keywords if k.arg in {"text", "value"})]
        for text in (
            n
            for one in told
            for n in ast.walk(one)
            if isinstance(n, ast.Constant) and isinstance(n.value, str)
        ):
            if call.func.id != "say" and isinstance(told[0], ast.Call):
                continue  # a sentence of its own, looked at where it is said
            assert not re.search(r"\d", text.value.replace("CD34", "").replace("10⁶", "")), text.value


def test_no_p_stands_without_its_floor_and_no_mean_for_so_few(final):
    for table in tables(final):
        if table.id.startswith("14.4"):
            continue  # what others published stands as they printed it
        titles = [f"{column.title} {column.unit}".casefold().strip() for column in table.columns]
        if any(re.fullmatch(r"p|p[ -]value|p .*", title) for title in titles):
            assert any("least" in title or "floor" in title or "smallest" in title for title in titles), (
                table.id
            )
        if "published" not in table.title.casefold():
            assert not any(re.search(r"\bmean\b", title) for title in titles), (table.id, titles)


def test_the_floor_and_the_absent_control_stand_before_the_first_outcome(final):
    headings = [b.text if isinstance(b, Heading) else b for b in final.blocks]
    at = headings.index("Secondary outcomes: MELD and Child-Pugh")
    words = str(headings[at + 1].text)
    assert words.startswith("No concurrent control")
    assert "0.2500" in words


def test_harm_comes_before_any_outcome_and_limits_after_evidence(final):
    titles = [b.text for b in final.blocks if isinstance(b, Heading) and b.level == 1]
    order = [
        "Participants",
        "Primary outcome: adverse events",
        "Secondary outcomes: MELD and Child-Pugh",
        "Evidence in context",
        "Limitations",
        "Listings",
    ]
    assert [title for title in titles if title in order] == order


def test_every_place_a_guideline_names_is_a_heading_of_the_report(final):
    assert PLACES - {"Stopping rules and holds"} <= {b.text for b in final.blocks if isinstance(b, Heading)}
    assert [item.number for item in CONSORT] == list(dict.fromkeys(item.number for item in CONSORT))
    assert all(bool(item.at) is not bool(item.absent) for item in (*CONSORT, *SPIRIT))


def test_every_reference_of_a_sentence_or_table_has_a_row_in_the_appendix(final):
    (sources,) = (b for b in final.blocks if isinstance(b, Table) and b.id == "16.5")
    rows = {
        row.cells[0].text.replace("\u200b", ""): [
            cell_text(c, k) for c, k in zip(row.cells, sources.columns, strict=True)
        ]
        for row in sources.rows
    }
    asked = {one.why for said in sentences(final) if isinstance(said, Prose) for one in said.cited}
    assert asked <= set(rows)
    assert rows["COUNT:14.1.1/infused"][3].startswith("received cells: 01-001, 01-002")


def test_a_conclusion_neither_clears_nor_praises():
    for dossier in (first(), second()):
        words = str(conclusion.conclusion(dossier.cut)).casefold()
        assert not re.search(r"\bsafe|effective|efficacy|benefit|promis|well tolerated|significant", words)


def test_data_are_not_locked_and_every_kind_says_so():
    for kind in (Kind.FINAL, Kind.SAFETY_UPDATE, Kind.PARTICIPANT):
        document = report(kind, "first")
        assert (document.state, document.synthetic) == (UNLOCKED, True)


def test_limitations_are_of_this_record():
    def words(which):
        blocks = report(Kind.FINAL, which).blocks
        start = next(n for n, b in enumerate(blocks) if isinstance(b, Heading) and b.text == "Limitations")
        return " ".join(str(b.text) for b in blocks[start + 1 :] if isinstance(b, Para))

    assert "8 of 17 died" in words("second")
    assert "12 planned visits were not done, by 12 participants" in words("second")
    assert "died" not in words("first")
    assert "invented" in words("first")


def test_nobody_and_nothing_still_make_every_report():
    empty = Dossier(cut=cut_of())
    for kind in (Kind.FINAL, Kind.SAFETY_UPDATE, Kind.PARTICIPANT):
        document = made(kind, empty)
        assert document.blocks
        assert all(str(said).strip() for said in sentences(document))
    with pytest.raises(ValueError, match="history"):
        made(Kind.BOARD, empty)


def test_every_count_says_who():
    found = counts(first().cut)
    assert found["COUNT:14.1.1/infused"].who == ("01-001", "01-002")
    assert found["COUNT:14.3.1/serious_related"].who == ("01-001",)
    assert found["COUNT:14.3.1/marrow"].of == ("01-003",)


def test_participants_recognise_nobody():
    for dossier in (first(), second()):
        document = participant_summary.participant_summary(dossier)
        words = " ".join(str(said) for said in sentences(document)) + " ".join(
            pair.key for b in document.blocks if isinstance(b, KeyValues) for pair in b.pairs
        )
        assert not re.search(r"\d\d-\d{3}|20\d\d|Participant \d|\byears\b|kidney|Event of", words)
        assert not any(isinstance(block, Table) for block in document.blocks)
        assert not re.search(r"\bsafe\b|works|helps|improve|effective|benefit", words.casefold())
        assert "nobody can say" in words.casefold()

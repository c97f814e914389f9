"""The whole pack: every part in its place, and a page to sign."""

from io import BytesIO

from pypdf import PdfReader
from tests.report.board.packs import FIRST, SECOND, THIRD, event, pack, said

from hepatica.ledger.desk_facts import BoardMember
from hepatica.ledger.desk_rows import BoardRow
from hepatica.ledger.events import SignatureGiven
from hepatica.report import typst
from hepatica.report.board.decision import decision_form, decisions_table
from hepatica.report.board.document import board_pack
from hepatica.report.board.serious import NONE, narratives
from hepatica.report.board.summary import summary
from hepatica.report.document import Heading, KeyValues, Para

DECISION = BoardRow(
    subject="",
    meeting="Meeting 1",
    held_on="2026-03-12",
    cut=90,
    recommendation="continue",
    sentence="Creatinine on days 2 and 3.",
    members=(
        BoardMember(name="Dr A.", present=True, user="a"),
        BoardMember(name="Dr B.", present=True, conflict="grant from the sponsor"),
        BoardMember(name="Dr C.", present=False),
    ),
    by="mona",
    at="2026-03-12T05:00:00.000000Z",
    seq=91,
)
SIGNED = SignatureGiven(
    name="Dr A.", role="board", meaning="approval", act="board.sign", at_seq=91, state_sha256="0" * 64
)


def told(made):
    return {pair.key: pair.value for pair in summary(made).pairs}


def test_the_first_page_counts_what_matters_and_says_what_it_cannot_show():
    said_first = told(pack())
    assert said_first["Participants"].startswith(
        "3 screened, 3 of 5 planned started a study procedure, 2 infused."
    )
    assert said_first["Serious events"].startswith(
        "1 event, in 1 of 3 participants (exact 95 % interval 0.8–90.6 %)"
    )
    assert said_first["Related, grade 3 or more"] == "01-001: Acute kidney injury, grade 3."
    assert "late and not sent" in said_first["Reports"]
    assert "up to 84" in said_first["What this cannot show"]


def test_a_trial_in_which_nothing_happened_prints_sentences_and_no_figure():
    empty = pack(without=(FIRST, SECOND, THIRD))
    words = [block.text for block in board_pack(empty).blocks if isinstance(block, Para)]
    assert NONE in words
    assert any("once somebody has started" in text for text in words)
    assert len(PdfReader(BytesIO(typst.pdf(board_pack(empty)))).pages) > 5


def test_a_serious_event_is_told_with_the_physicians_own_words_marked():
    blocks = narratives(pack())
    assert isinstance(blocks[0], Heading)
    assert blocks[0].text == "01-001 · Acute kidney injury"
    facts = {pair.key: pair.value for pair in blocks[1].pairs}
    assert facts["Began"] == "10 Mar 2026 (day +8)"
    assert facts["Related"].startswith("yes; not judged for: ")
    assert "In the physician's own words: “Seen at the ward round.”" in [b.text for b in blocks[2:]]
    assert any(b.note and b.text.startswith("To be completed: ") for b in blocks[2:])


def test_a_decision_stands_with_members_conflicts_and_signatures():
    ((_, words),) = said(decisions_table(pack(DECISION, history=(event(92, SIGNED),))))
    assert words[2] == "Go on as planned. Creatinine on days 2 and 3."
    assert words[3] == "Dr A.; Dr B. (conflict: grant from the sponsor)"
    assert words[4].startswith("Dr A. (board, ")


def test_the_form_has_a_seat_for_every_member_and_names_the_cut():
    _, facts, *_, note = decision_form(pack())
    assert isinstance(facts, KeyValues)
    assert {pair.key: pair.value for pair in facts.pairs}["Quorum"] == "2 of 3 members"
    assert "ledger 99" in {pair.key: pair.value for pair in facts.pairs}["Record read"]
    members = next(b for b in decision_form(pack()) if getattr(b, "id", "") == "form-members")
    assert len(members.rows) == pack().study.oversight.board.members
    assert "does not sign" in note.text


def test_the_pack_prints_every_part_and_twice_the_same():
    data = typst.pdf(board_pack(pack(DECISION)))
    pages = PdfReader(BytesIO(data)).pages
    text = "\n".join(page.extract_text() for page in pages)
    for heading in (b.text for b in board_pack(pack(DECISION)).blocks if isinstance(b, Heading)):
        assert heading.replace("⁺", "") in text.replace("\n", " ").replace("⁺", ""), heading
    assert all("Synthetic data" in page.extract_text() for page in pages)
    assert "could not be printed" not in text
    assert "could not be drawn" not in text
    assert data == typst.pdf(board_pack(pack(DECISION)))

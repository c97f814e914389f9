"""The board's decisions so far, and the empty form on which it writes the next."""

from __future__ import annotations

from hepatica.ledger.desk_facts import BoardMember
from hepatica.ledger.desk_rows import BoardRow
from hepatica.report import text as write
from hepatica.report.board.holds import signers
from hepatica.report.board.pack import Pack
from hepatica.report.document import Block, Heading, KeyValues, Pair, Para
from hepatica.report.table import Column, Group, Row, Table, Text

LINE = "\n\N{NO-BREAK SPACE}"
"""Room for a hand to write in."""
WORDS = {
    "continue": "Go on as planned",
    "change": "Go on with the changes written below",
    "pause": "Pause dosing until the conditions written below are met",
    "stop": "Stop the trial",
}
"""What a board may recommend, by the code the decision form stores."""


def decisions_table(pack: Pack) -> Table:
    """Return the decision forms of earlier meetings with their quorum and signatures."""
    rows = sorted(pack.cut.state.of(BoardRow, ""), key=lambda row: row.seq)
    none = Row(cells=(Text(text="None"),), sentence="the board has not decided before this data cut")
    return Table(
        id="B.15",
        title="The board's decisions so far",
        columns=(
            Column(title="Meeting", width=2),
            Column(title="Read the cut"),
            Column(title="Recommendation", width=4),
            Column(title="Members", width=3),
            Column(title="Signed", width=3),
        ),
        groups=(Group(rows=tuple(_row(pack, row) for row in rows) or (none,)),),
        listing=True,
    )


def decision_form(pack: Pack) -> tuple[Block, ...]:
    """Return the empty form: members and conflicts, quorum, recommendation, what it clears, signatures."""
    board = pack.study.oversight.board
    title = board.title.en if board else "Safety board"
    quorum = f"{board.quorum} of {board.members} members" if board else "as the charter says"
    return (
        Heading(text="Decision form"),
        KeyValues(
            pairs=(
                Pair(key="Board", value=title),
                Pair(key="Meeting held on", value=LINE),
                Pair(
                    key="Record read",
                    value=f"data cut {write.civil_date(pack.cut.stamp.cut)}, ledger {write.number(pack.cut.stamp.seq)}",
                ),
                Pair(key="Quorum", value=quorum),
            ),
            columns=2,
        ),
        Heading(text="Members, and conflicts of interest", level=2),
        _members(pack),
        Heading(text="Recommendation", level=2),
        _choices(pack),
        Para(
            text="A member who declares a conflict of interest does not sign and is not counted. The form is in force once "
            "as many members as the quorum have signed it in Hepatica: what it clears opens then, not before.",
            note=True,
        ),
    )


def _row(pack: Pack, row: BoardRow) -> Row:
    present = "; ".join(_member(one) for one in row.members if one.present) or "nobody"
    cells = (
        f"{row.meeting}, {write.partial_date(row.held_on)}",
        write.number(row.cut),
        f"{WORDS.get(row.recommendation, row.recommendation)}. {row.sentence}",
        present,
        signers(pack, pack.decided.get(row.seq, ())),
    )
    return Row(cells=tuple(Text(text=text) for text in cells))


def _member(member: BoardMember) -> str:
    return f"{member.name} (conflict: {member.conflict})" if member.conflict else member.name


def _members(pack: Pack) -> Table:
    board = pack.study.oversight.board
    seats = [one.en for one in board.specialities] if board else []
    seats = [f"{seat}{LINE}" for seat in seats]
    seats += [LINE] * ((board.members if board else 3) - len(seats))
    rows = tuple(
        Row(
            cells=(
                Text(text=LINE),
                Text(text=seat),
                Text(text=LINE),
                Text(text=LINE),
                Text(text=LINE),
            )
        )
        for seat in seats
    )
    return Table(
        id="form-members",
        title="",
        columns=(
            Column(title="Name", width=4),
            Column(title="Speciality", width=4),
            Column(title="Present", width=2),
            Column(title="Conflict of interest, or none", width=4),
            Column(title="Signature and date", width=4),
        ),
        groups=tuple(Group(rows=(row,)) for row in rows),
    )


def _choices(pack: Pack) -> Table:
    asked = [(words, "") for words in WORDS.values()]
    asked += [*_clears(pack), ("In words", LINE * 6)]
    return Table(
        id="form-recommendation",
        title="",
        columns=(
            Column(title="The board recommends to", width=3),
            Column(title="Mark one, and write what is needed", width=5),
        ),
        groups=tuple(
            Group(rows=(Row(cells=(Text(text=words), Text(text=hint or LINE))),)) for words, hint in asked
        ),
    )


def _clears(pack: Pack) -> list[tuple[str, str]]:
    holds = [
        ("Lift the hold", f"{h.subject or 'everybody'}: {h.reason}{LINE}") for h in pack.holds if h.in_force
    ]
    people = [p.subject for p in pack.cut.infused]
    clears = (
        [(f"Clear {people[-1]} for the next to start", "")] if people and pack.study.oversight.stagger else []
    )
    return holds + clears

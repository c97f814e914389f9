"""Numbers that only the ledger gives: in the play a thread is known by its place, the first query of a participant as 1."""

from __future__ import annotations

from hepatica.conduct.commands import Command
from hepatica.conduct.review_commands import (
    AnswerQuery,
    CloseQuery,
    CloseRegister,
    NoteRegister,
    ReopenQuery,
    ReviewForm,
    ReviewTrail,
    VerifyItems,
)


def numbered(command: Command) -> Command:
    """Return a command of the play as it is sent: threads by the event that opened them, what was seen up to now."""
    from hepatica.ledger.review_rows import QueryRow, RegisterRow
    from hepatica.store import read

    match command:
        case AnswerQuery() | ReopenQuery() | CloseQuery():
            asked = sorted(row.seq for row in read.among(QueryRow, [command.subject]))
            return command.model_copy(update={"query": asked[command.query - 1]})
        case NoteRegister() | CloseRegister():
            opened = sorted(row.seq for row in read.of_study(RegisterRow))
            return command.model_copy(update={"entry": opened[command.entry - 1]})
        case VerifyItems() | ReviewForm():
            return command.model_copy(update={"seen": read.head().seq})
        case ReviewTrail():
            return command.model_copy(update={"up_to": read.head().seq})
        case _:
            return command

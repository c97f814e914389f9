"""The kinds of report that one dossier gives, each with what it is called where printing is written down."""

from __future__ import annotations

from enum import StrEnum

from hepatica.report.board.document import board_pack
from hepatica.report.document import Document
from hepatica.report.study.document import study_report
from hepatica.report.study.dossier import Dossier
from hepatica.report.study.participant_summary import participant_summary
from hepatica.report.study.safety_update import safety_update


class Kind(StrEnum):
    """What can be printed: ``hepatica report DIR --kind``."""

    FINAL = "final"
    SAFETY_UPDATE = "safety-update"
    BOARD = "board"
    PARTICIPANT = "participant"

    @property
    def called(self) -> str:
        """What the access chain says was printed; the words of 0.1.0 to 0.3.0 stay as they were."""
        return _CALLED[self]

    @property
    def file(self) -> str:
        """What stands in the middle of the file's name."""
        return {Kind.FINAL: "report", Kind.BOARD: "board-pack"}.get(self, self.value)


_CALLED = {
    Kind.FINAL: "study report",
    Kind.SAFETY_UPDATE: "safety update",
    Kind.BOARD: "board pack",
    Kind.PARTICIPANT: "summary for participants",
}


def kind_called(words: str) -> Kind:
    """Return the kind that the access chain calls so; ValueError for none."""
    for kind, called in _CALLED.items():
        if called == words:
            return kind
    raise ValueError(f"nothing that is printed is called “{words}”")


def made(kind: Kind, dossier: Dossier, *, language: str = "en", whole: bool = False) -> Document:
    """Return the document of a kind; ``language`` serves the participants' summary, ``whole`` the final report in HTML.

    Raises ValueError for a board's pack without the ledger's history.
    """
    match kind:
        case Kind.FINAL:
            return study_report(dossier.cut, dossier, whole=whole)
        case Kind.SAFETY_UPDATE:
            return safety_update(dossier)
        case Kind.PARTICIPANT:
            return participant_summary(dossier, language=language)
        case Kind.BOARD:
            if dossier.pack is None:
                raise ValueError("the board's pack is told from the ledger's history, which was not read")
            return board_pack(dossier.pack)

"""Read an acknowledgement (MCCI_IN200101UV01): what the receiver made of a batch and of each report in it."""

from __future__ import annotations

from dataclasses import dataclass

from hepatica.exchange.e2b.nodes import ID, CannotRead, Node, every, root_of, said

BATCH = {"AA": "accepted", "AE": "accepted in part or with errors", "AR": "rejected"}
"""ACK.A.4."""
REPORT = {"CA": "accepted", "CE": "rejected", "CR": "rejected"}
"""ACK.B.r.6."""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What became of one report."""

    case: str
    """ACK.B.r.1: C.1.1 of the report."""
    local: str
    """ACK.B.r.2: the receiver's own number."""
    code: str
    text: str
    """ACK.B.r.7: errors, warnings or a comment, as the receiver wrote them."""

    @property
    def accepted(self) -> bool:
        """Whether the receiver took it."""
        return REPORT[self.code] == "accepted"


@dataclass(frozen=True, kw_only=True)
class Acknowledgement:
    """The receiver's answer to one batch."""

    number: str
    """ACK.M.1."""
    batch: str
    """ACK.A.1: N.1.2 of the batch it answers."""
    code: str
    text: str
    """ACK.A.5."""
    reports: tuple[Answered, ...]

    @property
    def accepted(self) -> bool:
        """Whether the batch was taken and every report in it."""
        return self.code == "AA" and all(one.accepted for one in self.reports)

    def sentences(self) -> tuple[str, ...]:
        """Say what was answered, the batch first, each report after it."""
        whole = f"Batch {self.batch}: {BATCH[self.code]}.{_told(self.text)}"
        return (whole, *(f"{one.case}: {REPORT[one.code]}.{_told(one.text)}" for one in self.reports))


def _told(text: str) -> str:
    return f" {' '.join(text.split())}" if text.strip() else ""


def read_ack(data: bytes) -> Acknowledgement:
    """Return the acknowledgement in a file; raises `CannotRead` for another file or a code the standard does not know."""
    root = root_of(data, "MCCI_IN200101UV01")
    return Acknowledgement(
        number=said(root, f"h:id[@root='{ID}20']/@extension"),
        batch=said(root, f"h:acknowledgement/h:targetBatch/h:id[@root='{ID}22']/@extension"),
        code=_code(root, "ACK.A.4", BATCH),
        text=_detail(root),
        reports=tuple(_answered(one) for one in every(root, "h:MCCI_IN000002UV01")),
    )


def _answered(message: Node) -> Answered:
    return Answered(
        case=said(message, f"h:acknowledgement/h:targetMessage/h:id[@root='{ID}1']/@extension"),
        local=said(message, f"h:id[@root='{ID}19']/@extension"),
        code=_code(message, "ACK.B.r.6", REPORT),
        text=_detail(message),
    )


def _detail(node: Node) -> str:
    return "\n".join(
        one.text or "" for one in every(node, "h:acknowledgement/h:acknowledgementDetail/h:text")
    )


def _code(node: Node, element: str, known: dict[str, str]) -> str:
    code = said(node, "h:acknowledgement/@typeCode")
    if code not in known:
        raise CannotRead(f"{element} says '{code}', and may say {', '.join(known)}.")
    return code

"""Invented adverse events for the report's tests."""

from decimal import Decimal

from tests.report.samples import STAMP, TAG

from hepatica.report.figure import Figure
from hepatica.report.figures.ae_dots import AeDot, AeRow, ae_dots


def dots(*events: tuple[int, int, bool, bool]) -> tuple[AeDot, ...]:
    return tuple(
        AeDot(digit=who, grade=grade, related=related, serious=serious, text="invented event", day=3)
        for who, grade, related, serious in events
    )


def ae_rows() -> tuple[AeRow, ...]:
    def row(
        name: str, hint: str, low: str, high: str, *events: tuple[int, int, bool, bool], outside: bool = False
    ) -> AeRow:
        return AeRow(
            name=name,
            hint=hint,
            events=dots(*events),
            n=5,
            lower=Decimal(low),
            upper=Decimal(high),
            limit=f"That the rate is below {high} %.",
            outside=outside,
        )

    return (
        row(
            "Marrow aspiration",
            "pain VAS > 6, site bleeding",
            "5.3",
            "85.3",
            (3, 1, True, False),
            (1, 2, True, False),
        ),
        row(
            "Leukapheresis",
            "hypotension, hypocalcaemia",
            "28.4",
            "99.5",
            (1, 1, True, False),
            (5, 1, False, False),
            (2, 2, True, False),
            (3, 2, True, False),
        ),
        row("Hepatic-artery catheterisation", "site pain, bleeding, infection", "0.0", "52.2"),
        row(
            "Post-infusion reaction",
            "suspected-ADR form",
            "5.3",
            "85.3",
            (4, 1, False, False),
            (2, 2, True, False),
        ),
        row(
            "Any other event to month 6",
            "not among the four",
            "47.8",
            "100.0",
            (1, 1, False, False),
            (2, 2, False, False),
            (4, 2, True, False),
            (5, 2, False, False),
            (3, 2, False, False),
            (3, 3, True, True),
            (3, 3, False, True),
            (4, 3, False, True),
            (4, 5, False, True),
            outside=True,
        ),
    )


def ae_figure() -> Figure:
    return ae_dots(
        rows=ae_rows(),
        stamp=STAMP,
        synthetic=TAG,
        number="Figure 14.3.1",
        note="0/5 still allows a true rate of 52.2 %.",
    )

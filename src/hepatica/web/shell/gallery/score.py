"""Scores that explain themselves, invented."""

from decimal import Decimal

from hepatica.web.shell.parts import PointRow, Points, Score, Spark, Term


def scores() -> list[Score]:
    """Build a score, a score with a negative term, and one that cannot be computed."""
    return [
        Score(
            name="MELD",
            value="16",
            change="1",
            way="up",
            since="since Day +7",
            moving=True,
            opened=True,
            spark=Spark(
                days=(-38, 0, 1, 7, 28),
                values=(Decimal(14), Decimal(15), Decimal(16), Decimal(15), Decimal(17)),
                mark="triangle",
                tone=3,
                words="MELD 14, 15, 16, 15, 16",
            ),
            terms=(
                Term(name="INR", value=Decimal("5.12"), words="11.20 × ln 1.58"),
                Term(name="Bilirubin", value=Decimal("4.28"), words="3.78 × ln 3.1"),
                Term(
                    name="Creatinine",
                    value=Decimal("0.19"),
                    words="9.57 × ln 1.02 · was 0.94, counted as 1.00",
                ),
                Term(name="Constant", value=Decimal("6.43"), words="same for everyone"),
            ),
            exact="16.02",
            note="Formula: UNOS 2002, version 3. Limits: values below 1.0 count as 1.0, creatinine above 4.0 as 4.0.",
            source="#",
        ),
        Score(
            name="ALBI",
            value="−1.72",
            terms=(
                Term(name="Bilirubin", value=Decimal("1.14"), words="0.66 × log₁₀ 53 µmol/L"),
                Term(name="Albumin", value=Decimal("-2.86"), words="−0.085 × 33.6 g/L"),
            ),
        ),
        Score(name="MELD 3.0", missing="Not computable: albumin missing"),
    ]


def points() -> Points:
    """Build Child-Pugh with one component missing."""
    return Points(
        name="Child-Pugh",
        value="9",
        lead="Class B",
        lead_rest=", 7 to 9",
        change="1: bilirubin now above 3",
        way="up",
        why="#",
        rows=(
            PointRow(name="Bilirubin", value="3.1 mg/dL", points=3),
            PointRow(name="Albumin", value="2.9 g/dL", points=2),
            PointRow(name="INR", value="1.58", points=1),
            PointRow(name="Ascites", value="mild", points=2),
            PointRow(name="Encephalopathy", value="", points=None),
        ),
    )

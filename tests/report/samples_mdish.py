"""Invented liver values for the mDISH picture: five people, one of whom has a high ALT against a high start."""

from decimal import Decimal

from tests.report.samples import STAMP, TAG

from hepatica.report.figure import Figure
from hepatica.report.figures.course import Terminal
from hepatica.report.figures.mdish import mdish
from hepatica.report.figures.mdish_values import DishCourse, DishDraw, DishGap, DishLines, Measured

LINES = DishLines(alt=Decimal(3), bilirubin=Decimal(2), named_from=Decimal(2))
DAYS = (-5, 1, 3, 7, 28, 90, 180)
VALUES = {
    1: ("48 4.4", "66 4.6", "60 4.0", "44 3.6", "40 3.1", "38 2.9"),
    2: ("62 2.8", "150 3.1", "70 2.9", "55 2.6", "51 2.3", "47 2.1"),
    3: ("55 6.1", "120 6.5", "214 8.0", "160 6.5", "70 6.4", "66 7.8"),
    4: ("41 4.9", "58 5.0", "52 5.2", "46 4.5", "58 6.6"),
    5: ("38 3.3", "60 3.4", "45 3.4", "43 3.6", "41 3.7"),
}


def draw(day: int, alt: str, bilirubin: str, *, alt_uln: str = "40", bilirubin_uln: str = "1.2") -> DishDraw:
    return DishDraw(
        day=day,
        date=f"day {day}",
        alt=Measured(value=Decimal(alt), unit="U/L", uln=Decimal(alt_uln)),
        bilirubin=Measured(value=Decimal(bilirubin), unit="mg/dL", uln=Decimal(bilirubin_uln)),
        href=f"/ledger/{day + 10}",
    )


def dish_courses() -> tuple[DishCourse, ...]:
    ends = {
        3: Terminal(kind="transplant", day=131, words="transplant, day 131"),
        4: Terminal(kind="death", day=118, words="died, day 118"),
    }
    made = []
    for digit, values in VALUES.items():
        base, *later = [draw(day, *pair.split()) for day, pair in zip(DAYS, values, strict=False)]
        gaps = (DishGap(day=180, date="", reason="not done (participant travelling)"),) if digit == 5 else ()
        made.append(
            DishCourse(
                digit=digit,
                code=f"01-00{digit}",
                baseline=base,
                draws=tuple(later),
                gaps=gaps,
                terminal=ends.get(digit),
            )
        )
    return tuple(made)


def mdish_figure() -> Figure:
    return mdish(courses=dish_courses(), lines=LINES, stamp=STAMP, synthetic=TAG, number="Figure 5")

"""Queries of the play: what was asked where, what was answered, and whether that did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Said:
    """A line of a thread after its question."""

    day: int
    clock: str
    what: Literal["answered", "reopened", "closed"]
    text: str = ""
    by: str = ""
    """Role; '' is whoever asked."""


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A query: its place, who asked, and what followed."""

    day: int
    clock: str
    by: str
    visit: str
    form: str
    item: str = ""
    row: int = 0
    text: str
    mends: bool = False
    lines: tuple[Said, ...] = ()


def _answer(day: int, clock: str, text: str) -> Said:
    return Said(day, clock, "answered", text, "coordinator")


THREADS: dict[int, tuple[Thread, ...]] = {
    1: (
        Thread(
            day=40, clock="13:10", by="monitor", visit="screening", form="demographics", item="decompensated",
            text="The discharge letter is cited as the source. Does it name the day, or the month alone?",
            lines=(
                _answer(41, "11:20", "The month alone; he does not recall the day."),
                Said(47, "10:15", "closed", "A month is what the source has."),
            ),
        ),
        Thread(
            day=120, clock="10:30", by="monitor", visit="month_3", form="imaging", item="spleen_length",
            text="The sheet shows two lengths. Which one was entered, and why?",
            lines=(
                _answer(121, "09:50", "The second: the first was repeated in deep inspiration."),
                Said(122, "12:05", "reopened", "Please have the sonographer say so on the sheet, with initials."),
                _answer(125, "16:30", "Written on the sheet and initialled; a copy is in the binder."),
                Said(127, "10:00", "closed"),
            ),
        ),
        Thread(
            day=187, clock="15:40", by="data_manager", visit="month_6", form="quality_of_life", item="sf36_mental",
            text="The form's own sum and the entered score were compared. Was the score of question 9 reversed?",
            lines=(
                _answer(189, "10:05", "Yes, by the scoring sheet that lies in the binder."),
                Said(193, "14:00", "closed", "Agrees with the sheet."),
            ),
        ),
    ),
    2: (
        Thread(
            day=94, clock="13:20", by="monitor", visit="month_3", form="vital_signs", item="girth",
            text="The record says 104 cm, as on day 52; the chart says 92 cm.", mends=True,
        ),
        Thread(
            day=94, clock="13:35", by="monitor", visit="month_3", form="visit",
            text="The worksheet of this visit is not in the binder. Where is it kept?",
            lines=(
                _answer(96, "09:30", "At the ward: it is scanned today and filed."),
                Said(99, "10:00", "closed", "Seen in the binder."),
            ),
        ),
    ),
    3: (
        Thread(
            day=8, clock="10:40", by="data_manager", visit="infusion_day", form="infusion",
            text="The chart of the night after the infusion: one sheet or two? The scan ends at 12 hours.",
            lines=(
                _answer(10, "15:10", "Two sheets: the second is scanned now."),
                Said(12, "10:20", "closed"),
            ),
        ),
        Thread(
            day=8, clock="11:05", by="monitor", visit="day_1", form="vital_signs", item="girth",
            text="Was girth measured standing, as at baseline?",
            lines=(
                _answer(10, "15:20", "Lying: he was still in bed. At each later visit standing."),
                Said(12, "10:30", "closed", "Noted for the visit reports."),
            ),
        ),
    ),
    4: (
        Thread(
            day=-20, clock="11:30", by="data_manager", visit="marrow", form="marrow_aspiration", item="prentim",
            text="The needle's sheet is signed ten minutes later than this time. Which of the two is the end?",
            lines=(
                _answer(-18, "12:10", "This one; the sheet was signed after the dressing."),
                Said(-17, "09:20", "closed"),
            ),
        ),
    ),
}  # fmt: skip
"""Participant → threads in the order in which they were opened. The fifth has none."""

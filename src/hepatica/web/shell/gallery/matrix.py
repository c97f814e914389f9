"""Rows of Today and the matrix, invented."""

from typing import Any

from hepatica.web.shell.parts import Action, Cell, Mark, Window


def rows() -> list[dict[str, Any]]:
    """List what is late, due and next."""

    def row(n: int, title: str, note: str, verb: str, look: Any, window: Window) -> dict[str, Any]:
        action = Action(words=verb, href="#", look=look)
        return {
            "mark": Mark(code=f"01-00{n}", order=n),
            "title": title,
            "note": note,
            "window": window,
            "action": action,
        }

    return [
        row(
            4,
            "Creatinine, 48 to 72 hours",
            "Day 1 visit · sample not recorded",
            "Record",
            "",
            Window(opens=2, closes=3, target=3, at=7, rest="closed 12 Mar"),
        ),
        row(
            2,
            "Month 3",
            "Done 20 Feb 2026 · reason for lateness missing",
            "Give reason",
            "",
            Window(opens=80, closes=100, target=90, at=102, state="done", rest="Day +102"),
        ),
        row(
            3,
            "Month 1",
            "Laboratory, scores · 14 of 38 entered",
            "Continue",
            "primary",
            Window(opens=23, closes=33, target=28, at=28, rest="Day +28, 5 days left"),
        ),
        row(
            5,
            "Gate and first biopsy",
            "Tue 24 Mar 2026 · needs 3 of 9 clearances",
            "Open",
            "",
            Window(
                opens=-7,
                closes=-4,
                target=-5,
                at=-6,
                state="planned",
                rest="Day −6 · window 23 to 26 Mar 2026",
            ),
        ),
    ]


VISITS = (
    ("Screening", "V1", "Day −60 to −38"),
    ("Baseline", "V2", "Day −37"),
    ("Marrow", "V3", "Day −42 to −28"),
    ("Contact", "V3a", "Marrow +7"),
    ("Culture", "", "Marrow to 0"),
    ("Gate, biopsy", "V4", "Day −7 to −4"),
    ("G-CSF", "V5–7", "Day −3 to −1"),
    ("Infusion", "V8", "Day 0"),
    ("Day 1", "V9", "Day 1"),
    ("Week 1", "V10", "Day 7 ± 2"),
    ("Month 1", "V11", "Day 28 ± 5"),
    ("Biopsy 2", "V12", "Day 28 ± 7"),
    ("Month 3", "V13", "Day 90 ± 10"),
    ("Month 6", "V14", "Day 180 ± 14"),
)
GLYPHS: dict[str, Any] = {
    "p": "planned",
    "d": "due",
    "h": "started",
    "o": "open",
    "c": "complete",
    "s": "signed",
    "l": "locked",
    "n": "notdone",
}
PEOPLE = (
    ("infused 22 Sep 2025", "Day +175", "lllllllllnsssp", ()),
    ("infused 10 Nov 2025", "Day +126", "lllllsssssssLp", (12,)),
    ("infused 16 Feb 2026", "Day +28", "sssssssssshppp", (10,)),
    ("infused 9 Mar 2026", "Day +7", "ssssscccOdpppp", ()),
    ("planned 30 Mar 2026", "Day −14", "sscchppppppppp", (2,)),
)


def people() -> list[dict[str, Any]]:
    """List five participants with their cells."""
    return [
        {
            "mark": Mark(code=f"01-00{n}", order=n),
            "infused": infused,
            "today": today,
            "cells": [_cell(n, index, code, queried) for index, code in enumerate(states)],
        }
        for n, (infused, today, states, queried) in enumerate(PEOPLE, start=1)
    ]


def _cell(person: int, index: int, code: str, queried: tuple[int, ...]) -> Cell:
    late = {"L": 2, "O": 4}.get(code, 0)
    state: Any = {"L": "complete", "O": "open"}.get(code) or GLYPHS[code]
    dot: Any = {"planned": "planned", "due": "today", "started": "today"}.get(state, "done")
    return Cell(
        state=state,
        date=f"{(person * 5 + index * 3) % 27 + 1} {('Sep', 'Oct', 'Jan', 'Mar', 'Apr')[person - 1]} 2026",
        href="#",
        label=f"01-00{person}, {VISITS[index][0]}",
        window=Window(opens=-5, closes=5, target=0, at=5 + late if late else (index % 3) - 1, state=dot),
        queries=int(index in queried),
        selected=(person, index) == (3, 10),
    )

"""The course of each participant's values, visit by visit: what a hospital's charts would show.

Days count from the infusion. A second line of the same visit is a second draw there. ``-`` was not asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_COLUMNS = (
    *("bilirubin", "inr", "creatinine", "sodium", "albumin", "haemoglobin", "wbc", "platelets"),
    *("alt", "ast", "crp"),
)
_ASCITES = {"none": "none", "mild": "mild", "large": "moderate_severe"}

# visit       day time  bili inr  crea na  alb hb   wbc  plt alt ast crp | ascites HE kg cm mmHg
_TABLES = {
    1: """
screening     -48 09:10 3.3 1.68 0.92 133 2.6 11.6 4.4  84 38 71 9.2  large 0 66.2 98 112
baseline      -37 09:20 3.2 1.66 0.90 134 2.6 11.5 4.2  82 36 68 8.4  large 0 65.8 97 114
gate          -6  08:30 3.1 1.64 0.92 134 2.7 11.3 4.1  80 35 66 7.5  large 0 65.1 96 110
gcsf          -3  07:40 3.2 1.65 0.92 134 2.7 11.2 4.2  81 35 65 7.7  large 0 65.0 96 112
infusion_day  0   06:30 3.3 1.66 0.94 134 2.6 11.0 38.2 72 37 69 11.0 - - - - -
day_1         1   08:00 3.4 1.68 1.08 133 2.5 10.4 29.6 58 41 77 18.6 large 0 65.4 96 106
day_1         3   08:00 3.3 1.66 1.44 132 2.5 10.3 14.1 61 40 74 15.2 - - - - -
week_1        7   09:30 3.0 1.62 1.12 133 2.6 10.5 6.2  74 36 66 9.9  large 0 64.8 95 108
month_1       28  10:00 2.8 1.58 0.96 135 2.8 10.9 4.6  86 33 58 7.1  mild  0 63.4 92 112
month_3       104 10:15 2.6 1.52 0.94 136 3.0 11.2 4.5  90 31 52 5.8  mild  0 62.7 89 116
biopsy_2      176 08:20 2.5 1.50 0.93 136 3.1 11.5 4.6  92 30 50 5.1  - - - - -
month_6       181 10:05 2.4 1.50 0.93 136 3.1 11.6 4.7  93 29 49 4.9  mild  0 62.3 88 116
""",
    2: """
screening     -48 10:10 2.6 1.58 0.78 131 2.7 10.8 3.1 62 31 54 6.1  large 1 61.8 99  104
baseline      -37 10:00 2.5 1.56 0.76 131 2.7 10.7 3.0 61 30 53 5.8  large 1 61.5 99  106
gate          -6  08:40 2.6 1.57 0.78 132 2.7 10.6 3.0 60 31 54 6.0  large 1 61.9 99  104
gcsf          -3  07:50 2.5 1.56 0.78 132 2.7 10.6 3.0 60 31 54 6.2  large 1 61.9 99  104
infusion_day  0   06:35 2.7 1.58 0.80 132 2.6 10.4 24.5 52 33 57 8.8  - - - - -
day_1         1   08:10 2.8 1.60 0.84 131 2.6 10.0 18.3 51 35 60 14.4 large 1 62.2 100 100
day_1         3   08:00 2.8 -    0.86 131 2.6 10.0 8.9  52 34 58 12.0 - - - - -
month_1       28  10:20 2.7 1.60 0.84 131 2.7 10.2 3.4 57 31 55 6.6  large 1 62.4 100 102
unscheduled   52  13:30 3.1 1.66 0.98 128 2.5 10.0 5.2 55 38 66 21.0 large 3 64.9 104 98
month_3       91  10:30 2.9 1.62 0.86 131 2.6 10.1 3.2 58 33 58 7.4  large 1 57.6 92  104
biopsy_2      176 08:30 2.8 1.60 0.88 132 2.7 10.2 3.3 59 32 56 6.9  - - - - -
month_6       182 10:40 2.8 1.60 0.88 132 2.7 10.3 3.3 60 32 55 6.7  large 1 58.8 94  106
""",
    3: """
screening     -48 09:40 4.4 1.80 1.08 131 2.9 10.9 3.8  71 44 82 12.5 mild 0 76.4 101 122
baseline      -37 09:50 4.5 1.81 1.06 131 2.9 10.8 3.7  70 45 83 12.1 mild 0 76.2 101 120
gate          -6  08:35 4.6 1.82 1.10 132 2.9 10.7 3.7  69 45 84 12.8 mild 0 76.0 101 118
gcsf          -3  07:45 4.6 1.83 1.08 132 2.9 10.7 3.8  69 45 84 12.6 mild 0 76.0 101 120
infusion_day  0   06:30 4.8 1.84 1.12 132 2.8 10.5 34.7 61 47 88 16.2 - - - - -
day_1         1   08:05 5.0 1.86 1.16 131 2.8 10.2 27.9 54 49 93 31.4 mild 0 76.3 101 114
day_1         3   08:00 4.9 1.85 1.14 131 2.8 10.1 12.6 48 48 90 24.0 - - - - -
week_1        7   09:45 4.5 1.80 1.10 132 2.8 10.2 5.4  63 45 84 14.1 mild 0 75.9 100 118
month_1       28  10:10 4.1 1.74 1.06 133 3.0 10.5 4.0  72 41 75 10.2 mild 0 75.0 99  120
month_3       89  10:20 3.7 1.68 1.04 134 3.1 10.8 3.9  75 38 69 8.8  mild 0 74.2 97  122
biopsy_2      177 08:25 3.5 1.64 1.02 135 3.2 11.0 3.9  77 36 66 8.0  - - - - -
month_6       181 10:25 3.5 1.64 1.02 135 3.2 11.0 4.0  78 36 65 7.8  mild 0 73.8 96  122
""",
    4: """
screening     -48 11:10 2.1 1.46 0.72 136 3.0 11.2 3.4  66 29 41 4.2 mild 0 54.6 86 118
baseline      -37 10:40 2.1 1.46 0.70 136 3.0 11.1 3.4  67 28 41 4.0 mild 0 54.4 86 120
gate          -6  08:45 2.2 1.47 0.72 136 3.0 11.0 3.4  65 29 42 4.4 mild 0 54.3 86 118
gcsf          -3  07:40 2.1 1.46 0.72 136 3.0 11.0 3.4  65 29 42 4.3 mild 0 54.3 86 118
infusion_day  0   06:40 2.2 1.48 0.74 136 2.9 10.8 29.4 58 30 44 7.7 - - - - -
day_1         1   08:15 2.3 1.50 0.78 135 2.9 10.5 22.8 54 32 47 13.8 mild 0 54.7 86 114
day_1         3   08:00 2.3 1.49 0.80 135 2.9 10.4 10.3 55 31 46 11.1 - - - - -
week_1        7   09:35 2.1 1.47 0.76 136 3.0 10.6 4.8  60 29 43 6.0 mild 0 54.2 86 116
month_1       28  10:30 2.0 1.44 0.74 137 3.1 10.9 3.6  67 27 39 4.1 mild 0 53.6 85 120
month_3       90  10:10 1.9 1.42 0.72 137 3.2 11.1 3.5  69 26 37 3.8 mild 0 53.1 84 120
biopsy_2      176 08:30 1.9 1.41 0.73 138 3.2 11.2 3.5  70 26 37 3.7 - - - - -
month_6       180 10:20 1.9 1.41 0.73 138 3.3 11.3 3.6  71 25 36 3.5 mild 0 52.8 83 122
""",
    5: """
screening     -48 10:40 5.2 1.86 0.84 131 2.7 11.8 5.1  92  48 88 14.0 mild 0 68.7 92 116
baseline      -37 10:20 5.1 1.84 0.82 131 2.7 11.7 5.0  91  46 86 13.2 mild 0 68.5 92 118
gate          -6  08:50 4.7 1.80 0.84 132 2.8 11.6 4.9  90  43 79 11.7 mild 0 68.1 91 116
gcsf          -3  07:55 4.7 1.80 0.84 132 2.8 11.6 4.9  89  43 78 11.9 mild 0 68.1 91 118
infusion_day  0   06:45 4.8 1.81 0.86 132 2.7 11.4 41.0 79  44 80 15.5 - - - - -
day_1         1   08:10 4.9 1.83 0.92 131 2.7 11.0 33.2 68  46 84 22.3 mild 0 68.5 92 110
day_1         3   08:00 4.8 1.82 0.94 131 2.7 10.9 16.0 70  45 82 18.0 - - - - -
week_1        7   09:40 4.5 1.77 0.90 132 2.8 11.0 6.9  80  42 75 12.0 mild 0 68.0 91 114
month_1       28  10:15 3.9 1.70 0.86 133 2.9 11.4 5.2  92  37 64 9.0  mild 0 67.2 89 118
unscheduled   41  15:10 4.4 1.76 1.16 129 2.6 10.9 11.8 88  44 79 64.0 large 1 69.6 95 104
month_3       92  10:05 3.1 1.60 0.84 135 3.2 12.0 5.1  98  32 52 6.2  none 0 66.0 86 120
biopsy_2      177 08:35 2.6 1.54 0.82 137 3.4 12.4 5.2  104 28 45 4.4  - - - - -
month_6       182 10:10 2.6 1.53 0.82 137 3.4 12.5 5.3  105 28 44 4.2  none 0 65.8 85 122
""",
}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One contact: the draw, and what was seen at the bedside where it was asked."""

    visit: str
    day: int
    time: str
    draw: dict[str, str]
    ascites: str = ""
    encephalopathy: str = ""
    weight: str = ""
    girth: str = ""
    sysbp: str = ""


def course(n: int) -> tuple[Seen, ...]:
    """Return every contact of a participant in the order of its day."""
    return tuple(_seen(line) for line in _TABLES[n].strip().splitlines())


def _seen(line: str) -> Seen:
    visit, day, clock, *values = line.split()
    tests, bedside = values[: len(_COLUMNS)], values[len(_COLUMNS) :]
    ascites, encephalopathy, weight, girth, sysbp = ("" if word == "-" else word for word in bedside)
    return Seen(
        visit=visit,
        day=int(day),
        time=clock,
        draw={test: value for test, value in zip(_COLUMNS, tests, strict=True) if value != "-"},
        ascites=_ASCITES.get(ascites, ""),
        encephalopathy=encephalopathy,
        weight=weight,
        girth=girth,
        sysbp=sysbp,
    )


def by_visit(contacts: tuple[Seen, ...]) -> Iterator[tuple[Seen, ...]]:
    """Yield the contacts of each visit together, in order."""
    for visit in dict.fromkeys(seen.visit for seen in contacts):
        yield tuple(seen for seen in contacts if seen.visit == visit)

"""Days alive without transplant up to a horizon: a value for everybody, the dead included."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from statistics import median


@dataclass(frozen=True, kw_only=True)
class Course:
    """One participant's days from the anchor; ``last_day`` is the last on which they were known to be alive."""

    participant: str
    last_day: float
    died: float | None = None
    transplanted: float | None = None


@dataclass(frozen=True, kw_only=True)
class DaysAlive:
    """Days alive without transplant of one participant: one value, or bounds where follow-up ended early."""

    participant: str
    lower: float
    upper: float
    ended_by: str  # death, transplant, horizon, or end of follow-up

    @property
    def known(self) -> bool:
        """Whether the value is one number."""
        return self.lower == self.upper


@dataclass(frozen=True, kw_only=True)
class DaysAliveSummary:
    """Everybody's days, and the median with its bounds where somebody was lost."""

    horizon: float
    each: tuple[DaysAlive, ...]
    median_lower: float
    median_upper: float
    method: str = "Days alive without transplant, per participant"

    @property
    def bounded(self) -> int:
        """How many participants have bounds instead of a value."""
        return sum(not one.known for one in self.each)


def days_alive(course: Course, *, horizon: float) -> DaysAlive:
    """Count the days before death, transplant or the horizon; whoever was lost before it has bounds, never a guess.

    Raises ValueError for days that cannot be.
    """
    if not horizon > 0:
        raise ValueError(f"a horizon of {horizon} days cannot be")
    ends = {"death": course.died, "transplant": course.transplanted}
    happened = {name: day for name, day in ends.items() if day is not None}
    for name, day in {**happened, "last follow-up": course.last_day}.items():
        if not isfinite(day) or day < 0:
            raise ValueError(f"participant {course.participant}: {name} on day {day} cannot be")
    if course.died is not None and course.transplanted is not None and course.transplanted > course.died:
        raise ValueError(f"participant {course.participant}: a transplant after death cannot be")
    # A transplant on the day of death came first.
    name, day = min(happened.items(), key=lambda one: (one[1], one[0] != "transplant"), default=("", horizon))
    if name and day < horizon:
        return DaysAlive(participant=course.participant, lower=day, upper=day, ended_by=name)
    if name or course.last_day >= horizon:
        return DaysAlive(participant=course.participant, lower=horizon, upper=horizon, ended_by="horizon")
    return DaysAlive(
        participant=course.participant, lower=course.last_day, upper=horizon, ended_by="end of follow-up"
    )


def days_alive_summary(courses: Sequence[Course], *, horizon: float) -> DaysAliveSummary:
    """Put everybody's days in one result. The median's bounds take all who were lost as ended, then as followed.

    Raises ValueError where there is nobody.
    """
    if not courses:
        raise ValueError("nobody was followed: there are no days to count")
    each = tuple(days_alive(course, horizon=horizon) for course in courses)
    return DaysAliveSummary(
        horizon=horizon,
        each=each,
        median_lower=median(one.lower for one in each),
        median_upper=median(one.upper for one in each),
    )

"""What the waterfall is drawn from: a column per participant, with a change or the reason why there is none."""

from dataclasses import dataclass
from decimal import Decimal

from hepatica.report.figures.course import Terminal


@dataclass(frozen=True, kw_only=True)
class LastValue:
    """The last value before the goal, where the goal's own does not exist: a tick, never a bar."""

    score: int
    change: Decimal
    day: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One participant. `change` is unrounded at the goal; `base` and `score` are rounded, as printed elsewhere.

    Without a change, `missing` says why. `noise` is how far the change may be laboratory noise alone, either way.
    Raises ValueError where there is neither a change nor a reason.
    """

    digit: int
    code: str
    infused: str
    base: int | None
    score: int | None = None
    change: Decimal | None = None
    missing: str = ""
    last: LastValue | None = None
    terminal: Terminal | None = None
    noise: Decimal | None = None
    why: str = ""

    def __post_init__(self) -> None:
        """Refuse a column that is neither a value nor a reason."""
        if self.change is None and not self.missing and self.terminal is None:
            raise ValueError(f"participant {self.digit}: give a change, or the reason why there is none")
        if self.change is not None and (self.score is None or self.base is None):
            raise ValueError(f"participant {self.digit}: a change has a score before it and after it")

    @property
    def shown(self) -> Decimal | None:
        """Give the change that is drawn: at the goal, else the last one."""
        if self.change is not None:
            return self.change
        return self.last.change if self.last else None


@dataclass(frozen=True, kw_only=True)
class Line:
    """A change the study calls a response, drawn dashed and named."""

    value: Decimal
    name: str

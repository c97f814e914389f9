"""An answer that is not a number: the data do not carry the method, and why."""

from dataclasses import dataclass
from typing import Literal

RefusalKind = Literal["too_few", "no_events", "not_followed", "not_converged", "boundary", "not_estimable"]


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A method that was asked for and not printed, with the sentence that is printed instead."""

    method: str  # Linear mixed model, random intercept (REML)
    kind: RefusalKind
    reason: str

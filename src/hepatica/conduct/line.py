"""One line of what stands before an act: what must be, whether it is, who gives it and when it can be."""

from __future__ import annotations

from datetime import date

import msgspec


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A condition of a gate."""

    title: str
    done: bool
    sentence: str = ""
    """Why the gate is closed, and who can open it; '' when it is done."""
    who: str = ""
    """Who gave it, or must give it."""
    when: date | None = None
    """The first day on which it is met, where that is known."""
    form: str = ""
    item: str = ""

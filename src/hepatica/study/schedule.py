"""When things are done: epochs, anchors, visits and their windows."""

from __future__ import annotations

from datetime import date, timedelta

from pydantic import Field, StrictBool

from hepatica.study.form import Identifier
from hepatica.study.text import Frozen, Sourced, Text


class Epoch(Frozen):
    """A stretch of the trial (before, preparing cells, infusion, after)."""

    id: Identifier
    title: Text


class ItemAddress(Frozen):
    """An item of a form, wherever the form is filled."""

    form: Identifier
    item: Identifier


class Anchor(Sourced):
    """A day from which visits or analysis windows are counted: the earliest date entered there."""

    id: Identifier
    title: Text
    item: ItemAddress
    planned: ItemAddress | None = None
    """A planned date that stands in until the event has happened."""


class Window(Frozen):
    """Days from the anchor, both ends included."""

    first: int
    last: int


class Visit(Sourced):
    """A planned contact, counted in days from its anchor."""

    id: Identifier
    code: str
    title: Text
    epoch: Identifier
    anchor: Identifier
    day: int | str | None = Field(default=None, union_mode="left_to_right")
    """Target day, or the name of a study parameter that holds it; none for unscheduled visits."""
    window: Window | None = None
    margin: int | None = None
    """Window as target plus or minus days, where ``day`` is a parameter."""
    forms: tuple[Identifier, ...]
    optional: StrictBool = False
    """Happens when it happens (unscheduled, early termination): never due, never late."""
    repeats: StrictBool = False
    """May happen more than once: the occurrences are ``id``, ``id.2``, ``id.3`` ..."""


class Procedure(Sourced):
    """A study procedure: what starts it, and how long its adverse events are counted."""

    id: Identifier
    title: Text
    start: ItemAddress
    category: Identifier | None = None
    """The adverse-event category of the registry record that belongs to it."""
    days: int = Field(ge=0)
    """Events are counted in its window from the start to this many days later."""


class End(Frozen):
    """What ends a participant's course (death, transplant, withdrawal, completion) and where its date stands."""

    id: Identifier
    date: ItemAddress
    item: Identifier | None = None
    """Item of the same row whose answer says that it happened; without it the date alone does."""
    codes: tuple[str, ...] = ()
    """Answers of ``item`` that mean this end."""


class Schedule(Frozen):
    """The schedule of activities with its two rulers."""

    epochs: tuple[Epoch, ...]
    anchors: tuple[Anchor, ...]
    visit_anchor: Identifier
    """Ruler one: visits fall due counting from here (the infusion)."""
    analysis_anchor: Identifier
    """Ruler two: baseline and analysis windows count from here (the first G-CSF dose)."""
    visits: tuple[Visit, ...]
    logs: tuple[Identifier, ...]
    """Forms outside visits."""
    procedures: tuple[Procedure, ...]
    ends: tuple[End, ...] = ()


class DueWindow(Frozen):
    """When one visit of one participant is due."""

    target: date
    first: date
    last: date

    @classmethod
    def around(cls, anchor: date, day: int, first: int, last: int) -> DueWindow:
        """Return the civil dates of a window given in days from ``anchor``."""
        return cls(
            target=anchor + timedelta(days=day),
            first=anchor + timedelta(days=first),
            last=anchor + timedelta(days=last),
        )

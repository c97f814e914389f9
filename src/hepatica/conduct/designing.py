"""To keep a design of the next trial: it can be read, it makes sense, and it is not what is kept already.

Who plans: the statistician, who writes it, and the medical monitor. A design changes nothing of this trial, so no lock
stops it: the next trial is planned while this one is locked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hepatica.conduct.case import Case
from hepatica.conduct.commands import Refusal
from hepatica.conduct.design_commands import LARGEST, KeepDesign
from hepatica.conduct.need import Need
from hepatica.conduct.refused import Decision, Refused, refuse
from hepatica.design.document import Design
from hepatica.design.load import examine
from hepatica.design.written import sha256
from hepatica.ledger.events import Draft
from hepatica.ledger.kept_designs import DesignKept, DesignRow

MOST = 20
"""Problems of a text that are told at once."""


def keep(case: Case, command: KeepDesign) -> Decision:
    """Keep a design as it is written; refused where it has a problem, or says what is kept already."""
    size = len(command.text.encode())
    if size > LARGEST:
        return refuse("not_possible", f"This design has {size:,} bytes: at most {LARGEST:,} are kept.")
    file = f"{command.design or 'design'}.yaml"
    found = examine(file, command.text.encode())
    if found.problems or found.design is None:
        told = [
            Refusal(code="not_possible", sentence=f"{file}, line {one.line}: {one.sentence}.")
            for one in found.problems[:MOST]
        ]
        if more := len(found.problems) - len(told):
            told.append(Refusal(code="not_possible", sentence=f"And {more} more problems."))
        return Refused(refusals=tuple(told))
    if refused := _another(case, command, found.design):
        return refused
    return (Draft(subject="", fact=_fact(found.design, command)),)


def _another(case: Case, command: KeepDesign, design: Design) -> Refused | None:
    """Return the refusal of a design that is not what it is sent as, or follows another trial, or changes nothing."""
    if design.id != command.design:
        said = f"It is sent as {command.design!r} and says that its id is {design.id!r}: make them the same."
        return refuse("conflict", said)
    here = case.head.study.id
    if design.follows and design.follows.study != here:
        said = f"This design follows study {design.follows.study!r}, and this is the folder of {here!r}."
        return refuse("not_possible", said)
    row = case.state.get(DesignRow, "", design.id)
    if command.since is not None and command.since != (row.sha256 if row else ""):
        kept = (
            f"version {row.version} of {design.id!r} is the latest"
            if row
            else f"no {design.id!r} is kept here"
        )
        return refuse(
            "conflict", f"This was begun from another version, and {kept}: look at it, then keep yours."
        )
    if row and row.sha256 == sha256(design):
        said = f"Nothing is changed: version {row.version} of {design.id!r} is kept so already, in event {row.seq}."
        return refuse("not_possible", said)
    return None


def _fact(design: Design, command: KeepDesign) -> DesignKept:
    return DesignKept(
        design=design.id,
        version=design.version,
        sha256=sha256(design),
        title=str(design.title),
        plan=design.kind,
        text=command.text,
        reason=command.reason.strip(),
    )


DECIDERS: dict[type[Any], Callable[[Case, Any], Decision]] = {KeepDesign: keep}
"""Command → its decision."""

NEEDS: dict[type[Any], Callable[[Any], Need]] = {
    KeepDesign: lambda command: Need(study=False, design=command.design)
}
"""Command → the rows it needs."""

"""The words in which the cell laboratory's part of a story is told: made, moved, tested, measured."""

from __future__ import annotations

from dataclasses import dataclass

from hepatica.conduct.product_commands import (
    MakeMaterial,
    MeasureMaterial,
    MoveMaterial,
    Quantities,
    Quantity,
    TestMaterial,
)
from hepatica.demo.bedside import Patient
from hepatica.demo.cast import BY_ROLE
from hepatica.demo.step import Act, Step

LAB, WARD = BY_ROLE["cell_lab"].name, BY_ROLE["coordinator"].name
UNITS = {
    "volume": "mL",
    "cells": "10^6",
    "seeded": "10^6",
    "harvested": "10^6",
    "viable_cells": "10^6",
    "cells_before": "10^6",
    "cd34_cells": "10^6",
    "viability": "%",
    "confluence": "%",
    "purity": "%",
    "length": "mm",
    "gauge": "G",
}
"""Units of what is measured; the rest has none."""


def quantities(measures: dict[str, str]) -> Quantities:
    """Return measures with their units."""
    return tuple(
        Quantity(name=name, value=value, unit=UNITS.get(name, "")) for name, value in measures.items()
    )


@dataclass(frozen=True, kw_only=True)
class When:
    """A minute of the participant's calendar."""

    day: int
    clock: str
    plus: int = 0


@dataclass(frozen=True)
class Bench:
    """A participant's materials, as one person of the laboratory records them."""

    patient: Patient
    by: str = "cell_lab"

    def made(
        self,
        label: str,
        step: str,
        when: When,
        measures: dict[str, str] | None = None,
        *,
        parents: tuple[str, ...] = (),
        taken: dict[str, tuple[str, str]] | None = None,
        maker: str = LAB,
        witness: str = WARD,
        place: str = "Clean room",
        vessel: str = "",
        later: int = 6,
    ) -> Step:
        """Return the making of a material, recorded some minutes later."""
        command = MakeMaterial(
            subject=self.patient.subject,
            material=label,
            step=step,
            at=self._minute(when),
            by=maker,
            witness=witness,
            parents=parents,
            taken=tuple(Quantity(name=p, value=v, unit=u) for p, (v, u) in (taken or {}).items()),
            measures=quantities(measures or {}),
            place=place,
            vessel=vessel,
        )
        return self._act(when, command, later)

    def measured(self, label: str, when: When, measures: dict[str, str]) -> Step:
        """Return what was measured later."""
        command = MeasureMaterial(
            subject=self.patient.subject,
            material=label,
            at=self._minute(when),
            by=LAB,
            measures=quantities(measures),
        )
        return self._act(when, command, 4)

    def moved(
        self,
        label: str,
        move: str,
        when: When,
        place: str,
        *,
        given: str = WARD,
        received: str = LAB,
        temperature: str = "",
        amount: dict[str, str] | None = None,
    ) -> Step:
        """Return a hand-over."""
        command = MoveMaterial(
            subject=self.patient.subject,
            material=label,
            move=move,
            at=self._minute(when),
            place=place,
            given_by=given,
            received_by=received,
            temperature=temperature,
            amount=quantities(amount or {}),
        )
        return self._act(when, command, 3)

    def tested(
        self, label: str, test: str, when: When, value: str = "", unit: str = "", *, final: bool = True
    ) -> Step:
        """Return a test that was set up (no value) or has a reading."""
        command = TestMaterial(
            subject=self.patient.subject,
            material=label,
            test=test,
            at=self._minute(when),
            by=LAB,
            value=value,
            unit=unit,
            final=final,
        )
        return self._act(when, command, 5)

    def _minute(self, when: When) -> str:
        return self.patient.days.minute(when.day, when.clock, when.plus)

    def _act(
        self, when: When, command: MakeMaterial | MeasureMaterial | MoveMaterial | TestMaterial, later: int
    ) -> Step:
        at = self.patient.days.at(when.day, when.clock, when.plus + later)
        return Act(at=at, by=self.by, command=command)

"""What was found at a participant's bedside beside the usual: of the five it is told here, of others it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hepatica.demo.step import Row


@dataclass(frozen=True, kw_only=True)
class Found:
    """What the procedures of one participant showed. Readings and rows are numbered from 1; nothing said is the usual."""

    pain: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    """Reading after the marrow aspiration → pain (0 to 10) and what was given for it."""
    oozing: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    """Reading after the marrow aspiration → bleeding found and what was done."""
    fell: bool = False
    """Whether the pressure fell an hour into the leukapheresis."""
    citrate: Mapping[int, Row] = field(default_factory=dict)
    """Row of the leukapheresis page → symptoms of citrate and what was done."""
    ionised: tuple[str, str, str] | None = None
    """Ionised calcium at the start, in the middle and at the end where calcium ran in by vein, mmol/L."""
    site_pain: str = "0.0"
    """Pain at the puncture site on the evening of the infusion."""
    reaction: tuple[str, Row] | None = None
    """Time on day 0, and what the infusion page says of a reaction."""
    warm: Mapping[int, str] = field(default_factory=dict)
    """Reading of the infusion page → temperature that was not usual, °C."""
    saturation: Mapping[int, str] = field(default_factory=dict)
    """Reading of the infusion page → saturation that was not usual, %."""
    haematoma: str = ""
    """Visit at which a haematoma of the puncture site was seen."""
    missed: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """Visit that was not held → day on which that was written down, and why."""


FOUND: Mapping[int, Found] = {
    1: Found(pain={2: ("7.0", "Paracetamol 1 g, tramadol 50 mg")}, fell=True, site_pain="3.0"),
    2: Found(
        citrate={
            2: {
                "symptom": "paraesthesia",
                "citrate_action": "Flow slowed, calcium gluconate 1 g into the return line",
            }
        },
        ionised=("1.18", "0.98", "1.14"),
        saturation={6: "88"},
        missed={"week_1": (7, "Could not travel: a fever in the family. Well on the telephone")},
    ),
    3: Found(
        reaction=(
            "17:00",
            {
                "reaction": "fever",
                "reaction_during": "msc",
                "reaction_action": "Paracetamol 1 g, blood cultures taken; afebrile after three hours",
            },
        ),
        warm={4: "38.4"},
        haematoma="week_1",
    ),
    4: Found(oozing={1: ("oozing", "Pressure for 10 minutes, dry afterwards")}),
    5: Found(citrate={2: {"symptom": "taste", "citrate_action": "Flow slowed, gone within minutes"}}),
}
"""The five, by number."""

"""The words the published table may use: a cell type, route, unit or kind of number it does not know is a mistake.

A new word is added here in the same pull request as the row that needs it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Cells = Literal["cd34", "msc", "both", "mnc", "gcsf", "care", "macrophage", "pooled"]
"""CD34+ or CD133+ cells; mesenchymal; both in one arm; unselected mononuclear; G-CSF without cells; none of these."""
Kind = Literal[
    "mean", "median", "change", "events", "events_in_words", "individual", "share", "range", "difference", "ratio", "bare",
]  # fmt: skip
"""mean (mean and SD) · median (with quartiles) · change (median change with quartiles) · events (of n) · events_in_words
(as a sentence prints them) · individual (one person) · share (per cent) · range · difference (with 95 % interval) · ratio
(fold, hazard ratio) · bare (a central value alone)."""
Printed = Literal["yes", "inferred", "contradicts"]
"""yes: as the source has it · inferred: a unit, verb or denominator was concluded · contradicts: the source prints it so,
and its own other numbers say otherwise."""
Direction = Literal["better", "improved", "none", "mixed", "worse", "not compared"]
"""better (than a control) · improved (no control) · none (no difference) · mixed · worse · not compared."""

TITLES: Mapping[Cells, str] = MappingProxyType(
    {
        "cd34": "CD34⁺ or CD133⁺ cells alone",
        "msc": "Mesenchymal cells alone",
        "both": "CD34⁺ and mesenchymal cells together",
        "mnc": "Unselected mononuclear cells",
        "gcsf": "G-CSF alone",
        "care": "Standard care or placebo",
        "macrophage": "Macrophages",
        "pooled": "Marrow cells, pooled by others",
    }
)
CELL_TYPES: Mapping[str, Cells] = MappingProxyType(
    {
        "CD34/HSC": "cd34",
        "CD34/HSC (CD133+)": "cd34",
        "BM-MSC": "msc",
        "BM-MSC (pooled)": "msc",
        "combination": "both",
        "combination (unselected BM-MNC containing CD34+ and MSC)": "both",
        "BM-MNC": "mnc",
        "PB-MNC (mobilised)": "mnc",
        "G-CSF only": "gcsf",
        "G-CSF only (+darbepoetin)": "gcsf",
        "standard of care": "care",
        "standard of care (placebo)": "care",
        "monocyte-derived macrophage": "macrophage",
        "pooled bone-marrow cells": "pooled",
    }
)
ROUTES: Mapping[str, str] = MappingProxyType(
    {
        "": "no cells",
        "hepatic artery": "hepatic artery",
        "portal vein": "portal vein",
        "portal vein (percutaneous)": "portal vein",
        "portal vein (HSC, day 0) + peripheral vein ('MSC', ~day 7)": "portal + peripheral vein",
        "peripheral vein": "peripheral vein",
        "subcutaneous": "subcutaneous",
        "mixed": "mixed",
        "not stated": "route not stated",
        "mobilised + peripheral vein": "mobilised + peripheral vein",
    }
)
SOURCES = frozenset({"", "autologous", "allogeneic"})
UNITS = frozenset(
    {
        "% area", "%", "1e6 cells/kg", "1e9/L", "cells/uL blood", "cells/uL", "fold", "g/L", "g/dL", "kPa", "mg/dL",
        "mmHg", "patients", "points", "ratio", "s", "score", "umol/L",
    }
)  # fmt: skip
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "mean/sd": "mean",
        "median/IQR": "median",
        "median/IQR of change": "change",
        "events/n": "events",
        "events/n as printed": "events",
        "individual value": "individual",
        "percent as printed": "share",
        "percent change": "share",
        "percent change (p=0.017 between arms)": "share",
        "range": "range",
        "mean difference (95% CI in q1/q3)": "difference",
        "difference (95% CI in q1/q3)": "difference",
        "fold change (p)": "ratio",
        "HR (p=0.020)": "ratio",
        "mean": "bare",
        "central value (type not stated)": "bare",
        "median(+/-)": "mean",
    }
)
ALLOCATIONS = frozenset(
    {
        "randomised",
        "not randomised",
        "by willingness",
        "single arm",
        "matched",
        "pooled studies",
        "not stated",
    }
)
MASKINGS = frozenset({"double-blind", "placebo", "open", "mixed", "not stated"})
"""placebo: against placebo, who was masked could not be read."""
MASKED = frozenset({"double-blind", "placebo"})
SPECIES = frozenset({"human", "rat"})
PRINTED: tuple[Printed, ...] = ("yes", "inferred", "contradicts")
DIRECTIONS: tuple[Direction, ...] = ("better", "improved", "none", "mixed", "worse", "not compared")
DIRECTION_WORDS: Mapping[Direction, str] = MappingProxyType(
    {
        "better": "better than control",
        "improved": "better than before, no control",
        "none": "no difference",
        "mixed": "mixed",
        "worse": "worse",
        "not compared": "not compared",
    }
)

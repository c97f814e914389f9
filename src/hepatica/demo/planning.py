"""The next trial as the demo's statistician plans it: the 2 × 2 of the cells, kept on the last day of the play."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files

from hepatica.conduct.design_commands import KeepDesign
from hepatica.demo.cast import BY_ROLE
from hepatica.demo.played import Played
from hepatica.study.study import Study
from hepatica.study.write import sha256

DESIGN = "next_trial"
TEMPLATE = "factorial"


def planned(study: Study, moment: datetime) -> Played:
    """Return the statistician's keeping of the built-in 2 × 2, as a design that follows the study of the demo."""
    text = files("hepatica.designs").joinpath(f"{TEMPLATE}.yaml").read_text(encoding="utf-8")
    text = text.replace(f"\nid: {TEMPLATE}\n", f"\nid: {DESIGN}\n", 1)
    follows = f'follows:\n  study: {study.id}\n  version: "{study.version}"\n  sha256: {sha256(study)}\n'
    command = KeepDesign(design=DESIGN, text=text + follows, reason="First draft, for the steering committee")
    return Played(moment, BY_ROLE["statistician"].actor(), command)

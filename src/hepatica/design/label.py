"""What every simulated number carries with it: that it is simulated, of which world, and what it cannot say."""

from dataclasses import dataclass

from hepatica.design.parameters import FILES, load

MODEL_VERSION = "1"
"""Rises whenever equal seed and parameters would give other numbers."""
CALIBRATED = "2026-11-23"
"""When the parameters were last held against what is published."""


@dataclass(frozen=True, kw_only=True)
class Label:
    """The identity of a simulation. ``world`` names the world or the prior, ``parameters`` is a hash of what was assumed."""

    world: str
    seed: int
    parameters: str
    version: str = MODEL_VERSION
    calibrated: str = CALIBRATED

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the six sentences that stand on every table, picture and export."""
        misfits = (
            "Known misfits: the upper MELD tail is thin; ascites and encephalopathy come from other cohorts; donor event "
            "rates from healthy people; label retention is not cell survival."
        )
        identity = (
            f"World {self.world}; parameters {self.parameters}; seed {self.seed}; model {self.version}; "
            f"calibrated {self.calibrated}."
        )
        return (
            "Simulated. No patient data. Not evidence of safety or efficacy.",
            identity,
            "Baseline from a German transplant-evaluation cohort 2012-15; not Indian; shifts are assumptions.",
            "Interaction, MSC dose, route and repeat effects are prior assumptions: contraction 0 %.",
            misfits,
            "Not for individual prediction, dosing, eligibility or consent documents.",
        )


def digest_of(*digests: str) -> str:
    """Name a set of parameters in one short hash; without any, that of every file of the package."""
    from hashlib import sha256

    told = digests or tuple(load(file).digest for file in FILES)
    return sha256(" ".join(told).encode()).hexdigest()[:12]

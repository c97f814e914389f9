"""What every play is told in, whatever was played: the design, and for each world its label, its trials and its numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hepatica.design.answers.duration import duration
from hepatica.design.document import Design
from hepatica.design.label import Label, digest_of
from hepatica.design.replicates import Tally
from hepatica.design.worlds.world import World


def told_in_worlds(
    design: Design,
    found: Mapping[World, Tally],
    so: Callable[[World], Mapping[str, Any]],
    *,
    participants: int,
    parameters: str,
    seed: int,
    weight: float,
    assumes: Sequence[str],
    cannot_show: Sequence[str],
) -> dict[str, Any]:
    """Return what trials came to in each world, in numbers, texts, lists and maps alone, so that it can be kept.

    ``so`` says what is so in a world. Each number stands with its Monte-Carlo standard error; each world carries the
    label of what is simulated, with the digest of its parameters; ``weight`` is the kg assumed of everybody.
    """
    return {
        "design": design.id,
        "participants": participants,
        "months": round(duration(design).months, 1),
        "weight_kg": weight,
        "worlds": {
            world.name: {
                "code": world.code,
                "sentence": world.sentence,
                "label": list(
                    Label(world=world.name, seed=seed, parameters=digest_of(parameters, repr(world))).lines
                ),
                "trials": tally.replicates,
                **so(world),
                "numbers": {
                    name: {"value": tally.mean(name).value, "error": tally.mean(name).error}
                    for name in tally.sums
                },
            }
            for world, tally in found.items()
        },
        "assumes": [f"everybody weighs {weight:g} kg", *assumes],
        "cannot_show": list(cannot_show),
    }

"""The built-in designs, and one whose arms differ in route and repetition."""

from importlib.resources import files

from hepatica.design.document import Design
from hepatica.design.load import examine


def built_in(name: str) -> Design:
    """Return a built-in design."""
    found = examine(f"{name}.yaml", files("hepatica.designs").joinpath(f"{name}.yaml").read_bytes())
    assert found.design is not None
    assert not found.problems
    return found.design


def routes_and_repeats(per_arm: int = 42) -> Design:
    """Return five arms: standard care, and MSC by artery or vein, once or twice."""
    whole = built_in("factorial")
    care, msc = (next(arm for arm in whole.arms if arm.cells == cells) for cells in ("none", "msc"))
    arms = [
        msc.model_copy(update={"id": f"{name}_{len(days)}", "route": route, "infusions": days})
        for name, route in (("artery", "hepatic_artery"), ("vein", "intravenous"))
        for days in ((0,), (0, 28))
    ]
    asked = {"beats_each": "difference", "main_effects": "difference"}
    return whole.model_copy(
        update={
            "id": "routes_and_repeats",
            "kind": "two_arm",
            "arms": (care, *arms),
            "allocation": whole.allocation.model_copy(update={"blocks": (5, 10)}),
            "endpoints": tuple(
                one.model_copy(update={"question": asked.get(one.question, one.question)})
                for one in whole.endpoints
            ),
            "sample_size": whole.sample_size.model_copy(update={"per_arm": per_arm}),
        }
    )

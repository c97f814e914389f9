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

"""Reference numbers of dosing."""

from hepatica.stats.oracles.case import Shape

SHAPES: tuple[Shape, ...] = ()

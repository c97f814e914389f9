"""Reference numbers of survival."""

from hepatica.stats.oracles.case import Shape

SHAPES: tuple[Shape, ...] = ()

"""Reference numbers of sequential."""

from hepatica.stats.oracles.case import Shape

SHAPES: tuple[Shape, ...] = ()

"""Reference numbers of ranked."""

from hepatica.stats.oracles.case import Shape

SHAPES: tuple[Shape, ...] = ()

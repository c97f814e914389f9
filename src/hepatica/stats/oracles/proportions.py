"""Reference numbers of proportions."""

from hepatica.stats.oracles.case import Shape

SHAPES: tuple[Shape, ...] = ()

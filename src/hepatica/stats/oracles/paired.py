"""Reference numbers of paired."""

from hepatica.stats.oracles.case import Shape

SHAPES: tuple[Shape, ...] = ()

"""Reference numbers of stopping."""

from hepatica.stats.oracles.case import Shape

SHAPES: tuple[Shape, ...] = ()

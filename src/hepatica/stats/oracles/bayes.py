"""Reference numbers of bayes."""

from hepatica.stats.oracles.case import Shape

SHAPES: tuple[Shape, ...] = ()

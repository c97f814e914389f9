"""Reference numbers made by others, recomputed: files are recognised by shape, never by name."""

from collections.abc import Iterator

from hepatica.stats.oracles.case import Beside, Case, Content, Rows, Shape


def shapes() -> tuple[Shape, ...]:
    """Return every shape that is understood."""
    from hepatica.stats.oracles import (
        bayes,
        dosing,
        dosing_models,
        paired,
        proportions,
        ranked,
        sequential,
        stopping,
        survival,
    )

    rooms = (proportions, paired, survival, ranked, bayes, stopping, sequential, dosing, dosing_models)
    return tuple(shape for room in rooms for shape in room.SHAPES)


def recognise(content: Content) -> Shape | None:
    """Return the shape of a file's content, or None."""
    return next((shape for shape in shapes() if shape.matches(content)), None)


def compare(content: Content, beside: Beside) -> Iterator[Case]:
    """Yield every case of a file; nothing for a shape that is not understood."""
    shape = recognise(content)
    if shape is not None:
        yield from shape.cases(content, beside)


__all__ = ["Beside", "Case", "Content", "Rows", "Shape", "compare", "recognise", "shapes"]

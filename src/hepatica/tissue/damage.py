"""What is wrong with a picture, in a sentence for the person who can mend it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class ImageProblem(ValueError):  # noqa: N818 -- a sentence about the picture; nobody is to read a traceback
    """A picture, a mask, an outline or a limit that cannot be measured; its text is one sentence."""


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Turn what a library says of a broken file into one sentence; an ImageProblem passes as it is."""
    try:
        yield
    except ImageProblem:
        raise
    except MemoryError:
        raise ImageProblem(f"{name} asks for more memory than there is: export a smaller picture") from None
    except Exception as error:
        # Readers of images raise whatever their damage leads to: struct.error, KeyError, ZeroDivisionError, SyntaxError.
        said = " ".join(str(error).split())[:160]
        raise ImageProblem(
            f"{name} cannot be read as an image: it is damaged or cut short ({said})"
        ) from error

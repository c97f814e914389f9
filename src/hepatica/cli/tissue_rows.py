"""Answers the rows of ``hepatica score --batch`` that read a file: gate counts and area fractions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hepatica.scores.batch import Answer

FOLDER = "fcs"
"""Beside the table and in the folder given, cytometry files may lie in a folder of their own."""
ABOVE_T, ABOVE_OTSU = "rgb2hed channel 2 > t", "rgb2hed channel 2 > otsu"
_TEMPLATE = ("compensation", "scale", "gates")
_DIGITS = re.compile(r"[0-9a-fA-F]{8,64}")


def tissue_rows(places: Sequence[Path]) -> Mapping[str, Answer]:
    """Give the answers by the name of the score; files are looked for by their name alone in these folders."""

    def found(name: object) -> Path:
        return _find(name, places)

    return {
        "FLOW_GATE_COUNT": lambda inputs: _count(inputs, found),
        "IHC_DAB_AREA_FRACTION": lambda inputs: _fraction(inputs, found),
    }


def _count(inputs: Mapping[str, object], find: Callable[[object], Path]) -> Decimal:
    """Count the events that pass all gates of the row."""
    from hepatica.tissue.fcs import read_fcs
    from hepatica.tissue.gating import gate_events
    from hepatica.tissue.template import template_of

    _refuse_unknown("FLOW_GATE_COUNT", inputs, ("file", "sha256", *_TEMPLATE))
    path = find(inputs.get("file"))
    with _sentences():
        template = template_of({key: inputs[key] for key in _TEMPLATE if key in inputs})
        data = path.read_bytes()
        _same(path.name, sha256(data).hexdigest(), inputs)
        return Decimal(gate_events(read_fcs(data), template).target)


def _fraction(inputs: Mapping[str, object], find: Callable[[object], Path]) -> Decimal:
    """Give the share of pixels whose DAB lies above the row's threshold, or above Otsu's."""
    from hepatica.scores import ScoreError
    from hepatica.scores.inputs import read_number
    from hepatica.tissue.area import BUNDLED, area_fraction, bundled, otsu
    from hepatica.tissue.sections import fingerprint

    _refuse_unknown("IHC_DAB_AREA_FRACTION", inputs, ("image", "sha256", "method", "t", "otsu"))
    image, method = inputs.get("image"), inputs.get("method", ABOVE_T)
    with _sentences():
        path = bundled(str(image)) if image in BUNDLED else find(image)
        _same(path.name, fingerprint(path), inputs)
        if method == ABOVE_T:
            threshold = float(read_number("t", inputs.get("t")))
        elif method == ABOVE_OTSU:
            threshold = otsu(path)
            said = inputs.get("otsu")
            if said is not None and abs(float(read_number("otsu", said)) - threshold) > 1e-6:
                raise ScoreError(
                    f"otsu: Otsu's threshold of this image is {threshold:.6f}, not {said}", key="otsu"
                )
        else:
            raise ScoreError(f"method: '{method}' is neither '{ABOVE_T}' nor '{ABOVE_OTSU}'", key="method")
        counted = area_fraction(path, threshold)
    return Decimal(counted.positive) / counted.pixels


def _find(name: object, places: Sequence[Path]) -> Path:
    from hepatica.scores import ScoreError

    if not isinstance(name, str) or not Path(name).name:
        raise ScoreError("file: the row names no file", key="file")
    for place in places:
        for folder in (place, place / FOLDER):
            path = folder / Path(name).name
            if path.is_file():
                return path
    raise ScoreError(
        f"file '{name}' is neither beside the table nor in the folder given with --files", key="file"
    )


def _same(name: str, found: str, inputs: Mapping[str, object]) -> None:
    """Refuse a file that is not the one the row means; the row may give the first digits of the hash only."""
    from hepatica.scores import ScoreError

    said = inputs.get("sha256")
    if said is None:
        return
    if not isinstance(said, str) or not _DIGITS.fullmatch(said):
        raise ScoreError("sha256: at least the first 8 hexadecimal digits are needed", key="sha256")
    if not found.startswith(said.lower()):
        raise ScoreError(
            f"sha256: '{name}' is another file than the row means; its hash begins with {found[: len(said)]}",
            key="sha256",
        )


def _refuse_unknown(score: str, inputs: Mapping[str, object], known: tuple[str, ...]) -> None:
    from hepatica.scores import ScoreError

    for key in inputs:
        if key not in known:
            raise ScoreError(f"{score} has no input '{key}'; it takes {', '.join(known)}", key=key)


@contextmanager
def _sentences() -> Iterator[None]:
    """Let what the tissue's room refuses stand in the row's error."""
    from hepatica.scores import ScoreError
    from hepatica.tissue.damage import ImageProblem
    from hepatica.tissue.flow_problem import FlowProblem

    try:
        yield
    except (FlowProblem, ImageProblem) as problem:
        raise ScoreError(str(problem)) from problem
    except OSError as error:
        raise ScoreError(f"the file cannot be read: {(error.strerror or 'unknown error').lower()}") from error

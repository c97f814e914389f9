"""Pictures and cytometry files of the reading room: received, stripped, shown, measured; each result is a kept file.

A measurement is canonical JSON in ``files/`` that names its code, its reader and its picture, so that the same question
gives the same file, and nobody opens the measurement of another.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Literal

from django.conf import settings
from django_tasks import task

from hepatica.store import files
from hepatica.store.access import Access
from hepatica.store.record import append_access
from hepatica.study.tissue import Tissue
from hepatica.tissue.mask import Exclusion
from hepatica.tissue.overlay import Canvas, preview
from hepatica.tissue.parameters import Parameters, parameters_of
from hepatica.tissue.quantify import quantify
from hepatica.tissue.sections import opened

AT_ONCE = 20_000_000
"""Pixels measured while the reader waits; larger pictures are the worker's."""
CORNERS = 5_000
"""The most corners of all outlines of one reading: they are part of the record."""
Media = Literal["image", "fcs"]


class Unreadable(ValueError):  # noqa: N818 - the sentence is what matters
    """A file, an outline or a template that cannot be used; its text is a sentence."""


@dataclass(frozen=True, kw_only=True)
class Received:
    """A file that came in: what is kept of it for readers, and the original beside."""

    file: str
    media: Media
    original: str


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a kept picture is, without its pixels."""

    width: int
    height: int
    um_px: Decimal | None

    @property
    def pixels(self) -> int:
        """Number of pixels."""
        return self.width * self.height


def receive(pieces: Iterable[bytes], *, actor: str) -> Received:
    """Keep a picture or a cytometry file as it came and once more without names; that it came is on the access chain.

    ``Unreadable``, a sentence, for anything else; the original then stays kept under its hash and leads nowhere.
    """
    original = files.keep_pieces(pieces)
    path = files.path_of(original)
    with path.open("rb") as file:
        media: Media = "fcs" if file.read(3) == b"FCS" else "image"
    try:
        stripped = files.keep(_stripped(path, media))
    except ValueError as error:
        raise Unreadable(f"{_said(error)} Nothing was stored under a code.") from error
    append_access(
        Access.IMPORTED, actor=actor, body={"file": "tissue original", "sha256": original, "rows": stripped}
    )
    return Received(file=stripped, media=media, original=original)


def _stripped(path: Path, media: Media) -> bytes:
    if media == "image":
        from hepatica.tissue.picture_masked import mask_picture

        with path.open("rb") as file:
            return mask_picture(file)
    from hepatica.tissue.fcs import MOST_BYTES
    from hepatica.tissue.fcs_masked import mask_fcs
    from hepatica.tissue.flow_problem import FlowProblem

    if path.stat().st_size > MOST_BYTES:
        raise FlowProblem(f"this cytometry file has more than {MOST_BYTES // 2**20} MB")
    return mask_fcs(path.read_bytes())


def _said(error: Exception) -> str:
    """Write a problem as a sentence."""
    text = str(error).strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"


@contextlib.contextmanager
def kept(sha: str) -> Any:
    """Open a kept file; ``Unreadable`` when it is gone from this folder."""
    path = files.path_of(sha)
    if not path.is_file():
        raise Unreadable(
            "The file of this code is gone from the folder: ask the data manager to put it back."
        )
    with path.open("rb") as file:
        yield file


def look(sha: str) -> Look:
    """Say how large a kept picture is."""
    with kept(sha) as file, _sentences(), opened(file) as section:
        return Look(width=section.width, height=section.height, um_px=section.um_px)


def preview_of(sha: str) -> bytes:
    """Give a kept picture as a small PNG; made once and kept in the folder's ``cache``."""
    at = Path(settings.HEPATICA_DIR) / "cache" / f"section-{sha}.png"
    with contextlib.suppress(OSError):
        return at.read_bytes()
    with kept(sha) as file, _sentences():
        made = preview(file)
    with contextlib.suppress(OSError):
        at.parent.mkdir(exist_ok=True)
        part = at.with_suffix(".part")
        part.write_bytes(made)
        part.replace(at)
    return made


def stated(tissue: Tissue, um_px: Decimal | None = None) -> Parameters:
    """Return the protocol's numbers, with the reader's size of a pixel where one is given."""
    from dataclasses import replace

    found = parameters_of(tissue.stain) if tissue.stain else Parameters()
    with _sentences():
        return found if um_px is None else replace(found, um_px=um_px)


def measure(
    *, accession: str, reader: str, file: str, parameters: Parameters, exclusions: tuple[Exclusion, ...]
) -> str:
    """Measure a kept section for a reader; returns the SHA-256 of the kept measurement."""
    canvas = Canvas()
    with kept(file) as section, _sentences():
        found = quantify(section, parameters, exclusions, canvas=canvas)
    return keep_found(
        accession=accession,
        reader=reader,
        media="image",
        file=file,
        overlay=files.keep(canvas.png()),
        found=found.record(),
    )


def keep_found(**said: Any) -> str:
    """Keep a measurement as canonical JSON."""
    return files.keep(canonical(said).encode())


def found(sha: str, *, accession: str, reader: str) -> Mapping[str, Any] | None:
    """Return a measurement of this reader under this code; None for any other file."""
    with contextlib.suppress(ValueError, OSError):
        path = files.path_of(sha)
        if path.stat().st_size > 1_000_000:
            return None
        read = json.loads(path.read_bytes())
        if (
            isinstance(read, dict)
            and read.get("accession") == accession
            and read.get("reader") == reader
            and files.hash_of(path.read_bytes()) == sha
        ):
            return read
    return None


def canonical(said: object) -> str:
    """Write canonical JSON: the same values, the same bytes."""
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@task()
def measure_later(
    accession: str, reader: str, file: str, um_px: str, exclusions: list[dict[str, Any]]
) -> dict[str, str]:
    """Measure a large section by the worker; what cannot be measured comes back as its sentence."""
    from hepatica.store import read

    try:
        made = measure(
            accession=accession,
            reader=reader,
            file=file,
            parameters=stated(read.plan().study.tissue, Decimal(um_px) if um_px else None),
            exclusions=tuple(
                Exclusion(
                    reason=one["reason"], points=tuple((Decimal(x), Decimal(y)) for x, y in one["points"])
                )
                for one in exclusions
            ),
        )
    except Unreadable as problem:
        return {"sentence": str(problem)}
    return {"measured": made}


@contextlib.contextmanager
def _sentences() -> Any:
    """Turn a problem of a picture or a cytometry file into a sentence of this room."""
    try:
        yield
    except Unreadable:
        raise
    except ValueError as error:
        raise Unreadable(_said(error)) from error


def bytes_of(sha: str, most: int) -> bytes:
    """Read a kept file of at most so many bytes."""
    with kept(sha) as file:
        data: bytes = file.read(most + 1)
    if len(data) > most:
        raise Unreadable("This file is larger than is read here.")
    return data


def opened_file(sha: str) -> BinaryIO:
    """Open a kept file to be sent."""
    path = files.path_of(sha)
    if not path.is_file():
        raise Unreadable("The file of this code is gone from the folder.")
    return path.open("rb")

"""The machine and the folder: versions, files as they were installed, permissions, space."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from hepatica import __version__
from hepatica.doctor.finding import Found, fail, ok, warn

SECRETS = ("secret.key", "identity.key", "checkpoint.key")
"""Files that only the account which runs the trial may read."""
LEAST_MB, LOW_MB = 200, 2_000
"""Free space below which a trial should not go on, and below which somebody should see to it."""
_LIBRARIES = (
    "django",
    "cryptography",
    "pydantic",
    "msgspec",
    "numpy",
    "scipy",
    "typst",
    "granian",
    "psycopg",
)


def versions() -> Iterator[Found]:
    """Say what runs, and whether the program's files are the ones that were installed (VAL-09)."""
    said = [f"Hepatica {__version__}", f"Python {platform.python_version()}"]
    for name in _LIBRARIES:
        try:
            said.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    yield ok("versions", f"{', '.join(said)}, on {platform.system()} {platform.release()}.")
    altered, compared = altered_files("hepatica")
    if altered:
        yield fail("versions", f"{len(altered)} installed file(s) are not what was installed: {altered[0]}.")
    elif compared:
        yield ok("versions", f"All {compared} installed files of the program are what was installed.")
    else:
        yield warn(
            "versions", "The program runs from a checkout: there is no list of its files to compare with."
        )


def altered_files(package: str) -> tuple[list[str], int]:
    """Return the files that differ from the package's own list of hashes, and how many were compared."""
    altered, compared = [], 0
    for file in metadata.distribution(package).files or ():
        if file.hash is None or file.hash.mode != "sha256" or ".dist-info" in str(file):
            continue
        compared += 1
        path = Path(str(file.locate()))
        if not path.is_file() or _record_hash(path) != file.hash.value:
            altered.append(str(file))
    # An editable install lists the one file that points at the checkout.
    return (altered, compared) if compared > 10 else ([], 0)


def _record_hash(path: Path) -> str:
    from base64 import urlsafe_b64encode

    return urlsafe_b64encode(sha256(path.read_bytes()).digest()).rstrip(b"=").decode()


def folder(place: Path) -> Iterator[Found]:
    """Say who can read the trial's folder and its keys."""
    if sys.platform == "win32":
        yield warn(
            "folder", "Permissions are not looked at on Windows: see to it that nobody else reads the folder."
        )
        return
    loose = [name for name in SECRETS if (path := place / name).is_file() and path.stat().st_mode & 0o077]
    for name in loose:
        yield fail("folder", f"{name} can be read by others on this machine: run chmod 600 {place / name}.")
    if place.stat().st_mode & 0o007:
        yield warn("folder", f"Everyone on this machine can look into {place}: run chmod 750 {place}.")
    if not os.access(place, os.W_OK):
        yield fail("folder", f"{place} cannot be written by the account that runs this command.")
    elif not loose:
        yield ok("folder", f"{place} is writable, and its keys are its owner's alone.")


def disk(place: Path, free_mb: float | None = None) -> Iterator[Found]:
    """Say how much space is left; ``free_mb`` stands in for the disk's own answer in a test."""
    free = shutil.disk_usage(place).free / 2**20 if free_mb is None else free_mb
    said = f"{free:,.0f} MB are free where the trial lies."
    if free < LEAST_MB:
        yield fail(
            "disk",
            f"{said} A save is refused whole when there is no room, and nothing is lost; make room now.",
        )
    elif free < LOW_MB:
        yield warn("disk", said)
    else:
        yield ok("disk", said)

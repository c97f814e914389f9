"""The files the repository tracks, as text."""

import functools
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORE = (
    "study",
    "rules",
    "ledger",
    "checks",
    "scores",
    "safety",
    "stats",
    "product",
    "tissue",
    "conduct",
    "datasets",
    "report",
    "exchange",
)


@functools.cache
def tracked(*ends: str) -> tuple[Path, ...]:
    """List tracked files whose names end so; without git, every file of the tree that is no cache."""
    try:
        said = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
        ).stdout
        paths = [ROOT / name for name in said.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        parts = ("src", "tests", "docs", "scripts", "examples")
        paths = [p for part in parts for p in (ROOT / part).rglob("*") if "__pycache__" not in p.parts]
        paths += [p for p in ROOT.iterdir() if not p.name.startswith(".")]
    return tuple(sorted(p for p in paths if p.is_file() and (not ends or p.name.endswith(ends))))


def text(path: Path) -> str:
    """Return a file's text, or nothing for a picture or a font."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def named(path: Path) -> str:
    """Return a path as people write it."""
    return path.relative_to(ROOT).as_posix()


def core() -> tuple[Path, ...]:
    """List the modules that must be functions of values."""
    source = ROOT / "src" / "hepatica"
    return tuple(
        p for p in tracked(".py") if p.is_relative_to(source) and p.relative_to(source).parts[0] in CORE
    )

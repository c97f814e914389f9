"""The baseline image of each figure, made anew by ``python -m tests.report.figures.baselines``.

Look at what changed before committing it: these images are how the figures are meant to look.
"""

from pathlib import Path

from tests.report.figures import drawings, printing

FOLDER = Path(__file__).parent / "baseline"
PICTURED = (*drawings.NAMES, "profile")
WIDTH = 600
LIMIT = 40_000
"""Bytes of the largest image."""
TOLERANCE = 0.004
"""Mean absolute difference of grey, 0 to 1, that an image may have: a moved label passes it, a rounding does not."""


def image(name: str) -> bytes:
    """Print a figure as its baseline is kept."""
    return printing.small(printing.png(drawings.svg(name), width=WIDTH))


def renew() -> None:
    """Write every baseline image."""
    FOLDER.mkdir(exist_ok=True)
    for name in PICTURED:
        made = image(name)
        (FOLDER / f"{name}.png").write_bytes(made)
        print(f"{name}: {len(made)} bytes")


if __name__ == "__main__":
    renew()

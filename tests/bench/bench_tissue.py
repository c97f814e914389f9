"""What measuring a section of 100 megapixels takes: `python -m tests.bench.bench_tissue`. Timing is printed, never asserted.

Beside it the floor: a plain numpy pass over the same pixels of the same file (logarithm, product with the stain matrix,
threshold), strip by strip. Each measurement has a process of its own, so its peak memory is its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from tests.bench.memory import peak_mb

SIDE, TILE = 10_000, 2_000
LIMIT_MB = 2_000


def write(path: Path) -> None:
    """Write a section of painted tissue: one tile of 4 megapixels, 25 times, uncompressed."""
    import tifffile

    from hepatica.tissue.synthetic import Slide, paint

    tile = paint(Slide(width=TILE, height=TILE, vessels=6), np.random.default_rng(1)).pixels
    with tifffile.TiffWriter(path) as writer:
        row = np.ascontiguousarray(np.tile(tile, (1, SIDE // TILE, 1)))
        strips = (row[top : top + 250].tobytes() for _ in range(SIDE // TILE) for top in range(0, TILE, 250))
        writer.write(strips, shape=(SIDE, SIDE, 3), dtype="uint8", photometric="rgb", rowsperstrip=250,
                     resolution=(20_000, 20_000), resolutionunit="CENTIMETER")  # fmt: skip


def plain(path: Path) -> int:
    """Count the pixels above the threshold as one writes it with numpy alone."""
    import tifffile

    from hepatica.tissue.stain import DAB, RGB_FROM_HED

    with tifffile.TiffFile(path) as read:
        start = read.pages[0].dataoffsets[0]
    pixels = np.memmap(path, np.uint8, "r", start, (SIDE, SIDE, 3))
    inverse = np.linalg.inv(RGB_FROM_HED)
    positive = 0
    for top in range(0, SIDE, 200):
        light = np.maximum(pixels[top : top + 200] / 255, 1e-6)
        stains = (np.log(light) / np.log(1e-6)) @ inverse
        positive += int((stains[..., DAB] > 0.05).sum())
    return positive


def area(path: Path) -> int:
    """Count them as the program does."""
    from hepatica.tissue.area import area_fraction

    return area_fraction(path, Decimal("0.05")).positive


def whole(path: Path, *, nuclei: bool = True) -> int:
    """Measure the section: tissue, area, nuclei, picture."""
    from hepatica.tissue.overlay import Canvas
    from hepatica.tissue.parameters import Parameters
    from hepatica.tissue.quantify import quantify

    canvas = Canvas()
    found = quantify(path, Parameters(), canvas=canvas, nuclei=nuclei)
    canvas.png()
    return found.nuclei or found.positive


def tissue(path: Path) -> int:
    """The same without nuclei."""
    return whole(path, nuclei=False)


WORK = {"plain": plain, "area": area, "tissue": tissue, "whole": whole}
TITLES = {
    "plain": "A plain numpy pass",
    "area": "Area fraction (`hepatica tissue area`)",
    "tissue": "Tissue mask, area fraction, picture",
    "whole": "Tissue mask, area fraction, nuclei, picture",
}


def measured(name: str, path: Path) -> dict[str, Any]:
    """Run one measurement in its own process: seconds, peak megabytes, and what it counted."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.bench_tissue", name, str(path)],
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def lines() -> Iterator[str]:
    """Yield the table: seconds on the clock and of the processor, the ratio of the latter, peak memory within its limit."""
    yield f"| A section of {SIDE * SIDE // 1_000_000} megapixels | s | processor s | ratio to the plain pass | peak MB | counted |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "section.tiff"
        measured("write", path)
        floor = None
        for name, title in TITLES.items():
            found = measured(name, path)
            assert found["peak"] < LIMIT_MB, f"{title} took {found['peak']:.0f} MB"
            floor = floor or found["processor"]
            cells = f"{found['seconds']:.1f} | {found['processor']:.1f} | {found['processor'] / floor:.2f} | {found['peak']:.0f} | {found['counted']:,}"
            yield f"| {title} | {cells} |"


def main(arguments: list[str]) -> None:
    """Print the table; with a name and a path, do that one piece of work and print its numbers."""
    if not arguments:
        for line in lines():
            print(line, flush=True)
        return
    name, path = arguments[0], Path(arguments[1])
    start, worked = time.perf_counter(), time.process_time()
    counted = write(path) if name == "write" else WORK[name](path)
    seconds, processor = time.perf_counter() - start, time.process_time() - worked
    peak = peak_mb()
    print(json.dumps({"seconds": seconds, "processor": processor, "peak": peak, "counted": counted}))


if __name__ == "__main__":
    main(sys.argv[1:])

"""Prints a picture as paper does: the typesetter's own faces, no system font, so every machine gives the same pixels."""

from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import numpy as np
import typst
from PIL import Image

from hepatica.report import vega
from hepatica.report.figure import Figure
from hepatica.report.palette import COLOURS, Theme

WIDTH_PT = 164 / 25.4 * 72
FACES = '("Libertinus Serif", "Noto Sans Telugu", "Noto Sans Devanagari")'


@cache
def _fonts() -> typst.Fonts:
    folder = Path(str(files("hepatica.report") / "fonts"))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def drawn(figure: Figure, theme: Theme = "paper") -> str:
    """Give the SVG of a figure, whether it is a chart or a drawing."""
    return figure.drawing or vega.svg(figure.spec, theme)


def png(svg: str, *, width: int = 600, ground: str = COLOURS["paper"]["ground"]) -> bytes:
    """Print SVG text at the width of the page's column, `width` pixels wide, on a ground."""
    svg = svg.replace("system-ui", "Libertinus Serif")
    page = (
        f'#set page(width: {WIDTH_PT}pt, height: auto, margin: 0pt, fill: rgb("{ground}"))\n'
        f"#set text(font: {FACES})\n"
        '#image(bytes(sys.inputs.svg), format: "svg", width: 100%)'
    )
    compiler = typst.Compiler(
        page.encode(), font_paths=_fonts(), ignore_system_fonts=True, sys_inputs={"svg": svg}
    )
    made = compiler.compile(format="png", ppi=width / WIDTH_PT * 72)
    assert isinstance(made, bytes)
    return made


def pixels(picture: bytes) -> np.ndarray:
    """Give a picture's pixels as grey values from 0 to 1."""
    return np.asarray(Image.open(BytesIO(picture)).convert("L"), dtype=float) / 255


def small(picture: bytes) -> bytes:
    """Pack a picture in sixteen greys, so that a baseline stays a few kilobytes."""
    kept, out = Image.open(BytesIO(picture)).convert("L").quantize(16), BytesIO()
    kept.save(out, "PNG", optimize=True)
    return out.getvalue()

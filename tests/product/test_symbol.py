"""Data Matrix symbols: what is drawn is read back, by the reader that phones and scanners build on."""

import re
from io import BytesIO

import numpy as np
import pytest
import vl_convert
import zxingcpp
from PIL import Image

from hepatica.product.codes import MATERIAL, PERSON, symbol
from hepatica.product.symbol import LONGEST, QUIET, SymbolError, data_matrix

CODES = [
    symbol(MATERIAL, "MSC-01-004-A"),
    symbol(MATERIAL, "CD34-01-004-2-R1"),
    symbol(PERSON, "01-004"),
    symbol(MATERIAL, "A" * 60),
]


def bitmap(svg: str, scale: float = 1) -> np.ndarray:
    """Render a drawing as a printer would: grey levels, one number a pixel."""
    side = float(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    sized = svg.replace("<svg ", f'<svg width="{side}" height="{side}" ', 1)
    png = vl_convert.svg_to_png(sized, scale=scale)
    flat = Image.new("RGB", Image.open(BytesIO(png)).size, "white")
    picture = Image.open(BytesIO(png)).convert("RGBA")
    flat.paste(picture, mask=picture.split()[3])
    return np.array(flat.convert("L"))


@pytest.mark.parametrize("text", CODES)
def test_a_symbol_is_read_back_at_screen_size_and_as_a_printed_label(text):
    """12 mm at 300 dots an inch are 142 pixels; at 600, 283."""
    made = data_matrix(text)
    for pixels in (142, 283, 600):
        (found,) = zxingcpp.read_barcodes(bitmap(made.svg(), pixels / made.side))
        assert found.text == text
        assert found.format == zxingcpp.BarcodeFormat.DataMatrix


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_symbol_is_read_back_upside_down_and_on_its_side(turns):
    made = data_matrix(CODES[0])
    (found,) = zxingcpp.read_barcodes(np.ascontiguousarray(np.rot90(bitmap(made.svg(), 8), turns)))
    assert found.text == CODES[0]


def test_a_symbol_is_read_back_askew_beside_other_print():
    made = data_matrix(CODES[0])
    label = Image.new("L", (500, 300), 255)
    label.paste(Image.fromarray(bitmap(made.svg(), 7)), (40, 60))
    label.paste(0, (260, 100, 470, 112))
    turned = label.rotate(17, expand=True, fillcolor=255)
    (found,) = zxingcpp.read_barcodes(np.array(turned))
    assert found.text == CODES[0]


def test_the_same_text_gives_the_same_square_drawing_with_its_quiet_zone():
    first = data_matrix(CODES[0])
    data_matrix.cache_clear()
    assert data_matrix(CODES[0]).svg() == first.svg()
    assert {len(row) for row in first.modules} == {len(first.modules)}
    picture = bitmap(first.svg(), 4)
    edge = 4 * QUIET
    assert picture[:edge].min() == picture[-edge:].min() == picture[:, :edge].min() == 255
    assert picture[:, -edge:].min() == 255


@pytest.mark.parametrize("text", ["", "MSC-é", "A\nB", "A" * (LONGEST + 1), "<svg>", "A&B"])
def test_what_no_label_can_bear_is_refused_with_a_sentence(text):
    with pytest.raises(SymbolError, match=r"code.*\.$"):
        data_matrix(text)

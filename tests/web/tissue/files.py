"""Files as laboratories send them, with names and dates all over; painted and counted here."""

import io
from functools import cache

import numpy as np
from PIL import Image, PngImagePlugin
from tests.tissue.flow_cast import fcs

from hepatica.tissue.synthetic import Slide, paint

NAME = "Devi Lakshmi 01-001 baseline"


@cache
def section(width=360, height=300, seed=5):
    """A painted section with its truth."""
    return paint(Slide(width=width, height=height), np.random.default_rng(seed))


def png(*, named=True, dpi=50_800):
    """The section as a PNG of 0.5 µm a pixel, its owner's name in its text."""
    info = PngImagePlugin.PngInfo()
    if named:
        info.add_text("Title", NAME)
        info.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{NAME}</x:xmpmeta>")
    file = io.BytesIO()
    extra = {"dpi": (dpi, dpi)} if dpi else {}
    Image.fromarray(section().pixels).save(file, "PNG", pnginfo=info, **extra)
    return file.getvalue()


def tiff():
    """The section as a TIFF whose description names the person."""
    file = io.BytesIO()
    Image.fromarray(section().pixels).save(
        file, "TIFF", dpi=(50_800, 50_800), description=NAME, software=NAME, date_time="2026:03:01 10:00:00"
    )
    return file.getvalue()


def cytometry():
    """A cytometry file with a person in its keywords."""
    return fcs()


TEMPLATE = b"""{"compensation": "$SPILL", "scale": "linear", "denominator": 2, "gates": [
  ["FSC-A", "<=", 80, "singlets"], ["PerCP-A", ">=", 100, "CD45+"], ["PE-A", ">=", 50, "CD34+"]]}"""

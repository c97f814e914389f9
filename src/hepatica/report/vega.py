"""The one door to the chart engine: Vega-Lite specifications in, SVG text and the browser's bundle out.

A specification names its colours as parameters (`{"expr": "ink"}`), so one specification serves paper, light and
dark: `themed` changes the parameters' values and the type face, nothing else. It never paints the ground.
"""

import json
from collections.abc import Mapping
from copy import deepcopy
from functools import cache, lru_cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import vl_convert

from hepatica.report.palette import COLOURS, FONTS, Theme

VERSION = "6.4"
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
# The engine resolves links against this address; ours stay relative to the site.
_ENGINE_BASE = "https://vega.github.io/vega-datasets/"


class PictureError(ValueError):
    """A specification the chart engine cannot draw; the message is its sentence."""


def themed(spec: Mapping[str, Any], theme: Theme) -> dict[str, Any]:
    """Give the same specification with the colours and the type face of `paper`, `light` or `dark`."""
    result: dict[str, Any] = {**spec, "config": deepcopy(spec.get("config", {}))}
    ours = [{"name": name, "value": value} for name, value in COLOURS[theme].items()]
    others = [param for param in spec.get("params", ()) if param["name"] not in COLOURS[theme]]
    result["params"] = ours + others
    result["config"]["font"] = FONTS[theme]
    return result


def svg(spec: Mapping[str, Any], theme: Theme = "paper") -> str:
    """Draw a specification as SVG text, the same bytes for the same specification.

    Nothing is fetched: specifications carry their data. Raises PictureError when the engine refuses it.
    """
    try:
        return _drawn(json.dumps(themed(spec, theme), allow_nan=False))
    except (ValueError, TypeError, KeyError) as error:
        raise PictureError(
            str(error).splitlines()[0] if str(error) else "the picture cannot be drawn"
        ) from error


@lru_cache(maxsize=64)
def _drawn(specification: str) -> str:
    """Draw one specification; the same one is drawn once in a process, for PDF and HTML and every cut that shows it."""
    drawn: str = vl_convert.vegalite_to_svg(specification, vl_version=VERSION, allowed_base_urls=[])
    return drawn.replace(_ENGINE_BASE, "")


@cache
def bundle_name() -> str:
    """Name the bundle by what it is made of, without making it: the engine, its grammar and our own lines."""
    parts = (version("vl-convert-python"), VERSION, _snippet())
    return sha256("\n".join(parts).encode()).hexdigest()[:16]


def _snippet() -> str:
    return (files("hepatica.report") / "templates" / "figure.js").read_text(encoding="utf-8")


@cache
def bundle() -> bytes:
    """Give the page's one script: the same engine as the paper's pictures, and the few lines that draw figures.

    Made once per process (it takes seconds); serve it as a file under its ``bundle_name``.
    """
    script: str = vl_convert.javascript_bundle(_snippet(), vl_version=VERSION)
    return script.encode()

"""Text in a table that leaves: a spreadsheet opens it as what it is, and never computes it.

Source: OWASP, CSV Injection: a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break may be computed.
"""

from __future__ import annotations

import re

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, with an apostrophe before it; anything else as it is.

    A plain number stays a number, whatever its sign.
    """
    return f"'{text}" if text.startswith(_RISKY) and not _NUMBER.fullmatch(text) else text

"""What a person may ask about the designs of the next trial."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from hepatica.conduct.base import Base, Name, Prose

LARGEST = 200_000
"""Bytes of a design file, at most; the built-in ones have 13,000."""


class KeepDesign(Base):
    """Keep a version of a design of the next trial, as it is written."""

    kind: Literal["design.keep"] = "design.keep"
    design: Name
    """The design's id; the text says the same."""
    text: Annotated[str, Field(max_length=5 * LARGEST)]
    """The whole file ``design.yaml``; more than 200 kB are refused."""
    reason: Prose = ""
    since: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")] | None = None
    """SHA-256 of the version that was the latest when this one was begun, '' for none: another one since is a conflict."""

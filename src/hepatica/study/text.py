"""Words and provenance that every part of a study carries."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict


class Frozen(BaseModel):
    """A part of the protocol: immutable, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Translated(Frozen):
    """Study text in the languages of the site; English is always there."""

    en: str
    hi: str | None = None
    te: str | None = None

    def in_language(self, language: str) -> str:
        """Return the text in ``language``, falling back to English."""
        return getattr(self, language[:2], None) or self.en

    def __str__(self) -> str:
        return self.en


def _plain_is_english(value: Any) -> Any:
    return {"en": value} if isinstance(value, str) else value


Text = Annotated[Translated, BeforeValidator(_plain_is_english)]


class Source(StrEnum):
    """How sure a statement of the protocol is, and where it comes from."""

    SEED = "seed"
    REGISTRY = "registry"
    LITERATURE = "literature"
    PROPOSAL = "proposal"


class Sourced(Frozen):
    """A statement with its provenance."""

    source: Source
    reference: str = ""
    """Where the statement can be read; required by lint unless the source is ``seed``."""

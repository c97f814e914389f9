"""What every command is made of."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""A short identifier or label: one line, no control characters."""
Prose = Annotated[str, Field(max_length=4000)]


def _ask_kind(schema: dict[str, Any]) -> None:
    """Say in the published description that ``kind`` must be sent: it tells the commands apart."""
    if "kind" in schema.get("properties", {}):
        schema["required"] = sorted({"kind", *schema.get("required", ())})


class Base(BaseModel):
    """A command; an unknown key is an error."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, json_schema_extra=_ask_kind
    )


class Entry(Base):
    """One answer: a value as typed, or a state with its reason."""

    item: Name
    row: int = Field(default=0, ge=0)
    value: Prose | None = None
    """None clears the item (after first completion with a reason)."""
    unit: Name = ""
    state: Literal["", "not_done", "unknown"] = ""
    reason: Prose = ""

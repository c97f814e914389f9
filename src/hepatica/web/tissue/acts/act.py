"""An act on a specimen: the form that asks for it and the command it becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from hepatica.conduct.commands import Command
from hepatica.web.asking import Sheet
from hepatica.web.boxes import Boxes
from hepatica.web.tissue.specimens import Specimens


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something a person records about a step or a specimen; ``sheet`` raises Http404 for no such thing."""

    kind: str
    """The kind of command: screens hide what a role may not do."""
    sheet: Callable[[Specimens, str, Boxes], Sheet]
    command: Callable[[Specimens, str, HttpRequest], Command]
    """ValueError with a sentence for what cannot be sent."""
    done: Callable[[str, Command], str]
    """What is said when it is recorded."""

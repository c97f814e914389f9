"""One line of the play: when, who, what."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from hepatica.conduct.commands import Actor, Command


class Played(NamedTuple):
    """A command, the person who sends it, and the moment at which it is sent."""

    at: datetime
    actor: Actor
    command: Command

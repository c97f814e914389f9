"""What the frame of every page says: where you are, who you are, which trial, the nearest clock, the hold."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from hepatica.web.shell.parts import Alert, Clock, Hold

PLACES = (
    ("today", _("Today"), "/"),
    ("matrix", _("Matrix"), "/matrix/"),
    ("safety", _("Safety"), "/safety/"),
    ("products", _("Products"), "/products/"),
    ("queries", _("Queries"), "/queries/"),
    ("outputs", _("Outputs"), "/outputs/"),
    ("record", _("Record"), "/record/"),
)
MASKED = (("reading", _("Reading"), "/tissue/read/"),)
"""The places of a masked reader."""
INSIDE = {
    "participants": "matrix",
    "bedside": "products",
    "tissue": "products",
    "inbox": "today",
    "evidence": "outputs",
    "design": "outputs",
}
"""First part of an address that belongs to a place of another name."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the trial tells the frame; a page never states less than these."""

    study: str = ""
    version: str = ""
    synthetic: bool = False
    clock: Clock | None = None
    hold: Hold | None = None
    alerts: tuple[Alert, ...] = ()
    alerts_more: int = 0
    """How many more wait on the desk."""
    unsent: str = ""
    """Why alerts cannot leave, in a sentence; '' while they can."""
    clock_behind: str = ""
    """That the server's clock was set back, in a sentence; '' while it goes forward."""
    person: str = ""
    role: str = ""
    masked: bool = False
    """Whether the person reads masked slides: only their reading room is offered."""

    @property
    def initials(self) -> str:
        """Two letters for the round badge, titles such as 'Dr' left out."""
        words = [
            word for word in self.person.split() if word.rstrip(".") not in ("Dr", "Prof", "Mr", "Mrs", "Ms")
        ]
        return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: `frame` (Facts), `places`, `place`, `hospital`, `zone`, `idle`, `find`."""
    return {
        # Lazy: a page outside the frame, such as the sign-in, asks the record nothing.
        "frame": (facts := SimpleLazyObject(lambda: _facts(request))),
        "places": SimpleLazyObject(lambda: places(masked=facts.masked)),
        "place": place_of(request.path),
        "hospital": settings.SITE.name,
        "zone": settings.TIME_ZONE,
        "idle": getattr(settings, "HEPATICA_IDLE_SECONDS", 1800),
        "find": request.GET.get("q", ""),
    }


def places(*, masked: bool = False) -> list[tuple[str, str, str]]:
    """List the places this installation has: a slice that is not there is not offered."""
    offered = MASKED if masked else PLACES
    return [(key, str(words), href) for key, words, href in offered if is_served(href, settings.ROOT_URLCONF)]


def place_of(path: str) -> str:
    """Name the place an address belongs to: '/participants/01-003/' is in the matrix."""
    if path.startswith("/tissue/read/"):
        return "reading"
    first = path.strip("/").split("/")[0]
    return INSIDE.get(first, first or "today")


@cache
def is_served(href: str, addresses: str) -> bool:
    """Whether an address leads somewhere in these addresses of a site."""
    try:
        resolve(href, addresses)
    except Resolver404:
        return False
    return True


def _facts(request: HttpRequest) -> Facts:
    source: Callable[[HttpRequest], Facts] = import_string(settings.HEPATICA_FRAME_FACTS)
    return source(request)

"""Invented data for the gallery: one story, five participants, 16 Mar 2026. None of it is anyone's."""

from typing import Any

from django import forms
from django.conf import settings

from hepatica.web.shell.frame import PLACES, Facts
from hepatica.web.shell.gallery import desk, form, matrix, score
from hepatica.web.shell.parts import Chip, Empty, Mark


class GallerySignIn(forms.Form):
    """The boxes of the sign-in page; nothing reads them."""

    username = forms.CharField(label="Name")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)


def gallery_context() -> dict[str, Any]:
    """Everything the gallery's template draws."""
    return {
        "frame": Facts(
            study="NCT04243681",
            version="1.2",
            synthetic=True,
            clock=desk.NEAREST,
            hold=desk.hold(),
            person="Lakshmi R.",
            role="Coordinator",
        ),
        "places": [(key, str(words), href) for key, words, href in PLACES],
        "place": "matrix",
        "zone": settings.TIME_ZONE,
        "marks": [Mark(code=f"01-00{n}", order=n) for n in range(1, 7)] + [Mark(code="01-007")],
        "chips": _chips(),
        "rows": matrix.rows(),
        "visits": matrix.VISITS,
        "bands": (("Before", 4), ("Preparing cells", 3), ("Infusion", 1), ("After", 6)),
        "people": matrix.people(),
        "fields": form.fields(),
        "answers": form.answers(),
        "odd_fields": form.odd_fields(),
        "scores": score.scores(),
        "points": score.points(),
        "clocks": desk.clocks(),
        "obligations": desk.obligations(),
        "meters": desk.meters(),
        "gates": desk.gates(),
        "empty": Empty(title="Nothing is late.", words="The next window opens on 18 Mar 2026."),
    }


def _chips() -> list[Chip]:
    return [
        Chip(words="Started", tone="accent", icon="started"),
        Chip(words="In window", tone="ok", icon="complete"),
        Chip(words="Worse than baseline: grade 1, now 2", tone="warn", icon="late"),
        Chip(words="Draft, serious", tone="alarm", icon="clock"),
        Chip(words="CTCAE grade 2 proposed", outlined=True),
        Chip(words="Closed"),
    ]

"""Privacy: who answers for personal data here, where they are kept, and where each duty is met in the program."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hepatica.conduct.commands import Actor
from hepatica.people.privacy import read_privacy
from hepatica.store import read
from hepatica.web.doors import for_members


@for_members
def page(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """Show what `hepatica.toml` says of privacy, and what is missing there."""
    consent = read.plan().study.monitoring.consent
    context = {
        "page": "privacy",
        "privacy": read_privacy(Path(settings.HEPATICA_DIR)),
        "notice": bool(consent and consent.data_notice),
    }
    return render(request, "people_screens/privacy.html", context)

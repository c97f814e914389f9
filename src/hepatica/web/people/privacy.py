"""Privacy: who answers for personal data here, where they are kept, and where each duty is met in the program."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hepatica.conduct.commands import Actor
from hepatica.people.privacy import read_privacy
from hepatica.store import read
from hepatica.web.doors import for_members

GROUNDS = {
    "consent": _("Consent"),
    "legal_obligation": _("Duty by law"),
    "medical_emergency": _("Medical emergency"),
    "research_exemption": _("Exemption of research"),
}
"""Ground of a purpose → how it is said."""


@for_members
def page(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """Show what `hepatica.toml` says of privacy, what is missing there, and the protocol's purposes and grounds."""
    monitoring = read.plan().study.monitoring
    consent, language = monitoring.consent, get_language() or "en"
    context = {
        "page": "privacy",
        "privacy": read_privacy(Path(settings.HEPATICA_DIR)),
        "purposes": [
            (one.title.in_language(language), GROUNDS[one.ground], one.reference)
            for one in monitoring.purposes
        ],
        "notice": bool(consent and consent.data_notice),
    }
    return render(request, "people_screens/privacy.html", context)

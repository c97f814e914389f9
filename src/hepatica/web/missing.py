"""A page that is not there for a reason that its reader may know."""

from __future__ import annotations

from django.http import Http404


class Missing(Http404):
    """404 whose sentence the page shows; a plain Http404 stays silent, as it may be about somebody of another site."""

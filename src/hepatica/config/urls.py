"""Every address of the site, one line per room; a slice adds its own in its `urls.py`."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("hepatica.web.today.urls")),
    path("", include("hepatica.web.capture.urls")),
    path("safety/", include("hepatica.web.safety.urls")),
    path("products/", include("hepatica.web.product.urls")),
    path("bedside/", include("hepatica.web.product.bedside.urls")),
    path("tissue/", include("hepatica.web.tissue.urls")),
    path("outputs/", include("hepatica.web.outputs.urls")),
    path("evidence/", include("hepatica.web.evidence.urls")),
    path("design/", include("hepatica.web.design.urls")),
    path("why/", include("hepatica.web.why.urls")),
    path("queries/", include("hepatica.web.queries.urls")),
    path("inbox/", include("hepatica.web.inbox.urls")),
    path("record/locks/", include("hepatica.web.locks.urls")),
    path("record/protocol/", include("hepatica.web.amendments.urls")),
    path("record/people/", include("hepatica.web.people.urls")),
    path("record/", include("hepatica.web.record.urls")),
    path("", include("hepatica.web.alerts.urls")),
    path("accounts/", include("hepatica.people.urls")),
    path("api/", include("hepatica.api.urls")),
]
if settings.HEPATICA_GALLERY:
    urlpatterns.append(path("", include("hepatica.web.shell.urls")))

handler400 = "hepatica.web.shell.views.bad_request"
handler403 = "hepatica.web.shell.views.not_allowed"
handler404 = "hepatica.web.shell.views.not_found"
handler500 = "hepatica.web.shell.views.broken"

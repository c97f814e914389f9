"""The addresses of the record with those it links to, whatever other rooms the house has."""

from django.urls import include, path

urlpatterns = [
    path("", include("hepatica.web.today.urls")),
    path("", include("hepatica.web.capture.urls")),
    path("why/", include("hepatica.web.why.urls")),
    path("record/", include("hepatica.web.record.urls")),
    path("accounts/", include("hepatica.people.urls")),
]
handler403 = "hepatica.web.shell.views.not_allowed"
handler404 = "hepatica.web.shell.views.not_found"

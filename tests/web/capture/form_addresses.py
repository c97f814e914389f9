"""Addresses of the form page and of the sign-in, and of nothing else."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("hepatica.people.urls")),
    path("", include("hepatica.web.capture.urls")),
]
handler403 = "hepatica.web.shell.views.not_allowed"
handler404 = "hepatica.web.shell.views.not_found"

"""Addresses of the capture screens."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "capture"
urlpatterns: list[URLPattern | URLResolver] = [
    path("matrix/", include("hepatica.web.capture.matrix.urls")),
    path("participants/<str:subject>/", include("hepatica.web.capture.participant.urls")),
    path("", include("hepatica.web.capture.form_urls")),
]

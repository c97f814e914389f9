"""The addresses these tests walk: today, capture and the sign-in, whatever other rooms the house has."""

from django.urls import include, path

urlpatterns = [
    path("", include("hepatica.web.today.urls")),
    path("", include("hepatica.web.capture.urls")),
    path("safety/", include("hepatica.web.safety.urls")),
    path("accounts/", include("hepatica.people.urls")),
]
handler403 = "hepatica.web.shell.views.not_allowed"
handler404 = "hepatica.web.shell.views.not_found"

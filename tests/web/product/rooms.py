"""The addresses these tests walk: the laboratory, the bedside, and the rooms they lead to."""

from django.urls import include, path

urlpatterns = [
    path("", include("hepatica.web.today.urls")),
    path("", include("hepatica.web.capture.urls")),
    path("safety/", include("hepatica.web.safety.urls")),
    path("products/", include("hepatica.web.product.urls")),
    path("bedside/", include("hepatica.web.product.bedside.urls")),
    path("outputs/", include("hepatica.web.outputs.urls")),
    path("", include("hepatica.web.alerts.urls")),
    path("accounts/", include("hepatica.people.urls")),
]
handler403 = "hepatica.web.shell.views.not_allowed"
handler404 = "hepatica.web.shell.views.not_found"

"""Addresses: Versions of the protocol, re-consent and deviations."""

from django.urls import path

from hepatica.web.amendments import comparing, deviating, versions

app_name = "amendments"
urlpatterns = [
    path("", versions.page, name="protocol"),
    path("renew/", versions.renew, name="renew"),
    path("diff/", comparing.page, name="diff"),
    path("next/", comparing.upcoming, name="next"),
    path("deviations/", deviating.page, name="deviations"),
    path("deviations/assess/", deviating.assess, name="assess"),
    path("deviations/confirm/", deviating.confirm, name="confirm"),
]

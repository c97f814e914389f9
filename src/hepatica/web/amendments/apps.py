"""Amendments as a Django app."""

from django.apps import AppConfig


class AmendmentsConfig(AppConfig):
    """Versions of the protocol, re-consent and deviations."""

    name = "hepatica.web.amendments"
    label = "amendments"

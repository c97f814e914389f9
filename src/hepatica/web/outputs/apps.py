"""Outputs as a Django app."""

from django.apps import AppConfig


class OutputsConfig(AppConfig):
    """What the record says at a cut."""

    name = "hepatica.web.outputs"
    label = "outputs"

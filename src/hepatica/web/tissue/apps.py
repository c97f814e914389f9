"""Liver specimens and the reading room as a Django app."""

from django.apps import AppConfig


class TissueConfig(AppConfig):
    """From the biopsy core to two masked readings, and the unmasking."""

    name = "hepatica.web.tissue"
    label = "tissue"

"""The Django app."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Ledger and projections."""

    name = "hepatica.store"
    label = "store"
    verbose_name = "Ledger"

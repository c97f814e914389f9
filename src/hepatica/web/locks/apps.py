"""Locks as a Django app."""

from django.apps import AppConfig


class LocksConfig(AppConfig):
    """Freeze, lock and unlock, with the checklist."""

    name = "hepatica.web.locks"
    label = "locks"

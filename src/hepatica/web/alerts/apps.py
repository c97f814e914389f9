"""Alerts as a Django app."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """One-tap acknowledgement, and the calendar that people subscribe to."""

    name = "hepatica.web.alerts"
    label = "alerts"

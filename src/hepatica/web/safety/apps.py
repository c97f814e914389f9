"""The safety desk as a Django app."""

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    """Proposed events, the adverse-event log and holds."""

    name = "hepatica.web.safety"
    label = "safety"

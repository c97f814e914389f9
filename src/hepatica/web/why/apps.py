"""Why as a Django app."""

from django.apps import AppConfig


class WhyConfig(AppConfig):
    """Where a value comes from."""

    name = "hepatica.web.why"
    label = "why"

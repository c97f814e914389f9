"""Today as a Django app."""

from django.apps import AppConfig


class TodayConfig(AppConfig):
    """What is due, late and waiting."""

    name = "hepatica.web.today"
    label = "today"

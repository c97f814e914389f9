"""Design as a Django app."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """The trial after this one."""

    name = "hepatica.web.design"
    label = "design"

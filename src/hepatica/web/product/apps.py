"""The cell laboratory and the bedside as a Django app."""

from django.apps import AppConfig


class ProductConfig(AppConfig):
    """Cell products from the collection to the infusion."""

    name = "hepatica.web.product"
    label = "product"

"""Record as a Django app."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """The record as an inspector reads it: the trail, the time slider, the reports about the trail itself."""

    name = "hepatica.web.record"
    label = "record"

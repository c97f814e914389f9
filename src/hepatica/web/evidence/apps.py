"""Evidence as a Django app."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """What others have published."""

    name = "hepatica.web.evidence"
    label = "evidence"

"""Capture as a Django app: the matrix, the participant, the form."""

from django.apps import AppConfig


class CaptureConfig(AppConfig):
    """Where data come in."""

    name = "hepatica.web.capture"
    label = "capture"

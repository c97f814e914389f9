"""The shell as a Django app: templates, tags, one stylesheet, one script."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """The frame that the screens share."""

    name = "hepatica.web.shell"
    label = "shell"

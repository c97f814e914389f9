"""The jobs app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Work is queued in the trial's own database and done by one worker beside the web server."""

    name = "hepatica.jobs"
    label = "jobs"
    verbose_name = "Jobs"

    def ready(self) -> None:
        """Let administrators know of locked accounts."""
        from hepatica.jobs import lockouts

        lockouts.connect()

"""The people app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Accounts are Django's; what this app adds is their place in the trial."""

    name = "hepatica.people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        """Write each sign-in, refusal and sign-out to the access chain."""
        from hepatica.people import signins

        signins.connect()

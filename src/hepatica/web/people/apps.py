"""PeopleScreens as a Django app."""

from django.apps import AppConfig


class PeopleScreensConfig(AppConfig):
    """People: accounts, the delegation log, sessions, registers."""

    name = "hepatica.web.people"
    label = "people_screens"

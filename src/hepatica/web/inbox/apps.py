"""Inbox as a Django app."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    """The investigator's inbox: what changed since the last signature, one re-authentication, many signatures."""

    name = "hepatica.web.inbox"
    label = "inbox"

"""Queries as a Django app."""

from django.apps import AppConfig


class QueriesConfig(AppConfig):
    """Queries, verification against the source, and listings that become queries."""

    name = "hepatica.web.queries"
    label = "queries"

"""Addresses: Queries, verification against the source, and listings that become queries."""

from django.urls import URLPattern

app_name = "queries"
urlpatterns: list[URLPattern] = []

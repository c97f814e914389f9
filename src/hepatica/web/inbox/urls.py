"""Addresses: The investigator's inbox: what changed since the last signature, one re-authentication, many signatures."""

from django.urls import URLPattern

app_name = "inbox"
urlpatterns: list[URLPattern] = []

"""Addresses: Versions of the protocol, re-consent and deviations."""

from django.urls import URLPattern

app_name = "amendments"
urlpatterns: list[URLPattern] = []

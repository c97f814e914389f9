"""Addresses: Freeze, lock and unlock, with the checklist."""

from django.urls import URLPattern

app_name = "locks"
urlpatterns: list[URLPattern] = []

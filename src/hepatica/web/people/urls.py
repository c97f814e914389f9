"""Addresses: People: accounts, the delegation log, sessions, registers."""

from django.urls import URLPattern

app_name = "people_screens"
urlpatterns: list[URLPattern] = []

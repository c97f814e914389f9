"""Addresses: The record as an inspector reads it: the trail, the time slider, the reports about the trail itself."""

from django.urls import URLPattern

app_name = "record"
urlpatterns: list[URLPattern] = []

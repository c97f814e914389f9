"""Addresses: The investigator's inbox: what changed since the last signature, one re-authentication, many signatures."""

from django.urls import path

from hepatica.web.inbox import views

app_name = "inbox"
urlpatterns = [path("", views.inbox, name="inbox")]

"""Addresses: Freeze, lock and unlock, with the checklist."""

from django.urls import path

from hepatica.web.locks import views

app_name = "locks"
urlpatterns = [path("", views.locks, name="locks")]

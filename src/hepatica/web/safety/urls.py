"""Addresses of the safety desk."""

from django.urls import path

from hepatica.web.safety import views

app_name = "safety"
urlpatterns = [path("", views.desk, name="desk")]

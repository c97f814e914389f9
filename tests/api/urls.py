"""The API alone: its tests do not wait for the screens."""

from django.urls import include, path

urlpatterns = [path("api/", include("hepatica.api.urls"))]

"""Where the API is mounted: ``/api/v1/``, its OpenAPI document at ``/api/v1/openapi.json``."""

from django.urls import path

from hepatica.api.v1 import api

urlpatterns = [path("v1/", api.urls)]

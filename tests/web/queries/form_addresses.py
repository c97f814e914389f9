"""Addresses of the form page, of the sign-in and of the queries."""

from django.urls import include, path
from tests.web.capture import form_addresses

urlpatterns = [*form_addresses.urlpatterns, path("queries/", include("hepatica.web.queries.urls"))]
handler403, handler404 = form_addresses.handler403, form_addresses.handler404

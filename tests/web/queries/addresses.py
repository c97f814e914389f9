"""The addresses these tests walk: today, capture, the sign-in and the queries."""

from django.urls import include, path
from tests.web import rooms

urlpatterns = [*rooms.urlpatterns, path("queries/", include("hepatica.web.queries.urls"))]
handler403, handler404 = rooms.handler403, rooms.handler404

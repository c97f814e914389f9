"""Addresses of the specimens, and of the reading room, where nothing but codes is."""

from django.urls import include, path

from hepatica.web.tissue import doing, views

app_name = "tissue"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("read/", include("hepatica.web.tissue.read.urls")),
    path("pairs.svg", views.pairs_svg, name="pairs"),
    path("<str:subject>/label/<str:label>.pdf", views.label, name="label"),
    path("<str:subject>/<str:name>/<path:thing>/", doing.act, name="act"),
]

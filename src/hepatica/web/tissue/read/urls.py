"""Addresses of the reading room: each is made of a code and of hashes, never of a participant or a time."""

from django.urls import path

from hepatica.web.tissue.read import accepting, measuring, pictures, views

urlpatterns = [
    path("", views.worklist, name="room"),
    path("<str:accession>/", views.code, name="code"),
    path("<str:accession>/view.png", pictures.view, name="view"),
    path("<str:accession>/file", pictures.download, name="file"),
    path("<str:accession>/measure/", measuring.measure, name="measure"),
    path("<str:accession>/gate/", measuring.gate, name="gate"),
    path("<str:accession>/measuring/<str:job>/", measuring.waiting, name="waiting"),
    path("<str:accession>/measured/<str:sha>/", accepting.measured, name="measured"),
    path("<str:accession>/measured/<str:sha>/overlay", pictures.overlay, name="overlay"),
    path("<str:accession>/measured/<str:sha>/dark", pictures.dark, name="dark"),
    path("<str:accession>/count/", accepting.counted, name="count"),
]

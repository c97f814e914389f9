"""Addresses of the bedside."""

from django.urls import path

from hepatica.web.product.bedside import alive, infusing, scanning, verdict

app_name = "bedside"
urlpatterns = [
    path("", scanning.page, name="scan"),
    path("alive", alive.page, name="alive"),
    path("match/<int:seq>/", verdict.page, name="match"),
    path("<str:subject>/late/", infusing.late, name="late"),
    path("<str:subject>/<str:bag>/", infusing.page, name="infusion"),
    path("<str:subject>/<str:bag>/start/", infusing.start, name="start"),
    path("<str:subject>/<str:bag>/note/", infusing.note, name="note"),
    path("<str:subject>/<str:bag>/end/", infusing.end, name="end"),
]

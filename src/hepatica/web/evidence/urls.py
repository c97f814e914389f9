"""Addresses of the evidence."""

from django.urls import path

from hepatica.web.evidence import views

app_name = "evidence"
urlpatterns = [
    path("", views.index, name="index"),
    path("synthesis/", views.synthesis, name="synthesis"),
    path("table/", views.table, name="table"),
    path("rows/<str:name>/", views.row, name="row"),
]

"""Addresses of the outputs."""

from django.urls import path

from hepatica.web.outputs import views

app_name = "outputs"
urlpatterns = [
    path("", views.index, name="index"),
    path("report.pdf", views.report, name="report"),
    path("printed/<str:sha256>.pdf", views.paper, name="paper"),
    path("print/", views.order, name="order"),
    path("print/<str:job>/", views.printed, name="printed"),
    path("print/<str:job>/report.pdf", views.download, name="download"),
    path("datasets/<slug:name>.csv", views.dataset, name="dataset"),
    path("tables/<str:name>/", views.table, name="table"),
    path("figures/<str:name>/", views.figure, name="figure"),
]

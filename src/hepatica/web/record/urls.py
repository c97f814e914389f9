"""Addresses: The record as an inspector reads it: the trail, the time slider, the reports about the trail itself."""

from django.urls import path

from hepatica.web.record import accessing, hub, inspecting, reporting, sliding, trailing

app_name = "record"
urlpatterns = [
    path("", hub.hub, name="hub"),
    path("trail/", trailing.trail, name="trail"),
    path("trail.csv", trailing.taken, {"form": "csv"}, name="trail_csv"),
    path("trail.pdf", trailing.taken, {"form": "pdf"}, name="trail_pdf"),
    path("reports/", reporting.index, name="reports"),
    path("reports/<slug:kind>/", reporting.report, name="report"),
    path("reports/<slug:kind>.csv", reporting.taken, {"form": "csv"}, name="report_csv"),
    path("reports/<slug:kind>.pdf", reporting.taken, {"form": "pdf"}, name="report_pdf"),
    path("reviews/", reporting.reviews, name="reviews"),
    path("time/", sliding.time, name="time"),
    path("time/<str:subject>/", sliding.participant, name="time_participant"),
    path("time/<str:subject>/<str:visit>/<str:form>/", sliding.form, name="time_form"),
    path("access/", accessing.access, name="access"),
    path("access.csv", accessing.taken, name="access_csv"),
    path("inspect/", inspecting.inspect, name="inspect"),
    path("inspect.pdf", inspecting.printed, name="inspect_pdf"),
    path("verify/", inspecting.verify, name="verify"),
    path("verify/<str:job>/", inspecting.verified, name="verified"),
]

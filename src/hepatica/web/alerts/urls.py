"""Addresses that messages carry: each is signed, and says for whom."""

from django.urls import path

from hepatica.web.alerts import views

app_name = "alerts"
urlpatterns = [
    path("alerts/acknowledge", views.acknowledge, name="acknowledge"),
    path("alerts/<str:token>/", views.alert, name="alert"),
    path("calendar/<str:token>/hepatica.ics", views.calendar, name="calendar"),
]

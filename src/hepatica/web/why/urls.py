"""The address of why."""

from django.urls import path

from hepatica.web.why import views

app_name = "why"
urlpatterns = [path("", views.why, name="why")]

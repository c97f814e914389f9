"""The matrix."""

from django.urls import path

from hepatica.web.capture.matrix import views

urlpatterns = [
    path("", views.matrix, name="matrix"),
    path("screen/", views.screen, name="screen"),
]

"""Addresses of the gallery; mounted only under HEPATICA_GALLERY."""

from django.urls import path

from hepatica.web.shell import views

app_name = "shell"
urlpatterns = [
    path("_gallery", views.gallery, name="gallery"),
    path(
        "_gallery/sign-in",
        views.gallery_sign_in,
        name="gallery-sign-in",
    ),
    path("_gallery/<int:code>", views.gallery_problem, name="gallery-problem"),
]

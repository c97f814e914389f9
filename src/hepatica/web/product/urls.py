"""Addresses of the cell laboratory."""

from django.urls import path

from hepatica.web.product import doing, overview, views

app_name = "products"
urlpatterns = [
    path("", overview.page, name="overview"),
    path("<str:subject>/", views.person, name="person"),
    path("<str:subject>/of/<str:label>/", views.material, name="material"),
    path("<str:subject>/files/<str:sha256>", views.evidence, name="file"),
    path("<str:subject>/<str:name>/<path:thing>/", doing.act, name="act"),
]

"""Addresses of the cell laboratory."""

from django.urls import path

from hepatica.web.product import doing, figures, overview, papers, views

app_name = "products"
urlpatterns = [
    path("", overview.page, name="overview"),
    path("<str:subject>/", views.person, name="person"),
    path("<str:subject>/of/<str:label>/", views.material, name="material"),
    path("<str:subject>/files/<str:sha256>", views.evidence, name="file"),
    path("<str:subject>/pictures/<str:name>.svg", figures.still, name="picture"),
    path("<str:subject>/papers/labels.pdf", papers.labels, name="labels"),
    path("<str:subject>/papers/sheet.pdf", papers.sheet, name="sheet"),
    path("<str:subject>/papers/certificate/<str:lot>.pdf", papers.certificate, name="certificate"),
    path("<str:subject>/papers/batch/<str:product>.pdf", papers.batch, name="batch"),
    path("<str:subject>/papers/letter/<int:seq>.pdf", papers.letter, name="letter"),
    path("<str:subject>/<str:name>/<path:thing>/", doing.act, name="act"),
]

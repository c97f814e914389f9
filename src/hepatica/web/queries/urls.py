"""Addresses: the worklist of queries, verification against the source, listings, and what checks cost."""

from django.urls import path

from hepatica.web.queries import listing_views, proofs, views

app_name = "queries"
urlpatterns = [
    path("", views.home, name="home"),
    path("export.csv", views.export, name="export"),
    path("<int:number>/", views.act, name="act"),
    path("findings/<str:subject>/<path:key>/", views.judge, name="judge"),
    path("verification/", proofs.plan, name="plan"),
    path("verification/<str:subject>/", proofs.of_person, name="plan_of"),
    path("listings/", listing_views.choose, name="listings"),
    path("listings/<slug:name>/", listing_views.dry_run, name="dry_run"),
    path("checks/", listing_views.checks, name="checks"),
]

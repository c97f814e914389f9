"""Everything about one participant; `subject` comes from the address above."""

from django.urls import path

from hepatica.web.capture.participant import figures, identity, views

urlpatterns = [
    path("", views.participant, name="participant"),
    path("enrol/", views.enrol, name="enrol"),
    path("authorise/", views.authorise, name="authorise"),
    path("unscheduled/", views.unscheduled, name="unscheduled"),
    path("profile/", figures.profile_page, name="profile"),
    path("profile.svg", figures.profile_svg, name="profile_svg"),
    path("identity/", identity.show, name="identity"),
    path("identity/keep/", identity.keep, name="identity_keep"),
    path("identity/erase/", identity.erase, name="identity_erase"),
    path("visits/<str:visit>/", views.visit, name="visit"),
]

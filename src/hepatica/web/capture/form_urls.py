"""Addresses of a form: the page itself takes answers, the acts on it have their own."""

from django.urls import path

from hepatica.web.capture.form import acts, review_acts, views

_FORM = "participants/<str:subject>/visits/<str:visit>/<str:form>/"
urlpatterns = [
    path(_FORM, views.form, name="form"),
    path(f"{_FORM}complete", acts.complete, name="complete"),
    path(f"{_FORM}reopen", acts.reopen, name="reopen"),
    path(f"{_FORM}sign", acts.sign, name="sign"),
    path(f"{_FORM}remove", acts.remove, name="remove"),
    path(f"{_FORM}explain", acts.explain, name="explain"),
    path(f"{_FORM}talk", review_acts.talk, name="talk"),
    path(f"{_FORM}meanwhile", review_acts.meanwhile, name="meanwhile"),
]

"""Addresses of the safety desk."""

from django.urls import path

from hepatica.web.safety import acts, views

app_name = "safety"
JUDGE = "judge/<str:subject>/<str:visit>/<str:form>/<str:signal>/"
urlpatterns = [
    path("", views.desk, name="desk"),
    path(JUDGE, views.judge, name="judge"),
    path(f"{JUDGE}confirm", acts.confirm, name="confirm"),
    path(f"{JUDGE}dismiss", acts.dismiss, name="dismiss"),
    path("hold", acts.hold, name="hold"),
    path("lift", acts.lift, name="lift"),
]

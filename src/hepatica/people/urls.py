"""Sign in, sign out."""

from django.contrib.auth import views
from django.urls import path

app_name = "people"
urlpatterns = [
    path("login/", views.LoginView.as_view(template_name="people/login.html"), name="login"),
    path("logout/", views.LogoutView.as_view(), name="logout"),
]

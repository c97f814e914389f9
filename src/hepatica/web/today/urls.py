"""Today, the find box, and the script of the figures."""

from django.urls import path

from hepatica.web import figures
from hepatica.web.today import views

app_name = "today"
urlpatterns = [
    path("", views.today, name="today"),
    path("find", views.find, name="find"),
    path("figures/vega-<str:name>.js", figures.script, name="figure_script"),
]

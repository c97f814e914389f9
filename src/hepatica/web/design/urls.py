"""Addresses of the next trial's designs: those to begin from, and those that are kept."""

from django.urls import URLPattern, path

from hepatica.web.design import changing, comparing, playing, taking, views

app_name = "design"


def _of(place: str) -> list[URLPattern]:
    """Return the addresses of a design, the same wherever it stands."""
    pages = {
        "": views.one,
        "change/": changing.change,
        "live/": changing.live,
        "keep/": changing.keep,
        "sheet.pdf": taking.sheet,
        "appendix.pdf": taking.appendix,
        "design.yaml": taking.text,
        "study.zip": taking.study,
    }
    if place == "kept":
        pages |= {"history/": views.history, "play/": playing.play}
    start = f"{place}/<slug:name>/"
    return [path(start + tail, view, {"place": place}) for tail, view in pages.items()]


urlpatterns = [
    path("", views.index, name="index"),
    path("compare/", comparing.compare, name="compare"),
    *_of("start"),
    *_of("kept"),
]

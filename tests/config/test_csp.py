from django.http import HttpResponse
from django.test import RequestFactory

from hepatica.config.csp import SecurityHeaders


def answered(response: HttpResponse) -> HttpResponse:
    answer = SecurityHeaders(lambda _request: response)(RequestFactory().get("/"))
    assert isinstance(answer, HttpResponse)
    return answer


def test_nothing_runs_or_loads_that_this_server_did_not_send() -> None:
    policy = answered(HttpResponse()).headers["Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert (
        rules["script-src"] == rules["style-src"] == rules["connect-src"] == rules["form-action"] == "'self'"
    )
    assert "unsafe" not in policy
    assert "http" not in policy


def test_a_view_cannot_loosen_the_policy() -> None:
    loose = HttpResponse(headers={"Content-Security-Policy": "default-src *"})
    assert "*" not in answered(loose).headers["Content-Security-Policy"]


def test_a_page_is_not_kept_by_the_browser_and_a_static_file_may_be() -> None:
    assert answered(HttpResponse()).headers["Cache-Control"] == "no-store"
    kept = answered(HttpResponse(headers={"Cache-Control": "max-age=60"}))
    assert kept.headers["Cache-Control"] == "max-age=60"

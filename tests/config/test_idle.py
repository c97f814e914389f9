import time
from types import SimpleNamespace

import pytest
from django.http import HttpRequest, HttpResponse

from hepatica.config.idle import EVERY_SECONDS, RENEWED, RenewSession


def visit(session: dict[str, int], *, signed_in: bool = True) -> dict[str, int]:
    request = HttpRequest()
    request.user = SimpleNamespace(is_authenticated=signed_in)  # type: ignore[assignment]
    request.session = session  # type: ignore[assignment]
    RenewSession(lambda _request: HttpResponse())(request)
    return session


def test_a_session_is_renewed_by_use_and_not_on_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_000_000.0)
    session = visit({})
    assert session == {RENEWED: 1_000_000}
    monkeypatch.setattr(time, "time", lambda: 1_000_000.0 + EVERY_SECONDS - 1)
    assert visit(session) == {RENEWED: 1_000_000}
    monkeypatch.setattr(time, "time", lambda: 1_000_000.0 + EVERY_SECONDS)
    assert visit(session) == {RENEWED: 1_000_000 + EVERY_SECONDS}


def test_someone_who_is_not_signed_in_gets_no_session() -> None:
    assert visit({}, signed_in=False) == {}

"""A script that talks to the API as any program would: sessions, CSRF tokens, JSON."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from django.test import Client

from hepatica.demo.cast import BY_ROLE
from hepatica.demo.numbered import numbered
from hepatica.demo.played import Played

PASSWORD = "correct-horse-battery"
Answered = tuple[int, dict[str, Any]]


class Script:
    """One session per person."""

    def __init__(self) -> None:
        self._sessions: dict[str, tuple[Client, str]] = {}

    def session(self, user: str) -> tuple[Client, str]:
        """Sign in, once."""
        if user not in self._sessions:
            client = Client(enforce_csrf_checks=True)
            said = client.post(
                "/api/v1/session", {"username": user, "password": PASSWORD}, content_type="application/json"
            )
            assert said.status_code == 200, said.content
            self._sessions[user] = client, said.json()["csrf"]
        return self._sessions[user]

    def send(
        self,
        user: str,
        command: dict[str, Any],
        *,
        key: str | None = None,
        password: str | None = None,
        witness: str = "",
    ) -> Answered:
        """Send a command; return the status and what was answered."""
        client, csrf = self.session(user)
        body = {"command": command, "key": key, "password": password}
        if witness:
            body["witness"] = {"username": witness, "password": PASSWORD}
        said = client.post(
            "/api/v1/commands",
            json.dumps(body),
            content_type="application/json",
            headers={"X-CSRFToken": csrf},
        )
        return said.status_code, said.json()

    def read(self, user: str, address: str) -> dict[str, Any]:
        """Read an address."""
        client, _ = self.session(user)
        said = client.get(f"/api/v1/{address}")
        assert said.status_code == 200, said.content
        found: dict[str, Any] = said.json()
        return found

    def play(self, line: Played) -> Answered:
        """Send a line of the demo's play, each under a key of its own."""
        password = PASSWORD if line.actor.reauthenticated else None
        command = numbered(line.command).model_dump(mode="json")
        told = sha256(line.command.model_dump_json().encode()).hexdigest()[:16]
        key = f"{line.at:%Y%m%dT%H%M%S}/{told}"
        witness = line.actor.witness.user if line.actor.witness else ""
        return self.send(line.actor.user, command, key=key, password=password, witness=witness)

    def enter(self, form: str, *entries: dict[str, Any], by: str = "coordinator", **more: Any) -> Answered:
        """Enter answers at screening of the first participant."""
        key, seen = more.pop("key", None), more.pop("seen", 0)
        command = {
            "kind": "items.enter",
            "subject": "01-001",
            "visit": "screening",
            "form": form,
            "entries": list(entries),
            "seen": seen,
        }
        return self.send(BY_ROLE[by].user, command | more, key=key)

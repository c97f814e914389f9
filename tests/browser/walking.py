"""People who walk through the product: each signed in, with a tab, filling forms as the page shows them.

``serving(folder)`` runs ``hepatica serve`` on a folder. ``Person`` opens, fills, completes and signs; what a test
does not want to see on a screen a person sends through the API in the very same session.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect
from tests.cli.conftest import build_demo
from tests.demo.built import study
from tests.once import once

from hepatica.conduct.commands import Command, Entry

HEPATICA = str(Path(sys.executable).with_name("hepatica"))
PATIENCE = 30_000
"""Milliseconds: the machine may be busy with other tests."""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def hepatica(*arguments: object, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, and return what it said."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("HEPATICA_", "DJANGO_"))}
    environment |= more.pop("environment", {})
    return subprocess.run(
        [HEPATICA, *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **more,
    )


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as the command makes it, copied for the tests of one file."""
    made = once("cli-demo", build_demo) / "demo"
    return Path(shutil.copytree(made, tmp_path_factory.mktemp("walk") / "demo"))


@pytest.fixture(scope="module")
def demo_url(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The copy, served as a user serves it."""
    with serving(demo_folder, tmp_path_factory.mktemp("serve") / "log") as url:
        yield url


def answers(url: str) -> bool:
    try:
        urllib.request.urlopen(f"{url}/static/shell/shell.js", timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@contextmanager
def serving(folder: Path, log: Path) -> Iterator[str]:
    """Serve a folder with its web server and its job worker; both end cleanly with the block."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("HEPATICA_", "DJANGO_"))}
    command = [HEPATICA, "serve", str(folder), "--port", str(port), "--web-workers", "1"]
    with log.open("wb") as said:
        running = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
        try:
            deadline = time.monotonic() + 60
            while not answers(url):
                assert running.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.2)
            yield url
        finally:
            running.send_signal(signal.SIGTERM)
            code = running.wait(timeout=40)
    assert code == 0, log.read_text()


class Person:
    """Someone signed in, in a browser of their own."""

    def __init__(self, browser: Browser, url: str, user: str, password: str) -> None:
        self.url, self.user, self.password = url, user, password
        self.complaints: list[str] = []
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(f"{url}/accounts/login/")
        self.page.fill("input[name=username]", user)
        self.page.fill("input[name=password]", password)
        self.page.click("main button.primary")
        self.page.wait_for_url(f"{url}/")

    # -- Through the API, in the same session ------------------------------------------------------------------------

    def send(self, command: Command, *, proven: bool = False) -> tuple[int, dict[str, Any]]:
        """Send a command; return the status and what was answered."""
        cookies = {cookie["name"]: cookie["value"] for cookie in self.context.cookies()}
        said = self.context.request.post(
            f"{self.url}/api/v1/commands",
            data={"command": command.model_dump(mode="json"), "password": self.password if proven else None},
            headers={"X-CSRFToken": cookies["csrftoken"]},
        )
        return said.status, said.json()

    # -- On the screen -----------------------------------------------------------------------------------------------

    def go(self, address: str) -> None:
        self.page.goto(f"{self.url}{address}")

    def open(self, subject: str, visit: str, form: str) -> None:
        """Open a form, unless it is the one that is open."""
        address = f"{self.url}/participants/{subject}/visits/{visit}/{form}/"
        if self.page.url.partition("?")[0].partition("#")[0] != address:
            self.page.goto(address)

    def enter(self, form: str, entries: Iterable[Entry], *, keys: bool = False) -> None:
        """Answer the fields of the open form in the order of the page; ``keys`` types each key by key."""
        for entry in sorted(entries, key=lambda e: _place(form, e)):
            self.answer(form, entry, keys=keys)
        self.saved()

    def answer(self, form: str, entry: Entry, *, keys: bool = False) -> None:
        field = self._field(form, entry.item, entry.row)
        expect(field).to_be_visible(timeout=PATIENCE)
        gates = field.get_attribute("data-gates") is not None
        if entry.state:
            self._absent(field, entry)
        else:
            self._fill(field, entry.value or "", keys=keys)
        if gates:
            self.saved()  # what is asked next depends on it

    def _field(self, form: str, item: str, row: int) -> Locator:
        field = self.page.locator(f'[data-field="{form}.{item}.{row}"]')
        while not field.count():
            group = study().group_of(form, item)
            assert group is not None, f"{form}.{item} stands nowhere"
            self.saved()
            add = self.page.locator(f'a[data-add][href^="?rows.{group.id}="]')
            more = (add.get_attribute("href") or "").partition("#")[0]
            add.click()
            self.page.wait_for_url(lambda url, more=more: more in url)
        return field

    def _fill(self, field: Locator, value: str, *, keys: bool) -> None:
        kind = field.get_attribute("data-kind")
        if kind == "tiles":
            field.locator(f'input[type=radio][value="{value}"]').check()
        elif kind == "select":
            field.locator("select[data-box]:not([data-part]):not(.unit)").select_option(value)
        elif kind == "date":
            for part, text in _parts(value):
                last = field.locator(f"input[data-part={part}]")
                _type(last, text, keys=keys)
            last.press("Enter")
        else:
            box = field.locator(".entry [data-box]").first
            _type(box, value, keys=keys)
            box.press("Enter")

    def _absent(self, field: Locator, entry: Entry) -> None:
        field.locator(".more summary").click()
        field.locator("select[data-part=state]").select_option(entry.state)
        why = field.locator("input[data-part=why]")
        why.fill(entry.reason)
        why.press("Enter")

    def saved(self) -> None:
        """Wait until everything typed is on the server; what was refused fails the test in its own words."""
        if not self.page.locator("#counter").count():
            return
        refused = self.page.locator("#entry p.refusal")
        left = self.page.locator('#counter[data-left="0"]')
        expect(left.or_(refused.first)).to_be_attached(timeout=PATIENCE)
        assert not refused.count(), refused.all_inner_texts()

    def complete(self) -> None:
        """Say that the open form is complete."""
        self.saved()
        self.page.get_by_role("button", name="Complete").click()
        said = self.page.locator("#messages").get_by_text("The form is complete.")
        missing = self.page.locator("section.missing")
        expect(said.or_(missing)).to_be_visible(timeout=PATIENCE)
        assert not missing.count(), missing.inner_text()

    def sign(self, meaning: str) -> None:
        """Sign the open form with the password."""
        self.page.locator("#foot summary", has_text="Sign").click()
        self.page.locator("#foot #meaning").select_option(meaning)
        if (
            name := self.page.locator("#foot #username")
        ).count():  # asked at the first signature of a session
            name.fill(self.user)
        self.page.locator("#foot #password").fill(self.password)
        self.page.locator("#foot .act-box").get_by_role("button", name="Sign").click()
        expect(self.page.locator("#messages")).to_contain_text("Signed.", timeout=PATIENCE)

    def do(self, subject: str, verb: str, gate: str) -> None:
        """Press the button of an act on the participant's page: Enrol or Authorise."""
        self.go(f"/participants/{subject}/")
        form = self.page.locator(f'form:has(input[name=gate][value="{gate}"])')
        form.get_by_role("button", name=f"{verb} {subject}").click()
        self.page.wait_for_load_state()

    def close(self) -> None:
        """Go home; a script, style or policy that complained fails the test."""
        self.context.close()
        assert [text for text in self.complaints if "status of 4" not in text] == []


def _type(box: Locator, text: str, *, keys: bool) -> None:
    if keys:
        box.press("Control+a")
        box.press_sequentially(text)
    else:
        box.fill(text)


def _parts(value: str) -> Iterator[tuple[str, str]]:
    day, _t, clock = value.partition("T")
    year, month, number = (*day.split("-"), "", "")[:3]
    told = {"day": number, "month": month, "year": year, "time": clock}
    return ((part, text) for part, text in told.items() if text)


def _place(form: str, entry: Entry) -> tuple[int, int, int]:
    """Return where a field stands on its page: group, row, item."""
    groups = study().form_by_id[form].groups
    for n, group in enumerate(groups):
        for k, item in enumerate(group.items):
            if item.id == entry.item:
                return n, entry.row, k
    raise AssertionError(f"{form} asks no {entry.item}")


def numbers_of(text: str) -> str:
    """Return a text as two readers compare it: no spaces, one kind of minus."""
    return re.sub(r"\s", "", text).replace("\N{MINUS SIGN}", "-")

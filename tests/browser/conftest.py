"""A real server in its own process, and Debian's chromium to look at it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.once import copied

ROOT = Path(__file__).resolve().parents[2]
PATHS = f"{ROOT}:{ROOT / 'src'}"
SCREENS = ROOT / ".screens"
PICTURES = "HEPATICA_TEST_PICTURES"
"""Set it, and the screens that tests look at are kept as pictures in ``.screens``."""
EXPECTED = (
    *("status of 4", "status of 5", "ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION_REFUSED"),
    *("ERR_CONNECTION_RESET", "ERR_CONNECTION_CLOSED", "ERR_EMPTY_RESPONSE"),
)
"""What a browser says of a refusal, a network that is off, and a server that is gone or dies while it answers."""
WIDTHS = {1280: 900, 400: 844}
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


expect.set_options(timeout=30_000)
"""Milliseconds that a page may take to become what is expected: the machine may be busy with other tests."""


def pytest_configure() -> None:
    """End a run that is asked to end as Ctrl-C does: with its servers, its browser and its folders."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def played(module: str, folder: Path) -> Path:
    """Copy the trial folder that a program of the tests plays, once per run, in a process of its own."""

    def play(made: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": PATHS}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        command = [sys.executable, "-m", module, str(made)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=120)

    return copied(module, play, folder)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's chromium, one for the whole run."""
    path = os.environ.get("HEPATICA_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.skip("No chromium on this machine, so no screen was tried: apt-get install chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh page that fails the test when a script, a style or the policy complains."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    context.close()
    assert [text for text in complaints if not any(words in text for words in EXPECTED)] == []


class Server:
    """One running server; `stop` and `start` let a test kill it while someone types."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = environment
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start granian and return when it answers, or fail with what it said."""
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--workers", "1", "hepatica.config.wsgi:application"]
        with self.log.open("ab") as log:
            # A group of its own: granian's worker is a process beside it, and a power cut spares neither.
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + 60
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"The server did not start: {self.log.read_text()[-2000:]}")
            time.sleep(0.2)

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.url}/static/shell/shell.js", timeout=5).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def stop(self, *, kill: bool = False) -> None:
        """End it: politely, or as a power cut would."""
        if self.process is None:
            return
        if kill:
            os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.terminate()
        self.process.wait(timeout=20)
        self.process = None


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Start a server with these environment variables; all of them end with the file of tests."""
    started: list[Server] = []

    def start(**environment: str) -> Server:
        log = tmp_path_factory.mktemp("server") / "log"
        server = Server({**os.environ, **environment}, log)
        server.start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="module")
def gallery(serve: Callable[..., Server]) -> Server:
    """The shell alone, with its gallery at /_gallery."""
    folder = str(ROOT / "tests" / "web" / "shell")
    return serve(PYTHONPATH=folder, DJANGO_SETTINGS_MODULE="gallery_settings")


@pytest.fixture
def axe_serious() -> Callable[[Page], list[str]]:
    """Serious and critical violations of the page, one sentence each."""

    def check(tab: Page) -> list[str]:
        tab.wait_for_load_state()
        found: list[dict[str, Any]] = Axe().run(tab).response["violations"]
        return [
            f"{rule['id']}: {rule['help']} at {node['target']}: {node.get('failureSummary', '')}"
            for rule in found
            if rule["impact"] in ("serious", "critical")
            for node in rule["nodes"]
        ]

    return check


@pytest.fixture
def screens() -> Callable[[Page, str], list[Path]]:
    """Look at the page at 1280 and 400 px, light and dark: it must not scroll sideways. Returns names of pictures.

    The pictures themselves are taken where somebody asks for them: they are to look at, and prove nothing.
    """

    def take(tab: Page, name: str) -> list[Path]:
        taken = []
        tab.wait_for_load_state()
        for width, height in WIDTHS.items():
            for scheme in ("light", "dark"):
                tab.set_viewport_size({"width": width, "height": height})
                tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
                overflow = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert overflow <= 0, f"{name} scrolls sideways by {overflow} px at {width} px."
                path = SCREENS / f"{name}-{width}-{scheme}.png"
                if os.environ.get(PICTURES):
                    SCREENS.mkdir(exist_ok=True)
                    tab.screenshot(path=path, full_page=True)
                taken.append(path)
        tab.emulate_media(color_scheme="light")
        return taken

    return take

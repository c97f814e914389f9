"""The page draws its figures in a real browser under a strict content security policy, in both themes."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.report import samples, samples_profile

from hepatica.report import html, vega

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no chromium on this machine"),
]


@pytest.fixture
def address():
    figures = (samples.meld_figure(), samples.cd34_figure(), samples_profile.profile_figure())
    body = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>t</title></head><body>'
    body += (
        "".join(html.figure_html(figure) for figure in figures)
        + '<script src="/b.js"></script></body></html>'
    )

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            script = self.path == "/b.js"
            self.send_response(200 if script or self.path == "/" else 404)
            self.send_header("Content-Type", "text/javascript" if script else "text/html")
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(vega.bundle() if script else body.encode() if self.path == "/" else b"")

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_figure_is_drawn_in_the_theme_of_the_page(address, theme):
    from playwright.sync_api import sync_playwright

    said: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(color_scheme=theme)
        page.on(
            "console",
            lambda message: said.append(message.text) if "favicon" not in message.location["url"] else None,
        )
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address)
        page.wait_for_function("document.querySelectorAll('.chart[data-drawn] svg').length === 3")
        themes = page.eval_on_selector_all(".chart", "all => all.map(one => one.dataset.drawn)")
        browser.close()
    assert themes == [theme] * 3
    assert said == []

"""The pictures of README and the tutorial, taken from a demo built for the purpose: scripts/screenshots."""

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
HEPATICA = (str(Path(sys.executable).with_name("hepatica")),)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
CASE = "/safety/case/01-003/4/"
WHY = "ADEFF:01-001/MELDU/m6/CHG"
LAB = "/participants/01-003/visits/week_1/laboratory/"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a trial folder on a free port until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    url = f"http://127.0.0.1:{port}"
    server = subprocess.Popen([*HEPATICA, "serve", str(folder), "--port", port], stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with suppress(OSError):
                urllib.request.urlopen(f"{url}/accounts/login/", timeout=5).close()
                break
            time.sleep(0.2)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=30)


def signed_in(page: Page, url: str, folder: Path, user: str) -> None:
    words = json.loads((folder / "demo-sign-ins.txt").read_text(encoding="utf-8"))
    page.goto(f"{url}/accounts/login/")
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", words[user])
    page.click("main button.primary")
    page.wait_for_url(lambda at: "/accounts/" not in at)


def take(page: Page, url: str) -> None:
    """Take the pictures of screens that the coordinator sees."""
    page.screenshot(path=IMAGES / "today.png", clip={"x": 0, "y": 0, "width": 1280, "height": 640})
    page.goto(f"{url}/matrix/")
    page.screenshot(path=IMAGES / "matrix.png")
    page.goto(f"{url}{LAB}")
    page.locator("#scores .number").first.wait_for()
    page.screenshot(
        path=IMAGES / "form.png", full_page=True, clip={"x": 0, "y": 230, "width": 1280, "height": 1070}
    )
    page.goto(f"{url}/participants/01-001/profile/")
    page.locator('.chart[data-drawn="light"]').wait_for(timeout=60_000)
    page.set_viewport_size({"width": 1280, "height": 1200})
    page.screenshot(path=IMAGES / "profile.png")
    page.goto(f"{url}/safety/")
    desk = {"x": 0, "y": 0, "width": 1280, "height": 1020}
    page.screenshot(path=IMAGES / "safety.png", clip=desk)
    page.goto(f"{url}{CASE}")
    page.screenshot(path=IMAGES / "case.png", clip=desk)
    page.goto(f"{url}/outputs/figures/swimlane/")
    page.locator('.chart[data-drawn="light"]').wait_for(timeout=60_000)
    page.screenshot(
        path=IMAGES / "swimlane.png", full_page=True, clip={"x": 0, "y": 60, "width": 1280, "height": 1080}
    )
    page.goto(f"{url}/evidence/")
    page.screenshot(
        path=IMAGES / "evidence.png", full_page=True, clip={"x": 0, "y": 0, "width": 1280, "height": 940}
    )
    page.goto(f"{url}/why/?of={WHY}")
    page.screenshot(
        path=IMAGES / "why.png", full_page=True, clip={"x": 0, "y": 60, "width": 1280, "height": 900}
    )
    page.goto(f"{url}/products/01-001/")
    page.screenshot(
        path=IMAGES / "product.png", full_page=True, clip={"x": 0, "y": 0, "width": 1280, "height": 1180}
    )


def lighten(picture: Path) -> None:
    """Write a picture in sixty-four colours, which show it all."""
    with Image.open(picture) as taken:
        taken.convert("RGB").quantize(64).save(picture, optimize=True)


def read_section(page: Page, url: str) -> None:
    """Take the picture of a section as a masked reader measured it."""
    page.goto(f"{url}/tissue/read/")
    page.locator("main a[href*='/tissue/read/']").first.click()
    page.get_by_role("button", name="Measure").click()
    page.get_by_text("Accept or correct").wait_for(timeout=60_000)
    page.screenshot(
        path=IMAGES / "reading.png", full_page=True, clip={"x": 0, "y": 0, "width": 1280, "height": 790}
    )
    lighten(IMAGES / "reading.png")  # tissue does not compress


RECORD = (
    ("rao", "queries", "/queries/", 0, 770),
    ("rao", "locks", "/record/locks/", 0, 850),
    ("menon", "inbox", "/inbox/", 0, 750),
    ("kulkarni", "trail", "/record/trail/?kind=changes", 0, 760),
    ("kulkarni", "people", "/record/people/", 64, 1240),
)
"""Who looks at which page of the record, the picture's name, its top and its height."""


def see_record(page: Page, url: str, folder: Path) -> None:
    """Take the pictures of the record itself, as those see it whose work it is; time stands six marks back."""
    for user in dict.fromkeys(user for user, *_ in RECORD):
        page.context.clear_cookies()
        signed_in(page, url, folder, user)
        for _, name, address, top, height in (one for one in RECORD if one[0] == user):
            page.goto(f"{url}{address}")
            clip = {"x": 0, "y": top, "width": 1280, "height": height}
            page.screenshot(path=IMAGES / f"{name}.png", full_page=True, clip=clip)
    page.goto(f"{url}/record/time/")
    for _ in range(6):
        page.get_by_role("link", name="Earlier mark").click()
        page.wait_for_load_state()
    page.screenshot(
        path=IMAGES / "time.png", full_page=True, clip={"x": 0, "y": 0, "width": 1280, "height": 1140}
    )


SIZES = "compare/?of=kept/next_trial&sizes=40,79,92,126"
DESIGNS = (
    ("design", "kept/next_trial/", 60, 1180),
    ("design-compare", SIZES, 690, 860),
    ("design-worlds", "kept/next_trial/play/?trials=100&seed=1&weight=60", 60, 1340),
)
"""The picture's name, the page of the next trial's designs, its top and its height."""


def design_next(page: Page, url: str, folder: Path) -> None:
    """Keep a 2 × 2 of 92 for each arm, have it played, and take the pictures of its answers, sizes and worlds."""
    page.context.clear_cookies()
    signed_in(page, url, folder, "bose")
    page.goto(f"{url}/design/start/factorial/change/")
    page.get_by_label("Participants for each arm").fill("92")
    page.get_by_label("Why it is so").fill("92 each: one in seven drops out")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.wait_for_url("**/kept/next_trial/")
    page.goto(f"{url}/design/kept/next_trial/play/")
    page.get_by_label("Trials in each world").fill("100")
    page.get_by_role("button", name="Play").click()
    page.locator(".simulated").wait_for(timeout=900_000)
    see_designs(page, url)


def see_designs(page: Page, url: str) -> None:
    """Take the pictures of a design that is kept and played."""
    for name, address, top, height in DESIGNS:
        page.goto(f"{url}/design/{address}")
        page.wait_for_function("[...document.querySelectorAll('.chart')].every(one => one.dataset.drawn)")
        clip = {"x": 0, "y": top, "width": 1280, "height": height}
        page.screenshot(path=IMAGES / f"{name}.png", full_page=True, clip=clip)
        lighten(IMAGES / f"{name}.png")


def first_page(folder: Path, scratch: Path) -> None:
    """Picture the first page of the report."""
    pdf = scratch / "report.pdf"
    subprocess.run([*HEPATICA, "report", str(folder), "-o", str(pdf)], check=True)
    cut = ["pdftoppm", "-r", "80", "-f", "1", "-l", "1", "-singlefile", "-png"]
    subprocess.run([*cut, str(pdf), str(IMAGES / "report")], check=True)


def main() -> None:
    """Build, serve, look, print."""
    missing = [tool for tool in ("chromium", "pdftoppm") if not shutil.which(tool)]
    if missing:
        sys.exit(f"The pictures need {' and '.join(missing)}.")
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "demo"
        subprocess.run(
            [*HEPATICA, "demo", "--dir", str(folder), "--build-only"], check=True, stdout=subprocess.DEVNULL
        )
        with served(folder) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            page = browser.new_page(
                viewport={"width": 1280, "height": 900},
                locale="en-GB",
                color_scheme="light",
                reduced_motion="reduce",
            )
            signed_in(page, url, folder, "lakshmi")
            take(page, url)
            page.context.clear_cookies()
            signed_in(page, url, folder, "pillai")
            read_section(page, url)
            see_record(page, url, folder)
            design_next(page, url, folder)
            browser.close()
        first_page(folder, Path(scratch))
    for picture in sorted(IMAGES.glob("*.png")):
        print(f"{picture.relative_to(ROOT)}  {picture.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()

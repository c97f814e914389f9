"""A demo of virtual patients, walked through as it is served: Today, a participant, the desk, a table of the report."""

import json
import shutil

import pytest
from playwright.sync_api import expect
from tests.browser.walking import PATIENCE, Person, serving
from tests.cli.conftest import build_virtual
from tests.once import once

from hepatica.demo.sign_ins import passwords_of

pytestmark = pytest.mark.browser


def test_a_trial_of_virtual_patients_is_walked_through_like_any_other(chromium, tmp_path):
    folder = shutil.copytree(once("cli-virtual", build_virtual) / "demo", tmp_path / "demo")
    people = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["participants"]
    subject = max(people, key=lambda one: one["infused"])["subject"]
    with serving(folder, tmp_path / "log") as url:
        person = Person(chromium, url, "menon", passwords_of(folder)["menon"])
        page = person.page
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        for address, heading in (
            ("/", ""),
            (f"/participants/{subject}/", subject),
            ("/safety/", "Safety desk"),
            ("/products/", "Cell products"),
            ("/outputs/tables/scores/", ""),
        ):
            person.go(address)
            expect(page.get_by_text("Synthetic data", exact=True).first).to_be_visible(timeout=PATIENCE)
            expect(page.get_by_role("heading", level=1).first).to_contain_text(heading)
        expect(page.locator("table").first).to_contain_text(subject)
        assert person.complaints == []
        person.close()

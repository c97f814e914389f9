"""A design whose every word is hostile: kept as it is written, and harmless on every page, paper, ZIP, list and trail."""

import io
import json
import re
import zipfile
from importlib.resources import files

import pytest
from django.contrib.auth import get_user_model
from pypdf import PdfReader
from ruamel.yaml import YAML
from tests.attack.poisoned import HOSTILE
from tests.attack.test_poisoned import runs
from tests.delegating import delegate

from hepatica.conduct.commands import KeepDesign
from hepatica.conduct.refused import Refused
from hepatica.design.load import examine
from hepatica.people.accounts import actor_of
from hepatica.store import designs
from hepatica.store.record import record
from hepatica.store.verify import verify

TYPST = '#panic("h9") #read("/etc/passwd") $ 1/0 $ = h9 @h9 <h9> *_`\\u{68}[]{}\\'
WORDS = frozenset({"title", "reference", "masking", "population", "missing", "reason"})
PAGES = ("", "change/", "history/", "play/", "sheet.pdf", "appendix.pdf", "design.yaml", "study.zip")


def hostile(text):
    """Return words that would run on a page, compute in a spreadsheet, leave a folder and print what they like."""
    return f"=h9()|'../../h9'{HOSTILE[:60]}{TYPST} {text}"[:200]


def spoilt(part, key=""):
    if isinstance(part, dict):
        return {name: spoilt(value, name) for name, value in part.items()}
    if isinstance(part, list):
        return [spoilt(value, key) for value in part]
    return (
        hostile(part) if key in WORDS | {"cannot_show", "ranks", "unit"} and isinstance(part, str) else part
    )


def poisoned(name="two_arm"):
    """Return a built-in design with every word of it spoilt, as JSON, which is YAML too."""
    text = files("hepatica.designs").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    plain = YAML(typ="safe", pure=True).load(text)
    said = spoilt(plain)
    said["arms"] = [
        arm | {"doses": [dose | {"unit": old["unit"]} for dose, old in zip(arm.get("doses", ()), before.get("doses", ()), strict=True)]}
        for arm, before in zip(said["arms"], plain["arms"], strict=True)
    ]  # fmt: skip
    return json.dumps(said | {"version": "=1+1"}, ensure_ascii=False)


@pytest.fixture(autouse=True)
def _addresses(ward, settings):
    settings.ROOT_URLCONF = "hepatica.config.urls"


@pytest.fixture
def planner(signed_in):
    delegate("nobody", "Nisha Obi", "statistician")
    return signed_in("nobody")


def keep(text, name="two_arm", reason="="):
    person = get_user_model().objects.get(username="nobody")
    return record(KeepDesign(design=name, text=text, reason=reason), actor=actor_of(person))


@pytest.mark.parametrize(
    "name",
    ["two_arm", *(pytest.param(one, marks=pytest.mark.torture) for one in ("factorial", "dose_finding"))],
)
def test_words_that_would_run_are_words_on_every_page_and_paper(planner, name):
    text = poisoned(name)
    assert [str(one) for one in examine("x", text.encode()).problems] == []
    done = keep(text, name, reason=f"{HOSTILE} =h9()")
    assert not isinstance(done, Refused), done
    shown = 0
    for tail in PAGES if name == "two_arm" else ("", "sheet.pdf", "appendix.pdf", "study.zip"):
        answer = planner.get(f"/design/kept/{name}/{tail}")
        assert answer.status_code == 200, (tail, answer.content[-1500:])
        assert runs(answer) == [], tail
        shown += b"&lt;script&gt;h9()" in answer.content
        if tail.endswith(".pdf"):
            said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
            assert "panic" in said
            assert "root:" not in said
        if tail.endswith(".zip"):
            held = zipfile.ZipFile(io.BytesIO(answer.content))
            for file in held.namelist():
                assert re.fullmatch(rf"{name}/[a-zA-Z0-9_.-]+(/[a-zA-Z0-9_.-]+)*", file), file
                assert ".." not in file
    assert shown >= 1
    for address in (
        "/design/",
        f"/design/compare/?of=kept/{name}&of=start/single_arm",
        "/outputs/",
        "/record/trail/",
    ):
        answer = planner.get(address)
        assert runs(answer) == [], address
    assert designs.text(name) == text
    assert verify().sound

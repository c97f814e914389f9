"""Scripts and formulas in every text of the record: no page runs them, no file that leaves computes them."""

import csv
import io
import re
from html.parser import HTMLParser

import pytest
from django.contrib.auth import get_user_model
from django.test import Client, override_settings
from tests.attack.poisoned import HOSTILE, STARTS, poisoned
from tests.attack.two_sites import addresses, filled, references
from tests.demo.built import opened

from hepatica.demo.cast import BY_ROLE
from hepatica.store.verify import verify

LEAVES = ("logout", "lock/", "/sessions/end")
SAMPLE = "data_manager"
"""Who sees the most and writes words everywhere; the long run takes everybody."""
EVERYBODY = [
    pytest.param(role, marks=[] if role == SAMPLE else pytest.mark.torture)
    for role in sorted(set(BY_ROLE) - {"reader"})
]


@pytest.fixture(scope="module")
def trial(tmp_path_factory, django_db_blocker):
    with django_db_blocker.unblock():
        folder = poisoned(tmp_path_factory.mktemp("poison") / "trial")
        settings = override_settings(HEPATICA_DIR=folder, ROOT_URLCONF="hepatica.config.urls")
        with opened(folder), settings:
            assert verify().sound
            yield references()


def signed_in(role):
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.get(username=BY_ROLE[role].user))
    return client


class Page(HTMLParser):
    """What a browser would make of a page: what runs in it, and its forms."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.runs, self.forms, self._raw = [], [], False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.runs += [f"{tag} {name}" for name in given if name.startswith("on")]
        self.runs += [f"{tag} {n}={v}" for n, v in attrs if v and v.strip().lower().startswith("javascript:")]
        if tag == "script" and not given.get("src") and given.get("type") != "application/json":
            self.runs.append("script")
        if tag == "img" and given.get("src") == "x":
            self.runs.append("img")
        if tag == "form" and given.get("method", "").lower() == "post":
            self.forms.append((given.get("action") or "", []))
        if tag in {"input", "textarea", "select", "button"} and given.get("name") and self.forms:
            self.forms[-1][1].append((tag, given))


def runs(response):
    """What of ours or theirs would run on the page that was answered."""
    assert response.status_code < 500, response.content[-2000:]
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return []
    assert "script-src 'self';" in response.headers["Content-Security-Policy"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    return Page(response.content.decode()).runs


def is_file(address):
    return re.search(r"\.(pdf|csv|xml|ics|zip|json|png|svg|html)(\?|$)", address)


def pages(found):
    for template, _ in addresses():
        address = filled(template, found)
        if not any(part in address for part in LEAVES) and not is_file(address):
            yield address


def typed(fields):
    """What a hostile person sends: each box of words spoilt, everything else as the page had it."""
    sent = {}
    for tag, given in fields:
        kind = given.get("type", "text") if tag == "input" else tag
        if kind in {"text", "search", "textarea", "email", "tel", "url"}:
            sent[given["name"]] = f"h9(){HOSTILE}"
        elif kind in {"radio", "checkbox"} and "checked" not in given and given["name"] in sent:
            continue
        elif kind not in {"file", "select"}:
            sent[given["name"]] = given.get("value") or "h9()"
    return sent


@pytest.mark.parametrize("role", EVERYBODY)
def test_no_page_runs_what_somebody_wrote_and_no_box_takes_what_would_run(trial, role):
    """VAL-15: every address of the resolver, of a record whose every text is a script; then each form there, sent."""
    client, tried, shown = signed_in(role), set(), 0
    for address in pages(trial):
        answer = client.get(address)
        assert runs(answer) == [], address
        if answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        shown += b"&lt;script&gt;h9()" in answer.content
        for action, fields in Page(answer.content.decode()).forms:
            shape = (re.sub(r"\d+", "0", action or address), tuple(given["name"] for _, given in fields))
            if shape not in tried and not any(part in (action or address) for part in LEAVES):
                tried.add(shape)
                done = client.post(action or address, typed(fields), follow=True)
                assert runs(done) == [], (address, action)
    assert verify().sound
    if role == SAMPLE:
        assert shown > 10, "the walk would prove nothing if no page showed what was written"
        assert len(tried) > 5


# -- Files that leave -------------------------------------------------------------------------------------------------


def computed(text):
    """Cells that a spreadsheet would compute: they begin as a formula and are no number."""
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    return [c for c in cells if c.startswith(STARTS) and not re.fullmatch(r"[+-]?\d+(\.\d+)?", c)], cells


def test_no_cell_of_any_table_that_leaves_is_a_formula(trial):
    """VAL-15: every address of the site that gives a table."""
    client, spoilt, given = signed_in("data_manager"), 0, 0
    names = {
        "name": ["ADSL", "ADAE", "ADEX", "ADLB", "ADEFF", "ADTI", "ADTTE"],
        "kind": ["late", "frequent", "signed"],
    }
    for template, parameters in addresses():
        if not template.endswith(".csv"):
            continue
        wanted = next((names[one] for one in parameters if one in names), [""])
        for word in wanted:
            answer = client.get(filled(template, {**trial, "name": word, "kind": word}))
            if answer.status_code != 200:
                continue
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            wrong, cells = computed(body.decode("utf-8-sig"))
            assert wrong == [], (template, word)
            given += 1
            spoilt += sum("h9()" in cell for cell in cells)
    assert given >= 5
    assert spoilt > 10

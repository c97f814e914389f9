"""Every role at every address: pages open or refuse, what is sent changes the record only where the core allows it.

The addresses come from the resolver, so a new one is tried by itself. What each page would send is read off the forms
that are shown to those who may, and sent by everybody: hidden buttons protect nothing. The daily run takes each page with
two roles and each act with every second one, in turn; the long one (``torture``) leaves no pair out.
"""

import inspect
import re

import pytest
from django.contrib.auth import get_user_model
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, get_resolver
from tests.attack.test_other_site import body_of, shows, trial  # noqa: F401
from tests.attack.test_poisoned import Page, is_file
from tests.attack.two_sites import DESIGN, PASSWORD, SUBJECT, addresses, filled
from tests.conduct.test_authority import ONE_OF_EACH

from hepatica.conduct.authority import ALLOWED, ROLES
from hepatica.conduct.refused import Refused
from hepatica.design.successor import next_study
from hepatica.jobs import designing
from hepatica.store import designs, read
from hepatica.store import record as store
from hepatica.web.design import shelf, taking

LEAVES = (
    "openapi.json",
    "/docs",
    "logout",
    "/accounts/lock/",
    "/sessions/end",
    "/api/v1/session",
    "/accounts/password/",
)
"""Addresses that would end the session or its password, which the walk needs; and the long description of the API."""
LAST = ("data_manager", "administrator")
"""Roles that lock the record, and take roles back: what they may do would stop the others."""
IN_TURN = (*sorted(set(ROLES) - {*LAST}), *LAST)
CHANGES_NOTHING = frozenset({"inspector"})
OPEN_TO_ALL = re.compile(
    r"^/(accounts/|bedside/alive|api/v1/(about|openapi\.json|docs|session)|figures/|calendar|static/)"
)
"""Signing in, whether the server answers, what describes the API, the charting library, and a calendar that has a secret of its own."""


# -- What can be sent ------------------------------------------------------------------------------------------------


class Forms(Page):
    """The forms of a page with the first choice of each list, and the buttons that send them elsewhere."""

    def handle_starttag(self, tag, attrs):
        super().handle_starttag(tag, attrs)
        given, fields = dict(attrs), self.forms[-1][1] if self.forms else []
        if tag == "option" and fields and fields[-1][0] == "select" and given.get("value"):
            fields[-1][1].setdefault("value", given["value"])

    def sent(self, here):
        """Yield (address, body) for each form and each of its buttons."""
        for action, fields in self.forms:
            body = {}
            for tag, given in fields:
                if tag != "button" and given.get("type") != "file":
                    body.setdefault(given["name"], given.get("value") or "x")
            buttons = [given for tag, given in fields if tag == "button"] or [{}]
            for button in buttons:
                own = {button["name"]: button.get("value", "")} if button.get("name") else {}
                where = (button.get("formaction") or action or here).partition("#")[0] or here
                yield where, body | own


def acting(resolver=None, before="/"):
    """Yield the templates of addresses whose view takes a POST: it says so, or is one of the API's."""
    for entry in (resolver or get_resolver("hepatica.config.urls")).url_patterns:
        here = before + str(entry.pattern).lstrip("^")
        if not isinstance(entry, URLPattern):
            yield from acting(entry, here)
            continue
        view = inspect.unwrap(getattr(entry.callback, "view_class", entry.callback))
        if here.startswith("/api/") or "POST" in inspect.getsource(view):
            yield here.lstrip("/")


def signed_in(user):
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.get(username=user))
    return client


class CutShortError(Exception):
    """The core refused: the page that would say so is drawn for a sample only, like every answer."""


class Watched:
    """What the core decided while a request was under way."""

    def __init__(self, monkeypatch):
        self.accepted, self.refused, self.cut, self.kinds = [], [], False, set()
        decide = store.decide

        def watched(plan, state, command, moment, actor, **more):
            found = decide(plan, state, command, moment, actor, **more)
            (self.refused if isinstance(found, Refused) else self.accepted).append((command.kind, actor.user))
            self.kinds.add(command.kind)
            if self.cut and isinstance(found, Refused):
                raise CutShortError
            return found

        draw = Template.render
        monkeypatch.setattr(store, "decide", watched)
        monkeypatch.setattr(Template, "render", lambda *a, **k: "" if self.cut else draw(*a, **k))

    def send(self, post, role, user, *, cut):
        """Send something, and hold it to the table of the core."""
        before, self.cut = read.head(), cut
        self.accepted.clear(), self.refused.clear()
        answer = post()
        allowed = [one for one in self.accepted if one[0] in ALLOWED[role] and one[1] == user]
        assert allowed == self.accepted, "the core accepted what this role may not do"
        if not self.accepted:
            assert read.head() == before
        assert answer.status_code < 500 or (cut and self.refused), body_of(answer)[-1500:]
        return answer


# -- The walk --------------------------------------------------------------------------------------------------------


def opened(pages, every):
    """Open each page as a share of the roles; return what their forms send, by address, and how many pages opened."""
    forms, many = {}, 0
    for turn, role in enumerate(IN_TURN):
        client = signed_in(f"near_{role}")
        for address in pages[turn % every :: every]:
            answer = client.get(address)
            assert answer.status_code < 500, (role, address)
            many += answer.status_code == 200
            if answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html"):
                for where, body in Forms(body_of(answer).decode()).sent(address):
                    forms.setdefault(where, {}).setdefault(body.get("do", ""), body)
    return forms, many


def bodies(address, forms, user):
    """Yield what is sent to an address: what its forms send, with everybody's own password, or a guess."""
    secrets = {"password": PASSWORD, "second_password": PASSWORD, "username": user}
    for body in list(forms.get(address, {}).values())[:3] or [{"reason": "x"}]:
        yield body if address.startswith("/accounts/") else body | secrets


def commands(watched, client, role, share):
    """Send commands past every screen; what the role may not do is refused as that, whatever else is wrong with it."""
    for command in share:
        if role == "reader" or command.kind in {"role.revoke", "record.lock"}:
            continue
        sent = {"command": command.model_dump(mode="json")}
        answer = watched.send(
            lambda s=sent: client.post("/api/v1/commands", s, content_type="application/json"),
            role, f"near_{role}", cut=False,
        )  # fmt: skip
        assert answer.status_code in {200, 403, 404, 409, 422, 423}, (command.kind, answer.status_code)
        assert command.kind in ALLOWED[role] or answer.status_code == 403, (role, command.kind)


@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.torture)])
def test_every_role_at_every_address(trial, monkeypatch, every):  # noqa: F811
    """ACC-03, ACC-04: no page breaks for anybody, and a role does nothing that its job does not say."""
    found = {template: filled(template, trial) for template, _names in addresses()}
    pages = [one for one in found.values() if not is_file(one) and not any(part in one for part in LEAVES)]
    forms, many = opened(pages, every)
    assert many > len(pages) // 2

    watched, done = Watched(monkeypatch), set()
    acts = {found[one] for one in acting() if one in found} | {one for one in forms if "?" not in one}
    acts = sorted(one for one in acts if not any(part in one for part in LEAVES))
    assert len(acts) > 80
    for turn, role in enumerate(IN_TURN):
        user, start = f"near_{role}", read.head()
        client = signed_in(user)
        for number, address in enumerate(acts):
            if every > 1 and (number + turn) % (2 if role in CHANGES_NOTHING else 4):
                continue
            for body in bodies(address, forms, user):
                cut = (number + turn) % every != 0
                watched.send(lambda a=address, b=body, c=client: c.post(a, b), role, user, cut=cut)
                done |= {kind for kind, _user in watched.accepted}
        commands(watched, client, role, ONE_OF_EACH[turn % every :: every])
        if role in CHANGES_NOTHING:
            assert read.head() == start
    assert len(watched.kinds) > 30, "the walk would prove nothing if nothing reached the core"
    assert done, "nor if the core took nothing from anybody"


KEPT = f"/design/kept/{DESIGN}/"
PAPERS = {"sheet.pdf": "application/pdf", "appendix.pdf": "application/pdf", "study.zip": "application/zip"}


def looks_at_the_kept_design(client, role):
    """Open its pages and take its papers away; a masked reader is told of nothing here."""
    shut = role == "reader"
    for page in ("", "change/", "history/", "play/", "design.yaml"):
        assert client.get(KEPT + page).status_code == (403 if shut else 200), (role, page)
    for paper, kind in PAPERS.items():
        given = client.get(KEPT + paper)
        assert given.status_code == (403 if shut else 200), (role, paper)
        assert shut or given.headers["Content-Type"] == kind


def orders_in_vain(client):
    """Order a play and keep a version past the screens, which offer neither."""
    assert b"Play</button>" not in client.get(f"{KEPT}play/").content
    refused = client.post(f"{KEPT}play/", {"trials": "1"})
    assert refused.status_code == 403
    assert client.post(f"{KEPT}keep/", {"version": "9", "reason": "x", "text": "x"}).status_code in {403, 422}


def test_every_role_sees_a_kept_design_and_who_does_not_plan_orders_nothing(trial, monkeypatch):  # noqa: F811
    """ACC-03: pages, plays and papers of the next trial, for which only those who plan it order or keep anything."""
    # What a paper says is read elsewhere; here is asked who is given one, and it is set once.
    monkeypatch.setattr(taking, "pdf", lambda _made: b"%PDF-1.7")
    made = next_study(read.plan().study, shelf.standing("kept", DESIGN).design)
    monkeypatch.setattr(taking, "next_study", lambda *_: made)
    kept = next(one for one in designs.kept() if one.id == DESIGN)
    before, ordered = read.head(), designing.latest(kept.sha256)
    planners = {role for role in ROLES if "design.keep" in ALLOWED[role]}
    assert planners == {"statistician", "medical_monitor"}
    for role in sorted(ROLES):
        client = signed_in(f"near_{role}")
        looks_at_the_kept_design(client, role)
        if role not in planners:
            orders_in_vain(client)
    assert designing.latest(kept.sha256) == ordered
    assert read.head() == before
    assert signed_in("near_statistician").post(f"{KEPT}play/", {"trials": "3"}).status_code == 302
    assert designing.latest(kept.sha256) != ordered


def test_nobody_acts_on_a_participant_of_another_site_whatever_their_role(trial):  # noqa: F811
    """ACC-03: each role of the other site, at a share of the addresses that name a participant."""
    acts = [one for one in acting() if "subject" in one]
    assert len(acts) > 20
    before = read.latest(SUBJECT, limit=10_000)
    for turn, role in enumerate(sorted(ROLES)):
        client = signed_in(f"far_{role}")
        for template in acts[turn % 3 :: 3]:
            answer = client.post(
                filled(template, trial), {"password": PASSWORD, "reason": "x", "do": "accept"}
            )
            if (
                answer.status_code == 302
            ):  # led back with a sentence, to a page that does not show them either
                answer = client.get(answer["Location"])
                assert not shows(answer), (role, template)
            else:
                assert answer.status_code in {403, 404, 405}, (role, template, answer.status_code)
    assert read.latest(SUBJECT, limit=10_000) == before


def test_who_is_not_signed_in_is_sent_there_from_every_address(trial):  # noqa: F811
    """ACC-03: deny by default, for reading and for acting."""
    client, before, sent = Client(raise_request_exception=False), read.head(), 0
    for template, _names in addresses():
        address = filled(template, trial)
        if OPEN_TO_ALL.match(address):
            continue
        for answer in (client.get(address), client.post(address, {"reason": "x"})):
            if answer.status_code == 302:
                assert answer["Location"].startswith("/accounts/login/"), address
                sent += 1
            else:
                assert answer.status_code in {401, 403, 404, 405, 410}, (address, answer.status_code)
    assert sent > 150
    assert read.head() == before

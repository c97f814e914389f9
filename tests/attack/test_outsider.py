"""A signed-in outsider: requests that another site forges, names that lead elsewhere, files that swell, a body without end."""

import io
import os
import re
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import URLResolver, get_resolver

from hepatica.exchange.dictionary import DictionaryError, read_meddra
from hepatica.exchange.e2b.nodes import CannotRead, root_of
from hepatica.people.accounts import add_account
from hepatica.store import files, read
from hepatica.tissue.fcs import read_fcs
from hepatica.tissue.flow_problem import FlowProblem
from hepatica.tissue.gatingml import read_gatingml
from hepatica.web import boxes

ROOT = Path(__file__).parents[2]


# -- Forged requests --------------------------------------------------------------------------------------------------


def addresses(resolver=None, before=""):
    """Every address of the site, its parameters filled with anything that fits."""
    for entry in (resolver or get_resolver("hepatica.config.urls")).url_patterns:
        here = before + str(entry.pattern).strip("^$")
        if isinstance(entry, URLResolver):
            yield from addresses(entry, here)
        else:
            here = re.sub(r"\(\?P<\w+>(?:[^()]|\([^()]*\))*\)", "x", here)
            yield "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda m: "1" if m[1] == "int" else "x", here)


SIGN_IN = "/api/v1/session"
"""The one address that takes a request without a token, with a JSON body no other site's form can send."""


def test_no_address_takes_a_request_that_another_site_forged(published, settings, tmp_path):
    """VAL-15: every address of the resolver, sent without the token, signed in as an investigator."""
    settings.HEPATICA_DIR, settings.ROOT_URLCONF = tmp_path, "hepatica.config.urls"
    add_account("meena", "Dr Meena Rao", "quiet-river-stone", checked=False)
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(get_user_model().objects.get(username="meena"))
    before, session = (read.head(), read.head("access")), client.session.session_key
    tried = set()
    for address in addresses():
        for send in (client.post, client.put, client.delete)[: None if address.startswith("/api/") else 1]:
            answer = send(
                address,
                headers={"Origin": "https://elsewhere.example", "Referer": "https://elsewhere.example/"},
            )
            wanted = {403, 404, 405} if address.startswith("/api/") else {403}
            if address == SIGN_IN:
                wanted |= {401, 415, 422, 400}
            assert answer.status_code in wanted, (address, answer.status_code)
            tried.add(address)
    assert len(tried) > 100
    assert (read.head(), read.head("access")) == before
    assert client.session.session_key == session, "not even the session was ended"


def test_a_form_of_another_site_cannot_sign_anybody_in(published, settings, tmp_path):
    """VAL-15: a body that a form can send is no JSON to the sign-in of scripts."""
    settings.HEPATICA_DIR, settings.ROOT_URLCONF = tmp_path, "hepatica.config.urls"
    add_account("meena", "Dr Meena Rao", "quiet-river-stone", checked=False)
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"):
        answer = client.post(
            SIGN_IN, '{"username":"meena","password":"quiet-river-stone"}', content_type=kind,
            headers={"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"},
        )  # fmt: skip
        assert answer.status_code in {400, 403, 415, 422}, (kind, answer.status_code)
        assert "_auth_user_id" not in client.session


# -- Names that lead elsewhere ----------------------------------------------------------------------------------------

ELSEWHERE = (
    "../../hepatica.toml",
    "..\\..\\secret.key",
    "/etc/passwd",
    "C:\\boot.ini",
    "a\0b",
    "..%2f..%2fsecret.key",
    "CON",
    "x/../../y",
)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_file_is_kept_under_its_hash_whatever_name_it_came_with(settings, tmp_path, name):
    """VAL-15."""
    settings.HEPATICA_DIR = tmp_path / "trial"
    sent = SimpleUploadedFile("plain", b"a letter")
    sent._name = name  # past the browser's and the framework's own cutting
    request = RequestFactory().post("/")
    request.FILES["file"] = sent
    digest, kept = boxes.evidence(request)
    assert digest == files.hash_of(b"a letter")
    assert [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()] == [
        f"trial/files/{digest}"
    ]
    assert "\0" not in kept


@pytest.mark.parametrize(
    "digest", ["../secret.key", "A" * 64, "a" * 63, "a" * 64 + "\n", "a" * 60 + "/../", "", "."]
)
def test_only_a_hash_leads_to_a_kept_file(settings, tmp_path, digest):
    """VAL-15."""
    settings.HEPATICA_DIR = tmp_path
    with pytest.raises(ValueError, match="is not a SHA-256"):
        files.path_of(digest)


@pytest.mark.parametrize(
    "part", ["..%2f..%2fhepatica.toml", "%2e%2e/%2e%2e/secret.key", "....//secret.key", "%00"]
)
def test_no_address_leads_out_of_its_folder(published, settings, tmp_path, part):
    """VAL-15: static files, kept files, documents and exports, each asked for by a name that leads elsewhere."""
    (tmp_path / "secret.key").write_text("the key of the house", encoding="utf-8")
    settings.HEPATICA_DIR, settings.ROOT_URLCONF = tmp_path, "hepatica.config.urls"
    add_account("meena", "Dr Meena Rao", "quiet-river-stone", checked=False)
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.get(username="meena"))
    for template in sorted(
        {re.sub(r"[^/]*$", "", one) for one in addresses()} | {"/static/", "/static/shell/"}
    ):
        answer = client.get(template + part)
        assert answer.status_code < 500, template
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"the key of the house" not in body, template


# -- Files that swell -------------------------------------------------------------------------------------------------


def laughs(levels=9):
    """A billion laughs in a few hundred bytes."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, levels))
    return f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "ha">{entities}]><l>&l{levels - 1};</l>'


OUTSIDE = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>'
PARAMETER = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><l/>'
DEEP = "<l>" * 100_000 + "</l>" * 100_000
LONG = f'<l a="{"x" * 11_000_000}"/>'
BOMBS = [
    laughs().encode(), laughs().encode("utf-16"), laughs().replace("<!DOCTYPE", "\n<!DOCTYPE").encode(),
    OUTSIDE.encode(), OUTSIDE.encode("utf-16"), PARAMETER.encode(), DEEP.encode(), LONG.encode(),
]  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: f"{len(bomb)} bytes")
def test_no_reader_of_xml_swells_or_reaches_out(bomb):
    """VAL-15: acknowledgements of a gateway, case reports, and gates of a cytometer."""
    begun = time.process_time()
    with pytest.raises(CannotRead):
        root_of(bomb, "MCCI_IN200101UV01")
    with pytest.raises(FlowProblem):
        read_gatingml(bomb)
    assert time.process_time() - begun < 5, "what swells would take minutes"


@pytest.mark.parametrize(
    "data",
    [
        b"FCS3.1" + b" " * 4 + b"99999999" * 6,
        b"FCS3.1    " + b"      58" + b"99999998" + b"       0" * 4,
        b"FCS3.1          58     200" + b"       0" * 4 + b"/$TOT/999999999999/$PAR/99999999/$DATATYPE/F/",
        b"FCS3.1    " + b"\xff" * 1000,
        b"",
    ],
)
def test_a_cytometry_file_that_claims_to_be_large_is_refused_unread(data):
    """VAL-15."""
    with pytest.raises(FlowProblem):
        read_fcs(data)


@pytest.mark.parametrize(
    "data", [b"\0" * 1_000_000, b"$" * 3_000_000, b"\n" * 3_000_000, zipfile.ZipFile.__doc__.encode()]
)
def test_a_dictionary_that_is_none_is_refused(data):
    """VAL-15."""
    with pytest.raises(DictionaryError):
        read_meddra(data, data, "28.1")


def test_a_zip_sent_as_evidence_is_kept_and_never_opened(settings, tmp_path):
    """VAL-15: forty-two megabytes of nothing stay as many bytes as they came in."""
    settings.HEPATICA_DIR = tmp_path
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr("../../zeros", b"\0" * 42_000_000)
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("letter.zip", held.getvalue())})
    digest, name = boxes.evidence(request)
    assert (files.path_of(digest).stat().st_size, name) == (len(held.getvalue()), "letter.zip")
    assert len(list(tmp_path.rglob("*"))) == 2


# -- A body without end -----------------------------------------------------------------------------------------------

GIGABYTE = 2**30
PIECE = b"x" * 2**18


@pytest.fixture
def serving(tmp_path):
    """A real server with one worker on a trial folder of its own; returns port and process."""
    (tmp_path / "hepatica.toml").write_text('[site]\nname = "Example, Hyderabad"\n', encoding="utf-8")
    (tmp_path / "spool").mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HEPATICA_", "DJANGO_"))}
    environment = kept | {"HEPATICA_DIR": str(tmp_path), "TMPDIR": str(tmp_path / "spool")}
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "-v0", "--settings", "hepatica.config.settings"],
        env=environment, check=True,
    )  # fmt: skip
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(
        [*command, "hepatica.config.wsgi:application"], env=environment, cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    ) as server:  # fmt: skip
        until = time.monotonic() + 60
        while time.monotonic() < until and not _answers(port):
            time.sleep(0.1)
        yield port, server.pid, tmp_path / "spool"
        os.killpg(server.pid, 15)


def _answers(port):
    try:
        return b"200" in _sent(
            port, b"GET /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
    except OSError:
        return False


def _sent(port, head, pieces=()):
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(head)
        try:
            for piece in pieces:
                line.sendall(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass
        try:
            return line.recv(65536)
        except ConnectionResetError:
            return b""


def memory(group):
    """Megabytes that a group of processes has held at most."""
    most = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.getpgid(int(entry.name)) == group:
                    status = (entry / "status").read_text()
                    most += int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024
            except (OSError, TypeError):
                continue
    return most


def multipart(field, size):
    """A file of a form, piece by piece."""
    head = f'--b\r\nContent-Disposition: form-data; name="{field}"; filename="f.bin"\r\n\r\n'.encode()
    yield head
    for _ in range(size // len(PIECE)):
        yield PIECE
    yield b"\r\n--b--\r\n"


KINDS = {
    "a file": ("multipart/form-data; boundary=b", lambda size: multipart("file", size)),
    "a field": ("application/x-www-form-urlencoded", lambda size: (PIECE for _ in range(size // len(PIECE)))),
    "JSON": ("application/json", lambda size: (PIECE for _ in range(size // len(PIECE)))),
}


def test_a_body_of_a_gigabyte_is_refused_and_fills_neither_memory_nor_disk(serving):
    """VAL-15: sent to the sign-in of people and of scripts, announced and in pieces without an end."""
    port, group, spool = serving
    before = memory(group)
    answers = {}
    for what, (kind, pieces) in KINDS.items():
        path = "/api/v1/session" if what == "JSON" else "/accounts/login/"
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nConnection: close\r\n"
        answers[what] = _sent(port, f"{head}Content-Length: {GIGABYTE}\r\n\r\n".encode(), pieces(GIGABYTE))[
            :200
        ]
        assert sum(f.stat().st_size for f in spool.rglob("*") if f.is_file()) < 2**20
    said = {what: answer.split(b"\r\n")[0] for what, answer in answers.items()}
    assert not any(b" 200 " in line or b" 500 " in line for line in said.values()), said
    assert memory(group) - before < 200, f"{memory(group) - before} MB more"
    assert _answers(port), "and it goes on serving"

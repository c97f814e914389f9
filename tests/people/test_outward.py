"""Nothing that leaves this server goes into the network around it."""

import socket

import pytest
import requests
from urllib3.connection import HTTPSConnection

from hepatica.people import outward
from hepatica.people.outward import Inward, Session, check, is_public

PUBLIC = "93.184.215.14"


@pytest.fixture
def names(monkeypatch):
    """Names and what they resolve to."""
    known = {}

    def found(host, port, *_args, **_kwargs):
        if host not in known:
            raise OSError("no such name")
        return [(0, 0, 0, "", (one, port)) for one in known[host]]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    return known


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
     "::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"],
)  # fmt: skip
def test_addresses_of_the_inside_are_not_public(address):
    assert not is_public(address)


def test_an_address_of_the_internet_is_public():
    assert is_public(PUBLIC)
    assert is_public("2606:4700::6810:85e5")


@pytest.mark.parametrize(
    ("host", "addresses", "said"),
    [
        ("login.example", ["10.0.0.8"], "is 10.0.0.8, which is no public address"),
        ("login.example", [PUBLIC, "127.0.0.1"], "is 127.0.0.1"),
        ("login.example", ["fe80::2"], "is fe80::2"),
        ("gone.example", [], "has no address"),
    ],
)
def test_a_name_that_leads_inside_is_refused_even_beside_one_that_does_not(names, host, addresses, said):
    if addresses:
        names[host] = addresses
    with pytest.raises(Inward, match=said):
        check(f"https://{host}/token", local=False)


def test_only_https_leaves_and_a_local_site_speaks_to_itself_and_to_nothing_else_inside(names):
    names |= {"login.example": [PUBLIC], "localhost": ["127.0.0.1"], "nas.example": ["192.168.1.9"]}
    check("https://login.example/", local=False)
    with pytest.raises(Inward, match="not https"):
        check("http://login.example/", local=False)
    with pytest.raises(Inward):
        check("https://localhost/", local=False)
    check("http://localhost:9000/", local=True)
    with pytest.raises(Inward):
        check("https://nas.example/", local=True)


def test_a_name_that_changes_its_answer_after_the_check_gets_no_byte(names, monkeypatch):
    """SSRF by a name server that says one thing to the check and another to the connection."""
    names["login.example"] = [PUBLIC]
    said, there = socket.socketpair()
    monkeypatch.setattr(HTTPSConnection, "_new_conn", lambda _self: _Inside(said))
    with pytest.raises(requests.RequestException, match="no public address"):
        Session(local=False).get("https://login.example/.well-known/openid-configuration")
    assert there.recv(10) == b""
    there.close()


class _Inside:
    """A connection that stands, to a machine of the inside."""

    def __init__(self, real):
        self.real = real

    def getpeername(self):
        return ("10.0.0.8", 443)

    def close(self):
        self.real.close()


def test_a_redirect_is_not_followed(names, monkeypatch):
    names["login.example"] = [PUBLIC]
    answer = requests.Response()
    answer.status_code, answer.url = 302, "https://login.example/"
    answer.headers["Location"] = "http://169.254.169.254/latest/meta-data/"
    asked = []

    def sent(self, method, url, **kwargs):
        asked.append((url, kwargs["allow_redirects"], kwargs["timeout"]))
        return answer

    monkeypatch.setattr(requests.Session, "request", sent)
    with pytest.raises(Inward, match="not followed"):
        Session(local=False).get("https://login.example/")
    assert asked == [("https://login.example/", False, outward.SECONDS)]

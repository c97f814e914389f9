"""A gateway that sends on, or whose name begins to lead elsewhere: no message follows it (VAL-15)."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from hepatica.config.messages import Messages, read_messages
from hepatica.config.site import SiteError
from hepatica.jobs import messages

PAYLOAD = {"sentence": "Asha, the ward needs you.", "link": "http://127.0.0.1/alerts/1"}


@pytest.fixture
def listening():
    """Return a function that starts a server answering with a status and headers; it keeps what it was sent."""
    running = []

    def start(status=204, **headers):
        got = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                got.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()

            do_GET = do_POST  # noqa: N815 - its name is the method

            def log_message(self, *_):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}", got

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_gateway_gets_its_message_once(listening, settings):
    address, got = listening()
    settings.MESSAGES = Messages(webhook=f"{address}/sms?to=ward")
    messages.webhook(PAYLOAD)
    assert [path for path, _ in got] == ["/sms?to=ward"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_gateway_that_sends_on_is_not_followed(listening, settings, status):
    elsewhere, kept = listening()
    address, got = listening(status, Location=f"{elsewhere}/latest/meta-data")
    settings.MESSAGES = Messages(webhook=address)
    with pytest.raises(messages.NotSent, match=f"it answered {status}"):
        messages.webhook(PAYLOAD)
    assert len(got) == 1
    assert kept == []


def test_the_environment_s_proxy_sees_no_message(listening, settings, monkeypatch):
    proxy, seen = listening()
    address, got = listening()
    monkeypatch.setenv("http_proxy", proxy)
    settings.MESSAGES = Messages(webhook=address)
    messages.webhook(PAYLOAD)
    assert (len(got), seen) == (1, [])


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_name_that_begins_to_lead_to_this_machine_gets_no_byte(listening, settings, monkeypatch, scheme):
    """Also by https: before the first byte of its greeting."""
    address, got = listening()
    port = int(address.rpartition(":")[2])

    def turned(host, *_args, **_more):
        assert host == "gateway.hospital.example"
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", turned)
    settings.MESSAGES = Messages(webhook=f"{scheme}://gateway.hospital.example:{port}/")
    with pytest.raises(
        messages.NotSent, match=r"gateway.hospital.example is 127.0.0.1, where no message is sent"
    ):
        messages.webhook(PAYLOAD)
    assert got == []


def test_what_answers_with_nonsense_is_a_sentence(settings):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def nonsense():
            one, _ = server.accept()
            one.recv(1000)
            one.sendall(b"\0\xff nonsense\r\n\r\n")
            one.close()

        thread = threading.Thread(target=nonsense)
        thread.start()
        settings.MESSAGES = Messages(webhook=f"http://127.0.0.1:{server.getsockname()[1]}")
        with pytest.raises(messages.NotSent, match="did not take it"):
            messages.webhook(PAYLOAD)
        thread.join()


@pytest.mark.parametrize(
    ("host", "peer", "may"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("localhost", "::1", True),
        ("gateway.hospital.example", "127.0.0.1", False),
        ("gateway.hospital.example", "::1", False),
        ("gateway.hospital.example", "::ffff:127.0.0.1", False),
        ("gateway.hospital.example", "169.254.169.254", False),
        ("gateway.hospital.example", "::ffff:169.254.169.254", False),
        ("gateway.hospital.example", "fe80::1%eth0", False),
        ("gateway.hospital.example", "0.0.0.0", False),
        ("gateway.hospital.example", "224.0.0.1", False),
        ("gateway.hospital.example", "10.1.2.3", True),
        ("gateway.hospital.example", "203.0.113.9", True),
    ],
)
def test_a_gateway_stands_in_the_hospital_or_outside_and_nowhere_else(host, peer, may):
    assert messages.may_reach(host, peer) is may


@pytest.mark.parametrize("host", ["169.254.169.254", "[fe80::1]", "0.0.0.0", "[::ffff:169.254.169.254]"])
def test_the_site_s_file_names_no_address_where_machines_are_kept(tmp_path, host):
    (tmp_path / "hepatica.toml").write_text(f'[alerts]\nwebhook = "https://{host}/"\n', encoding="utf-8")
    with pytest.raises(SiteError, match="no gateway's address"):
        read_messages(tmp_path)


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "gopher://127.0.0.1/", "http://10.0.0.1/", "ftp://x/"]
)
def test_the_site_s_file_names_only_web_addresses_and_encrypts_what_leaves(tmp_path, address):
    (tmp_path / "hepatica.toml").write_text(f'[alerts]\nwebhook = "{address}"\n', encoding="utf-8")
    with pytest.raises(SiteError):
        read_messages(tmp_path)

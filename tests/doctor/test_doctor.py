"""Each check of the installation, on something sound and on something that is not."""

import os
import socket
import ssl
import struct
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hepatica.config.messages import Messages
from hepatica.config.site import Site
from hepatica.doctor import hour, place, reach


def levels(found):
    return [one.level.value for one in found]


def test_versions_are_named_and_a_changed_file_of_the_installation_is_found(tmp_path, monkeypatch):
    """VAL-09."""
    said = list(place.versions())
    assert said[0].sentence.startswith("Hepatica ")
    assert "django" in said[0].sentence
    altered, compared = place.altered_files("pluggy")
    assert (altered, compared > 10) == ([], True)
    monkeypatch.setattr(place, "_record_hash", lambda _path: "another")
    altered, compared = place.altered_files("pluggy")
    assert len(altered) == compared


def test_a_key_that_others_can_read_is_a_failure(tmp_path):
    """VAL-15."""
    tmp_path.chmod(0o700)
    (tmp_path / "identity.key").write_text("x")
    (tmp_path / "identity.key").chmod(0o600)
    assert levels(place.folder(tmp_path)) == ["ok"]
    (tmp_path / "identity.key").chmod(0o644)
    assert levels(place.folder(tmp_path)) == ["fail"]
    (tmp_path / "identity.key").chmod(0o600)
    tmp_path.chmod(0o755)
    assert levels(place.folder(tmp_path)) == ["warn", "ok"]


@pytest.mark.parametrize(("free", "level"), [(50, "fail"), (1_000, "warn"), (9_000, "ok")])
def test_space_is_told_before_it_is_gone(tmp_path, free, level):
    assert levels(place.disk(tmp_path, free)) == [level]


@contextmanager
def time_server(ahead, *, length=48):
    """A server on loopback whose clock is so many seconds ahead of ours."""
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    line.bind(("127.0.0.1", 0))

    def answer():
        try:
            _, who = line.recvfrom(48)
        except OSError:
            return
        at = time.time() + ahead + 2_208_988_800
        line.sendto((40 * b"\0" + struct.pack("!II", int(at), int((at % 1) * 2**32)))[:length], who)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield line.getsockname()[1]
    finally:
        line.close()
        thread.join(2)


def test_the_drift_from_a_time_server_is_measured():
    """TIM-02."""
    with time_server(-120) as port:
        assert hour.drift("127.0.0.1", port=port) == pytest.approx(120, abs=2)
    with time_server(0, length=20) as port, pytest.raises(OSError, match="too short"):
        hour.drift("127.0.0.1", port=port)


@pytest.mark.parametrize(("ahead", "level"), [(75.0, "fail"), (-0.4, "ok")])
def test_a_clock_more_than_a_minute_off_is_a_failure(monkeypatch, ahead, level):
    """TIM-02."""
    monkeypatch.setattr(hour, "drift", lambda _server: ahead)
    assert levels(hour.clock("time.example")) == [level]


def test_a_silent_time_server_is_told_and_not_taken_for_agreement(monkeypatch):
    def silent(server):
        raise OSError("timed out")

    monkeypatch.setattr(hour, "drift", silent)
    assert levels(hour.clock("time.example")) == ["warn"]


def test_a_ledger_from_the_future_says_that_the_clock_was_set_back():
    """TIM-04."""
    now = datetime(2026, 3, 14, tzinfo=UTC)
    assert levels(hour.ledger(now + timedelta(hours=2), now, synthetic=False)) == ["fail"]
    assert levels(hour.ledger(now + timedelta(hours=2), now, synthetic=True)) == []
    assert levels(hour.ledger(now - timedelta(hours=2), now, synthetic=False)) == []


def test_a_server_that_others_reach_without_tls_is_a_failure():
    """VAL-15, VAL-16."""
    assert levels(reach.transport(Site(name="x"), Messages())) == ["ok"]
    open_site = Site(name="x", hosts=("trial.example",))
    assert levels(reach.transport(open_site, Messages())) == ["fail"]
    behind = Site(name="x", hosts=("trial.example",), proxy=True)
    assert levels(reach.transport(behind, Messages())) == ["warn"]


def certificate(folder, days):
    """A certificate of our own for localhost that ends in so many days."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "both.pem"
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@contextmanager
def answering(talk):
    """A server on loopback that talks to one caller."""
    line = socket.create_server(("127.0.0.1", 0))

    def serve():
        try:
            caller, _ = line.accept()
            with caller:
                talk(caller)
        except OSError:
            return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield line.getsockname()[1]
    finally:
        line.close()
        thread.join(2)


@pytest.mark.parametrize(("days", "level"), [(90, "ok"), (5, "warn")])
def test_a_certificate_that_ends_soon_is_told(tmp_path, days, level):
    """VAL-16."""
    pem = certificate(tmp_path, days)
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context(cafile=pem)
    server.load_cert_chain(pem)

    def talk(caller):
        server.wrap_socket(caller, server_side=True).close()

    site = Site(name="x", hosts=("localhost", "trial.example"), proxy=True)
    with answering(talk) as port:
        found = list(reach.transport(site, Messages(address=f"https://localhost:{port}"), context=client))
    assert levels(found) == [level]
    with answering(lambda caller: server.wrap_socket(caller, server_side=True).close()) as port:
        found = list(reach.transport(site, Messages(address=f"https://localhost:{port}")))
    assert levels(found) == ["fail"], "a certificate nobody vouches for"


@pytest.mark.parametrize(("offers", "level"), [(b"250-x\r\n250 STARTTLS\r\n", "ok"), (b"250 x\r\n", "fail")])
def test_a_mail_server_without_the_tls_that_is_asked_for_is_a_failure(offers, level):
    def talk(caller):
        caller.sendall(b"220 here\r\n")
        caller.recv(200)
        caller.sendall(offers)
        caller.recv(200)
        caller.sendall(b"221 bye\r\n")

    with answering(talk) as port:
        found = list(reach.mail(Messages(host="127.0.0.1", port=port, sender="a@b.example")))
    assert levels(found) == [level]


def test_a_mail_server_that_does_not_answer_is_a_failure_and_none_at_all_is_told():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert levels(reach.mail(Messages(host="127.0.0.1", port=port, sender="a@b.example"))) == ["fail"]
    assert levels(reach.mail(Messages())) == ["warn"]


def test_the_account_that_runs_the_tests_is_told_when_it_cannot_write(tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root can write everywhere")
    tmp_path.chmod(0o500)
    assert "fail" in levels(place.folder(tmp_path))
    tmp_path.chmod(0o700)

"""The files of a deployment are sound: units, proxy, container, and the pins a server installs."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = ("hepatica@.service", "hepatica-backup@.service", "hepatica-backup@.timer")


def verified(folder, *, spoil=lambda text: text):
    """What systemd's own checker says of the units, as an instance called trial, with programs this machine has."""
    names = []
    for unit in UNITS:
        text = (DEPLOY / unit).read_text().replace("/opt/hepatica/bin/hepatica", "/bin/true")
        text = re.sub(r"^(User|Group)=hepatica$", r"\1=root", text, flags=re.MULTILINE)
        for name in (unit, unit.replace("@", "@trial")):
            (folder / name).write_text(spoil(text))
        names.append(str(folder / unit.replace("@", "@trial")))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names], capture_output=True, text=True, check=False
    )
    return [line for line in done.stderr.splitlines() if str(folder) in line]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_takes_the_units_as_they_are_and_names_a_mistake(tmp_path):
    assert verified(tmp_path) == []
    assert verified(tmp_path, spoil=lambda text: text.replace("Restart=on-failure", "Restart=perhaps"))


def test_the_service_runs_as_nobody_special_and_writes_only_in_its_trial():
    unit = (DEPLOY / "hepatica@.service").read_text()
    for line in ("User=hepatica", "NoNewPrivileges=yes", "ProtectSystem=strict", "UMask=0077"):
        assert f"\n{line}\n" in unit
    assert re.findall(r"^ReadWritePaths=(.*)$", unit, re.MULTILINE) == ["/srv/hepatica/%i"]
    assert "--host 127.0.0.1" in unit, "only the proxy on this machine reaches it"


def tokens(text):
    """The statements and braces of an nginx file: its whole grammar but for quoting."""
    return re.findall(r"[{};]|[^\s{};]+", re.sub(r"#[^\n]*", "", text))


def test_the_proxy_ends_tls_redirects_the_rest_and_says_which_it_was():
    """VAL-15, VAL-16."""
    found = tokens((DEPLOY / "nginx.conf").read_text())
    depth = 0
    for before, token in zip(["{", *found], found, strict=False):
        depth += {"{": 1, "}": -1}.get(token, 0)
        assert depth >= 0
        if token == "}":
            assert before in {";", "}"}, f"a statement before {token} lacks its semicolon"
    assert depth == 0
    text = " ".join(found)
    assert "return 301 https://$host$request_uri ;" in text
    assert "proxy_set_header X-Forwarded-Proto $scheme ;" in text
    assert "ssl_protocols TLSv1.2 TLSv1.3 ;" in text


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not here")
def test_nginx_takes_its_file(tmp_path):
    site = (DEPLOY / "nginx.conf").read_text()
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=x"),
            *("-keyout", str(key), "-out", str(cert)),
        ],
        check=True,
        capture_output=True,
    )
    site = site.replace("/etc/ssl/hepatica/fullchain.pem", str(cert))
    site = site.replace("/etc/ssl/hepatica/privkey.pem", str(key))
    main = tmp_path / "nginx.conf"
    main.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{site}\n}}\n")
    done = subprocess.run(["nginx", "-t", "-c", str(main)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


KNOWN = {
    *("FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE"),
    *("STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"),
}


def instructions(text):
    joined = re.sub(r"\\\n", " ", re.sub(r"^#[^\n]*\n", "", text, flags=re.MULTILINE))
    return [line.strip().partition(" ")[::2] for line in joined.splitlines() if line.strip()]


def test_the_container_file_is_made_of_instructions_copies_what_there_is_and_runs_as_nobody():
    """VAL-12."""
    said = instructions((DEPLOY / "Containerfile").read_text())
    assert {name for name, _ in said} <= KNOWN
    for name, rest in said:
        if name == "COPY" and not rest.startswith("--from"):
            assert all((ROOT / source).exists() for source in rest.split()[:-1]), rest
    assert "--require-hashes" in next(rest for name, rest in said if name == "RUN")
    assert [rest for name, rest in said if name == "USER"] == ["10001"]
    assert said.index(("USER", "10001")) < next(n for n, (name, _) in enumerate(said) if name == "ENTRYPOINT")


def pins(path):
    return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", path.read_text(), re.MULTILINE))


def test_a_server_installs_the_pins_that_were_tested_and_no_tool_of_development():
    """VAL-12."""
    tested, served = pins(ROOT / "requirements.lock"), pins(DEPLOY / "requirements.lock")
    assert served
    assert {name: tested.get(name) for name in served} == served
    assert not {"pytest", "playwright", "mypy", "ruff"} & served.keys()
    for lock in (ROOT / "requirements.lock", DEPLOY / "requirements.lock"):
        assert "https://" not in re.sub(r"#.*", "", lock.read_text())
        entries = re.split(r"\n(?=[a-z])", lock.read_text())
        assert all("--hash=sha256:" in entry for entry in entries if "==" in entry.splitlines()[0])

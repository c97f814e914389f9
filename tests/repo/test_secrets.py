"""No secret stands in the repository: keys, tokens and passwords of services are found by their shape."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHAPES = {
    "private key": re.compile(r"-----BEGIN (?:RSA |EC |OPENSSH |PGP |ENCRYPTED )?PRIVATE KEY"),
    "AWS key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "GitHub token": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,})"),
    "Slack token": re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}"),
    "Google key": re.compile(r"\bAIza[0-9A-Za-z_-]{35}\b"),
    "signed web token": re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),
    "address with a password": re.compile(
        r"\b[a-z]+://(?![a-z_]+:(?:password|app)@)[^\s:/@'\"{}$<>…]+:[^\s:/@'\"{}$<>…]{6,}@"
    ),
}
PLACES = {"secret.key", "identity.key", "checkpoint.key", "identity.enc", "hepatica.db"}
"""What a trial folder keeps for itself."""
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".json",
    ".sh",
    ".html",
    ".js",
    ".css",
    ".csv",
    ".txt",
    ".conf",
    ".service",
    "",
}


def tracked():
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in done.stdout.split("\0") if name]


def secrets_in(text):
    return [name for name, shape in SHAPES.items() if shape.search(text)]


def test_no_file_of_the_repository_holds_a_secret():
    found = {}
    for path in tracked():
        if path.suffix in TEXT and path.is_file() and path != Path(__file__):
            for name in secrets_in(path.read_text(encoding="utf-8", errors="replace")):
                found.setdefault(str(path.relative_to(ROOT)), []).append(name)
    assert found == {}


def test_no_key_or_database_of_a_trial_is_in_the_repository():
    assert [str(p.relative_to(ROOT)) for p in tracked() if p.name in PLACES] == []


@pytest.mark.parametrize(
    "planted",
    [
        "-----BEGIN " + "PRIVATE KEY-----",
        "key = 'AKIA" + "ABCDEFGHIJKLMNOP'",
        "ghp_" + "a" * 36,
        "postgresql://app:" + "hunter2secret@db:5432/trial",
    ],
)
def test_a_planted_secret_is_found(planted):
    assert secrets_in(planted)

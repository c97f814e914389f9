"""What goes in and what comes out, for OpenAPI."""

from __future__ import annotations

from ninja import Schema
from pydantic import Field, SecretStr

from hepatica.conduct.commands import Command


class SignIn(Schema):
    """Credentials for a session."""

    username: str = Field(max_length=150)
    password: SecretStr
    code: str = Field(default="", max_length=40)
    """Of the second factor, where the account has one."""


class Session(Schema):
    """Who is signed in, and the token to send as ``X-CSRFToken``."""

    user: str
    name: str
    roles: list[str]
    csrf: str


class Submission(Schema):
    """A command with what makes it safe to send twice and, where a signature is asked, the password."""

    command: Command
    key: str | None = Field(default=None, min_length=8, max_length=100)
    """Idempotency key: the same key with the same command is stored once and answered twice."""
    password: SecretStr | None = None
    witness: SignIn | None = None
    """The second person of an act that two must do: the other reader at the bedside, the other signature."""


class Stored(Schema):
    """The events a command became; ``first`` is after ``last`` when nothing had to change."""

    first: int
    last: int
    repeated: bool
    """True when this key had been stored before."""
    subject: str = ""
    """The participant's number, which ``subject.screen`` has just given."""


class Problem(Schema):
    """One reason why nothing was stored."""

    code: str
    sentence: str
    visit: str = ""
    form: str = ""
    item: str = ""
    row: int = 0
    current: str | None = None
    by: str = ""


class Problems(Schema):
    """Every reason why nothing was stored."""

    problems: list[Problem]


class Head(Schema):
    """Where the ledger stands."""

    seq: int
    hash: str
    study: str
    version: str
    synthetic: bool


class KeptDesign(Schema):
    """One version of a design of the next trial: what it is, and who kept it when."""

    id: str
    title: str
    kind: str
    version: str
    sha256: str
    """Of what it says, whatever its comments."""
    seq: int
    """The event that kept it."""
    by: str
    at: str


class DesignText(KeptDesign):
    """The same with the file ``design.yaml`` as it was written."""

    text: str

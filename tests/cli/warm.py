"""The command in a process of its own, forked from one that has imported the program already.

``run(arguments, said=..., environment=...)`` is what a person gets who types ``hepatica ARGUMENTS``: a process with its
own environment, streams, Django and end; only the seconds of importing are paid once per worker. The first process
never starts Django, opens no folder and keeps no state but modules and parsed pages of the built-in study.
What depends on how Python itself starts (its hash seed, its language) needs a start of its own.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import socket
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

PURE = ("study", "ledger", "checks", "scores", "safety", "product", "tissue", "stats", "conduct")
PURE = (*PURE, "datasets", "report", "exchange", "evidence", "design")
"""Rooms that know no Django: importing them settles nothing about a trial."""
ALONE = (
    "django.db.models",
    "django.forms",
    "django.template",
    "django.core.management",
    "django.db.backends.sqlite3.base",
)
ALONE = (*ALONE, "django_tasks.backends", "django_stubs_ext", "requests")
"""What a command loads of others that needs no settings."""
PATIENCE = 120
"""Seconds a command may take."""


def run(arguments: list[str], *, said: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the command to its end; ``said`` is typed into it."""
    with tempfile.TemporaryDirectory() as folder:
        streams = [Path(folder, name) for name in ("in", "out", "err")]
        streams[0].write_text(said, encoding="utf-8")
        asked = {"arguments": arguments, "environment": environment, "folder": folder, "at": str(Path.cwd())}
        channel = _first()
        channel.write(json.dumps(asked) + "\n")
        channel.flush()
        code = int(channel.readline())
        out, err = (stream.read_text(encoding="utf-8") for stream in streams[1:])
    return subprocess.CompletedProcess(arguments, code, out, err)


@cache
def _first():
    """Start the first process of this worker; it ends with the worker."""
    here, there = socket.socketpair()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("HEPATICA_", "DJANGO_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.cli.warm", str(there.fileno())],
        cwd=Path(__file__).resolve().parents[2],
        env=environment,
        pass_fds=[there.fileno()],
    )
    there.close()
    here.settimeout(PATIENCE)
    channel = here.makefile("rw", encoding="utf-8")

    def end() -> None:
        here.shutdown(socket.SHUT_RDWR)
        process.wait()

    atexit.register(end)
    return channel


def _import_the_pure() -> None:
    for room in PURE:
        package = importlib.import_module(f"hepatica.{room}")
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(found.name)


def _serve(channel) -> None:
    """Fork for each line that is asked; a child returns from here, the first process stays."""
    while line := channel.readline():
        asked = json.loads(line)
        if child := os.fork():
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            channel.write(f"{code}\n")
            channel.flush()
            continue
        _become(asked)
        return
    os._exit(0)


def _become(asked) -> None:
    """Take on the environment, the streams and the arguments of the command that was typed."""
    os.chdir(asked["at"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    time.tzset()
    flags = (os.O_RDONLY, os.O_WRONLY | os.O_CREAT, os.O_WRONLY | os.O_CREAT)
    for number, (name, how) in enumerate(zip(("in", "out", "err"), flags, strict=True)):
        stream = os.open(Path(asked["folder"], name), how, 0o600)
        os.dup2(stream, number)
        os.close(stream)
    sys.argv = ["hepatica", *asked["arguments"]]


def main() -> None:
    """Import, then fork for whoever asks; in a child, be the command."""
    import typer.main

    import hepatica
    from hepatica.cli.main import app
    from hepatica.conduct import lint

    _import_the_pure()
    for module in ALONE:
        importlib.import_module(module)
    lint.load(Path(hepatica.__file__).parent / "studies" / "nct04243681")
    # Typer reads the signatures of all commands for each that is typed; they are the same in every child.
    command = typer.main.get_command(app)
    typer.main.get_command = lambda _app: command
    gc.freeze()
    _serve(socket.socket(fileno=int(sys.argv[1])).makefile("rw", encoding="utf-8"))
    app()


if __name__ == "__main__":
    main()

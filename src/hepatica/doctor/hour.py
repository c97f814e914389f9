"""The clock: whether the server's hour agrees with another's, and the ledger lies in the past."""

from __future__ import annotations

import shutil
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from datetime import datetime

from hepatica.doctor.finding import Found, fail, ok, warn

MOST_SECONDS = 60
"""Drift beyond which somebody must look (TIM-02)."""
_NTP_TO_UNIX = 2_208_988_800
_QUESTION = b"\x23" + 47 * b"\0"


def drift(server: str, *, port: int = 123, seconds: float = 3) -> float:
    """Return by how many seconds this machine is ahead of a time server (SNTP, RFC 4330); OSError when it is silent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.settimeout(seconds)
        sent = time.time()
        line.sendto(_QUESTION, (server, port))
        answer, _ = line.recvfrom(48)
        came = time.time()
    if len(answer) < 48:
        raise OSError("its answer is too short")
    whole, part = struct.unpack("!II", answer[40:48])
    return float((sent + came) / 2 - (whole - _NTP_TO_UNIX + part / 2**32))


def clock(server: str = "") -> Iterator[Found]:
    """Say whether the machine's clock is kept in step."""
    if server:
        try:
            ahead = drift(server)
        except OSError as error:
            yield warn(
                "clock", f"The time server {server} does not answer ({error}): the clock was not compared."
            )
            return
        said = f"The clock is {abs(ahead):.1f} s {'ahead of' if ahead > 0 else 'behind'} {server}."
        yield (
            fail("clock", f"{said} Every event bears it: set it right.")
            if abs(ahead) > MOST_SECONDS
            else ok("clock", said)
        )
        return
    kept = _kept_by_the_system()
    if kept is None:
        yield warn(
            "clock",
            "Whether the clock is kept in step is not known here: name a time server with --time-server.",
        )
    elif kept:
        yield ok("clock", "The system keeps its clock in step with a time server.")
    else:
        yield warn("clock", "The system does not keep its clock in step with a time server: switch that on.")


def _kept_by_the_system() -> bool | None:
    program = shutil.which("timedatectl")
    if not program:
        return None
    line = [program, "show", "--property", "NTPSynchronized", "--value"]
    done = subprocess.run(line, capture_output=True, text=True, timeout=10, check=False)
    return done.stdout.strip() == "yes" if done.returncode == 0 and done.stdout.strip() else None


def ledger(last: datetime | None, now: datetime, *, synthetic: bool) -> Iterator[Found]:
    """Say whether the ledger's last event lies in the future: then the clock was set back (TIM-04)."""
    if last is None or synthetic:
        return
    ahead = (last - now).total_seconds()
    if ahead > MOST_SECONDS:
        yield fail(
            "clock",
            f"The last event of the ledger is {ahead / 60:,.0f} minutes later than this clock: the clock was set back. "
            "Events go on in their order, at the later hour, until the clock has caught up.",
        )

"""``django sweep``: the third child of ``hepatica serve``: alerts every few seconds, the digest once a day."""

from __future__ import annotations

import logging
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from hepatica.jobs import alerts, digest
from hepatica.store.read import NotPublished
from hepatica.store.unavailable import StoreUnavailable

_LOG = logging.getLogger(__name__)


class Command(BaseCommand):
    """Sweep until asked to stop."""

    help = "Send alerts that wait, escalate those nobody acknowledged, and send the daily digest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add how often."""
        parser.add_argument("--every", type=float, default=10.0, help="Seconds between two sweeps.")
        parser.add_argument("--once", action="store_true", help="Sweep once and end.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Sweep; a store that is away for a moment is tried again at the next turn."""
        asked = threading.Event()
        if not options["once"]:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: asked.set())
        while True:
            close_old_connections()
            try:
                alerts.sweep()
                digest.send_due()
            except NotPublished:
                pass
            except StoreUnavailable as error:
                _LOG.warning("The sweep waits: %s", error)
            if options["once"] or asked.wait(options["every"]):
                return

"""A pytest plugin that writes down what became of each test: ``-p tests.validation.recorder``, into HEPATICA_RESULTS."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

_OUTCOMES: dict[str, str] = {}


def pytest_runtest_logreport(report: Any) -> None:
    """Keep the worst of a test's three phases."""
    before = _OUTCOMES.get(report.nodeid, "")
    if report.when == "call" or report.outcome != "passed":
        _OUTCOMES[report.nodeid] = "failed" if "failed" in {before, report.outcome} else report.outcome


def pytest_sessionfinish(session: Any) -> None:
    """Write the results, from the process that all workers report to."""
    if hasattr(session.config, "workerinput"):
        return
    path = Path(os.environ["HEPATICA_RESULTS"])
    path.write_text(json.dumps(_OUTCOMES, indent=0, sort_keys=True), encoding="utf-8")

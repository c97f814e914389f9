"""What every test of printed outputs may ask for."""

import json

import pytest

from hepatica.report import typst


@pytest.fixture
def unset(monkeypatch):
    """Leave what is printed as the typesetter would be given it: every word, number and picture, in seconds less.

    That the same document is set as the same bytes is in tests/report/test_typst.py and tests/cli/test_report.py.
    """

    def written(data, at, template="report.typ"):
        return b"%PDF-1.7\n" + json.dumps([data, at.isoformat(), template]).encode()

    monkeypatch.setattr(typst, "_compile", written)

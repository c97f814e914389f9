"""Pages about a failure, in a process of their own: they need Django's settings and nothing of the record."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ASK = """
import django; django.setup()
from django.db import IntegrityError, OperationalError
from django.test import RequestFactory
from hepatica.store.unavailable import StoreUnavailable
from hepatica.web.shell.unavailable import SayUnavailable
answer = SayUnavailable(lambda request: None).process_exception(RequestFactory().get("/"), {failure})
print(answer.status_code if answer else None, answer.content.decode() if answer else "")
"""


def asked(failure: str) -> str:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "gallery_settings", "PYTHONPATH": f"{HERE}:src"}
    done = subprocess.run(
        [sys.executable, "-c", ASK.format(failure=failure)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        cwd=HERE.parents[2],
    )
    return done.stdout


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        ('StoreUnavailable("Nothing was stored: the disk is full.")', "the disk is full"),
        ('OperationalError("database is locked")', "busy with another entry"),
    ],
)
def test_a_failing_record_is_said_with_503_and_its_own_sentence(failure: str, said: str) -> None:
    page = asked(failure)
    assert page.startswith("503 ")
    assert said in page


@pytest.mark.parametrize("failure", ['IntegrityError("UNIQUE constraint failed")', 'ValueError("ours")'])
def test_a_defect_of_ours_is_not_dressed_up_as_a_failing_disk(failure: str) -> None:
    assert asked(failure).startswith("None")

"""The published description holds: whatever is sent, the answer is one that it names, and never a fault of ours."""

from typing import get_args

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from hepatica.conduct.commands import Command
from hepatica.store import read
from hepatica.store.verify import verify

pytestmark = pytest.mark.engine


def test_every_answer_is_described(script):
    client, csrf = script.session("lakshmi")
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    tried = set()
    for operation in (found.ok() for found in described.get_all_operations()):

        @settings(
            max_examples=15,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=[*HealthCheck],
        )
        @given(case=operation.as_strategy())
        def answered(case):
            # Well-formed is not yet allowed: the trial's rules may still refuse it, in words.
            case.call_and_validate(
                headers={"X-CSRFToken": csrf}, cookies=cookies, excluded_checks=[positive_data_acceptance]
            )

        answered()
        tried.add(operation.label)
    assert "POST /api/v1/commands" in tried
    assert verify().sound


def test_every_command_is_described_with_the_kind_that_names_it(script):
    described = script.read("lakshmi", "openapi.json")["components"]["schemas"]
    kinds = [cls.__name__ for cls in get_args(get_args(Command)[0])]
    assert len(kinds) > 60
    assert all("kind" in described[name]["required"] for name in kinds)


def test_the_protocol_in_force_can_be_fetched(script):
    assert script.read("lakshmi", "study")["id"] == "nct04243681"


def test_head_says_where_the_ledger_stands(script):
    said = script.read("kulkarni", "head")
    assert (said["seq"], said["hash"]) == tuple(read.head())
    assert said["synthetic"] is True

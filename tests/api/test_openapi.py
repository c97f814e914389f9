"""The published description holds: whatever is sent, the answer is one that it names, and never a fault of ours."""

from typing import get_args

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from hepatica.conduct.commands import Command
from hepatica.demo.cast import BY_ROLE
from hepatica.store import read
from hepatica.store.verify import verify

pytestmark = pytest.mark.engine


def answered_as_described(script, user, examples, **more):
    """Send what the description allows, and what it does not, as one person; return the operations that were tried."""
    client, csrf = script.session(user)
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    tried = set()
    for operation in (found.ok() for found in described.get_all_operations()):

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            suppress_health_check=[*HealthCheck],
            **more,
        )
        @given(case=operation.as_strategy())
        def answered(case):
            # Well-formed is not yet allowed: the trial's rules may still refuse it, in words.
            case.call_and_validate(
                headers={"X-CSRFToken": csrf}, cookies=cookies, excluded_checks=[positive_data_acceptance]
            )

        answered()
        tried.add(operation.label)
    return tried


SEVERAL = ("coordinator", "investigator", "administrator", "reader")


@pytest.mark.parametrize("role", SEVERAL)
def test_every_answer_is_described(script, role):
    """VAL-15: every operation, as people who may and people who may not."""
    tried = answered_as_described(script, BY_ROLE[role].user, 6, derandomize=True)
    assert {"POST /api/v1/commands", "GET /api/v1/participants/{subject}/forms/{visit}/{form}"} <= tried
    assert verify().sound


@pytest.mark.torture
@pytest.mark.parametrize("role", sorted(BY_ROLE))
def test_every_answer_is_described_whoever_asks_and_however_long(script, role):
    """VAL-15."""
    answered_as_described(script, BY_ROLE[role].user, 300)
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

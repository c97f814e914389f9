"""No page asks the database more often because there are more participants."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from tests.bench import trial
from tests.bench.seeding import seed
from tests.web import play
from tests.web.conftest import REFERENCE

from hepatica.ledger.events import DeviationRecorded, FindingRaised
from hepatica.ledger.review_facts import QueryOpened
from hepatica.people.accounts import add_account
from hepatica.store import publishing
from hepatica.study.load import load

FEW, MANY = 30, 100
ROLES = ("coordinator", "investigator", "data_manager", "monitor", "inspector")
PAGES = {
    "/": "coordinator",
    "/matrix/": "coordinator",
    "/participants/01-002/": "coordinator",
    "/participants/01-002/visits/baseline/laboratory/": "coordinator",
    "/find?q=01-00": "coordinator",
    "/queries/": "data_manager",
    "/inbox/": "investigator",
    "/record/trail/": "inspector",
    "/record/trail/?subject=01-002": "inspector",
    "/record/access/": "inspector",
    "/record/people/": "inspector",
}


def facts(subject):
    """What is said of everybody: a course, and something that waits in every worklist."""
    yield from trial.facts(subject)
    yield QueryOpened(visit="baseline", form="laboratory", item="sodium", row=1, text="Is 134 right?")
    yield FindingRaised(check="eligible_sodium", visit="baseline", form="laboratory", item="sodium", row=1)
    yield DeviationRecorded(rule="out_of_window", sentence="Month 1 was late.", visit="month_1", form="visit")


class Said:
    """The statements of one page, without their values; lists of many numbers count as one."""

    def __init__(self):
        self.found = []

    def __call__(self, execute, sql, params, many, context):
        self.found.append(re.sub(r"(%s, )+", "", sql))
        return execute(sql, params, many, context)


def statements(clients):
    """Page → the statements it issues, once what is kept ready is ready."""
    found = {}
    for page, role in PAGES.items():
        assert clients[role].get(page).status_code == 200, page
        said = Said()
        with connection.execute_wrapper(said):
            assert clients[role].get(page).status_code == 200, page
        found[page] = said.found
    return found


@pytest.mark.engine
def test_the_main_pages_issue_the_same_statements_among_thirty_and_a_hundred(ledger, settings, tmp_path):
    settings.HEPATICA_DIR, settings.ROOT_URLCONF = tmp_path, "hepatica.config.urls"
    publishing.publish(load(REFERENCE))
    clients = {}
    for role in ROLES:
        play.delegate(role, role.title(), role)
        add_account(role, role.title(), "ward-chart-2026", checked=False)
        clients[role] = Client()
        clients[role].force_login(get_user_model().objects.get(username=role))
    seed(FEW, facts)
    few = statements(clients)
    seed(MANY, facts)
    many = statements(clients)
    for page, said in few.items():
        assert len(said) > 5, page
        assert many[page] == said, page

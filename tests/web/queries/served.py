"""Settings of a real server that serves the form page, the sign-in and the queries, and asks no other room."""

from tests.web.capture.form_served import *  # noqa: F403

ROOT_URLCONF = "tests.web.queries.form_addresses"

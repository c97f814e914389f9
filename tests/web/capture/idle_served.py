"""The form page as ``form_served`` has it, on a site where a page covers itself after two seconds."""

from tests.web.capture.form_served import *  # noqa: F403

HEPATICA_IDLE_SECONDS = 2

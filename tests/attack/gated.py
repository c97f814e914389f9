"""The example study with a gate before enrolment, so that the places can run out."""

from tests.store.databases import EXAMPLE
from tests.store.people import enter, screened

from hepatica.store import publishing
from hepatica.study.load import load


def publish_gated(*, planned):
    """Bring the example into force with so many places and a gate that a blood pressure clears."""
    study = load(EXAMPLE)
    gate = study.gates[0].model_copy(update={"id": "enrolment", "act": "enrolment"})
    enrolment = study.enrolment.model_copy(update={"planned": planned})
    publishing.publish(study.model_copy(update={"gates": (*study.gates, gate), "enrolment": enrolment}))


def ready():
    """Screen a participant whom the gate lets through."""
    subject = screened()
    enter(subject, "120")
    return subject

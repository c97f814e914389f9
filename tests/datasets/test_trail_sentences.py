"""The trail as sentences: every kind of fact is told, in words a reader knows, with names, units and reasons."""

import re
import types
import typing

import msgspec
import pytest
from tests.datasets.record import study

from hepatica.datasets.trail_sentences.teller import DERIVED, SENTENCES, Roll, Teller
from hepatica.ledger import events as f
from hepatica.ledger.events import FACTS, Event, encode
from hepatica.ledger.product_facts import Measured
from hepatica.ledger.review_facts import QueryClosed
from hepatica.ledger.tissue_facts import ReadingRecorded, SlideAccessioned

PUBLISHED = 2
SAMPLES = {
    "visit": "month_1",
    "form": "laboratory",
    "item": "bilirubin",
    "group": "draws",
    "role": "cell_lab",
    "signal": "bilirubin_doubled",
    "check": "plausible.bilirubin",
    "gate": "infusion",
    "meaning": "review",
    "act": "form",
    "approval": "ethics",
    "level": "form",
    "register": "incident",
    "step": "msc_passage",
    "move": "stored",
    "decision": "released",
    "rule": "out_of_window",
    "date": "2026-03-16",
    "at": "2026-03-16T10:40",
    "aware": "2026-03-16T10:40",
    "deviation": "out_of_window/month_1/laboratory//0",
    "alert": "serious/01-001/1",
}


def sample(name, kind):
    """A value of a field: something an event could hold."""
    origin = typing.get_origin(kind)
    if origin is types.UnionType:
        kind = next(one for one in typing.get_args(kind) if one is not type(None))
        origin = typing.get_origin(kind)
    if name == "items":
        return ("1/bilirubin",)
    if name == "blocks":
        return ("infusion",)
    if origin is tuple:
        inner = typing.get_args(kind)[0]
        return (sample(name, inner),)
    if origin is dict:
        return {}
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return made(kind)
    return {str: SAMPLES.get(name, "some words"), int: 1, bool: True}[kind]


def made(struct):
    hints = typing.get_type_hints(struct)
    return struct(**{name: sample(name, hints[name]) for name in struct.__struct_fields__})


def event(fact, *, seq=10, actor="lakshmi", subject="01-001", at="2026-03-16T05:10:00.000000Z"):
    body = encode(fact)
    return Event(
        seq=seq, at=at, actor=actor, subject=subject, kind=fact.kind, schema=1, definition=PUBLISHED, body=body,
        prev="", hash="",
    )  # fmt: skip


@pytest.fixture(scope="module")
def roll():
    known = Roll()
    granted = f.RoleGranted(user="lakshmi", name="Lakshmi Rao", role="coordinator")
    known.add(event(granted, seq=1, actor="owner", subject=""))
    return known


def told(fact, roll, *, codes=True, **more):
    return Teller(studies={PUBLISHED: study()}, roll=roll, codes=codes).tell(event(fact, **more))


@pytest.mark.parametrize("kind", sorted(FACTS))
def test_every_kind_of_fact_has_a_sentence_without_internal_names(kind, roll):
    """AUD-01, AUD-06."""
    assert FACTS[kind] in SENTENCES, (
        f"{kind} is told by nobody: give it a sentence in datasets/trail_sentences"
    )
    said = told(made(FACTS[kind]), roll).text
    assert "Lakshmi Rao (coordinator)" in said
    assert said.endswith((".", "?"))
    assert len(said.split()) > 5
    assert kind not in said
    assert not re.search(r"\b\w+_\w+\b", said), said


def test_a_change_says_who_what_where_from_what_to_what_and_why(roll):
    """AUD-01, AUD-02."""
    change = f.ItemChanged(
        visit="month_1", form="laboratory", item="bilirubin", row=1, value="3.1", unit="mg/dL", was="2.1",
        was_unit="mg/dL", reason="typing error",
    )  # fmt: skip
    found = told(change, roll)
    assert found.text == (
        "Lakshmi Rao (coordinator) changed bilirubin, total at Month 1 from 2.1 to 3.1 mg/dL: typing error."
    )
    assert found.critical


def test_two_units_and_an_answer_taken_back_are_both_said(roll):
    change = f.ItemChanged(
        visit="month_1", form="laboratory", item="bilirubin", row=2, value="36", unit="umol/L", was="2.1",
        was_unit="mg/dL",
    )  # fmt: skip
    assert "bilirubin, total (draw 2) at Month 1 from 2.1 mg/dL to 36 umol/L" in told(change, roll).text
    gone = f.ItemChanged(
        visit="month_1", form="laboratory", item="bilirubin", row=1, state="not_done", was="2.1"
    )
    assert "from 2.1 mg/dL to not done" in told(gone, roll).text


def test_what_the_program_derives_says_so_with_the_protocol_and_whose_act_set_it_off(roll):
    """AUD-10."""
    raised = f.FindingRaised(
        check="plausible.bilirubin", visit="month_1", form="laboratory", item="bilirubin", row=1
    )
    said = told(raised, roll).text
    assert said.startswith(
        f"Hepatica, by protocol {study().version}, after Lakshmi Rao (coordinator), asked about"
    )
    assert {"rule.fired", "signal.proposed", "signature.invalidated"} <= DERIVED
    assert told(QueryClosed(query=4, mended=True), roll).who.startswith("Hepatica")
    assert told(QueryClosed(query=4, text="settled"), roll).who.startswith("Lakshmi")


def test_a_computed_answer_is_the_programs(roll):
    """AUD-10."""
    form, item = next(
        (form.id, item.id) for form in study().forms for g in form.groups for item in g.items if item.compute
    )
    said = told(f.ItemEntered(visit="month_1", form=form, item=item, value="4"), roll).text
    assert said.startswith("Hepatica, by protocol")
    assert " computed " in said


def test_who_acted_is_named_with_the_role_held_at_that_event():
    known = Roll()
    known.add(event(f.RoleGranted(user="ravi", name="Ravi K.", role="coordinator"), seq=1, subject=""))
    known.add(event(f.RoleRevoked(user="ravi", role="coordinator", reason="left"), seq=5, subject=""))
    assert known.person("ravi", 3).words == "Ravi K. (coordinator)"
    assert known.person("ravi", 6).words == "Ravi K."
    assert "owner" in known.person("owner", 6).words.lower()


def test_a_code_is_told_only_to_those_who_may_know_whose_it_is(roll):
    given = SlideAccessioned(material="LB1-01-001-B1-S1", accession="3E449CH9")
    read = ReadingRecorded(
        accession="3E449CH9", read=1, at="2026-03-16T10:40", method="single", positive=71, counted=8090,
        measures=(Measured(name="area_mm2", value="4", unit="mm2"),),
    )  # fmt: skip
    for fact in (given, read):
        assert "3E449CH9" in told(fact, roll).text
        masked = told(fact, roll, codes=False).text
        assert "3E449CH9" not in masked
        assert "LB1-01-001" not in masked
        assert "8090" not in masked


def test_a_row_struck_out_says_that_its_words_stay(roll):
    """AUD-09."""
    said = told(
        f.RowRemoved(visit="log", form="ae", group="events", row=2, reason="entered twice"), roll
    ).text
    assert "struck out" in said
    assert "entered twice" in said
    assert "stays in this trail" in said

import re

import msgspec
import pytest

from hepatica.ledger import events as f
from hepatica.ledger import upcast
from hepatica.ledger.chain import GENESIS, first_break, link
from hepatica.ledger.events import FACTS, Event, decode, encode


def event(seq, prev, **more):
    fields = {"at": f"2026-03-14T08:05:{seq:02d}.000000Z", "actor": "asha", "subject": "01-001", "kind": "item.entered",
              "schema": 1, "definition": 1, "body": f'{{"seq":{seq}}}', **more}  # fmt: skip
    order = ("at", "actor", "subject", "kind", "schema", "definition", "body")
    return Event(seq=seq, prev=prev, hash=link(prev, seq, *(fields[name] for name in order)), **fields)


def chain(length):
    events, prev = [], GENESIS
    for seq in range(1, length + 1):
        events.append(event(seq, prev))
        prev = events[-1].hash
    return events


def test_kinds_are_noun_and_verb_and_none_is_used_twice():
    assert len(FACTS) == len(f.Fact.__subclasses__())
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", kind) for kind in FACTS)


def test_a_body_is_canonical_and_comes_back():
    fact = f.ItemChanged(visit="v", form="f", item="i", value="2,5 వ", was="2")
    body = encode(fact)
    assert body == '{"form":"f","item":"i","value":"2,5 వ","visit":"v","was":"2"}'
    assert decode("item.changed", body) == fact


@pytest.mark.parametrize(
    ("kind", "body"),
    [("item.eaten", "{}"), ("item.entered", "{}"), ("item.entered", '{"x":1}'), ("item.entered", "")],
)
def test_what_is_not_of_the_grammar_is_refused(kind, body):
    with pytest.raises(ValueError, match=r"."):
        decode(kind, body)


def test_an_unbroken_chain_has_no_break():
    assert first_break(chain(5)) is None


@pytest.mark.parametrize("field", ["at", "actor", "subject", "kind", "definition", "body", "schema"])
def test_any_altered_field_is_found_at_its_event(field):
    events = chain(5)
    altered = 7 if field in {"definition", "schema"} else "x"
    events[2] = msgspec.structs.replace(events[2], **{field: altered})
    broken, sentence = first_break(events)
    assert broken.seq == 3
    assert sentence == "event 3 was altered after it was written"


def test_a_missing_event_and_a_rewritten_tail_are_found():
    events = chain(5)
    assert first_break([*events[:2], *events[3:]])[1] == "event 3 is missing: after 2 comes 4"
    forged = event(3, events[1].hash, body="{}")
    assert first_break([*events[:2], forged, *events[3:]])[1] == "event 4 does not continue event 3"


def test_a_fact_moved_between_fields_changes_the_hash():
    one = link(GENESIS, 1, "a", "b", "c", "k", 1, 11, "x")
    two = link(GENESIS, 1, "a", "b", "c", "k", 11, 1, "x")
    assert one != two


def test_an_older_shape_is_lifted_step_by_step_and_a_newer_one_refused():
    stored = event(1, GENESIS, kind="item.typed", body='{"v":"2","visit":"v","form":"f","item":"i"}')
    lifts = {
        1: lambda kind, body: ("item.entered" if kind == "item.typed" else kind, body),
        2: lambda kind, body: (kind, {("value" if key == "v" else key): text for key, text in body.items()}),
    }
    lifted = upcast.read(stored, lifts=lifts, schema=3)
    assert lifted == f.ItemEntered(visit="v", form="f", item="i", value="2")
    with pytest.raises(ValueError, match="cannot be read"):
        upcast.read(stored, lifts={}, schema=3)
    with pytest.raises(ValueError, match="a newer Hepatica wrote it"):
        upcast.read(msgspec.structs.replace(stored, schema=9))
    with pytest.raises(ValueError, match="unknown kind"):
        upcast.read(stored, lifts={1: lambda kind, body: (kind, body)}, schema=2)

"""A design and its data come as JSON, strictly; what cannot be read is a sentence that names the place."""

import json
from copy import deepcopy

import pytest

from hepatica.design.dose.decide import decide
from hepatica.design.dose.documents import read, written
from hepatica.design.dose.rules import KINDS

GIVEN = {
    "design": {
        "rule": {"kind": "tite_boin", "target": 0.3},
        "doses": [1e6, 2e6],
        "window_days": 28,
        "route": "hepatic artery",
    },
    "participants": [
        {
            "id": "P1",
            "cells": {"planned": 1e6, "manufactured": 2e6, "released": 15e5, "infused": 1e6},
            "route": "hepatic artery",
            "followed_days": 30,
        },
        {
            "id": "P2",
            "cells": [{"planned": 1e6, "infused": 9e5}],
            "route": "hepatic artery",
            "followed_days": 21,
        },
    ],
}


def changed(place, value):
    made = deepcopy(GIVEN)
    at = made
    *path, last = place
    for part in path:
        at = at[part]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return made


def test_a_recommendation_can_be_written_and_says_what_was_known():
    told = json.loads(json.dumps(written(decide(*read(GIVEN)))))
    assert (told["action"], told["cohort"], told["rule"]) == ("stay", 1, "tite_boin")
    assert told["known"]["pending"] == [["P2", 0.75]]
    assert len(told["inputs"]) == 64
    assert told["cannot_show"]
    assert all(kind.__doc__ for kind in KINDS.values())


@pytest.mark.parametrize(
    ("match", "content"),
    [
        ("the file: an object", []),
        ("the file: participants is missing", {"design": {}}),
        ("design.rule: an object", changed(("design", "rule"), "boin")),
        ("design.rule.kind: 'bayes' is none of 3\\+3, boin", changed(("design", "rule", "kind"), "bayes")),
        ("design.rule: a target of 1.3", changed(("design", "rule", "target"), 1.3)),
        ("design.rule: target is missing", changed(("design", "rule", "target"), None)),
        ("design.rule: tagret is not known here", changed(("design", "rule", "tagret"), 0.3)),
        ("design: doses: expected `float`, got `str`", changed(("design", "doses"), ["a"])),
        ("design: the doses do not rise", changed(("design", "doses"), [2e6, 1e6])),
        ("participants: a list", changed(("participants",), {})),
        (r"participants\[0\].cells: a list", changed(("participants", 0, "cells"), 5)),
        (r"participants\[1\]: followed_days is missing", changed(("participants", 1, "followed_days"), None)),
        (r"participants\[1\]: event: expected `bool`", changed(("participants", 1, "event"), 1)),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(match, content):
    with pytest.raises(ValueError, match=match):
        read(content)

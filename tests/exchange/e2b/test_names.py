"""Numbers of cases, batches and files."""

import re
import uuid as python

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.exchange.e2b.names import batch_id, case_id, file_name, uuid


def test_a_case_has_a_number_of_four_parts():
    assert case_id(country="IN", sponsor="A.I.G.", study="NCT-04243681", number=7) == "IN-AIG-NCT04243681-7"
    assert batch_id("IN-AIG-X-7", 2) == "IN-AIG-X-7-2"
    assert file_name("IN-AIG-X-7", 2, "follow_up") == "IN-AIG-X-7-v2-follow_up.xml"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"country": "India"}, "no country code"),
        ({"sponsor": "--"}, "oversight.yaml"),
        ({"number": 0}, "counted from 1"),
        ({"study": "X" * 100}, "may have 100"),
    ],
)
def test_parts_that_make_no_number_are_refused(changed, sentence):
    with pytest.raises(ValueError, match=sentence):
        case_id(**({"country": "IN", "sponsor": "AIG", "study": "X", "number": 1} | changed))


@given(st.lists(st.text(), min_size=1, max_size=3))
def test_a_uuid_is_of_version_five_and_the_same_for_the_same_parts(parts):
    made = uuid(*parts)
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made)
    assert python.UUID(made).version == 5
    assert made == uuid(*parts) != uuid(*parts, "")

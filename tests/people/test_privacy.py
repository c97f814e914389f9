"""What a site says of personal data: who answers, who keeps them, where, and whom to ask."""

import pytest

from hepatica.people.privacy import read_privacy

SAID = {
    "fiduciary": "Hospital, City",
    "processor": "The hospital's data centre",
    "contact": "Data protection officer, 040 1234",
    "hosting": "Hyderabad, India",
    "basis": "Consent",
}


def test_who_answers_who_keeps_and_where_is_on_record(tmp_path):
    """DP-08, DP-10."""
    lines = "".join(f'{key} = "{value}"\n' for key, value in SAID.items())
    (tmp_path / "hepatica.toml").write_text(f'[site]\nname = "X"\n[privacy]\n{lines}', encoding="utf-8")
    read = read_privacy(tmp_path)
    assert {key: getattr(read, key) for key in SAID} == SAID
    assert read.missing == ()


@pytest.mark.parametrize("left_out", SAID)
def test_what_is_not_said_is_named(tmp_path, left_out):
    """DP-08, DP-10."""
    lines = "".join(f'{key} = "{value}"\n' for key, value in SAID.items() if key != left_out)
    (tmp_path / "hepatica.toml").write_text(f"[privacy]\n{lines}", encoding="utf-8")
    assert read_privacy(tmp_path).missing == (left_out,)

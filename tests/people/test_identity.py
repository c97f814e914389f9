"""The identity list keeps names where nobody else can read them, and forgets on request."""

import pytest

from hepatica.people.identity import FILE, KEY, Identity, IdentityError, IdentityList

RAO = Identity(
    initials="KR", hospital_number="AIG-778812", birth_date="1968-05-02", telephone="+91 40 5550 0100"
)


def test_a_person_written_down_is_found_again(tmp_path):
    IdentityList(tmp_path).put("01-001", RAO)
    assert IdentityList(tmp_path).of("01-001") == RAO
    assert IdentityList(tmp_path).of("01-002") is None


def test_the_file_holds_no_readable_word_of_a_person(tmp_path):
    """DP-09, REC-14."""
    IdentityList(tmp_path).put("01-001", RAO)
    sealed = (tmp_path / FILE).read_bytes()
    for word in (b"778812", b"1968", b"5550", b"01-001"):
        assert word not in sealed


def test_only_the_owner_may_read_the_key(tmp_path):
    IdentityList(tmp_path).put("01-001", RAO)
    assert (tmp_path / KEY).stat().st_mode & 0o077 == 0
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_an_erased_person_is_gone_and_the_others_stay(tmp_path):
    """DP-06."""
    people = IdentityList(tmp_path)
    people.put("01-001", RAO)
    people.put("01-002", Identity(initials="SM"))
    assert people.erase("01-001")
    assert people.of("01-001") is None
    assert people.of("01-002") == Identity(initials="SM")
    assert not people.erase("01-001")


def test_an_altered_file_is_refused_with_a_sentence(tmp_path):
    IdentityList(tmp_path).put("01-001", RAO)
    sealed = bytearray((tmp_path / FILE).read_bytes())
    sealed[40] ^= 1
    (tmp_path / FILE).write_bytes(bytes(sealed))
    with pytest.raises(IdentityError, match="was altered"):
        IdentityList(tmp_path).of("01-001")


def test_a_lost_key_is_said_and_not_replaced(tmp_path):
    IdentityList(tmp_path).put("01-001", RAO)
    (tmp_path / KEY).unlink()
    with pytest.raises(IdentityError, match=r"identity\.key is missing"):
        IdentityList(tmp_path).put("01-002", RAO)
    assert not (tmp_path / KEY).exists()


def test_a_person_never_shows_in_a_log_line():
    assert "KR" not in f"{RAO!r} {RAO}"

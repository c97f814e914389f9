import pytest

from hepatica.web.shell.frame import Facts, place_of


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", "today"),
        ("/matrix/", "matrix"),
        ("/participants/01-003/", "matrix"),
        ("/safety/events/1", "safety"),
    ],
)
def test_an_address_belongs_to_a_place(path: str, place: str) -> None:
    assert place_of(path) == place


@pytest.mark.parametrize(
    ("person", "initials"),
    [("Lakshmi R.", "LR"), ("Dr S. Iyer", "SI"), ("Cher", "C"), ("", ""), ("A b c", "AC")],
)
def test_the_badge_leaves_titles_out(person: str, initials: str) -> None:
    assert Facts(person=person).initials == initials

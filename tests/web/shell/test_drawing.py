"""What the templates write, on an engine of their own: no settings decide it."""

from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Engine

from hepatica.web import shell
from hepatica.web.shell.gallery import gallery_context
from hepatica.web.shell.parts import Action, Choice, Clearance, Field, Gate, Mark, Message, Score, Thread

ROOT = Path(shell.__file__).parent
ENGINE = Engine(
    dirs=[str(ROOT / "templates")],
    builtins=["hepatica.web.shell.templatetags.hepatica", "django.templatetags.i18n"],
    libraries={"i18n": "django.templatetags.i18n"},
)


def drawn(part: object, look: str = "") -> str:
    return str(
        ENGINE.from_string("{% show part look %}").render(
            Context({"part": part, "look": look, "csrf_token": "t"})
        )
    )


def every_part(value: Any) -> list[object]:
    if type(value).__module__.startswith("hepatica.web.shell.parts"):
        return [value]
    if isinstance(value, dict):
        return [part for inner in value.values() for part in every_part(inner)]
    if isinstance(value, list | tuple):
        return [part for inner in value for part in every_part(inner)]
    return []


def test_no_part_of_the_gallery_writes_an_inline_style_or_script() -> None:
    parts = every_part(gallery_context())
    assert len(parts) > 100
    for part in parts:
        html = drawn(part)
        assert "style=" not in html
        assert "<script" not in html
        assert " onclick" not in html


def test_every_icon_that_is_used_is_in_the_sprite() -> None:
    sprite = (ROOT / "templates" / "shell" / "sprite.html").read_text()
    html = "".join(drawn(part) for part in every_part(gallery_context()))
    used = {piece.split('"')[0] for piece in html.split('href="#')[1:]} - {"", "clocks"}
    assert {"i-locked", "s-hexagon"} <= used
    assert [name for name in sorted(used) if f'id="{name}"' not in sprite] == []


def test_what_people_type_is_escaped() -> None:
    hostile = "<script>alert(1)</script>\"'"
    field = Field(
        id="x", name="x", label=hostile, value=hostile, hint=hostile, attributes={"hx-post": hostile}
    )
    thread = Thread(messages=(Message(person=hostile, at="now", words=hostile),), post="/q")
    for html in (drawn(field), drawn(thread), drawn(Mark(code=hostile, order=1))):
        assert "<script" not in html
        assert "&lt;script&gt;" in html


def test_an_act_behind_a_gate_has_no_button_until_every_clearance_is_met() -> None:
    start = Action(words="Start G-CSF")
    shut = Gate(clearances=(Clearance(words="a", done=False),), action=start)
    assert "Start G-CSF" not in drawn(shut)
    assert "Start G-CSF" in drawn(Gate(clearances=(Clearance(words="a", done=True),), action=start))


def test_a_score_with_a_missing_input_names_it_and_shows_no_number() -> None:
    html = drawn(Score(name="MELD", missing="Not computable: INR missing"))
    assert "Not computable: INR missing" in html
    assert ">–</output>" in html


@pytest.mark.parametrize("state", ["locked", "notdone"])
def test_a_locked_or_absent_field_has_nothing_to_type_into(state: Any) -> None:
    assert "<input" not in drawn(
        Field(id="w", name="w", label="Weight", kind="number", value="61", state=state)
    )


def test_a_refused_value_stays_in_its_box_beside_the_sentence() -> None:
    html = drawn(
        Field(id="p", name="p", label="Platelets", kind="number", value="banana", refusal="Not a number.")
    )
    assert 'value="banana"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="p-refusal"' in html


def test_the_first_control_carries_the_fields_id_and_each_answer_its_key() -> None:
    choices = (
        Choice(value="n", words="None", key="1"),
        Choice(value="m", words="Mild", key="2", chosen=True),
    )
    html = drawn(Field(id="a", name="a", label="Ascites", kind="choice", choices=choices))
    assert 'id="a" name="a" value="n" data-key="1"' in html
    assert 'value="m" checked data-key="2"' in html
    assert 'aria-labelledby="a-label"' in html


def test_a_number_is_never_a_number_input_because_the_wheel_would_edit_it() -> None:
    html = drawn(Field(id="n", name="n", label="N", kind="number"))
    assert 'inputmode="decimal"' in html
    assert 'type="number"' not in html


def test_a_reply_carries_the_token_and_a_closed_thread_takes_none() -> None:
    open_thread = Thread(messages=(), post="/q/1")
    assert 'name="csrfmiddlewaretoken" value="t"' in drawn(open_thread)
    assert "<form" not in drawn(Thread(messages=(), post="/q/1", closed="1 query closed"))

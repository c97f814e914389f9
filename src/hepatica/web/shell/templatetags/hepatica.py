"""Tags of the shell: one that draws any part, and the small words that are written everywhere."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.forms.utils import flatatt
from django.template.context import Context
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hepatica.web.shell.parts import Chip, Mark
from hepatica.web.shell.parts.entry import Save
from hepatica.web.shell.parts.visit import Tone

register = template.Library()


def _drawn(context: Context, name: str, values: dict[str, Any]) -> SafeString:
    engine = context.template.engine if context.template else template.Engine.get_default()
    own = Context({"csrf_token": context.get("csrf_token", ""), **values})
    return engine.get_template(f"shell/parts/{name}.html").render(own)


@register.simple_tag(takes_context=True)
def show(context: Context, part: object, look: str = "", **extra: Any) -> SafeString:
    """Draw a part with the template of its class: a Clock with 'row' is `shell/parts/clock_row.html`."""
    name = type(part).__name__.lower() + (f"_{look}" if look else "")
    return _drawn(context, name, {"part": part, **extra})


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """Draw a symbol of the sprite; it says nothing to a screen reader, the word beside it does."""
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" aria-hidden="true" focusable="false"><use href="#i-{1}"/></svg>',
        size,
        name,
    )


@register.simple_tag(takes_context=True)
def mark(context: Context, code: str, order: int | None = None) -> SafeString:
    """Draw the participant's shape and code."""
    return _drawn(context, "mark", {"part": Mark(code=code, order=order)})


@register.simple_tag(takes_context=True)
def chip(
    context: Context, words: str, tone: Tone = "", icon: str = "", *, outlined: bool = False
) -> SafeString:
    """Draw a chip without a view having to build one."""
    return _drawn(context, "chip", {"part": Chip(words=words, tone=tone, icon=icon, outlined=outlined)})


@register.simple_tag(takes_context=True)
def save_state(context: Context, state: Save) -> SafeString:
    """Say typing, saved here, or on the server; nothing for a field nobody touched."""
    return _drawn(context, "save", {"state": state})


@register.filter
def attributes(values: Mapping[str, str]) -> SafeString:
    """Write a mapping as escaped HTML attributes."""
    return flatatt(dict(values))


@register.filter
def minus(value: object) -> str:
    """Write a number with a true minus sign."""
    return str(value).replace("-", "−")


@register.filter
def signed(value: Decimal | int) -> str:
    """Write a change with its sign: +0.5, −1, 0."""
    return f"{value:+}".replace("-", "−") if value else "0"


@register.filter
def study_day(day: int | None) -> str:
    """Say a day from infusion in words: 'Day +28', 'Day −7', 'Day 0'."""
    return "" if day is None else f"Day {signed(day)}"


@register.filter
def day(value: dt.date | None) -> str:
    """Say a civil date in words, '14 Mar 2026'; it never passes through a zone."""
    return "" if value is None else date_format(value, "j M Y")

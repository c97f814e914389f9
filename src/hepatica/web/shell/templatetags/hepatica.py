"""Tags of the shell: one that draws any part, and the small words that are written everywhere."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.forms.utils import flatatt
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hepatica.web.shell.parts import Chip, Mark

register = template.Library()


@register.simple_tag(takes_context=True)
def show(context: Context, part: object, look: str = "", **extra: Any) -> SafeString:
    """Draw a part with the template of its class: a Clock with 'row' is `shell/parts/clock_row.html`."""
    name = type(part).__name__.lower() + (f"_{look}" if look else "")
    values = {"part": part, "csrf_token": context.get("csrf_token", ""), **extra}
    return render_to_string(f"shell/parts/{name}.html", values)


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """A symbol of the sprite; it says nothing to a screen reader, the word beside it does."""
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" aria-hidden="true" focusable="false"><use href="#i-{1}"/></svg>',
        size,
        name,
    )


@register.simple_tag
def mark(code: str, order: int | None = None) -> SafeString:
    """The participant's shape and code."""
    return render_to_string("shell/parts/mark.html", {"part": Mark(code=code, order=order)})


@register.simple_tag
def chip(words: str, tone: str = "", icon: str = "", *, outlined: bool = False) -> SafeString:
    """A chip without a view having to build one."""
    part = Chip(words=words, tone=tone, icon=icon, outlined=outlined)  # type: ignore[arg-type]
    return render_to_string("shell/parts/chip.html", {"part": part})


@register.simple_tag
def save_state(state: str) -> SafeString:
    """Typing, saved here, or on the server; nothing for a field nobody touched."""
    return render_to_string("shell/parts/save.html", {"state": state})


@register.filter
def attributes(values: Mapping[str, str]) -> SafeString:
    """A mapping as escaped HTML attributes."""
    return flatatt(dict(values))


@register.filter
def minus(value: object) -> str:
    """A number with a true minus sign."""
    return str(value).replace("-", "−")


@register.filter
def signed(value: Decimal | int) -> str:
    """A change with its sign: +0.5, −1, 0."""
    return f"{value:+}".replace("-", "−") if value else "0"


@register.filter
def study_day(day: int | None) -> str:
    """A day from infusion in words: 'Day +28', 'Day −7', 'Day 0'."""
    return "" if day is None else f"Day {signed(day)}"


@register.filter
def day(value: datetime.date | None) -> str:
    """A civil date in words, '14 Mar 2026'; it never passes through a zone."""
    return "" if value is None else date_format(value, "j M Y")

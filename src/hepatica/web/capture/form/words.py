"""How the form page says things: answers, instants, names."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hepatica.ledger.rows import Answer
from hepatica.store import read
from hepatica.study.dates import PartialDate
from hepatica.study.form import Item, ItemType
from hepatica.web.capture.form.desk import Desk


def words_of(desk: Desk, item: Item, answer: Answer) -> str:
    """Return an answer as people read it: '2.9 g/dL', 'Mild', '14 Mar 2026, 08:05', 'not done: clotted'."""
    if answer.state:
        state = _("not done") if answer.state == "not_done" else _("unknown")
        return f"{state}: {answer.reason}"
    value = answer.value or ""
    if item.type is ItemType.CODE and item.codelist:
        return desk.study.codelist_by_id[item.codelist].label(value, desk.language)
    if item.type in {ItemType.DATE, ItemType.DATETIME} and value:
        day, _t, time = value.partition("T")
        return f"{PartialDate.parse(day).words()}{f', {time}' if time else ''}"
    return f"{value} {answer.unit}".strip()


def name_of(desk: Desk, user: str) -> str:
    """Return the name a person signs with, else the sign-in name."""
    if user == desk.actor.user:
        return desk.actor.name
    if user not in desk.memo:
        grants = read.grants_of(user)
        desk.memo[user] = grants[0].name if grants else user
    return str(desk.memo[user])

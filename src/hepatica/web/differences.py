"""What changed since a signature, as sentences: 'Bilirubin (draw 1) 2.1 mg/dL → 3.1 mg/dL by Lakshmi, 14 Mar 2026, 10:40: typing error'."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from hepatica.ledger.seals import Difference
from hepatica.store import read
from hepatica.study.dates import NotADate, PartialDate
from hepatica.study.form import Item, ItemType
from hepatica.study.study import Study
from hepatica.web.moments import instant


def names() -> Callable[[str], str]:
    """Return what gives the printed name of an account; the account itself where no role was ever granted."""
    known = {grant.user: grant.name for grant in read.grants()}
    return lambda user: known.get(user, user)


def sentences(
    study: Study, form: str, found: Iterable[Difference], name: Callable[[str], str], language: str = "en"
) -> tuple[str, ...]:
    """Return each difference in a sentence."""
    return tuple(_sentence(study, form, one, name, language) for one in found)


def _sentence(study: Study, form: str, one: Difference, name: Callable[[str], str], language: str) -> str:
    said = {"who": name(one.by), "at": instant(one.at), "why": f": {one.reason}" if one.reason else ""}
    if one.redacted:
        told = _(
            "Redacted: words that name a person were taken out of sight by %(who)s and %(second)s, %(at)s%(why)s"
        )
        return told % {**said, "second": one.second}
    if one.struck:
        group = next((g for g in study.form_by_id[form].groups if g.id == one.item), None)
        what = group.title.in_language(language) if group else one.item
        return _("%(what)s, row %(row)s, was struck out by %(who)s, %(at)s%(why)s") % {
            **said,
            "what": what,
            "row": one.row,
        }
    item = study.item(form, one.item)
    label = item.label.in_language(language) if item else one.item
    return _("%(what)s %(was)s → %(now)s by %(who)s, %(at)s%(why)s") % {
        **said,
        "what": f"{label} ({one.row})" if one.row else label,
        "was": _words(study, item, one.was, language),
        "now": _words(study, item, one.now, language),
    }


def _words(study: Study, item: Item | None, said: str, language: str) -> str:
    """Say a stored value as people read it: a code by its label, a date in words."""
    if (
        item is not None
        and item.type is ItemType.CODE
        and item.codelist
        and said not in {"nothing", "not done", "unknown"}
    ):
        return study.codelist_by_id[item.codelist].label(said, language)
    if item is not None and item.type in {ItemType.DATE, ItemType.DATETIME}:
        day, _t, time = said.partition("T")
        try:
            return f"{PartialDate.parse(day).words()}{f', {time}' if time else ''}"
        except NotADate:
            return said
    return said

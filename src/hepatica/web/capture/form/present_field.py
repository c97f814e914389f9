"""From the record to one field: value, unit, range, last value, change, echo, findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from hepatica.conduct.computed import value_of
from hepatica.conduct.findings import sentence
from hepatica.conduct.refused import listed
from hepatica.conduct.skip import asked
from hepatica.ledger.landmarks import civil
from hepatica.ledger.rows import Answer, DeviationRow, FindingRow
from hepatica.study.dates import day_words
from hepatica.study.form import Form, Group, Item, ItemType
from hepatica.web.capture.form.asks import Ask, Box, Clash, Odd
from hepatica.web.capture.form.desk import Desk
from hepatica.web.capture.form.earlier import Last, last_of, number_in, range_for
from hepatica.web.capture.form.present_review import proof, since_opened, talks
from hepatica.web.capture.form.typed import Typed, name_of, parts_of
from hepatica.web.capture.form.words import words_of
from hepatica.web.shell.parts import Change, Choice, Strip

_NOTHING = Answer(seq=0)


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """What was typed and not taken, and why."""

    typed: Typed
    sentence: str
    clash: Clash | None = None


def ask(desk: Desk, form: Form, group: Group, item: Item, row: int, rejected: Rejected | None = None) -> Ask:
    """Return one field of a form of the desk's visit, with what was typed where that was not taken."""
    answer = desk.answer(form.id, item.id, row) or _NOTHING
    parts = parts_of(item, answer) | (rejected.typed.parts if rejected else {})
    last = last_of(desk, form.id, item, row) if _compares(item) else None
    lead, echo = _echo(desk, item, answer)
    return Ask(
        name=name_of(form.id, item.id, row),
        label=item.label.in_language(desk.language),
        hint=item.help.in_language(desk.language) if item.help else "",
        type=item.type,
        parts=parts,
        units=item.all_units,
        choices=_choices(desk, item, parts.get("", "")),
        boxes=_boxes(item, parts),
        words=_words(desk, form, item, row, answer),
        rule=_rule(desk, form, item),
        sealed=not desk.may("items.enter", form),
        hidden=not answer.given
        and not rejected
        and not asked(desk.plan, desk.reading, desk.visit, form.id, item.id, row),
        gates=(form.id, item.id) in desk.plan.asked_by,
        required=item.required,
        in_table=group.layout == "table",
        seen=answer.seq,
        was_given=answer.given,
        reason_needed=bool(desk.row_of(form.id).completed_seq and answer.given),
        save="server" if answer.given and not rejected and desk.may("items.enter", form) else "",
        last=(last.answer.value or "") if last else "",
        last_unit=last.answer.unit if last else "",
        strip=_strip(desk, form, item, row, answer, last),
        change=_change(item, answer, last),
        lead=lead,
        echo=echo,
        odds=_odds(desk, form, item, row),
        notes=_deviations(desk, form, item, row),
        refusal=rejected.sentence if rejected else "",
        clash=rejected.clash if rejected else None,
        history=f"{desk.url(form.id)}?history={item.id}&row={row}" if answer.seq else "",
        talks=talks(desk, form, item, row),
        proof=proof(desk, form, item, row),
        may_ask=desk.may("query.open", form),
        may_verify=answer.given and answer.by != desk.actor.user and desk.may("items.verify", form),
        other=since_opened(desk, answer),
    )


def _compares(item: Item) -> bool:
    return item.compute is None and item.type in {ItemType.NUMBER, ItemType.INTEGER, ItemType.CODE}


def _choices(desk: Desk, item: Item, chosen: str) -> tuple[Choice, ...]:
    if item.codelist is None:
        return ()
    codes = desk.study.codelist_by_id[item.codelist].codes
    digits = all(len(code.code) == 1 and code.code.isdigit() for code in codes)
    return tuple(
        Choice(
            value=code.code,
            words=code.label.in_language(desk.language),
            key=code.code if digits else (str(n) if n < 10 else ""),
            chosen=code.code == chosen,
        )
        for n, code in enumerate(codes, 1)
    )


def _boxes(item: Item, parts: dict[str, str]) -> tuple[Box, ...]:
    if item.type not in {ItemType.DATE, ItemType.DATETIME}:
        return ()
    partly = item.partial and bool(parts.get("year"))
    shape = [("day", _("day"), 2), ("month", _("month"), 3), ("year", _("year"), 4)]
    shape += [("time", _("time"), 5)] if item.type is ItemType.DATETIME else []
    return tuple(
        Box(
            part=part,
            words=words,
            value=parts.get(part, ""),
            size=size,
            unknown=partly and not parts.get(part),
        )
        for part, words, size in shape
    )


def _words(desk: Desk, form: Form, item: Item, row: int, answer: Answer) -> str:
    if item.compute is None:
        return words_of(desk, item, answer)
    return value_of(desk.study, desk.row_of(form.id), item, row) or ""


def _rule(desk: Desk, form: Form, item: Item) -> str:
    if item.compute is None:
        return ""
    found = (desk.study.item(form.id, name) for name in item.compute.of)
    labels = tuple(i.label.in_language(desk.language) for i in found if i)
    rules = {
        "percent": _("percent: {0} of {1}"),
        "ratio": _("{0} divided by {1}"),
        "per_kg": _("{0} per kilogram: {1}"),
        "difference": _("{0} minus {1}"),
        "minutes": _("minutes from {0} to {1}"),
        "bmi": _("body mass index from {0} and {1}"),
    }
    if item.compute.rule in rules and len(labels) == 2:
        return rules[item.compute.rule].format(*labels)
    return _("%(rule)s of %(labels)s") % {"rule": item.compute.rule, "labels": listed(labels, "and")}


def _strip(desk: Desk, form: Form, item: Item, row: int, answer: Answer, last: Last | None) -> Strip | None:
    limits = range_for(desk, desk.row_of(form.id), item, row)
    if limits is None:
        return None
    low, high = limits
    if low is None:
        words = _("at most %(high)s") % {"high": high}
    else:
        words = f"{low} to {high}" if high is not None else _("at least %(low)s") % {"low": low}
    return Strip(
        low=low,
        high=high,
        now=number_in(item, answer),
        last=number_in(item, last.answer) if last else None,
        words=words,
    )


def _change(item: Item, answer: Answer, last: Last | None) -> Change | None:
    if last is None or item.type is ItemType.CODE:
        return None
    now, then = number_in(item, answer), number_in(item, last.answer)
    was = _("was %(value)s %(day)s") % {"value": _plain(item, last), "day": last.words}
    if now is None or then is None:
        return Change(way="same", by="", was=was) if then is not None else None
    way: Literal["up", "down", "same"] = "up" if now > then else "down" if now < then else "same"
    return Change(way=way, by=format(abs(now - then), "f"), was=was)


def _plain(item: Item, last: Last) -> str:
    number = number_in(item, last.answer)
    return format(number, "f") if number is not None else last.answer.value or ""


def _echo(desk: Desk, item: Item, answer: Answer) -> tuple[str, str]:
    if item.type not in {ItemType.DATE, ItemType.DATETIME} or not answer.value:
        return "", ""
    day = civil(answer.value)
    if day is None or desk.day_zero is None:
        return words_of(desk, item, answer), ""
    said = day_words(day, desk.day_zero)
    if day.complete:
        return said, ""
    unknown = _("day unknown") if day.month else _("day and month unknown")
    return f"{day.words()}, {unknown}", said


def _odds(desk: Desk, form: Form, item: Item, row: int) -> tuple[Odd, ...]:
    return tuple(
        Odd(
            check=f.check,
            row=f.row,
            lead=sentence(desk.plan, f, desk.reading, desk.language),
            explained=f.explained,
            accepted=bool(f.accepted),
            returned=f.returned if not f.explained else "",
            may_settle=bool(f.explained and not f.accepted and f.explained_by != desk.actor.user)
            and desk.may("finding.accept", form),
            may_explain=desk.may("finding.explain", form),
        )
        for f in desk.state.of(FindingRow, desk.subject)
        if (f.visit, f.form, f.item, f.row) == (desk.visit, form.id, item.id, row)
    )


def _deviations(desk: Desk, form: Form, item: Item, row: int) -> tuple[str, ...]:
    return tuple(
        d.sentence
        for d in desk.state.of(DeviationRow, desk.subject)
        if (d.visit, d.form, d.item, d.row) == (desk.visit, form.id, item.id, row)
    )

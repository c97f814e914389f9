"""What the pages of a casebook say, as plain values for the typesetter: worksheets of visits, then every form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Literal

from hepatica import __version__
from hepatica.report.casebook.conditions import condition_words
from hepatica.study.form import Bounds, Form, FormKind, Group, Item, ItemType
from hepatica.study.schedule import Visit
from hepatica.study.study import LOG_VISIT, VISIT_FORM, Study
from hepatica.study.write import sha256

Style = Literal["blank", "annotated"]
Data = dict[str, Any]

PRINTED = datetime(2000, 1, 1, tzinfo=UTC)
"""The only time in the file: a casebook is of a version of the protocol and of no day, so the same version gives the same bytes."""
LONG_LIST = 12
"""A code list with more answers than this is printed once, at the end."""
BLANK_ROWS = 4
"""Rows of a repeating group on paper, where the protocol expects fewer."""
LONG_ROW = 7
"""A row of more items than this fills most of a page: it is printed once, to be copied."""


def casebook(study: Study, style: Style, language: str = "en") -> Data:
    """Return the data of a casebook: ``blank`` to be written on, ``annotated`` with what each answer is in the datasets.

    ValueError when the study has no form that people fill.
    """
    book = _Book(study, style, language)
    forms = [book.form(form) for form in study.forms if form.kind is not FormKind.COMPUTED]
    if not forms:
        raise ValueError("The study has no form that people fill: there is nothing to print.")
    digest = sha256(study)
    return {
        "program": __version__,
        "at": {"year": PRINTED.year, "month": PRINTED.month, "day": PRINTED.day},
        "lang": language,
        "style": style,
        "title": "Annotated case report form" if style == "annotated" else "Paper casebook",
        "study": study.title.in_language(language),
        "protocol": study.protocol,
        "sponsor": study.sponsor,
        "version": study.version,
        "head": " ".join(digest[n : n + 4] for n in range(0, 16, 4)),
        "sheets": [book.sheet(visit) for visit in study.schedule.visits] if style == "blank" else [],
        "forms": forms,
        "lists": book.lists(),
    }


class _Book:
    """One pass over a study, which remembers the long code lists it met."""

    def __init__(self, study: Study, style: Style, language: str) -> None:
        self.study, self.style, self.language = study, style, language
        self._long: dict[str, None] = {}

    def sheet(self, visit: Visit) -> Data:
        """Return the one-page worksheet of a visit: when it is due, what is done, which forms are filled."""
        return {
            "code": visit.code,
            "title": visit.title.in_language(self.language),
            "due": self._due(visit),
            "forms": [
                {"code": form.code, "title": form.title.in_language(self.language), "signed": form.signed}
                for name in visit.forms
                if (form := self.study.form_by_id[name]).kind is not FormKind.COMPUTED
            ],
            "asked": list(self._critical(visit)),
        }

    def _critical(self, visit: Visit) -> Iterator[Data]:
        """Yield the critical numbers of a visit: what cannot be had again if it is forgotten."""
        for name in visit.forms:
            form = self.study.form_by_id[name]
            for item in form.items if form.kind is not FormKind.COMPUTED else ():
                if item.critical and item.type in {ItemType.NUMBER, ItemType.INTEGER} and not item.compute:
                    yield {
                        "label": item.label.in_language(self.language),
                        "unit": " or ".join(item.all_units),
                    }

    def _due(self, visit: Visit) -> str:
        day = self.study.day_of(visit)
        anchor = next((a for a in self.study.schedule.anchors if a.id == visit.anchor), None)
        if day is None or anchor is None:
            return "when it happens"
        margin = visit.margin or 0
        first, last = (
            (visit.window.first, visit.window.last) if visit.window else (day - margin, day + margin)
        )
        window = f", window day {first} to {last}" if (first, last) != (day, day) else ""
        return f"day {day}{window}, counted from: {anchor.title.in_language(self.language)}"

    def form(self, form: Form) -> Data:
        """Return one form."""
        visits = [visit.code for visit in self.study.schedule.visits if form.id in visit.forms]
        where = ", ".join(visits)
        if form.id == VISIT_FORM:
            where = "every visit"
        elif form.id in self.study.schedule.logs:
            where = "log, all through the study"
        return {
            "code": form.code,
            "title": form.title.in_language(self.language),
            "help": form.help.in_language(self.language) if form.help else "",
            "where": where,
            "log": form.id in self.study.forms_at(LOG_VISIT),
            "signed": form.signed,
            "domain": form.domain,
            "name": form.id,
            "groups": [self._group(form, group) for group in form.groups],
        }

    def _group(self, form: Form, group: Group) -> Data:
        items = [i for i in group.items if self.style == "annotated" or i.compute is None]
        rows: list[str] = []
        if group.repeat is not None:
            most = 1 if len(items) > LONG_ROW and not group.repeat.series else group.repeat.most or 99
            count = min(max(group.repeat.least, len(group.repeat.series), BLANK_ROWS), most)
            named = group.repeat.series[:count] if self.style == "blank" else ()
            rows = [*named, *(str(n) for n in range(len(named) + 1, count + 1))]
        return {
            "title": group.title.in_language(self.language),
            "row": group.repeat.label.in_language(self.language) if group.repeat else "",
            "rows": rows,
            "items": [self._item(form, item) for item in items],
        }

    def _item(self, form: Form, item: Item) -> Data:
        codes: list[str] = []
        listed = ""
        if item.codelist:
            found = self.study.codelist_by_id[item.codelist]
            if len(found.codes) > LONG_LIST:
                self._long[found.id] = None
                listed = found.id
            else:
                codes = [
                    f"{code.label.in_language(self.language)}{self._code(code.code)}" for code in found.codes
                ]
        return {
            "label": item.label.in_language(self.language),
            "help": item.help.in_language(self.language) if item.help else "",
            "type": item.type.value,
            "units": list(item.all_units),
            "decimals": item.decimals or 0,
            "codes": codes,
            "list": listed,
            "required": item.required,
            "partial": item.partial,
            "only": condition_words(self.study, form, item.when, self.language) if item.when else "",
            "notes": self._notes(form, item) if self.style == "annotated" else [],
        }

    def _code(self, code: str) -> str:
        return f" = {code}" if self.style == "annotated" else ""

    def _notes(self, form: Form, item: Item) -> list[Data]:
        """Return what stands beside an item of the annotated form: names first, then what is asked of the answer."""
        names = [
            ("name", f"{form.id}.{item.id}"),
            ("SDTM", item.sdtm or ""),
            ("CDASH", item.cdash or ""),
            ("analyte", item.analyte or ""),
        ]
        rules = [
            ("type", item.type.value),
            ("must be", _bounds(item.allowed)),
            ("expected", _bounds(item.plausible)),
            ("computed", f"{item.compute.rule} of {', '.join(item.compute.of)}" if item.compute else ""),
            ("asked when", item.when or ""),
            ("critical", "yes" if item.critical else ""),
            ("checks", ", ".join(c.id for c in self.study.checks if (c.form, c.at) == (form.id, item.id))),
            ("signals", ", ".join(s.id for s in self.study.signals if (s.form, s.at) == (form.id, item.id))),
        ]
        return [{"key": key, "value": value} for key, value in (*names, *rules) if value]

    def lists(self) -> list[Data]:
        """Return the long code lists that the forms refer to."""
        return [
            {
                "name": name,
                "codes": [
                    {"code": code.code, "label": code.label.in_language(self.language)}
                    for code in self.study.codelist_by_id[name].codes
                ],
            }
            for name in self._long
        ]


def _bounds(bounds: Bounds | None) -> str:
    if bounds is None:
        return ""
    if bounds.low is None or bounds.high is None:
        return f"at least {bounds.low}" if bounds.high is None else f"at most {bounds.high}"
    return f"{bounds.low} to {bounds.high}"

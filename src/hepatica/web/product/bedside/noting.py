"""What is written down at a minute of an infusion, and how it began and ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hepatica.conduct.commands import Command
from hepatica.conduct.product_commands import EndInfusion, NoteInfusion, StartInfusion
from hepatica.ledger.product_facts import InfusionNoted
from hepatica.ledger.product_rows import BagRow, MatchRow
from hepatica.product import codes
from hepatica.product.dose import content
from hepatica.scores.arithmetic import show
from hepatica.study.form import Item
from hepatica.study.study import Study
from hepatica.web import asking, boxes
from hepatica.web.asking import Box, Sheet
from hepatica.web.boxes import Boxes
from hepatica.web.product import words
from hepatica.web.product.acts.act import Act, number, quantities
from hepatica.web.product.bench import Bench

WHAT = {
    "rate": gettext_lazy("Rate"),
    "pause": gettext_lazy("Pause"),
    "resume": gettext_lazy("Resume"),
    "vitals": gettext_lazy("Vital signs"),
    "reaction": gettext_lazy("Reaction"),
    "contrast": gettext_lazy("Contrast"),
    "position": gettext_lazy("Catheter position"),
    "note": gettext_lazy("Note"),
}
_NUMBERS = {"rate": ("rate", "mL/min"), "contrast": ("volume", "mL")}
_MEASURE = "measure:"


def measured(at: Bench, what: str) -> Iterator[tuple[str, Item]]:
    """Yield what a form of the protocol takes from a minute of this kind: (name of the measure, the form's item)."""
    found: dict[str, tuple[str, Item]] = {}
    for fill in at.study.manufacture.fills:
        if fill.on != InfusionNoted.kind or fill.what != what:
            continue
        for group in at.study.form_by_id[fill.form].groups:  # asked in the order of the form
            for item in group.items:
                source = fill.items.get(item.id, "")
                if source.startswith(_MEASURE):
                    found.setdefault(source, (source.removeprefix(_MEASURE), item))
    yield from found.values()


def boxes_of(at: Bench, what: str, typed: Boxes) -> tuple[Box, ...]:
    """Return the boxes of one kind of note; the minute is now unless another is typed."""
    asks: list[Box] = [Box(name="what", label="", kind="hidden", value=what)]
    if what in _NUMBERS:
        name, unit = _NUMBERS[what]
        asks.append(asking.text(f"v.{name}", str(WHAT[what]), typed, kind="number", unit=unit))
    for name, item in measured(at, what) if what in {"vitals", "reaction"} else ():
        asks.append(_box(at, name, item, typed))
    if what in {"reaction", "position", "note", "pause"}:
        label = {
            "reaction": _("What was seen and done"),
            "position": _("Where the tip lies"),
            "pause": _("Why"),
        }
        asks.append(asking.text("note", label.get(what, _("Note")), typed))
    asks.append(asking.text("time", _("Time"), typed, at.minute[11:], kind="number"))
    return tuple(replace(one, form=what) for one in asks)


def _box(at: Bench, name: str, item: Item, typed: Boxes) -> Box:
    if item.codelist:
        pairs = [(code.code, str(code.label)) for code in at.study.codelist_by_id[item.codelist].codes]
        return asking.select(f"v.{name}", str(item.label), typed, pairs)
    return asking.text(f"v.{name}", str(item.label), typed, kind="number", unit=words.unit(item.unit or ""))


def _values(at: Bench, what: str, typed: Boxes) -> tuple[dict[str, str], ...]:
    if what in _NUMBERS:
        name, unit = _NUMBERS[what]
        return quantities({name: (number(typed, f"v.{name}"), unit)})
    found = measured(at, what) if what in {"vitals", "reaction"} else ()
    return quantities({name: (number(typed, f"v.{name}"), item.unit or "") for name, item in found})


def minute_of(at: Bench, typed: Boxes) -> str:
    """Return the civil minute of a note: today at the time typed, now when none was."""
    if "at.day" in typed:
        return boxes.moment(typed, "at")
    time = boxes.line(typed, "time").replace(".", ":")
    return f"{at.minute[:10]}T{time.zfill(5)}" if time else at.minute


def _note(at: Bench, thing: str, request: HttpRequest, typed: Boxes) -> tuple[Command, ...]:  # noqa: ARG001
    what = boxes.line(typed, "what")
    if what not in WHAT:
        raise ValueError(_("Say what happened."))
    values, said = _values(at, what, typed), boxes.prose(typed, "note")
    if what not in {"pause", "resume"} and not values and not said.strip():
        raise ValueError(_("%(what)s: nothing was typed.") % {"what": WHAT[what]})
    return (
        NoteInfusion(
            subject=at.subject,
            bag=thing,
            at=minute_of(at, typed),
            what=what,
            values=values,
            note=said,
        ),
    )


def _no_sheet(at: Bench, thing: str, typed: Boxes) -> Sheet:  # noqa: ARG001
    return Sheet(title="", boxes=(), button="")


NOTE = Act(
    kind="infusion.note", sheet=_no_sheet, commands=_note, done=lambda _t, typed: str(WHAT[typed["what"]])
)


def end_boxes(at: Bench, bag: str, typed: Boxes) -> tuple[Box, ...]:
    """Return the boxes of the end: whole or in part, how much, when."""
    ways = [("yes", _("The whole bag ran in")), ("no", _("Only a part"))]
    asks = (
        asking.tiles("complete", _("How it ended"), typed, ways),
        asking.text("volume", _("Volume that ran in"), typed, _whole(at, bag), kind="number", unit="mL"),
        asking.text("reason", _("Why only a part"), typed, optional=True),
        asking.text("time", _("Time"), typed, at.minute[11:], kind="number"),
    )
    return tuple(replace(one, form="end") for one in asks)


def _whole(at: Bench, bag: str) -> str:
    if bag not in at.lineage:
        return ""
    product = at.study.product_by_id.get(at.lineage.product(bag))
    held = content(product, at.state, at.lineage.row(bag)).volume if product else None
    return show(held.value) if held else ""


def _end(at: Bench, thing: str, request: HttpRequest, typed: Boxes) -> tuple[Command, ...]:  # noqa: ARG001
    complete = boxes.line(typed, "complete")
    if complete not in {"yes", "no"}:
        raise ValueError(_("Say whether the whole bag ran in."))
    return (
        EndInfusion(
            subject=at.subject,
            bag=thing,
            at=minute_of(at, typed),
            volume=number(typed, "volume"),
            complete=complete == "yes",
            reason=boxes.prose(typed, "reason"),
        ),
    )


END = Act(
    kind="infusion.end",
    sheet=_no_sheet,
    commands=_end,
    done=lambda thing, _t: _("The end of %(bag)s is recorded.") % {"bag": thing},
)


def _start(at: Bench, thing: str, request: HttpRequest, typed: Boxes) -> tuple[Command, ...]:  # noqa: ARG001
    match = next(
        (row for row in at.state.of(MatchRow, at.subject) if str(row.seq) == typed.get("match")), None
    )
    if match is None or match.bag != thing:
        raise Http404(_("There is no such comparison."))
    bag = at.state.get(BagRow, at.subject, thing)
    names = at.names()
    return (
        StartInfusion(
            subject=at.subject,
            bag=thing,
            # Sent again a minute later it is the same start, not another.
            at=bag.started if bag and bag.started else at.minute,
            first=names.get(match.user, match.user),
            second=match.second,
            dose=bag.dose if bag else 1,
            position=boxes.line(typed, "position"),
        ),
    )


START = Act(
    kind="infusion.start",
    sheet=_no_sheet,
    commands=_start,
    done=lambda thing, _t: _("%(bag)s runs.") % {"bag": thing},
)


def _position(at: Bench, typed: Boxes) -> Box:
    """Ask where the catheter lay, in the words of the page that it fills; in any words where no page asks."""
    label, pairs = _("Where the catheter lay"), positions(at.study)
    if not pairs:
        return asking.text("position", label, typed, optional=True)
    return asking.select("position", label, typed, (("", _("not noted")), *pairs), optional=True)


def positions(study: Study) -> tuple[tuple[str, str], ...]:
    """Return the catheter's positions as the form has them that an infusion's start fills: code and words."""
    for fill in study.manufacture.fills:
        named = next((item for item, source in fill.items.items() if source == "position"), "")
        asked = study.item(fill.form, named) if named else None
        if asked is not None and asked.codelist:
            return tuple((code.code, str(code.label)) for code in study.codelist_by_id[asked.codelist].codes)
    return ()


def late_sheet(at: Bench, thing: str, typed: Boxes) -> Sheet:  # noqa: ARG001
    """Return the form of an infusion that was written on paper first."""
    names = at.names().values()
    asks = (
        asking.text(
            "bag",
            _("Bag, as printed on its label"),
            typed,
            hint=_("The label alone, or the code with its last character."),
        ),
        asking.text("paper", _("Number of the two-person sheet"), typed),
        asking.people("first", _("First person at the bedside"), typed, names),
        asking.people("second", _("Second person at the bedside"), typed, names),
        asking.moment("at", _("When it began"), typed, at.minute),
        _position(at, typed),
        asking.text("dose", _("Dose number"), typed, "1", kind="number"),
        asking.text("reason", _("Why it is entered late"), typed, kind="area"),
    )
    said = (_("What ran in is never refused. What stood against it is recorded as a deviation beside it."),)
    return Sheet(
        title=_("Enter the paper sheet"), boxes=asks, button=_("Record the infusion"), icon="file", said=said
    )


def _late(at: Bench, thing: str, request: HttpRequest, typed: Boxes) -> tuple[Command, ...]:  # noqa: ARG001
    if not boxes.line(typed, "paper"):
        raise ValueError(_("Give the number that stands on the sheet."))
    return (
        StartInfusion(
            subject=at.subject,
            bag=bag_typed(typed),
            at=boxes.moment(typed, "at"),
            first=boxes.line(typed, "first"),
            second=boxes.line(typed, "second"),
            paper=boxes.line(typed, "paper"),
            reason=boxes.prose(typed, "reason"),
            dose=boxes.number(typed.get("dose", ""), 1),
            position=boxes.line(typed, "position"),
        ),
    )


def bag_typed(typed: Boxes) -> str:
    """Return the bag that was typed: a code with its check character, or the label alone."""
    said = boxes.line(typed, "bag").upper()
    found = codes.read(said)
    return found.name if found.kind == codes.MATERIAL else said


LATE = Act(
    kind="infusion.start",
    sheet=late_sheet,
    commands=_late,
    done=lambda _t, _b: _("The infusion is recorded from paper."),
)

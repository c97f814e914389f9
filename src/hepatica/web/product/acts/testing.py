"""Quality tests: set up, read on the way, given a final result, replaced with a reason."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Command
from hepatica.conduct.product_commands import TestMaterial
from hepatica.ledger.product_rows import TestRow
from hepatica.study.product import ReleaseLimit
from hepatica.web import asking, boxes
from hepatica.web.asking import Sheet
from hepatica.web.boxes import Boxes
from hepatica.web.product import words
from hepatica.web.product.acts.act import Act, number
from hepatica.web.product.bench import Bench

OPPOSITES = {"negative": "positive", "yes": "no", "normal": "abnormal"}


def limit_of(at: Bench, material: str, test: str) -> ReleaseLimit:
    """Return the criterion a material is tested for; 404 when its product has none of this name."""
    product = at.study.product_by_id.get(at.lineage.product(at.material(material).material))
    found = next((one for one in product.release if one.id == test), None) if product else None
    if found is None:
        raise Http404(_("The specification of this product has no such test."))
    return found


def _split(thing: str) -> tuple[str, str]:
    material, _slash, test = thing.partition("/")
    return material, test


def _sheet(at: Bench, thing: str, typed: Boxes) -> Sheet:
    material, test = _split(thing)
    limit = limit_of(at, material, test)
    standing = at.state.get(TestRow, at.subject, f"{material}/{test}")
    stages = [
        ("start", _("Set up, no result yet")),
        ("reading", _("A reading on the way")),
        ("final", _("The result")),
    ]
    start = "final" if not limit.days else "reading" if standing else "start"
    asks = [asking.tiles("stage", _("What you record"), typed, stages, start), _value(limit, typed)]
    if standing and standing.value and standing.final:
        asks.append(asking.text("reason", _("Why the result is replaced"), typed, kind="area"))
    asks += [
        asking.moment("at", _("When"), typed, at.minute),
        asking.people("by", _("Read by"), typed, at.names().values(), at.actor.name),
        asking.Box(name="file", label=_("The laboratory's sheet, as a file"), kind="file", optional=True),
    ]
    title = _("%(test)s of %(label)s") % {"test": limit.title, "label": material}
    said = [_("Limit: %(limit)s.") % {"limit": words.limit(limit)}]
    if standing:
        said.append(words.standing(standing))
    if limit.late and limit.limit == "negative":
        said.append(
            _(
                "If it is positive after the infusion: the participant is flagged, a serious event is drafted, the letters are prepared."
            )
        )
    return Sheet(title=title, boxes=tuple(asks), button=_("Record it"), icon="chart", said=tuple(said))


def _value(limit: ReleaseLimit, typed: Boxes) -> asking.Box:
    if limit.comparison == "equals" and limit.limit in OPPOSITES:
        pairs = [(one, words.result(one)) for one in (limit.limit, OPPOSITES[limit.limit])]
        return asking.tiles(
            "value", _("Result"), typed, pairs, hint=_("Leave it empty while a test is set up.")
        )
    return asking.text("value", _("Result"), typed, kind="number", unit=words.unit(limit.unit or ""))


def _commands(at: Bench, thing: str, request: HttpRequest, typed: Boxes) -> tuple[Command, ...]:
    material, test = _split(thing)
    limit, stage = limit_of(at, material, test), boxes.line(typed, "stage")
    value = "" if stage == "start" else number(typed, "value")
    if stage != "start" and not value:
        raise ValueError(_("Give the result, or say that the test is set up."))
    file, file_name = boxes.evidence(request)
    return (
        TestMaterial(
            subject=at.subject,
            material=material,
            test=test,
            at=boxes.moment(typed, "at"),
            by=boxes.line(typed, "by"),
            value=value,
            unit=(limit.unit or "") if value else "",
            final=stage == "final",
            file=file,
            file_name=file_name,
            reason=boxes.prose(typed, "reason"),
        ),
    )


TEST = Act(
    kind="material.test",
    sheet=_sheet,
    commands=_commands,
    done=lambda thing, _typed: _("The test of %(label)s is recorded.") % {"label": _split(thing)[0]},
)

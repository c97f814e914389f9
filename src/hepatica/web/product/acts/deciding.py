"""Quality decides on a lot, with the own password again; out of specification an investigator signs beside."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Command
from hepatica.conduct.product_commands import AuthoriseBag, ReleaseLot
from hepatica.product.release import EXCEPTIONAL, REJECTED, Specification, against_bag
from hepatica.web import asking, boxes
from hepatica.web.asking import Sheet
from hepatica.web.boxes import Boxes
from hepatica.web.product import words
from hepatica.web.product.acts.act import Act
from hepatica.web.product.bench import Bench
from hepatica.web.product.present_lot import specification_of


def _sheet(at: Bench, thing: str, typed: Boxes) -> Sheet:
    found = _specification(at, thing)
    possible = [(one, str(words.DECIDES[one])) for one in found.possible]
    asks = [asking.tiles("decision", _("Decision"), typed, possible)]
    if REJECTED not in found.possible[:1]:
        asks.append(
            asking.moment(
                "expires",
                _("Expires"),
                typed,
                hint=_("The last minute at which it may be given; empty for a rejection."),
            )
        )
    asks.append(
        asking.text(
            "reason",
            _("Reason"),
            typed,
            kind="area",
            optional=not found.unmet,
            hint=_("Asked for a rejection and for a release with anything open."),
        )
    )
    asks.append(asking.moment("at", _("Decided"), typed, at.minute))
    asks.append(asking.password("password", _("Your password, again")))
    if EXCEPTIONAL in found.possible:
        asks += second(at, typed, _("The investigator who signs beside you"), ("investigator",))
    said = [words.unit(one.sentence) for one in found.of("fail", "missing", "pending")] or [
        _("Every criterion is met.")
    ]
    title = _("Decide on lot %(lot)s") % {"lot": thing}
    return Sheet(
        title=title, boxes=tuple(asks), button=_("Sign the decision"), icon="signed", said=tuple(said)
    )


def second(at: Bench, typed: Boxes, label: str, roles: tuple[str, ...]) -> list[asking.Box]:
    """Ask for a second person: who it is, and that person's own password."""
    known = {user: name for user, name in at.names(*roles).items() if user != at.actor.user}
    pairs = sorted(known.items(), key=lambda pair: pair[1])
    return [
        asking.select("second", label, typed, pairs),
        asking.password("second_password", _("That person's own password")),
    ]


def _specification(at: Bench, lot: str) -> Specification:
    found = specification_of(at, lot)
    if found is None:
        raise Http404(_("%(label)s is no lot that is released.") % {"label": lot})
    return found


def _commands(at: Bench, thing: str, request: HttpRequest, typed: Boxes) -> tuple[Command, ...]:  # noqa: ARG001
    decision = boxes.line(typed, "decision")
    if decision not in words.DECIDES:
        raise ValueError(_("Choose a decision."))
    return (
        ReleaseLot(
            subject=at.subject,
            lot=thing,
            decision=decision,
            at=boxes.moment(typed, "at"),
            reason=boxes.prose(typed, "reason"),
            expires="" if decision == REJECTED else boxes.moment(typed, "expires"),
        ),
    )


DECIDE = Act(
    kind="lot.release",
    sheet=_sheet,
    commands=_commands,
    done=lambda thing, _typed: _("The decision on lot %(lot)s is signed.") % {"lot": thing},
    signed=True,
    witnessed="investigator",
)


def _authorise_sheet(at: Bench, thing: str, typed: Boxes) -> Sheet:
    product = at.study.product_by_id.get(at.lineage.product(at.material(thing).material))
    if product is None or at.lineage.kind(thing) != "bag":
        raise Http404(_("%(label)s is no bag.") % {"label": thing})
    stands = against_bag(product, at.state, at.subject, thing, at.minute, words.weight(at))
    doses = product.dose.doses if product.dose else 1
    asks = [asking.text("dose", _("Dose number"), typed, "1", kind="number")] if doses > 1 else []
    said = (*stands, _("It leaves the laboratory for %(who)s and for nobody else.") % {"who": at.subject})
    title = _("Authorise bag %(bag)s") % {"bag": thing}
    return Sheet(title=title, boxes=tuple(asks), button=_("Authorise it"), icon="bag", said=said)


def _authorise(at: Bench, thing: str, request: HttpRequest, typed: Boxes) -> tuple[Command, ...]:  # noqa: ARG001
    return (AuthoriseBag(subject=at.subject, bag=thing, dose=boxes.number(typed.get("dose", ""), 1)),)


AUTHORISE = Act(
    kind="bag.authorise",
    sheet=_authorise_sheet,
    commands=_authorise,
    done=lambda thing, _typed: _("Bag %(bag)s may leave the laboratory.") % {"bag": thing},
)

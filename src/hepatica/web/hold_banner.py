"""The banner of a hold, on every page: since when and why, what is blocked, what goes on, what lifts it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from hepatica.conduct.forms import state_sha256
from hepatica.conduct.holds import LIFT
from hepatica.ledger.rows import HoldRow, SignatureRow, SubjectRow
from hepatica.study.study import Study
from hepatica.web.shell.parts import Action, Hold

SIGNERS = 2
FEW = 3
"""Up to so many people are named; more are said as the first and the last."""


def hold_banner(
    study: Study,
    holds: Sequence[HoldRow],
    people: Sequence[SubjectRow],
    signatures: Sequence[SignatureRow],
    since: Sequence[str],
) -> Hold:
    """Return the banner of the holds on the whole study; ``since`` says when each was placed."""
    titles = {gate.id: _inside(str(gate.title)) for gate in study.gates}
    blocked = dict.fromkeys(titles.get(gate, gate) for hold in holds for gate in hold.blocks)
    dosed = [row.subject for row in people if row.infused and not row.ended]
    waiting = [row.subject for row in people if row.enrolled_seq and not row.infused and not row.ended]
    said = _("Since %(when)s. %(reason)s")
    return Hold(
        title=_("Dosing is on hold"),
        since=" ".join(
            said % {"when": when, "reason": _sentence(hold.reason)}
            for hold, when in zip(holds, since, strict=True)
        ),
        blocked=_("%(acts)s for %(whom)s")
        % {"acts": ", ".join(blocked), "whom": named(waiting) or _("everybody not yet dosed")},
        goes_on=_("every visit and safety check of %(whom)s") % {"whom": named(dosed)}
        if dosed
        else _("every visit, every value and every safety check"),
        lifts=", ".join(dict.fromkeys(str(one) for hold in holds for one in hold.lifts))
        or _("two signatures, of two people"),
        actions=tuple(_actions(holds, signatures)),
    )


def _actions(holds: Sequence[HoldRow], signatures: Sequence[SignatureRow]) -> list[Action]:
    found = [
        Action(words=_("See the evidence"), href=f"/safety/rules/#rule-{hold.rule}")
        for hold in holds
        if hold.rule
    ][:1]
    if len(holds) > 1:
        return [*found, Action(words=_("Lift a hold"), href="/safety/holds/")]
    sealed = {state_sha256(hold) for hold in holds}
    signed = sum(one.act == LIFT and one.state_sha256 in sealed for one in signatures)
    words = _("Lift: %(n)s of %(all)s signatures") % {"n": signed, "all": SIGNERS}
    return [*found, Action(words=words, href="/safety/holds/")]


def named(subjects: Sequence[str]) -> str:
    """Name people: each while they are few, else the first and the last."""
    if len(subjects) > FEW:
        return _("%(first)s to %(last)s") % {"first": subjects[0], "last": subjects[-1]}
    return ", ".join(subjects)


def _inside(title: str) -> str:
    """Write a title inside a sentence: 'infusion of the cells', but 'G-CSF'."""
    return title if title[:2].isupper() or title[1:2] == "-" else title[:1].lower() + title[1:]


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."

"""What stands beside a judgement of causality: the Naranjo scale as it was answered, and how far it can reach."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hepatica.ledger.rows import FormRow
from hepatica.ledger.state import State
from hepatica.safety.naranjo import Naranjo, compute_naranjo
from hepatica.study.study import LOG_VISIT, Study

FORM, EVENT, SUSPECT, QUESTIONS = "naranjo", "nar_event", "nar_component", range(1, 11)
ONCE = frozenset({"product", "procedure"})
"""Kinds of suspects that are given or done once and cannot be withdrawn."""
_BANDS = {
    "definite": gettext_lazy("definite"),
    "probable": gettext_lazy("probable"),
    "possible": gettext_lazy("possible"),
    "doubtful": gettext_lazy("doubtful"),
}


@dataclass(frozen=True, kw_only=True)
class Aid:
    """One scale of a case."""

    suspect: str
    said: str
    """'5 points: probable'"""
    reach: str
    """'At most 7 for what is given once: this scale cannot say definite.'"""


def aids(study: Study, state: State, subject: str, event: int) -> tuple[Aid, ...]:
    """Return the Naranjo scales that were answered for an event, each with its ceiling."""
    form = state.get(FormRow, subject, f"{LOG_VISIT}/{FORM}")
    suspects = {one.id: one for one in study.oversight.suspects}
    found = []
    rows = form.answers if form else {}
    for row in sorted(rows, key=int):
        said = {item: answer.value for item, answer in rows[row].items() if answer.value}
        if said.get(EVENT) != str(event):
            continue
        suspect = suspects.get(said.get(SUSPECT) or "")
        answers = {q: said[f"nar_{q}"] or "unknown" for q in QUESTIONS if f"nar_{q}" in said}
        once = suspect is not None and suspect.kind in ONCE
        name = str(suspect.title) if suspect else _("suspect not named")
        found.append(_aid(name, compute_naranjo(answers, single_infusion=once), once=once))
    return tuple(found)


def _aid(suspect: str, scale: Naranjo, *, once: bool) -> Aid:
    said = _("%(points)s points: %(band)s") % {"points": scale.points, "band": _BANDS[scale.band]}
    reach = _(
        "At most %(most)s points for what is given once: here the scale can say no more than %(band)s."
    ) % {
        "most": scale.ceiling,
        "band": _BANDS[scale.reach],
    }
    return Aid(suspect=suspect, said=said, reach=reach if once else "")

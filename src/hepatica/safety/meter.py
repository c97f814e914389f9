"""How near a stopping rule is: what was seen over all participants against what it needs, for the screen and for holds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hepatica.ledger.desk_rows import RuleRow
from hepatica.safety.stopping import WIDE, by_address, kind_of
from hepatica.study.stopping import Bayesian, StoppingRule
from hepatica.study.study import Study

_COUNTED = {"people": ("participant", "participants"), "events": ("event", "events")}


@dataclass(frozen=True, kw_only=True)
class Met:
    """A rule as it stands."""

    seen: int
    needed: int
    fires: bool
    """Whether it holds."""
    review: bool
    """Whether a review is owed, with or without a hold."""
    on: tuple[str, ...]
    """'participant/address' of all that counts."""
    doubtful: tuple[str, ...]
    """'participant/address: why' of what counts in doubt."""
    words: str
    """'1 of 2 participants: 01-003, event 2.'"""

    @property
    def left(self) -> int:
        """How many more it takes."""
        return 0 if self.fires else max(self.needed - self.seen, 0)


def met(
    rule: StoppingRule, row: RuleRow | None, dosed: int, *, subject: str = "", study: Study | None = None
) -> Met:
    """Tell whether a rule is met by what counts in its row.

    ``dosed`` is how many participants were infused: the denominator of a Bayesian boundary. A rule about one
    participant is asked with ``subject``; without, it stands as in the participant who is nearest. ``study`` lends the
    words its titles.
    """
    evidence = dict(row.evidence) if row else {}
    if rule.scope == "participant":
        evidence = _nearest(evidence, subject)
    seen = (
        len(evidence) if rule.counts == "people" else sum(len(_plain(found)) for found in evidence.values())
    )
    if rule.scope == "participant" and rule.counts == "people":
        seen = min(seen, 1)
    needed = _fewest(rule.bayesian, seen, dosed) if rule.bayesian else rule.needs
    alone = any(kind_of(one) in rule.alone for found in evidence.values() for one in found)
    fires = alone or seen >= needed
    doubt = row.doubt if row else {}
    return Met(
        seen=seen,
        needed=needed,
        fires=fires,
        review=fires or (rule.review_needs is not None and seen >= rule.review_needs),
        on=by_address(evidence),
        doubtful=tuple(f"{who}/{why}" for who in sorted(doubt) if who in evidence for why in doubt[who]),
        words=_words(rule, seen, needed, evidence, study),
    )


def meter(rule: StoppingRule, row: RuleRow | None, dosed: int, *, study: Study | None = None) -> Met:
    """Say how near a rule is, always: also where nothing counts yet."""
    return met(rule, row, dosed, study=study)


def _nearest(evidence: dict[str, tuple[str, ...]], subject: str) -> dict[str, tuple[str, ...]]:
    who = subject or max(sorted(evidence), key=lambda one: len(evidence[one]), default="")
    return {who: evidence[who]} if who in evidence else {}


def _fewest(bayesian: Bayesian, seen: int, dosed: int) -> int:
    """Return how many of the infused meet the boundary now; one more than there are when none can yet."""
    # Only a rule with a boundary asks for the statistics, whose library is slow to load.
    from hepatica.stats.monitoring import Prior, fewest

    prior = Prior(a=float(Decimal(bayesian.prior_a)), b=float(Decimal(bayesian.prior_b)))
    people = max(dosed, seen, 1)
    return fewest(prior, float(Decimal(bayesian.rate)), float(Decimal(bayesian.above)), people)


def _words(
    rule: StoppingRule, seen: int, needed: int, evidence: dict[str, tuple[str, ...]], study: Study | None
) -> str:
    one, many = _COUNTED[rule.counts]
    said = f"{seen} of {needed} {one if needed == 1 else many}"
    places = "; ".join(
        f"{who}, {', '.join(place(at, study) for at in _plain(evidence[who]))}" for who in sorted(evidence)
    )
    return f"{said}: {places}." if places else f"{said}."


def _plain(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """Return the addresses once each, without the mark of what concerns everybody."""
    return tuple(dict.fromkeys(one.removesuffix(WIDE) for one in addresses))


def place(address: str, study: Study | None = None) -> str:
    """Say an address of evidence as people read it: 'event 3', 'Leukapheresis at Infusion, row 2'."""
    kind, _, rest = address.partition(":")
    match kind, rest.split("/"):
        case "reading", [form, visit, row]:
            return f"{_form(study, form)} at {_visit(study, visit)}{_row(row)}"
        case "signal", [signal, visit, _form_id, row]:
            return f"{signal.replace('_', ' ')} proposed at {_visit(study, visit)}{_row(row)}"
        case "deviation", [rule, *_]:
            return f"deviation {rule.replace('_', ' ')}"
        case "liver", [visit, what]:
            return f"{'draw ' + what if what.isdecimal() else what} at {_visit(study, visit)}"
        case "late", [row]:
            return f"late report of event {row}"
        case _:
            return f"{kind} {rest}"


def doubt_words(doubtful: str, study: Study | None = None) -> str:
    """Say why something is in doubt, from 'participant/address: why'."""
    at, _, why = doubtful.partition(": ")
    who, _, address = at.partition("/")
    return f"{who}, {place(address.removesuffix(WIDE), study)}: {why}"


def _form(study: Study | None, form: str) -> str:
    return str(study.form_by_id[form].title) if study and form in study.form_by_id else form


def _visit(study: Study | None, visit: str) -> str:
    planned = study.visit(visit) if study else None
    number = visit.partition(".")[2]
    return f"{planned.title} {number}".strip() if planned else visit


def _row(row: str) -> str:
    return "" if row == "0" else f", row {row}"

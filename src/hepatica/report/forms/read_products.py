"""Readers of what was given: each product its own row, with lot, dose and times as the infusion record has them."""
# ruff: noqa: ARG001, D401 — every reader takes the same arguments, and is described by what it gives.

from __future__ import annotations

from collections.abc import Callable

from hepatica.report.forms.definition import LineDef
from hepatica.report.forms.facts import Facts, Other
from hepatica.report.forms.readers import Read, plain, reads, told
from hepatica.safety.case import Given, When

Say = Callable[[Facts, Given], str]
INFUSION = "infusion record"
NOT_GIVEN = "not given before the event"


def _of_drug(name: str, source: str = INFUSION) -> Callable[[Say], Say]:
    def register(say: Say) -> Say:
        def reader(facts: Facts, _: LineDef, of: Given | Other | None) -> Read:
            value = say(facts, of) if isinstance(of, Given) else ""
            where = source if isinstance(of, Given) and of.kind == "product" else "trial record"
            return Read(value=value, source=where if value else "")

        reads(name)(reader)
        return say

    return register


def _of_other(name: str, say: Callable[[Facts, Other], str]) -> None:
    def reader(facts: Facts, _: LineDef, of: Given | Other | None) -> Read:
        value = say(facts, of) if isinstance(of, Other) else ""
        source, form = (of.source, of.form) if isinstance(of, Other) else ("", "")
        return Read(value=value, source=source if value else "", form=form)

    reads(name)(reader)


@_of_drug("drug_name", "protocol")
def name(facts: Facts, of: Given) -> str:
    """Generic name, as the protocol has it."""
    return of.generic_name or of.title


@_of_drug("drug_indication", "protocol")
def indication(facts: Facts, of: Given) -> str:
    """Indication of the trial."""
    return str(facts.study.oversight.indication or "")


@_of_drug("drug_form")
def dosage_form(facts: Facts, of: Given) -> str:
    """Dosage form, and the lot that was given."""
    return ", ".join(part for part in (of.form, f"lot {of.lot}" if of.lot else "") if part)


_of_drug("drug_dose")(lambda _, of: of.dose if of.start else NOT_GIVEN)
_of_drug("drug_route")(lambda _, of: of.route)
_of_drug("drug_lot")(lambda _, of: of.lot)
_of_drug("drug_start")(lambda facts, of: facts.date(of.start))
_of_drug("drug_expiry")(lambda facts, of: facts.date(of.expires))


@_of_drug("drug_stop")
def stop(facts: Facts, of: Given) -> str:
    """When it ended; of a single infusion its last minute."""
    return facts.date(of.end)


@_of_drug("drug_maker", "protocol")
def maker(facts: Facts, of: Given) -> str:
    """Of cells, the site that made them."""
    return facts.site.name if facts.site and of.kind == "product" else ""


@_of_drug("drug_frequency")
def frequency(facts: Facts, of: Given) -> str:
    """Cells are given once."""
    return "once" if of.kind == "product" and of.start else ""


@_of_drug("drug_duration")
def duration(facts: Facts, of: Given) -> str:
    """Minutes of an infusion, or days of a drug."""
    if of.start is None or of.end is None or not of.start.day.complete or not of.end.day.complete:
        return ""
    first, last = of.start.day.earliest, of.end.day.earliest
    if first is None or last is None:
        return ""
    days = (last - first).days
    if not of.start.time or not of.end.time:
        return f"{days + 1} days"
    minutes = days * 1440 + _minute(of.end) - _minute(of.start)
    return f"{minutes} minutes" if of.kind == "product" else f"{days + 1} days"


def _minute(when: When) -> int:
    return int(when.time[:2]) * 60 + int(when.time[3:5])


def completed(facts: Facts, of: Given) -> bool:
    """Whether a single infusion was over when the event began, or had not been given: nothing could be stopped."""
    onset = facts.case.onset
    if of.kind == "product" and of.start is None and facts.case.given:
        return True
    if of.kind != "product" or of.end is None or not onset.day.complete or not of.end.day.complete:
        return False
    return (of.end.day.iso(), of.end.time) <= (onset.day.iso(), onset.time or "23:59")


@reads("drug_action")
def action(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
    """Tick what was done with the product; after a completed single infusion nothing could be."""
    if not isinstance(of, Given):
        return Read()
    code = "not_applicable" if completed(facts, of) else line.codes.get(facts.case.action, "")
    return Read(ticked=frozenset({code} - {""}), source="event log" if code else "", form="ae", item="aeacn")


def _again(item: str) -> Callable[[Facts, LineDef, Given | Other | None], Read]:
    def reader(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
        said = facts.case.report.get(item, "")
        single = isinstance(of, Given) and completed(facts, of)
        code = line.codes.get(said or ("not_applicable" if single else ""), "")
        note = "dose if reintroduced: none" if single and item == "sae_rechallenge" else ""
        return Read(value=note, ticked=frozenset({code} - {""}), form="sae", item=item)

    return reader


reads("drug_dechallenge")(_again("sae_dechallenge"))
reads("drug_rechallenge")(_again("sae_rechallenge"))


def _challenge(facts: Facts, item: str, derived: str) -> str:
    said = told(facts, item)
    single = bool(facts.suspects) and all(completed(facts, one) for one in facts.suspects)
    return said or (derived if single else "")


@plain("dechallenge", "report", "sae", "sae_dechallenge")
def dechallenge(facts: Facts) -> str:
    """Whether it improved after stopping; a completed infusion cannot be stopped."""
    given = any(one.start for one in facts.suspects)
    why = "given once and completed" if given else NOT_GIVEN
    return _challenge(facts, "sae_dechallenge", f"not applicable, {why}")


@plain("rechallenge", "report", "sae", "sae_rechallenge")
def rechallenge(facts: Facts) -> str:
    """Whether it came back when given again."""
    return _challenge(facts, "sae_rechallenge", "not given again")


_of_other("other_name", lambda _, of: of.name)
_of_other("other_dose", lambda _, of: of.dose)
_of_other("other_route", lambda _, of: of.route)
_of_other("other_frequency", lambda _, of: of.frequency)
_of_other("other_indication", lambda _, of: of.indication)
_of_other("other_start", lambda facts, of: facts.date(of.start))


def other_end(facts: Facts, of: Other) -> str:
    """Give the end of another treatment; a drug of the log without one goes on, a procedure does not."""
    return facts.date(of.end) or ("continuing" if of.form == "cm" else "")


_of_other("other_stop", other_end)


@reads("other_line")
def other_line(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
    """Write another treatment on one line."""
    if not isinstance(of, Other):
        return Read(value="none recorded", source="drug log", form="cm")
    began, ended = facts.date(of.start), other_end(facts, of)
    times = f"from {began} to {ended}" if began and ended and ended != "continuing" else began
    times = f"{times}, continuing".lstrip(", ") if ended == "continuing" else times
    parts = (of.name, of.dose, of.route, of.frequency, times, f"for {of.indication}" if of.indication else "")
    return Read(value=", ".join(part for part in parts if part), source=of.source, form=of.form)


@reads("judged_investigator")
def by_investigator(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
    """Give the investigator's judgement of one suspect, on the WHO-UMC scale."""
    return _judgement(facts, of, sponsor=False)


@reads("judged_sponsor")
def by_sponsor(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
    """Give the sponsor's, which stands beside the investigator's and never replaces it."""
    return _judgement(facts, of, sponsor=True)


def _judgement(facts: Facts, of: Given | Other | None, *, sponsor: bool) -> Read:
    if not isinstance(of, Given) or of.suspect not in facts.causality:
        return Read()
    judged = facts.causality[of.suspect]
    code = judged.sponsor if sponsor else judged.investigator
    source, form = ("sponsor's assessment", "ae_sponsor") if sponsor else ("event log", "ae")
    value = scale(facts).get(code, code)
    return Read(value=value, source=source if code else "", form=form, item=f"aerel_{of.suspect}")


def scale(facts: Facts) -> dict[str, str]:
    """Give the words of the causality scale the study judges on."""
    found = facts.study.codelist_by_id.get("causality")
    return {one.code: str(one.label) for one in found.codes} if found else {}

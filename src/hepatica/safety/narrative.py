"""The narrative of a case, drafted from its facts; what is missing is named in brackets, never left out.

Order: person, history, what the trial did, the event and its course, treatment, outcome, causality, the sponsor. The
physician's own sentences stand where they belong, word for word and marked, however often the rest is drafted anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hepatica.safety.case import CRITERIA, Case, Given
from hepatica.safety.telling import telling, unit_words
from hepatica.study.dates import days_between

Words = Callable[[str, str], str]
"""(item of a form, code) → its words; the caller knows the study's code lists."""
_CRITERION = {
    "death": "resulted in death",
    "life_threatening": "was life-threatening",
    "hospitalisation": "needed admission to hospital or a longer stay",
    "disability": "left persistent or significant disability",
    "congenital": "was a congenital anomaly",
    "important": "was medically important",
}


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A part of the narrative."""

    part: str
    """person, history, procedures, event, account, treatment, outcome, causality, note, sponsor."""
    text: str
    own: bool = False
    """The physician's own sentences."""

    @property
    def missing(self) -> bool:
        """Whether something in it is not known."""
        return not self.own and "[" in self.text


def narrative(case: Case, words: Words) -> tuple[Segment, ...]:
    """Draft the narrative of a case; it names the participant by number and nobody by name."""
    return tuple(
        segment
        for segment in (
            Segment(part="person", text=_person(case)),
            Segment(part="history", text=_history(case)),
            Segment(part="procedures", text=_procedures(case)),
            Segment(part="event", text=_event(case)),
            Segment(
                part="account", text=_own(case.report.get("sae_description", ""), case.account), own=True
            ),
            Segment(part="treatment", text=_treatment(case)),
            Segment(part="outcome", text=_outcome(case, words)),
            Segment(part="causality", text=_causality(case, words)),
            Segment(part="note", text=case.report.get("sae_note", ""), own=True),
            Segment(part="sponsor", text=_sponsor(case, words)),
        )
        if segment.text
    )


def gaps(segments: tuple[Segment, ...]) -> tuple[str, ...]:
    """Return what the narrative says is not known, without its brackets."""
    return tuple(
        text.partition("]")[0]
        for segment in segments
        if not segment.own
        for text in segment.text.split("[")[1:]
    )


def _known(value: str, name: str) -> str:
    return value or f"[{name} not known]"


def _own(*texts: str) -> str:
    said = [text.strip() for text in texts if text.strip()]
    return "\n".join(one for n, one in enumerate(said) if not any(one in other for other in said[:n]))


def _person(case: Case) -> str:
    who = case.patient
    age = f"{who.age}-year-old" if who.age is not None else "[age not known]"
    sex = _known(who.sex, "sex")
    body = ", ".join(
        _known(f"{value} {unit}" if value else "", name)
        for value, unit, name in ((who.weight, "kg", "weight"), (who.height, "cm", "height"))
    )
    return f"Participant {who.subject}, {age} {sex}, {body}."


def _history(case: Case) -> str:
    who = case.patient
    said = "; ".join(line.rstrip(".") for line in who.history)
    scores = (
        f" Before treatment MELD {_known(who.meld, 'MELD')}, Child-Pugh {_known(who.child_pugh, 'class')}."
    )
    return f"History: {_known(said, 'medical history')}.{scores}"


def _procedures(case: Case) -> str:
    done = sorted(
        (one for one in case.given if one.start is not None),
        key=lambda one: (one.start.day.iso(), one.start.time) if one.start else ("", ""),
    )
    if not done:
        return "No procedure of the trial had been done before the event."
    return f"Before the event: {'; '.join(map(_done, done))}."


def _done(one: Given) -> str:
    assert one.start is not None
    parts = [one.generic_name or one.title, one.dose, "", one.route]
    if one.kind == "product":
        parts[1], parts[2] = _known(one.dose, "dose"), f"lot {one.lot}" if one.lot else "[lot not known]"
    start = one.start.words() if one.start.time else f"{one.start.words()} [time not known]"
    ended = f" to {one.end.words()}" if one.end and one.end != one.start else ""
    return f"{', '.join(part for part in parts if part)}, {start}{ended}"


def _event(case: Case) -> str:
    began = case.onset.words() if case.onset.known else "[onset not known]"
    if case.onset.known and not case.onset.time:
        began += " [time not known]"
    grade = f"CTCAE grade {case.grade}" if case.grade is not None else "[grade not known]"
    base = f" (grade {case.baseline_grade} at baseline)" if case.baseline_grade is not None else ""
    course = "".join(f" It was grade {value} from {at.words()}." for at, value in case.course)
    return (
        f"{case.term} began on {began}{_since(case)}, {grade}{base}. {_serious(case)}{course}{_values(case)}"
    )


def _since(case: Case) -> str:
    """Say how long after the infusion it began."""
    days = days_between(case.patient.infused, case.onset.day) if case.patient.infused else None
    if days is None or days < 0:
        return ""
    return (
        ", on the day of the infusion"
        if days == 0
        else f", {days} {'day' if days == 1 else 'days'} after the infusion"
    )


def _serious(case: Case) -> str:
    if case.serious is None:
        return "[seriousness not judged]"
    if not case.serious:
        return "It was not serious."
    held = [_CRITERION[one] for one in CRITERIA if one in case.criteria]
    return f"It was serious: it {' and '.join(held)}." if held else "It was serious [criterion not known]."


def _values(case: Case) -> str:
    """List the values that became worse than before the event, beside the last before it."""
    said = []
    for analyte in telling(case.tests, case.onset):
        series = [test for test in case.tests if test.analyte == analyte]
        values = ", ".join(f"{test.value} on {test.day.words()}" for test in series)
        unit = f" ({unit_words(series[0].unit)})" if series[0].unit else ""
        said.append(f"{series[0].name}{unit} {values}")
    return f" {'; '.join(said)}." if said else ""


def _treatment(case: Case) -> str:
    said = [case.treatment] if case.treatment else ["none"] if case.treated is False else []
    said += [text] if (text := case.report.get("sae_tests", "")) else []
    return f"Treatment: {_known('; '.join(dict.fromkeys(said)), 'treatment')}."


def _outcome(case: Case, words: Words) -> str:
    outcome = _known(words("aeout", case.outcome), "outcome")
    if case.end is not None:
        return f"Outcome: {outcome}, ended {case.end.words()}."
    stable = f", judged stable on {case.stable.words()}" if case.stable else ""
    going = " It still goes on." if case.ongoing else ""
    return f"Outcome: {outcome}{stable}.{going}{_death(case)}"


def _death(case: Case) -> str:
    if "death" not in case.criteria and case.patient.death is None:
        return ""
    when = case.patient.death.words() if case.patient.death else "[date of death not known]"
    cause = _known(case.patient.death_cause, "cause of death")
    return f" Death on {when}: {cause}. Autopsy: {_known(case.patient.autopsy, 'autopsy')}."


def _causality(case: Case, words: Words) -> str:
    """Say the investigator's judgement of everything that was given or done, and of other drugs and the disease."""
    given = {one.suspect: one for one in case.given}
    said = [
        f"{given[one.suspect].title}: {_judged(one.investigator, words)}"
        for one in case.causality
        if one.suspect in given
        and (given[one.suspect].start or given[one.suspect].kind in {"concomitant", "disease"})
    ]
    return f"Causality by the investigator (WHO-UMC): {_known('; '.join(said), 'causality')}."


def _judged(code: str, words: Words) -> str:
    return words("aerel_msc", code).lower() if code else "[not judged]"


def _sponsor(case: Case, words: Words) -> str:
    titles = {one.suspect: one.title for one in case.given}
    said = [
        f"{titles.get(one.suspect, one.suspect)}: {_judged(one.sponsor, words)}"
        for one in case.causality
        if one.sponsor
    ]
    expected = {True: "expected", False: "unexpected", None: "[expectedness not judged]"}[case.expected]
    if not said:
        return "The sponsor's assessment: [not given]."
    return f"The sponsor's assessment: {'; '.join(said)}; {expected}."

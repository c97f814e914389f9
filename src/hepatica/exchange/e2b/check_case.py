"""Rules about the case as a whole: its identification, reporters, history, death, tests, seriousness and narrative."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hepatica.exchange.e2b import codes
from hepatica.exchange.e2b.icsr import Icsr
from hepatica.exchange.e2b.problem import Problem


def rule_3(icsr: Icsr) -> Iterator[Problem]:
    """Check that a report from a study says which kind of study."""
    if icsr.report.type == "2" and not (icsr.study and icsr.study.type):
        yield Problem(rule="3", element="C.5.4", sentence="C.5.4: a report from a study must say its type.")


def rule_4(icsr: Icsr) -> Iterator[Problem]:
    """Check that documents that are said to be held are named, and named ones are said to be held."""
    held, named = icsr.report.has_documents, any(icsr.report.documents)
    if held is not None and held != named:
        sentence = (
            "C.1.6.1.r.1: documents are held, and none is named."
            if held
            else ("C.1.6.1 says that no documents are held, and C.1.6.1.r.1 names some.")
        )
        yield Problem(rule="4", element="C.1.6.1.r.1", sentence=sentence)


def rule_5(icsr: Icsr) -> Iterator[Problem]:
    """Check that other numbers of the case that are said to exist are given, each with its source."""
    said, others = icsr.report.has_other_ids is True, icsr.report.other_ids
    if said != bool(others) or any(not (one.source and one.number) for one in others):
        yield Problem(
            rule="5",
            element="C.1.9.1.r",
            sentence="C.1.9.1.r: give each other number of the case with its source, and say true in C.1.9.1 if there is one.",
        )


def rule_6(icsr: Icsr) -> Iterator[Problem]:
    """Check that exactly one reporter is the primary source, with country and qualification; every reporter has a qualification."""
    primary = [one for one in icsr.reporters if one.primary]
    if len(primary) != 1:
        yield Problem(
            rule="6",
            element="C.2.r.5",
            sentence=f"C.2.r.5: {len(primary)} reporters are marked as the primary source; exactly one must be.",
        )
    for r, one in enumerate(icsr.reporters, 1):
        if not one.qualification:
            yield Problem(
                rule="6",
                element=f"C.2.r.4 (reporter {r})",
                sentence=f"C.2.r.4 (reporter {r}) is missing: physician is 1.",
            )
        if one.primary and not one.country:
            named = f"C.2.r.3 (reporter {r})"
            yield Problem(
                rule="6", element=named, sentence=f"{named} is missing: the primary source needs a country."
            )


def rule_7(icsr: Icsr) -> Iterator[Problem]:
    """Check that a sender that is no patient names its organisation."""
    if icsr.sender.type != "7" and not icsr.sender.organisation:
        yield Problem(rule="7", element="C.3.2", sentence="C.3.2: the sender's organisation is missing.")


def rule_10(icsr: Icsr) -> Iterator[Problem]:
    """Check that without coded history there is a text, or the reason why there is none."""
    if not icsr.patient.history and not icsr.patient.history_text:
        yield Problem(
            rule="10",
            element="D.7.2",
            sentence="D.7.2: write the relevant history, or say why there is none (UNK, ASKU, NASK, MSK).",
        )


def rule_11(icsr: Icsr) -> Iterator[Problem]:
    """Check that an event that resulted in death leaves an outcome 'fatal'."""
    if any(one.death is True for one in icsr.reactions) and all(one.outcome != "5" for one in icsr.reactions):
        yield Problem(
            rule="11",
            element="E.i.7",
            sentence="E.i.7: an event resulted in death, and no event has the outcome fatal (5).",
        )


def rule_12(icsr: Icsr) -> Iterator[Problem]:
    """Check that of someone who died it is said whether there was an autopsy."""
    if icsr.patient.died is not None and icsr.patient.autopsy is None:
        yield Problem(
            rule="12",
            element="D.9.3",
            sentence="D.9.3: say whether an autopsy was done, or that it is unknown (UNK).",
        )


def rule_13(icsr: Icsr) -> Iterator[Problem]:
    """Check that a test has a name, a date or UNK, and a result as code, number or text."""
    for r, test in enumerate(icsr.tests, 1):
        missing = []
        if not (test.name or test.term):
            missing.append("its name (F.r.2)")
        if test.date is None:
            missing.append("its date, or UNK (F.r.1)")
        if not (test.code or test.result or test.text):
            missing.append("a result (F.r.3.1, F.r.3.2 or F.r.3.4)")
        if missing:
            yield Problem(
                rule="13", element=f"F.r (test {r})", sentence=f"Test {r} lacks {' and '.join(missing)}."
            )


def rule_16(icsr: Icsr) -> Iterator[Problem]:
    """Check that a serious case meets a criterion of seriousness."""
    if not any(said is True for one in icsr.reactions for said in one.criteria):
        yield Problem(
            rule="16",
            element="E.i.3.2",
            sentence="E.i.3.2: no event meets any criterion of seriousness; such a case is not sent as a serious event.",
        )


def rule_17(icsr: Icsr) -> Iterator[Problem]:
    """Check that a nullification or amendment says why, and a reason belongs to one."""
    if bool(icsr.report.withdrawal) != bool(icsr.report.withdrawal_reason.strip()):
        missing = "C.1.11.2" if icsr.report.withdrawal else "C.1.11.1"
        yield Problem(
            rule="17",
            element=missing,
            sentence=f"{missing} is missing: a nullification or amendment has its reason.",
        )


def rule_19(icsr: Icsr) -> Iterator[Problem]:
    """Check that every report tells the case in words."""
    if not icsr.narrative.text.strip():
        yield Problem(rule="19", element="H.1", sentence="H.1: the narrative is missing.")


def rule_21(icsr: Icsr, identifiers: tuple[str, ...] = ()) -> Iterator[Problem]:
    """Nothing in the words of a report tells who the participant is; what was found is not repeated in full."""
    told = icsr.narrative
    texts = [("H.1", told.text), ("H.2", told.reporter), ("H.4", told.sender)]
    texts += [(f"H.5.r.1a (summary {n})", one.text) for n, one in enumerate(told.summaries, 1)]
    patterns: dict[str, str] = codes.data()["identifiers"]["patterns"]
    for element, text in texts:
        for what, pattern in patterns.items():
            if found := re.search(pattern, text):
                yield _named(element, what, found.group())
        for word in identifiers:
            if word and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE):
                yield _named(element, "a name the site knows", word)


def _named(element: str, what: str, found: str) -> Problem:
    return Problem(
        rule="21",
        element=element,
        sentence=f"{element} holds {what} ('{found[:3]}…'): the participant is known here by the trial's number only.",
    )

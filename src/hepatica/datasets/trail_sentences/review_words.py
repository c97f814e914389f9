"""Sentences of what people do about the record: queries, verification, review, locks, versions, deviations, registers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hepatica.datasets.trail_sentences.saying import ROLES, Saying, because, lowered, words
from hepatica.datasets.trail_sentences.study_words import evidence
from hepatica.ledger import review_facts as f
from hepatica.ledger.fact import Fact

REGISTERS = {
    "incident": "the register of incidents",
    "breach": "the register of data breaches",
    "request": "the register of participants' requests",
    "problem": "the register of users' problems",
}
LEVELS = {"subject": "the participant", "study": "the study"}


def _opened(say: Saying, fact: f.QueryOpened) -> str:
    where = say.answer(fact.visit, fact.form, fact.item, fact.row) if fact.item else ""
    to = f", for {ROLES.get(fact.role, words(fact.role))}" if fact.role else ""
    return f"asked about {where or say.place(fact.visit, fact.form)}{to}: {fact.text}"


def _answered(_say: Saying, fact: f.QueryAnswered) -> str:
    return f"answered the query of event {fact.query}: {fact.text}"


def _reopened(_say: Saying, fact: f.QueryReopened) -> str:
    return f"asked again, the query of event {fact.query}: {fact.text}"


def _closed(_say: Saying, fact: f.QueryClosed) -> str:
    why = ": the data were mended" if fact.mended else because(fact.text)
    return f"closed the query of event {fact.query}{why}"


def _accepted(say: Saying, fact: f.FindingAccepted) -> str:
    return f"accepted the explanation of a finding in {_found(say, fact)}"


def _returned(say: Saying, fact: f.FindingReturned) -> str:
    return f"sent the explanation of a finding in {_found(say, fact)} back: {fact.text}"


def _found(say: Saying, fact: f.FindingAccepted | f.FindingReturned) -> str:
    return f"{say.place(fact.visit, fact.form)} ({say.message(fact.check, fact.form).rstrip('.?! ')})"


def _verified(say: Saying, fact: f.ItemsVerified) -> str:
    source = f" against {fact.source}" if fact.source else " against its source"
    return f"verified {_items(say, fact)}{source}"


def _unverified(say: Saying, fact: f.VerificationWithdrawn) -> str:
    return f"took the verification of {_items(say, fact)} back{because(fact.reason)}"


def _items(say: Saying, fact: f.ItemsVerified | f.VerificationWithdrawn) -> str:
    labels = []
    for place in fact.items:
        row, _, item = place.partition("/")
        found = say.study.item(fact.form, item)
        label = lowered(str(found.label)) if found else words(item)
        labels.append(f"{label} {row}" if row.isdigit() and int(row) > 1 else label)
    many = f"{len(labels)} answers" if len(labels) != 1 else "1 answer"
    return f"{many} in {say.place(fact.visit, fact.form)} ({', '.join(labels)})"


def _reviewed(say: Saying, fact: f.FormReviewed) -> str:
    return f"reviewed {say.place(fact.visit, fact.form)} as of event {fact.at_seq}{because(fact.note)}"


def _trail(_say: Saying, fact: f.TrailReviewed) -> str:
    return f"reviewed the audit trail ({fact.what}) to event {fact.up_to}: {fact.note.rstrip('.')}"


def _what(say: Saying, fact: f.RecordFrozen | f.RecordLocked | f.RecordUnlocked) -> str:
    if fact.level == "site":
        return next((one.name for one in say.study.sites if one.id == fact.site), words(fact.site))
    if fact.level in {"form", "visit"}:
        return say.place(fact.visit, fact.form)
    return LEVELS.get(fact.level, words(fact.level))


def _with(say: Saying, fact: f.RecordFrozen | f.RecordLocked | f.RecordUnlocked | f.TextRedacted) -> str:
    name = fact.second_name or (say.names((fact.second,)) if fact.second else "")
    return f", with {name}" if name else ""


def _frozen(say: Saying, fact: f.RecordFrozen) -> str:
    return f"froze {_what(say, fact)}{_with(say, fact)}"


def _locked(say: Saying, fact: f.RecordLocked) -> str:
    return f"locked {_what(say, fact)}{_with(say, fact)}"


def _unlocked(say: Saying, fact: f.RecordUnlocked) -> str:
    return f"unlocked {_what(say, fact)}{_with(say, fact)}{because(fact.reason)}"


def _kept(_say: Saying, fact: f.SubjectKept) -> str:
    return f"keeps the participant under version {fact.version} of the protocol until they consent again"


def _moved(_say: Saying, fact: f.SubjectMoved) -> str:
    return f"moved the participant to version {fact.version} of the protocol"


def _renewed(say: Saying, fact: f.ConsentRenewed) -> str:
    day = say.when(fact.date) or fact.date
    said = f"recorded that the participant consented again on {day}, under version {fact.version} of the protocol"
    return f"{said} ({fact.document}){evidence(fact.file_name)}"


def _assessed(say: Saying, fact: f.DeviationAssessed) -> str:
    rule, visit, form, *_ = (*fact.deviation.split("/"), "", "")
    told = (
        f"; the ethics committee was told on {say.when(fact.reported) or fact.reported}"
        if fact.reported
        else ""
    )
    where = say.place(visit, form)
    judged = f"judged a deviation ({words(rule)}, {where}) {fact.grade}"
    return f"{judged}. Cause: {fact.cause.rstrip('.')}. Action: {fact.action.rstrip('.')}{told}"


def _entered(say: Saying, fact: f.RegisterOpened) -> str:
    book = REGISTERS.get(fact.register, words(fact.register))
    grave = f", {fact.severity}" if fact.severity else ""
    known = say.when(fact.aware) or fact.aware
    return f"entered in {book}: {fact.title}{grave}, known since {known}. {fact.text.rstrip('.')}"


def _noted(say: Saying, fact: f.RegisterNoted) -> str:
    told = f"; {fact.told} was told {say.when(fact.at) or fact.at}" if fact.told else ""
    return f"added to the register's entry of event {fact.entry}: {fact.text.rstrip('.')}{told}"


def _settled(_say: Saying, fact: f.RegisterClosed) -> str:
    return f"closed the register's entry of event {fact.entry}: {fact.decision}{because(fact.reason)}"


def _stated(_say: Saying, _fact: f.StatementAccepted) -> str:
    return "accepted that the electronic signature binds like the one by hand"


def _redacted(say: Saying, fact: f.TextRedacted) -> str:
    return f"took words of event {fact.event} out of sight{_with(say, fact)}{because(fact.reason)}; their hash stays"


def _certified(say: Saying, fact: f.CopyCertified) -> str:
    where = say.place(fact.visit, fact.form)
    return f"certified {fact.file_name} as a true copy of {fact.original}, in {where}: {fact.statement.rstrip('.')}"


SENTENCES: dict[type[Fact], Callable[[Saying, Any], str]] = {
    f.QueryOpened: _opened,
    f.QueryAnswered: _answered,
    f.QueryReopened: _reopened,
    f.QueryClosed: _closed,
    f.FindingAccepted: _accepted,
    f.FindingReturned: _returned,
    f.ItemsVerified: _verified,
    f.VerificationWithdrawn: _unverified,
    f.FormReviewed: _reviewed,
    f.TrailReviewed: _trail,
    f.RecordFrozen: _frozen,
    f.RecordLocked: _locked,
    f.RecordUnlocked: _unlocked,
    f.SubjectKept: _kept,
    f.SubjectMoved: _moved,
    f.ConsentRenewed: _renewed,
    f.DeviationAssessed: _assessed,
    f.RegisterOpened: _entered,
    f.RegisterNoted: _noted,
    f.RegisterClosed: _settled,
    f.StatementAccepted: _stated,
    f.TextRedacted: _redacted,
    f.CopyCertified: _certified,
}
"""Kind of fact → its sentence, without who did it."""

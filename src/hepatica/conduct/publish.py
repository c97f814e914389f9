"""Publishing: a version of the protocol comes into force, whole and sound, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from hepatica.conduct.case import Case
from hepatica.conduct.commands import PublishStudy, Refusal
from hepatica.conduct.dangers import dangers, doubtful_forms, loses_signals, loses_steps
from hepatica.conduct.formula import Unsound
from hepatica.conduct.need import Need
from hepatica.conduct.plan import Plan
from hepatica.conduct.refused import Decision, Refused, listed, refuse
from hepatica.conduct.versions import applies
from hepatica.ledger.events import Draft, StudyPublished
from hepatica.ledger.review_facts import SubjectKept
from hepatica.ledger.rows import StudyRow, SubjectRow
from hepatica.study.dates import NotADate, PartialDate
from hepatica.study.diff import Kind, differences, kinds_of
from hepatica.study.load import StudyProblems, parse
from hepatica.study.study import Study
from hepatica.study.write import dump


def needs(plan: Plan | None, command: PublishStudy) -> Need:
    """Return what a publication reads: everybody's row, and the data that a version would take something from."""
    try:
        new = parse(command.text)
    except StudyProblems:
        return Need()
    if plan is None or dump(plan.study) == dump(new):
        return Need()
    return needs_for(plan.study, new)


def needs_for(old: Study, new: Study) -> Need:
    """Return what must be at hand to judge one version after another."""
    tables = {"proposal"} if loses_signals(old, new) else set()
    tables |= {"material"} if loses_steps(old, new) else set()
    return Need(everyone=True, everyones_forms=doubtful_forms(old, new), everyones_rows=frozenset(tables))


def publish(case: Case, command: PublishStudy) -> Decision:
    """Bring a version into force; the same protocol again changes nothing, and a number is used once.

    Refused where data stand against it, or an approval it needs is neither given nor an urgent reason stated. The same
    protocol is told by what it says, not by its bytes: a newer program may write more of what goes without saying.
    """
    study = _sound(command.text)
    if isinstance(study, Refused):
        return study
    text, row = dump(study), case.study
    standing = case.the_plan if row.definition else None
    if row.sha256 == sha256(text.encode()).hexdigest() or (standing and dump(standing.study) == text):
        return ()
    if refused := _misnumbered(row, study):
        return refused
    if standing is None:
        return (Draft(subject="", fact=_fact(study, text)),)
    people = sorted(case.state.all(SubjectRow), key=lambda one: one.subject)
    faults = [*dangers(standing.study, study, case.state), *_unfit(case, study, command)]
    if people and not command.urgent.strip():
        faults += lacking(standing.study, study, command.approvals)
    if faults:
        return _refused(faults)
    fact = _amendment(standing, study, text, command, row)
    kept = tuple(_kept(standing, people)) if command.keeps else ()
    return (Draft(subject="", fact=fact), *kept)


def _sound(text: str) -> Study | Refused:
    try:
        study = parse(text)
        Plan(study)
    except StudyProblems as error:
        return _refused(problem.sentence for problem in error.problems)
    except Unsound as unsound:
        return _refused(unsound.sentences)
    return study


def _misnumbered(row: StudyRow, study: Study) -> Refused | None:
    if row.definition and row.study != study.id:
        return refuse("not_possible", f"This folder runs {row.study}; {study.id} is another study.")
    if row.version == study.version:
        said = (
            f"Version {study.version} is in force with another text: give the changed protocol a new version."
        )
        return refuse("not_possible", said)
    return None


def _fact(study: Study, text: str) -> StudyPublished:
    sealed = sha256(text.encode()).hexdigest()
    return StudyPublished(study=study.id, version=study.version, sha256=sealed, text=text)


def _amendment(
    standing: Plan, study: Study, text: str, command: PublishStudy, row: StudyRow
) -> StudyPublished:
    """Return the publication of a version after another; a change that bears on participants asks for consent again."""
    before = standing.published
    asks = "patient" in kinds_of(differences(standing.study, study))
    again, since = tuple[str, ...](), 0
    if asks:
        again = (study.version,)
    elif before.reconsent:
        again = (*before.reconsent, study.version)
        since = before.reconsent_since or row.definition
    sealed = sha256(text.encode()).hexdigest()
    return StudyPublished(
        study=study.id,
        version=study.version,
        sha256=sealed,
        text=text,
        keeps=command.keeps,
        approvals=dict(sorted(command.approvals.items())),
        urgent=command.urgent.strip(),
        settles=True,
        reconsent=again,
        reconsent_since=since,
    )


def _kept(standing: Plan, people: Iterable[SubjectRow]) -> Iterator[Draft]:
    """Yield who stays under the version that applies to them now; one who ended is kept too: their record is whole."""
    for one in people:
        stays = applies(standing, one)
        if one.definition != stays:
            version = standing.study.version
            yield Draft(subject=one.subject, fact=SubjectKept(definition=stays, version=version))


# -- Approvals ------------------------------------------------------------------------------------------------------


def required(old: Study, new: Study) -> dict[str, tuple[Kind, ...]]:
    """Return the approvals an amendment needs, each with the kinds of change that need it.

    Both versions' rules count: a version cannot do away with what its own approval needs.
    """
    kinds = kinds_of(differences(old, new))
    found: dict[str, tuple[Kind, ...]] = {}
    for study in (old, new):
        for rule in study.monitoring.amendments:
            for name in rule.approvals if rule.kind in kinds else ():
                found[name] = tuple(dict.fromkeys((*found.get(name, ()), rule.kind)))
    return found


def lacking(old: Study, new: Study, given: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for each approval an amendment needs and that is not given."""
    for name, kinds in required(old, new).items():
        if not given.get(name, "").strip():
            why = listed(tuple(_KIND_WORDS[kind] for kind in kinds), "and")
            yield (
                f"{title_of(new, name)} has not approved version {new.version} ({why}): "
                f"give its decision as --approval {name}=DATE:NUMBER, or say with --urgent why it cannot wait"
            )


_KIND_WORDS = {
    "patient": "it bears on participants",
    "safety": "it bears on safety",
    "data": "it changes what is collected",
    "wording": "it changes the wording",
}


def title_of(study: Study, approval: str) -> str:
    """Return the title of an approval."""
    return next((str(one.title) for one in study.oversight.approvals if one.id == approval), approval)


def _unfit(case: Case, study: Study, command: PublishStudy) -> Iterator[str]:
    """Yield what is wrong with the approvals as they were given."""
    known = {one.id for s in (case.plan.study, study) for one in s.oversight.approvals}
    for name, words in sorted(command.approvals.items()):
        day, _, number = words.partition(" ")
        if name not in known:
            yield f"The protocol knows no approval '{name}'; it knows {listed(tuple(sorted(known)), 'and') or 'none'}"
            continue
        try:
            when = PartialDate.parse(day)
        except NotADate as error:
            yield f"{title_of(study, name)}: {error}"
            continue
        if not when.complete or when.earliest is None:
            yield f"{title_of(study, name)}: the day of the decision must be known"
        elif when.earliest > case.now.today:
            yield f"{title_of(study, name)}: {when.words()} is in the future"
        if not number.strip():
            yield f"{title_of(study, name)}: write the number by which the decision can be found"


def _refused(faults: Iterable[str]) -> Refused:
    refusals = (Refusal(code="not_possible", sentence=f"{fault.removesuffix('.')}.") for fault in faults)
    return Refused(refusals=tuple(refusals))

"""The play: five stories told on one clock, and their performance through the one write path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from heapq import merge
from zoneinfo import ZoneInfo

from hepatica.conduct.plan import Plan
from hepatica.conduct.refused import Refused
from hepatica.demo import delegations, desk, oversight, planning, records, reviewing, slides
from hepatica.demo.bedside import Patient
from hepatica.demo.cast import PARTICIPANTS, Participant
from hepatica.demo.found import FOUND
from hepatica.demo.numbered import numbered
from hepatica.demo.played import Played
from hepatica.demo.step import Days, Step
from hepatica.demo.story import story
from hepatica.demo.visits import commands_of
from hepatica.study.study import Study

SEED = "hepatica demo 1"
STAGES = ("open", "closed")
LATELY = 2
"""Whose serious event began last night: the third, infused a week before the build."""


class NotPlayable(Exception):  # noqa: N818 - the sentence is what matters
    """The play and the study do not fit; the sentence says at which command."""


def commands(study: Study, moment: datetime, *, stage: str = "open", seed: str = SEED) -> Iterator[Played]:
    """Yield every command up to ``moment`` (aware) by its time: the same for the same study, moment, stage and seed.

    ``stage`` 'open': the trial under way; 'closed': all five complete. ``EnterItems.seen`` is 0 throughout: nobody
    in the play changes what somebody else entered.
    """
    if stage not in STAGES:
        raise NotPlayable(f"There is no stage {stage!r}; there are {' and '.join(STAGES)}.")
    plan = Plan(study)
    patients = [patient_of(study, who, moment, stage=stage, seed=seed) for who in PARTICIPANTS]
    lines = (commands_of(plan, patient.subject, _steps(study, patient)) for patient in patients)
    began = opening(study, moment, stage=stage)
    beside = [
        oversight.approvals(study, began),
        iter([desk.on_call(began)]),
        iter(sorted(desk.own_reports(study, began, moment), key=lambda line: line.at)),
        desk.last_night(patients[LATELY], moment) if stage == "open" else iter(()),
        slides.unread(patients[LATELY], moment) if stage == "open" else iter(()),
        delegations.left(began),
        records.beside(patients[0].days.zone, moment),
        records.locked(patients, moment) if stage == "closed" else iter(()),
    ]
    for played in merge(*beside, *lines, key=lambda line: line.at):
        if played.at > moment:
            return
        yield played._replace(at=played.at.astimezone(UTC))


def _steps(study: Study, patient: Patient) -> tuple[Step, ...]:
    """Return the story of a participant with what was asked, compared and read about its record."""
    return tuple(
        sorted((*story(study, patient), *reviewing.reviewed(study, patient)), key=lambda step: step.at)
    )


def patient_of(
    study: Study, who: Participant, moment: datetime, *, stage: str = "open", seed: str = SEED
) -> Patient:
    """Return a participant with the calendar that a moment and a stage give."""
    site = study.sites[0]
    zone = ZoneInfo(site.zone)
    infusion = moment.astimezone(zone).date() - timedelta(days=who.days_ago[stage])
    return Patient(
        who=who,
        subject=study.numbering.format(site=site.id, n=who.n),
        days=Days(infusion, zone),
        seed=seed,
        found=FOUND[who.n],
    )


def opening(study: Study, moment: datetime, *, stage: str = "open") -> datetime:
    """Return when the trial opens: the morning two days before the first person is asked."""
    first = min(patient_of(study, who, moment, stage=stage).days.at(-52, "09:00") for who in PARTICIPANTS)
    return first.astimezone(UTC)


def begin(study: Study, moment: datetime, *, stage: str = "open", seed: str = SEED) -> None:
    """Open the trial in an empty ledger: marked synthetic before all else, its protocol in force, its staff at work."""
    open_trial(study, opening(study, moment, stage=stage), seed)


def open_trial(study: Study, at: datetime, seed: str) -> None:
    """Open a trial at an instant in an empty ledger: marked synthetic first of all."""
    from hepatica.store import clock, publishing

    with clock.virtual(at):
        publishing.mark_synthetic(seed)
        publishing.publish(study)
        delegations.delegate(study, at)


def play(lines: Iterable[Played]) -> None:
    """Record commands, each at its own moment of the virtual clock; NotPlayable names the first that was refused."""
    from hepatica.store import clock
    from hepatica.store.record import record

    for played in lines:
        with clock.virtual(played.at):
            outcome = record(numbered(played.command), actor=played.actor)
        if isinstance(outcome, Refused):
            raise NotPlayable(where(played, outcome))


def perform(study: Study, moment: datetime, *, stage: str = "open", seed: str = SEED) -> None:
    """Play the whole demo into the open, empty trial; when a command is refused nothing of it remains."""
    from hepatica.store.record import rehearsal

    with rehearsal(keep=True):  # one transaction: a build that is killed leaves an empty trial
        begin(study, moment, stage=stage, seed=seed)
        play(commands(study, moment, stage=stage, seed=seed))
        # Last, and not among the commands: what is planned next is no part of this trial's story.
        play([planning.planned(study, moment.astimezone(UTC))])


def where(played: Played, refused: Refused) -> str:
    """Return the sentence that says which command was refused, and why."""
    place = "/".join(str(getattr(played.command, part, "")) for part in ("subject", "visit", "form"))
    return f"{played.command.kind} at {place}, {played.at:%Y-%m-%d %H:%M}: {refused}"

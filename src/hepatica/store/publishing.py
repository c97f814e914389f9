"""What the owner of a folder does from the command line: mark it synthetic, publish a protocol, grant a first role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hepatica.conduct.commands import Actor, Command, GrantRole, PublishStudy
from hepatica.conduct.refused import Refused
from hepatica.ledger.events import Draft, StudySynthetic
from hepatica.ledger.state import Landmarks, State
from hepatica.store import append
from hepatica.store.record import next_moment, record, write
from hepatica.store.transactions import writing
from hepatica.study.study import Study
from hepatica.study.write import dump

OWNER = Actor(user="owner", name="Owner of the trial folder", roles=frozenset({"owner"}))


class NotDone(Exception):  # noqa: N818 - the sentence is what matters
    """What the owner asked for was refused; nothing was stored."""


def mark_synthetic(seed: str) -> int:
    """Say, as the very first event, that this study's data are invented; NotDone when it is too late."""
    with writing() as cursor:
        end = append.locked(cursor, "study")
        if end.seq:
            raise NotDone("This ledger has begun: only its first event can mark a study synthetic.")
        draft = Draft(subject="", fact=StudySynthetic(seed=seed))
        moment = next_moment(cursor, end)
        write(cursor, end, State(), (draft,), Landmarks(), moment=moment, actor=OWNER.user)
    return end.seq + 1


def publish(
    study: Study,
    *,
    actor: Actor = OWNER,
    keeps: bool = False,
    approvals: Mapping[str, str] | None = None,
    urgent: str = "",
) -> int | None:
    """Bring a protocol into force; return its event, or None when this very protocol is in force already.

    ``keeps`` leaves participants who are there under their version until they consent again; ``approvals`` are
    decisions on this version, id → 'DATE NUMBER'; ``urgent`` says why one that is missing cannot be waited for.
    NotDone names every expression that does not compile, a version whose number was used before, data that stand
    against it, and approvals it lacks.
    """
    command = PublishStudy(text=dump(study), keeps=keeps, approvals=dict(approvals or {}), urgent=urgent)
    outcome = record(command, actor=actor)
    if isinstance(outcome, Refused):
        raise NotDone("\n".join(refusal.sentence for refusal in outcome.refusals))
    return outcome.seq_first if outcome.events else None


def grant(user: str, name: str, role: str, *, actor: Actor = OWNER, **terms: Any) -> int | None:
    """Let a person act in a role; return the event, or None when they hold it so already. NotDone says why not.

    ``terms`` are those of ``GrantRole``: sites, since, until, training, identity.
    """
    return _done(GrantRole(user=user, name=name, role=role, **terms), actor)


def _done(command: Command, actor: Actor) -> int | None:
    outcome = record(command, actor=actor)
    if isinstance(outcome, Refused):
        raise NotDone(str(outcome))
    return outcome.seq_last if outcome.events else None

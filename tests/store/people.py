"""The cast, and the commands they send most."""

from hepatica.conduct.commands import Actor, EnterItems, Entry, ScreenSubject
from hepatica.store import read
from hepatica.store.record import Recorded, record


def actor(user, name, *roles):
    return Actor(user=user, name=name, roles=frozenset(roles))


ASHA = actor("asha", "Asha Reddy", "coordinator")
MEENA = actor("meena", "Dr Meena Rao", "investigator")
IRIS = actor("iris", "Iris Inspector", "inspector")


def screened(key=None):
    """Screen a participant and return the number."""
    done = record(ScreenSubject(site="HYD"), actor=ASHA, key=key)
    assert isinstance(done, Recorded)
    return done.subject


def pressures(subject, *systolic, visit="baseline", reason="", seen=None):
    """The command that enters systolic pressures, one reading each."""
    entries = tuple(
        Entry(item="sysbp", row=n, value=v, reason=reason) for n, v in enumerate(systolic, start=1)
    )
    seen = read.head().seq if seen is None else seen
    return EnterItems(subject=subject, visit=visit, form="vital_signs", entries=entries, seen=seen)


def enter(subject, *systolic, by=ASHA, key=None, **more):
    """Enter systolic pressures and return what was recorded."""
    done = record(pressures(subject, *systolic, **more), actor=by, key=key)
    assert isinstance(done, Recorded), done
    return done

"""A small record for the datasets: every answer has an event of its own, so that provenance can be checked."""

from datetime import date, timedelta
from itertools import count

import msgspec
from tests.datasets.record import draw, form, person, state, study

from hepatica.datasets.adam.inputs import Inputs
from hepatica.ledger.rows import FormRow

GCSF, CUT = date(2026, 3, 10), date(2026, 12, 31)


def on(day, gcsf=GCSF):
    return (gcsf + timedelta(days=day)).isoformat()


def numbered(*rows):
    """Give every answer an event number of its own."""
    numbers = count(101)
    return state(*(_numbered(row, numbers) if isinstance(row, FormRow) else row for row in rows))


def _numbered(row, numbers):
    answers = {
        n: {i: msgspec.structs.replace(a, seq=next(numbers)) for i, a in held.items()}
        for n, held in row.answers.items()
    }
    return msgspec.structs.replace(row, answers=answers)


def with_analysis(**changes):
    """Return the reference study with other analysis parameters; its own baselines and estimands left out."""
    plain = {"baselines": (), "estimands": (), "responders": ()}
    analysis = study().analysis.model_copy(update=plain | changes)
    return study().model_copy(update={"analysis": analysis})


def inputs(*rows, cut=CUT, **changes):
    return Inputs(study=with_analysis(**changes), state=numbered(*rows), cut=cut)


def treated(who="01-001", gcsf=GCSF, **more):
    """A participant who began marrow, G-CSF and infusion."""
    started = on(-35, gcsf)
    return person(who, gcsf=on(0, gcsf), infusion=on(3, gcsf), started=started, **more)


def background(who="01-001", gcsf=GCSF):
    """The forms that date the anchors and say who it is."""
    return (
        form(who, "screening", "demographics", flat={"sex": "female", "age": "47", "aetiology": "masld"}),
        form(who, "screening", "consent", flat={"rficdtc": on(-49, gcsf)}),
        form(who, "marrow", "marrow_aspiration", flat={"prstdtc": on(-35, gcsf)}),
        form(who, "gcsf", "gcsf", {"ecstdtc": on(0, gcsf) + "T10:30", "ecdose": "520"}),
        form(who, "infusion_day", "infusion", flat={"exstdtc": on(3, gcsf)}),
    )


def laboratory(*days, who="01-001", gcsf=GCSF, visit="unscheduled"):
    """One laboratory page: a complete draw on each day, bilirubin rising; a dict is a draw as it is."""
    draws = [
        draw(on(d, gcsf) + "T08:10", bilirubin=f"{2 + n / 10:.1f}") if isinstance(d, int) else d
        for n, d in enumerate(days)
    ]
    return form(who, visit, "laboratory", *draws)


def value_of(dataset, name, **where):
    """Return the one value of a variable in the one row that is so."""
    rows = dataset.where(**where)
    assert len(rows) == 1, (where, len(rows))
    return dataset.value(rows[0], name)


def answers_of(held):
    """Return event → answer of everything in a state."""
    return {a.seq: a for row in held.all(FormRow) for row_ in row.answers.values() for a in row_.values()}

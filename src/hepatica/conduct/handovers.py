"""Hand-overs: each by two named people; what was thrown away is gone, and how much it was stands in the record."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hepatica.conduct import bench
from hepatica.conduct.bench import known_material, no, overdrawn
from hepatica.conduct.case import Case, known_subject
from hepatica.conduct.commands import Refusal
from hepatica.conduct.minutes import follows, minute
from hepatica.conduct.product_commands import MoveMaterial
from hepatica.conduct.refused import Decision, Refused
from hepatica.conduct.values import Unfit, read_number
from hepatica.ledger.events import DeviationRecorded, Draft
from hepatica.ledger.product_facts import MaterialMoved, Measured
from hepatica.ledger.product_rows import BagRow, MaterialRow
from hepatica.product.custody import excursions, remaining
from hepatica.product.lineage import ENDED, GONE, lineage_of
from hepatica.product.moments import in_words
from hepatica.scores.arithmetic import round_half_up, show

_FOUND = frozenset({"returned", "disposed"})
"""What can become of something that was lost."""


def move(case: Case, command: MoveMaterial) -> Decision:
    """Record a hand-over between two people; a disposal that states no amount takes all that is left.

    A temperature that a place must not have is stored, with a deviation.
    """
    subject = known_subject(case, command.subject)
    if isinstance(subject, Refused):
        return subject
    row = known_material(case, command.subject, command.material)
    if isinstance(row, Refused):
        return row
    at = minute(case, command.at, "When it was handed over")
    amount, unread = bench.read_amounts(command.amount, (row.material,))
    temperatures, strange = _temperatures(command)
    refusals = (
        *bench.two_people(command.given_by, command.received_by, "A hand-over", ("given_by", "received_by")),
        *(() if command.place.strip() else (no("mandatory_missing", "Say where it is now.", "place"),)),
        *(at.refusals if isinstance(at, Refused) else _out_of_order(row, command, at)),
        *unread,
        *strange,
    )
    if refusals or isinstance(at, Refused):
        return Refused(refusals=refusals)
    fact = MaterialMoved(
        material=row.material,
        move=command.move,
        at=at,
        place=command.place.strip(),
        given_by=command.given_by.strip(),
        received_by=command.received_by.strip(),
        log=command.log,
        log_name=command.log_name,
        amount=amount or _rest(case, row, command.move),
        note=command.note.strip(),
        **temperatures,
    )
    return _recorded(case, row, fact)


def _recorded(case: Case, row: MaterialRow, fact: MaterialMoved) -> Decision:
    drafts = (Draft(subject=row.subject, fact=fact),)
    too_much = (
        *overdrawn(case, row.subject, drafts, (row.material,)),
        *_ran_in(case, row, drafts),
    )
    if fact.amount and too_much:
        return Refused(refusals=too_much[:1])
    return (*drafts, *_excursions(case, row, drafts))


def _ran_in(case: Case, row: MaterialRow, drafts: tuple[Draft, ...]) -> Iterator[Refusal]:
    """Yield why what was thrown away cannot have been there: part of the bag ran in."""
    bags, ahead = {bag.bag: bag for bag in case.state.of(BagRow, row.subject)}, case.ahead(drafts)
    left = remaining(lineage_of(case.plan.study, ahead, row.subject), bags, row.material)
    if row.material in bags and any(
        one is not None and round_half_up(one, 6) < 0 for one in (left.cells, left.volume)
    ):
        said = f"{row.material} cannot have lost so much: {bags[row.material].volume} mL of it ran in."
        yield no("out_of_range", said, row.material)


def _out_of_order(row: MaterialRow, command: MoveMaterial, at: str) -> Iterator[Refusal]:
    if early := follows(at, row.at, "When it was handed over", f"{row.material} was made"):
        yield from early.refusals
    gone = next((one for one in row.moves if one.move in GONE and one.at <= at), None)
    if gone and not (gone.move == "lost" and (command.move in _FOUND or _found_again(row, gone.at, at))):
        said = f"{row.material} was {ENDED[gone.move]} on {in_words(gone.at)}: it cannot be handed on."
        yield no("not_possible", said, "move")


def _found_again(row: MaterialRow, lost: str, at: str) -> bool:
    disposed = any(one.move == "disposed" and one.at <= at for one in row.moves)
    return not disposed and any(one.move == "returned" and lost <= one.at <= at for one in row.moves)


def _rest(case: Case, row: MaterialRow, kind: str) -> tuple[Measured, ...]:
    """Return all that is left of a material, as the amount of a disposal or loss that states none."""
    if kind not in GONE:
        return ()
    bags = {bag.bag: bag for bag in case.state.of(BagRow, row.subject)}
    left = remaining(lineage_of(case.plan.study, case.state, row.subject), bags, row.material)
    for number, unit in ((left.volume, "mL"), (left.cells, "10^6")):
        if number is not None and number > 0:
            return (Measured(name=row.material, value=show(round_half_up(number, 6)), unit=unit),)
    return ()


# -- Temperatures ----------------------------------------------------------------------------------------------------


def _temperatures(command: MoveMaterial) -> tuple[dict[str, str], tuple[Refusal, ...]]:
    good: dict[str, str] = {}
    bad: list[Refusal] = []
    for field, title in (("temperature", "Temperature"), ("lowest", "Lowest"), ("highest", "Highest")):
        typed = getattr(command, field).strip()
        try:
            good[field] = read_number(typed) if typed else ""
        except Unfit as error:
            bad.append(no(error.code, f"{title}: {error}.", field))
    low, high = good.get("lowest"), good.get("highest")
    if low and high and Decimal(low) > Decimal(high):
        bad.append(
            no(
                "out_of_range",
                f"The lowest temperature, {low} °C, lies above the highest, {high} °C.",
                "lowest",
            )
        )
    return good, tuple(bad)


def _excursions(case: Case, row: MaterialRow, drafts: tuple[Draft, ...]) -> Iterator[Draft]:
    after = case.ahead(drafts).get(MaterialRow, row.subject, row.material)
    before = set(excursions(case.plan.study.manufacture, row))
    found = excursions(case.plan.study.manufacture, after) if after else ()
    new = tuple(one.sentence for one in found if one not in before)
    if new:
        fact = DeviationRecorded(
            rule="temperature", sentence=" ".join(new), item=row.material, row=len(row.moves) + 1
        )
        yield Draft(subject=row.subject, fact=fact)

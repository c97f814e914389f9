"""What published standard-care arms would say of a control arm that this study does not have: with and without them."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from hepatica.evidence.borrowing import Borrowed, NeverBorrowedError, Reading, borrow
from hepatica.evidence.load import load
from hepatica.report.study.cut import Cut
from hepatica.report.table import Cell, Column, Group, Interval, Missing, Number, Row, Table, Text
from hepatica.study.estimand import Borrowing


def borrowing_table(cut: Cut) -> Table:
    """Return the expected change of a control arm with and without borrowing, its worth in participants, and each source."""
    rule = cut.study.analysis.borrowing
    try:
        groups = _groups(_borrowed(rule)) if rule else (_none("The study borrows nothing."),)
    except (NeverBorrowedError, ValueError) as error:
        groups = (_none(f"{error}"),)
    deck = f"{rule.outcome} at {rule.months} months under standard care" if rule else "Standard care"
    return Table(
        id="14.2.6.5",
        title="A control arm from published studies, with and without",
        deck=f"{deck}: controls only, never safety; nothing here enters a result of this study",
        columns=(
            Column(title="", width=3),
            Column(title="n", align="right"),
            Column(title="expected", align="right", decimals=1, signed=True),
            Column(title="95 % interval", interval=True, decimals=1),
            Column(title="Read with it", width=5),
        ),
        groups=groups,
        footnotes=(
            *((f"Prior: {rule.source.value}; {rule.reference}.",) if rule else ()),
            "Cannot show: what controls of this centre would have done. There was no concurrent control.",
        ),
    )


@lru_cache(maxsize=4)
def _borrowed(rule: Borrowing) -> Borrowed:
    return borrow(
        load(),
        rule.outcome,
        months=rule.months,
        tau_scale=float(rule.tau_scale),
        weight=float(rule.robust_weight),
        vague_sd=float(rule.vague_sd),
    )


def _groups(found: Borrowed) -> tuple[Group, ...]:
    size = _exact(found.size.participants)
    both = (
        _reading("With the published arms", found.reading.borrowed, f"worth {size:.1f} participants"),
        _reading("Without them", found.reading.alone, found.conflict_words),
    )
    used = tuple(
        Row(
            cells=(
                Text(text=arm.study, why=f"EVIDENCE:{arm.row}"),
                Number(value=arm.n),
                Number(value=_exact(arm.mean), why=f"EVIDENCE:{arm.row}"),
                Text(text="–"),
                Text(text=arm.how),
            ),
            indent=True,
        )
        for arm in found.used
    )
    left = tuple(
        Row(
            cells=(Text(text=one.study, why=f"EVIDENCE:{one.row}"),),
            sentence=one.why,
            indent=True,
            muted=True,
        )
        for one in found.left_out
    )
    groups = (Group(title="A control arm", rows=both), Group(title="Read", rows=used))
    return (*groups, *((Group(title="Not read", rows=left),) if left else ()))


def _reading(title: str, one: Reading, words: str) -> Row:
    cells: tuple[Cell, ...] = (
        Text(text=title),
        Text(text="–"),
        Number(value=_exact(one.mean)),
        Interval(lower=_exact(one.lower), upper=_exact(one.upper)),
        Text(text=words) if words else Missing(reason="nothing borrowed"),
    )
    return Row(cells=cells, indent=True)


def _none(sentence: str) -> Group:
    return Group(rows=(Row(sentence=sentence),))


def _exact(value: float) -> Decimal:
    return Decimal(repr(value))

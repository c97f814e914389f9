"""How near each stopping rule is: what was seen, what it needs, and on which values that rests."""

from __future__ import annotations

from hepatica.ledger.desk_rows import RuleRow
from hepatica.report.board.pack import Pack
from hepatica.report.table import Column, Group, Row, Table, Text
from hepatica.safety.meter import Met, meter, place
from hepatica.study.stopping import StoppingRule

_SCOPES = {"participant": "this participant", "enrolment": "dosing", "trial": "the trial"}


def rules_table(pack: Pack) -> Table:
    """Return a row per stopping rule in the protocol's order, the distant ones too."""
    rules = pack.study.stopping
    return Table(
        id="B.8",
        title="Stopping and pausing rules: how near each is",
        deck="Counted over all participants to the data cut. A rule that could not be evaluated counts, and says so",
        columns=(
            Column(title="Rule"),
            Column(title="", width=6),
            Column(title="seen", unit="of needed", align="centre"),
            Column(title="Now"),
            Column(title="Holds"),
            Column(title="On", width=3),
        ),
        groups=(Group(rows=tuple(_row(pack, rule) for rule in rules)),)
        if rules
        else (Group(rows=(Row(cells=(Text(text="–"),), sentence="The protocol states no stopping rule."),)),),
        footnotes=(
            "Met: a hold is placed by the program itself, and stands until the named decision and two signatures.",
        ),
        listing=True,
    )


def standing(pack: Pack, rule: StoppingRule) -> Met:
    """Return a rule as it stands at the cut."""
    return meter(rule, pack.cut.state.get(RuleRow, "", rule.id), len(pack.cut.infused))


def now_words(met: Met) -> str:
    """Say how near: met, one away, a review is owed, or none."""
    if met.fires:
        return "met"
    if met.review:
        return "review owed"
    if not met.seen:
        return "none"
    return "one away" if met.left == 1 else f"{met.left} away"


def _row(pack: Pack, rule: StoppingRule) -> Row:
    met = standing(pack, rule)
    fires = met.fires
    on = "; ".join(_said(pack, one) for one in met.on)
    doubt = "; ".join(_doubt(pack, one) for one in met.doubtful)
    return Row(
        cells=(
            Text(text=rule.code, strong=fires),
            Text(text=f"{rule.title.en}. {rule.words.en}", strong=fires),
            Text(text=f"{met.seen} of {met.needed}", strong=fires),
            Text(text=now_words(met), strong=fires),
            Text(text=_SCOPES[rule.scope] if rule.blocks else "review only"),
            Text(text=". In doubt: ".join(part for part in (on, doubt) if part) or "–"),
        )
    )


def _said(pack: Pack, address: str) -> str:
    """Say 'participant/event:3' with the event's own term."""
    subject, _, evidence = address.partition("/")
    kind, _, number = evidence.partition(":")
    if kind == "event":
        found = (case.term for case in pack.cases.get(subject, ()) if str(case.row) == number)
        return f"{subject}: {next(found, place(evidence))}"
    return f"{subject}: {place(evidence)}"


def _doubt(pack: Pack, sentence: str) -> str:
    """Say 'participant/event:3: why' the same way."""
    address, _, why = sentence.partition(": ")
    return f"{_said(pack, address)} ({why})" if why else _said(pack, address)

"""The stopping rule: where the trial stands against its boundary, and how often boundary and pause would act.

With five participants a statistical boundary is a second net. The pause at each event is the first, so neither is ever
drawn without the other.
"""

from collections.abc import Iterable
from decimal import Decimal

from hepatica.report import text as write
from hepatica.report.figure import Figure
from hepatica.report.figures.canvas import Frame, Layer, chart, pixels, words
from hepatica.report.figures.stopping_odds import odds_curves, odds_frame, odds_ground, odds_words
from hepatica.report.figures.stopping_standing import now, standing_frame, standing_layers
from hepatica.report.figures.stopping_values import Evaluable, StoppingRule, standing
from hepatica.report.stamp import Stamp
from hepatica.report.table import Cell, Column, Group, Number, Row, Table, Text

WIDTH, HEIGHT, TOP, BOTTOM = 640, 352, 34, 298
LEFT, MIDDLE = (28.0, 292.0), (366.0, 612.0)
CANNOT = (
    "It cannot show that the treatment is safe: a boundary that has not been reached has not been tested, "
    "and so few participants miss most rare events."
)


def stopping(
    *,
    rule: StoppingRule,
    path: tuple[Evaluable, ...],
    stamp: Stamp,
    note: str = "",
    synthetic: str = "",
    number: str = "",
    title: str = "",
    figure_id: str = "stopping",
) -> Figure:
    """Draw the boundary with the pause, the participants evaluable in order of infusion, and both odds.

    Dashed is the pause at any event. Without `title` the finding is written by `finding`; `note` is put after the odds in words. Raises ValueError when
    more participants are evaluable than the boundary is made for.
    """
    if len(path) > rule.planned:
        raise ValueError(
            f"{len(path)} participants are evaluable, but the boundary is made for {rule.planned}"
        )
    ordered = tuple(sorted(path, key=lambda one: one.digit))
    said = title or finding(rule, ordered)
    return Figure(
        id=figure_id,
        number=number,
        title=said,
        deck=f"{rule.event[0].upper()}{rule.event[1:]}. {rule.basis} Stop: {rule.words}.",
        spec=_spec(rule, ordered),
        note=" ".join(part for part in (_odds(rule), note, CANNOT) if part),
        twin=_twin(f"{figure_id}-table", rule, ordered),
        alt=f"{said}. Stop: {rule.words}; {now(rule, ordered)}. Pause at each event.",
        stamp=stamp,
        synthetic=synthetic,
    )


def finding(rule: StoppingRule, path: tuple[Evaluable, ...]) -> str:
    """Say in one line whether the boundary is reached; where it is not, that the pause comes first."""
    reached = [k for k, x in enumerate(standing(path), 1) if x >= rule.limits[k - 1]]
    if reached:
        k = reached[0]
        return f"The boundary was reached at participant {k}: {standing(path)[k - 1]} with the event, limit {rule.limits[k - 1]}"
    return "The boundary is a second net; pausing on each event is the first"


def _spec(rule: StoppingRule, path: tuple[Evaluable, ...]) -> dict[str, object]:
    canvas = pixels(WIDTH, HEIGHT)
    left = standing_frame(rule, left=LEFT[0], right=LEFT[1], top=TOP, bottom=BOTTOM)
    right = odds_frame(rule, left=MIDDLE[0], right=MIDDLE[1], top=TOP, bottom=BOTTOM)
    ground = [*_heads(canvas), *standing_layers(canvas, left, rule, path), *odds_ground(canvas, right, rule)]
    curves, over = [*odds_curves(right, rule)], [*odds_words(canvas, right, rule)]
    return chart(WIDTH, HEIGHT, [ground, curves, over])


def _heads(canvas: Frame) -> Iterable[Layer]:
    y = TOP - 22
    titles = [
        {"x": 0, "y": y, "text": "Where the trial stands"},
        {"x": MIDDLE[0] - 34, "y": y, "text": "How often it would act"},
    ]
    remarks = [
        {"x": LEFT[1], "y": y, "text": "events so far (up)"},
        {"x": MIDDLE[1] + 24, "y": y, "text": "probability (up), exact"},
    ]
    yield words(canvas, titles, size=11.5, weight=600)
    yield words(canvas, remarks, size=10, fill="ink2", align="right")


def _odds(rule: StoppingRule) -> str:
    """Write both odds in words, and the chance of a false stop at the acceptable rate."""
    stops = [f"{_percent(rule.stop(r).p_stop, 1)} of such studies at {_percent(r, 0)}" for r in rule.rates]
    dosed = ", ".join(write.number(rule.stop(r).expected_dosed, 2) for r in rule.rates)
    pauses = ", ".join(write.number(rule.pause(r).p_stop * 100, 0) for r in rule.rates)
    at = ", ".join(write.number(r * 100, 0) for r in rule.rates) + write.SPACE + "%"
    return (
        f"By true rate the boundary stops {'; '.join(stops)}. At the acceptable rate of {_percent(rule.acceptable, 0)} "
        f"that is a false stop: {_percent(rule.stop(rule.acceptable).p_stop, 1)}. "
        f"Expected participants treated at {at}: {dosed}. Pausing on any event pauses {pauses}{write.SPACE}%."
    )


def _twin(table_id: str, rule: StoppingRule, path: tuple[Evaluable, ...]) -> Table:
    """Give both odds as rows by true rate, then the path as a row per participant evaluable."""
    columns = (
        Column(title="true rate", unit="%", align="right"),
        Column(title="stops", unit="%", align="right", decimals=1),
        Column(title="expected treated", align="right", decimals=2),
        Column(title="pauses", unit="%", align="right"),
        Column(title="what this cannot show", width=1),
    )
    acts = Group(title="How often it would act", rows=tuple(_rate(rule, rate) for rate in rule.rates))
    lines = tuple(_line(rule, path, k) for k in range(1, len(path) + 1))
    none = (Row(cells=(Text(text="–"),), sentence="Nobody is evaluable yet."),)
    return Table(
        id=table_id,
        title="",
        columns=columns,
        groups=(acts, Group(title="Where the trial stands", rows=lines or none)),
        footnotes=(f"Stop: {rule.words}. Pause and review: any event.",),
    )


def _rate(rule: StoppingRule, rate: Decimal) -> Row:
    stop, pause = rule.stop(rate), rule.pause(rate)
    cells: tuple[Cell, ...] = (
        Number(value=rate * 100),
        Number(value=stop.p_stop * 100),
        Number(value=stop.expected_dosed),
        Number(value=pause.p_stop * 100),
        Text(
            text=f"That the rate is not {_percent(rate, 0)}: {_percent(1 - stop.p_stop, 1)} of such studies go on."
        ),
    )
    return Row(cells=cells)


def _line(rule: StoppingRule, path: tuple[Evaluable, ...], k: int) -> Row:
    one = path[k - 1]
    what = one.said or ("with the event" if one.event else "without the event")
    who = Text(text=str(one.digit), strong=True, participant=one.digit if one.digit <= 5 else None)
    return Row(cells=(who,), sentence=f"{one.code}: {what}; {now(rule, path[:k])}", href=one.href)


def _percent(share: Decimal | float, decimals: int) -> str:
    return write.percent(share * 100, decimals)

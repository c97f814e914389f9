"""The forest: treated less control, study by study, pooled only where a group holds two studies that stand.

What is left out is drawn hollow beside what stands, with the reason in words and no weight. A diamond is the mean of a
group, the thin line below it where a next study may lie.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import exp, log

from hepatica.evidence.effects import Contrast
from hepatica.evidence.synthesis import Synthesis
from hepatica.report import text as write
from hepatica.report.figure import Figure
from hepatica.report.figures.canvas import DASHED, Frame, Layer, chart, pixels, points, segments, words
from hepatica.report.figures.evidence_forest_twin import forest_twin, sizes_of, weights_of
from hepatica.report.figures.evidence_values import design_of
from hepatica.report.figures.labels import wrapped
from hepatica.report.stamp import Stamp
from hepatica.stats.random_effects import NotPooled, Pooled, Prediction

WIDTH, LEFT, RIGHT = 1000.0, 470.0, 776.0
ROW, TOP, SIZE = 24.0, 36.0, 10.5
CANNOT = "Studies differ in disease, cells and route: a mean of them is nobody’s expectation."
DIAMOND = "M-1,0L0,-0.5L1,0L0,0.5Z"


@dataclass(frozen=True, kw_only=True)
class ForestLine:
    """One line of the picture: a group's title, a contrast, a pooled mean, or a sentence."""

    y: float
    title: str = ""
    contrast: Contrast | None = None
    weight: float | None = None
    pooled: Pooled | None = None
    sentence: str = ""


def evidence_forest(
    *, synthesis: Synthesis, stamp: Stamp, number: str = "", figure_id: str = "evidence-forest"
) -> Figure:
    """Draw a synthesis. Raises ValueError when no contrast of the measure exists at that time."""
    if not synthesis.groups and not _left_out(synthesis):
        raise ValueError(
            f"no source compares {synthesis.measure} with a control {_when(synthesis)}, so there is no forest"
        )
    said = finding(synthesis)
    scale = "odds ratio (across)" if _counts(synthesis) else f"difference in {_unit(synthesis)} (across)"
    return Figure(
        id=figure_id,
        number=number,
        title=said,
        deck=f"{synthesis.measure} {_when(synthesis)}, treated less control: {scale}, 95 % intervals, grouped by {synthesis.by}. Hollow: left out.",
        spec=_spec(synthesis),
        note=_note(synthesis),
        twin=forest_twin(f"{figure_id}-table", synthesis),
        alt=f"{said}. {len(_left_out(synthesis))} contrasts left out are drawn hollow.",
        stamp=stamp,
        wide=True,
    )


def finding(synthesis: Synthesis) -> str:
    """Say in one line how many groups can be pooled."""
    pooled = sum(isinstance(group.pooled, Pooled) for group in synthesis.groups)
    name = f"{synthesis.measure} {_when(synthesis)}"
    if not pooled:
        return f"{name}: no group has two studies that stand, so none is pooled"[:80]
    return f"{name}: {write.small(pooled)} of {write.small(len(synthesis.groups))} group{'' if len(synthesis.groups) == 1 else 's'} can be pooled"[
        :80
    ]


def forest_lines(synthesis: Synthesis) -> tuple[ForestLine, ...]:
    """Lay the picture out: groups in order, each closed by its mean or the sentence why there is none, then what is left out."""
    made: list[ForestLine] = []
    y = TOP

    def add(step: float = ROW, **line: object) -> None:
        nonlocal y
        made.append(ForestLine(y=y, **line))  # type: ignore[arg-type]
        y += step

    for group in synthesis.groups:
        add(title=group.title)
        weights = weights_of(group)
        for one, weight in zip(group.contrasts, weights, strict=True):
            add(contrast=one, weight=weight)
        if isinstance(group.pooled, Pooled):
            add(pooled=group.pooled)
        else:
            add(sentence=group.pooled.why)
        y += 6
    out = _left_out(synthesis)
    if out:
        add(title="Left out")
        for one in out:
            add(contrast=one)
    return tuple(made)


def frame_of(synthesis: Synthesis, height: float) -> Frame:
    """Give the frame in which x is the effect; the contrasts set its scale, means wider than it are cut."""
    every = [c for group in synthesis.groups for c in group.contrasts] + list(_left_out(synthesis))
    low, high = min([0.0, *(c.bounds[0] for c in every)]), max([0.0, *(c.bounds[1] for c in every)])
    room = (high - low) * 0.04
    return Frame(
        x_low=low - room,
        x_high=high + room,
        left=LEFT,
        right=RIGHT,
        y_low=height,
        y_high=0,
        top=0,
        bottom=height,
    )


def _left_out(synthesis: Synthesis) -> tuple[Contrast, ...]:
    return (*synthesis.failed, *synthesis.approximated)


def _spec(synthesis: Synthesis) -> dict[str, object]:
    lines = forest_lines(synthesis)
    foot = lines[-1].y + ROW
    height = foot + 44
    canvas, frame = pixels(WIDTH, height), frame_of(synthesis, height)
    ground = [*_heads(canvas), *_axis(canvas, frame, synthesis, foot)]
    drawn, over = [], []
    for line in lines:
        drawn += list(_marks(frame, line))
        over += list(_words(canvas, line, counts=_counts(synthesis)))
    return chart(WIDTH, height, [ground, drawn, over])


def _heads(canvas: Frame) -> Iterable[Layer]:
    heads = [
        (0, "Study, arm"),
        (250, "design"),
        (404, "n"),
        (RIGHT + 16, "effect, 95 % interval"),
        (WIDTH - 34, "weight"),
    ]
    yield words(canvas, [{"x": x, "y": 8, "text": text} for x, text in heads], size=SIZE, fill="ink2")
    yield segments(canvas, [{"x": 0, "x2": WIDTH, "y": 19, "y2": 19}], stroke="ink2", width=0.6)


def _axis(canvas: Frame, frame: Frame, synthesis: Synthesis, foot: float) -> Iterable[Layer]:
    counts = _counts(synthesis)
    ticks = [log(v) for v in (0.01, 0.1, 0.3, 1, 3, 10, 100)] if counts else _even(frame)
    ticks = [v for v in ticks if frame.x_low <= v <= frame.x_high]
    grid = [{"x": frame.px(v), "x2": frame.px(v), "y": 24, "y2": foot - 4} for v in ticks if v]
    yield segments(canvas, grid, stroke="rule", width=0.5)
    yield segments(
        canvas, [{"x": frame.px(0), "x2": frame.px(0), "y": 24, "y2": foot - 4}], stroke="ink2", width=1
    )
    named = [
        {
            "x": frame.px(v),
            "y": foot + 7,
            "text": f"{exp(v):g}" if counts else write.signed(v, 0 if abs(v) >= 1 or not v else 1),
        }
        for v in ticks
    ]
    yield words(canvas, named, size=SIZE, align="center")
    low, high = ("fewer with treatment", "more") if counts else ("lower with treatment", "higher")
    ends = [(frame.px(0) - 8, low, "right"), (frame.px(0) + 8, high, "left")]
    for x, text, align in ends:
        yield words(
            canvas, [{"x": x, "y": foot + 24, "text": text}], size=SIZE, fill="ink2", italic=True, align=align
        )


def _even(frame: Frame) -> list[float]:
    width = frame.x_high - frame.x_low
    step = next((s for s in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0) if width / s <= 8), 100.0)
    return [step * n for n in range(int(frame.x_low // step), int(frame.x_high // step) + 1)]


def _marks(frame: Frame, line: ForestLine) -> Iterator[Layer]:
    if line.contrast is not None:
        yield from _contrast(frame, line.contrast, line.y, line.weight)
    if line.pooled is not None:
        yield from _pooled(frame, line.pooled, line.y)


def _contrast(frame: Frame, one: Contrast, y: float, weight: float | None) -> Iterator[Layer]:
    low, high = one.bounds
    out = bool(one.failed) or one.approximate
    said = f"{one.study.label}, {one.treated.arm}; {', '.join(one.rows)}; {one.basis}"
    yield segments(
        frame,
        [{"x": low, "x2": high, "y": y, "y2": y}],
        stroke="ink2" if out else "ink",
        width=1.4,
        dash=DASHED if out else (),
    )
    size = 60 + 150 * (weight or 0)
    yield points(
        frame,
        [{"x": one.effect, "y": y, "said": said}],
        fill="ground" if out else "ink",
        shape="square",
        size=size,
        stroke="ink2" if out else "ground",
    )


def _pooled(frame: Frame, pooled: Pooled, y: float) -> Iterator[Layer]:
    """Draw the mean as a diamond on its interval, cut at the frame; the prediction as a thin line below."""
    spans = [(pooled.lower, pooled.upper, y, 2.6)]
    if isinstance(pooled.prediction, Prediction):
        spans.append((pooled.prediction.lower, pooled.prediction.upper, y + 7, 0.9))
    for low, high, at, width in spans:
        cut = {"x": max(low, frame.x_low), "x2": min(high, frame.x_high), "y": at, "y2": at}
        yield segments(frame, [cut], stroke="ink", width=width)
        for edge, shape, beyond in (
            (frame.x_low, "triangle-left", low < frame.x_low),
            (frame.x_high, "triangle-right", high > frame.x_high),
        ):
            if beyond:
                yield points(frame, [{"x": edge, "y": at}], fill="ink", shape=shape, size=44)
    mean = min(max(pooled.mean, frame.x_low), frame.x_high)
    yield points(frame, [{"x": mean, "y": y, "said": pooled.method}], fill="ink", shape=DIAMOND, size=420)


def _words(canvas: Frame, line: ForestLine, *, counts: bool) -> Iterator[Layer]:
    at = {"y": line.y}
    if line.title:
        yield words(canvas, [at | {"x": 0, "text": line.title}], size=11.5, weight=600)
    if line.sentence:
        yield words(canvas, [at | {"x": 14, "text": line.sentence}], size=SIZE, fill="ink2", italic=True)
    if line.contrast is not None:
        yield from _told(canvas, line.contrast, line.y, line.weight, counts=counts)
    if line.pooled is not None:
        yield from _mean(canvas, line.pooled, line.y, counts=counts)


def _told(canvas: Frame, one: Contrast, y: float, weight: float | None, *, counts: bool) -> Iterator[Layer]:
    arm = "" if one.control is None else f", {one.treated.arm}"
    name = wrapped(f"{one.study.label}{arm}", 240, size=SIZE)[0]
    yield words(
        canvas,
        [
            {"x": 14, "y": y, "text": name},
            {"x": 250, "y": y, "text": design_of(one.study)},
            {"x": 404, "y": y, "text": sizes_of(one)},
        ],
        size=SIZE,
    )
    reason = "fails source" if one.failed else "guessed" if one.approximate else ""
    share = (
        (reason or "not pooled")
        if weight is None
        else "as above"
        if not weight
        else write.percent(weight * 100, 0)
    )
    yield words(
        canvas,
        [{"x": RIGHT + 16, "y": y, "text": effect_words(one.effect, *one.bounds, counts=counts)}],
        size=SIZE,
    )
    yield words(
        canvas,
        [{"x": WIDTH, "y": y, "text": share}],
        size=SIZE,
        align="right",
        fill="ink2" if weight is None else "ink",
    )


def _mean(canvas: Frame, pooled: Pooled, y: float, *, counts: bool) -> Iterator[Layer]:
    spread = pooled.heterogeneity
    said = f"Random effects, {pooled.k} studies: I² {write.percent(spread.i2, 0)}, τ {write.number(spread.tau, 2)}"
    yield words(canvas, [{"x": 14, "y": y, "text": said}], size=SIZE, weight=600)
    yield words(
        canvas,
        [
            {
                "x": RIGHT + 16,
                "y": y,
                "text": effect_words(pooled.mean, pooled.lower, pooled.upper, counts=counts),
            }
        ],
        size=SIZE,
        weight=600,
    )


def effect_words(effect: float, low: float, high: float, *, counts: bool) -> str:
    """Write an effect with its interval: `−2.5 (−3.8 to −1.3)`; a log odds ratio as the ratio."""
    if counts:
        return f"{_ratio(effect)} ({_ratio(low)} to {_ratio(high)})"
    return f"{write.signed(effect, 1)} ({write.signed(low, 1)} to {write.signed(high, 1)})"


def _ratio(value: float) -> str:
    return write.number(exp(value), 2)


def _counts(synthesis: Synthesis) -> bool:
    every = [c for group in synthesis.groups for c in group.contrasts] + list(_left_out(synthesis))
    return any(c.counts for c in every)


def _unit(synthesis: Synthesis) -> str:
    every = [c for group in synthesis.groups for c in group.contrasts] + list(_left_out(synthesis))
    return " or ".join(sorted({c.treated.unit for c in every}))


def _when(synthesis: Synthesis) -> str:
    return (
        "at any time"
        if not synthesis.time
        else synthesis.time
        if synthesis.time == "later"
        else f"at {synthesis.time}"
    )


def _note(synthesis: Synthesis) -> str:
    failed, guessed = len(synthesis.failed), len(synthesis.approximated)
    parts = [
        f"Left out: {write.small(failed)} of a row that fails recomputation from its own source, {write.small(guessed)} known by quartiles only.",
        "Final values stand against final values, unadjusted for baseline, where no change was printed.",
        "Arms of one study share its control and count once."
        if any(len(g.contrasts) > len(g.labels) for g in synthesis.groups)
        else "",
        _methods(synthesis),
        next((g.small_studies.why for g in synthesis.groups if isinstance(g.small_studies, NotPooled)), ""),
        CANNOT,
    ]
    return " ".join(part for part in parts if part)


def _methods(synthesis: Synthesis) -> str:
    methods = dict.fromkeys(
        group.pooled.method for group in synthesis.groups if isinstance(group.pooled, Pooled)
    )
    return f"Diamond: {'; '.join(methods)}." if methods else ""

"""The questions the table is kept for, answered as far as it allows: every sentence is made from rows and names them.

What did CD34+ cells alone, MSC alone, both, G-CSF alone and standard care do to MELD, by which route and number of
cells, for how long? Controls that improved, trials that found nothing or stopped, and the animal result stand beside them,
as large as the rest.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hepatica.evidence.dose import dose_words
from hepatica.evidence.effects import Contrast, contrasts
from hepatica.evidence.recompute import excluded
from hepatica.evidence.row import Evidence, Row, Study, arms_of
from hepatica.evidence.said import is_meld, say
from hepatica.evidence.synthesis import group
from hepatica.evidence.vocabulary import DIRECTION_WORDS, TITLES, Cells
from hepatica.stats.random_effects import NotPooled

ASKED: tuple[Cells, ...] = ("cd34", "msc", "both", "gcsf", "care")
SMALL = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One arm, or one study: who, how treated and watched, what was found, from which rows, and why it may not count."""

    label: str
    setting: str
    said: str
    rows: tuple[str, ...]
    url: str
    failed: str = ""
    failed_rows: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One question with its answer: a lead made by counting, a line for each source, and what it cannot say."""

    id: str
    title: str
    lead: str
    lines: tuple[Line, ...]
    limit: str


def answers(evidence: Evidence) -> tuple[Answer, ...]:
    """Return every answer: five by treatment, then what speaks against, each the same kind of thing."""
    return (
        *(_class(evidence, cells) for cells in ASKED),
        _controls(evidence),
        _negative(evidence),
        _animals(evidence),
    )


def _class(evidence: Evidence, cells: Cells) -> Answer:
    rows = [row for row in evidence.rows if row.cells == cells]
    studies = [
        s
        for s in evidence.studies
        if s.species == "human" and (s.cell_class == cells or any(r.study == s.id for r in rows))
    ]
    told = tuple(_arms(evidence, rows))
    words = tuple(_words(evidence, s) for s in studies if s.meld_said)
    silent = [
        s.label for s in studies if not s.meld_said and s.id not in {r.study for r in rows if is_meld(r)}
    ]
    said = (
        f" {_plural(len(silent), 'source')} of this group {'prints' if len(silent) == 1 else 'print'} no MELD: {', '.join(silent)}."
        if silent
        else ""
    )
    return Answer(
        id=cells,
        title=TITLES[cells],
        lead=f"{_count(studies, told + words)} {_against(evidence, cells)}".strip(),
        lines=told + words,
        limit=f"{_limit(cells)}{said}",
    )


def _arms(evidence: Evidence, rows: Iterable[Row]) -> Iterator[Line]:
    """Write a line for each arm that says anything of MELD."""
    why = {each.row.id: each.sentence for each in excluded(evidence)}
    for (study, arm), told in arms_of(row for row in rows if is_meld(row)).items():
        failed = [f"{row.id}: {why[row.id]}" for row in told if row.id in why]
        yield Line(
            label=_label(evidence.study(study), arm, told),
            setting=_setting(evidence.study(study), told),
            said=_capital(say(told)),
            rows=tuple(row.id for row in told),
            url=told[0].url,
            failed=" ".join(failed),
            failed_rows=tuple(row.id for row in told if row.id in why),
        )


def _label(study: Study, arm: str, rows: tuple[Row, ...]) -> str:
    return study.label if rows[0].kind == "difference" else f"{study.label}, {arm}"


def _setting(study: Study, rows: tuple[Row, ...]) -> str:
    row = rows[0]
    sizes = [r.n for r in rows if r.n and r.kind != "individual"] or [len(rows)]
    doses = (
        "" if not row.doses or row.cells == "care" else "one dose" if row.doses == 1 else f"{row.doses} doses"
    )
    parts = (row.way, dose_words(row), doses, _design(study), f"n = {max(sizes)}")
    return " · ".join(part for part in parts if part)


def _design(study: Study) -> str:
    if study.allocation == study.masking == "not stated":
        return "design not stated"
    return f"{study.allocation}, {'masking not stated' if study.masking == 'not stated' else study.masking}"


def _words(evidence: Evidence, study: Study) -> Line:
    """Write a line of a study that speaks of MELD without a number."""
    rows = evidence.of(study.id)
    way = study.way or (rows[0].way if rows else "")
    size = f"n = {study.people}" if study.people else ""
    setting = " · ".join(part for part in (way, _design(study), size) if part)
    return Line(
        label=study.label,
        setting=setting,
        said=f"{_capital(study.meld_said)}.",
        rows=tuple(row.id for row in rows[:1]),
        url=study.url or rows[0].url,
    )


def _count(studies: list[Study], lines: tuple[Line, ...]) -> str:
    """Count the sources, those masked and those that stand."""
    if not lines:
        return f"{_plural(len(studies), 'source')}, and none of them prints a MELD."
    masked = sum(
        study.masked for study in studies if any(line.label.startswith(study.label) for line in lines)
    )
    said = {line.label.split(",")[0] for line in lines}
    failed = sum(bool(line.failed) for line in lines)
    parts = [
        f"{_plural(len(said), 'source')} {'speaks' if len(said) == 1 else 'speak'} of MELD",
        f"{masked or 'none'} masked or against placebo",
    ]
    if failed:
        parts.append(f"{failed} of {len(lines)} lines with a number that contradicts its own source")
    return f"{', '.join(parts)}."


def _against(evidence: Evidence, cells: Cells) -> str:
    """Say what the contrasts with a control at 3 months give, and why they are or are not pooled."""
    found = tuple(
        c
        for c in contrasts(evidence, "MELD", time="3 months", approximate=True, include_failed=True)
        if c.treated.cells == cells
    )
    stand = tuple(c for c in found if not c.failed and not c.approximate)
    words = [_contrast(c) for c in found]
    if not words:
        return "" if cells == "care" else "None compares it with a control in points of MELD."
    pooled = (
        group(TITLES[cells], stand).pooled
        if stand
        else NotPooled(why="None of these stands by itself, so nothing is pooled.")
    )
    end = (
        pooled.why
        if isinstance(pooled, NotPooled)
        else f"Together {_estimate(pooled.mean, pooled.lower, pooled.upper)} ({pooled.method})."
    )
    return f"Less control at about 3 months: {'; '.join(words)}. {end}"


def _contrast(one: Contrast) -> str:
    doubt = (
        ", left out: fails its own source"
        if one.failed
        else ", left out: guessed from quartiles"
        if one.approximate
        else ""
    )
    arm = "" if one.control is None else f", {one.treated.arm}"
    return f"{one.study.label}{arm} {_estimate(one.effect, *one.bounds)}{doubt}"


def _estimate(effect: float, low: float, high: float) -> str:
    return f"{_point(effect)} ({_point(low)} to {_point(high)})"


def _point(value: float) -> str:
    written = f"{value:.1f}"
    return "0.0" if written == "-0.0" else written.replace("-", "−")


def _controls(evidence: Evidence) -> Answer:
    """Return the controls whose MELD fell: what any single arm must be read against."""
    rows = [row for row in evidence.rows if row.cells == "care" and is_meld(row)]
    arms = {key for key, told in arms_of(rows).items() if _fell(told)}
    lines = tuple(line for line in _arms(evidence, (r for r in rows if (r.study, r.arm) in arms)))
    every = len(arms_of(rows))
    return Answer(
        id="controls-improved",
        title="Controls that improved",
        lead=f"In {len(lines)} of {every} control arms that speak of MELD it fell at some time, without any cells.",
        lines=lines,
        limit="A fall without a control is therefore not an effect: regression to the mean, abstinence and care move MELD too.",
    )


def _fell(rows: tuple[Row, ...]) -> bool:
    start = next((r.value for r in rows if r.months == 0 and r.kind in {"mean", "bare"}), None)
    for row in rows:
        if row.kind == "change" and row.value is not None and row.value < 0:
            return True
        if row.kind == "events" and row.events:
            return True
        if row.kind == "share" and row.value is not None and row.value > 0:
            return True
        if start is not None and row.kind in {"mean", "bare"} and row.value is not None and row.value < start:
            return True
    return False


def _negative(evidence: Evidence) -> Answer:
    found = [s for s in evidence.studies if s.direction in {"none", "worse"} and s.species == "human"]
    masked = sum(study.masked for study in found)
    return Answer(
        id="negative",
        title="Trials that found no difference, or stopped",
        lead=f"{_plural(len(found), 'trial')}, {masked or 'none'} masked or against placebo.",
        lines=tuple(_study(evidence, study) for study in found),
        limit="No difference found is not no difference: each was small, and intervals reach from benefit to harm.",
    )


def _animals(evidence: Evidence) -> Answer:
    found = [s for s in evidence.studies if s.species != "human"]
    return Answer(
        id="animals",
        title="The combination in animals",
        lead=f"{_plural(len(found), 'experiment')} tested both together against each alone; the combination did less.",
        lines=tuple(_study(evidence, study) for study in found),
        limit="Rats with toxic fibrosis are not people with cirrhosis; nothing in people has compared both with each alone.",
    )


def _study(evidence: Evidence, study: Study) -> Line:
    rows = evidence.of(study.id)
    treated = next((row for row in rows if row.cells not in {"care", "gcsf"}), next(iter(rows), None))
    way = study.way or (treated.way if treated else "")
    parts = (
        study.cells,
        way,
        _design(study),
        "" if study.species == "human" else study.species,
    )
    return Line(
        label=study.label,
        setting=" · ".join(part for part in parts if part),
        said=f"{study.said} ({_capital(DIRECTION_WORDS[study.direction])}.)",
        rows=tuple(row.id for row in rows[:3]),
        url=study.url or rows[0].url,
    )


def _limit(cells: Cells) -> str:
    return {
        "cd34": "Sources mix CD34⁺ with CD133⁺ cells, marrow with mobilised blood, and compensated with decompensated disease.",
        "msc": "No source gives MELD in points for mesenchymal cells alone with a control.",
        "both": "“MSC” here are CD133⁺ cells cultured for days or unselected marrow, never culture-expanded marrow MSC.",
        "gcsf": "G-CSF is also part of every mobilised cell product, so cells cannot be told from it without such an arm.",
        "care": "Control arms differ in severity from compensated to hospitalised; their mean stands for no trial.",
    }.get(cells, "")


def _plural(count: int, noun: str) -> str:
    named = SMALL[count] if count < len(SMALL) else str(count)
    return f"{named} {noun}{'' if count == 1 else 's'}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]

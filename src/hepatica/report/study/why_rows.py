"""Why a dataset's cell: its derivation, the values of the same row it was made from, and the score behind it."""

from __future__ import annotations

from decimal import Decimal

from hepatica.datasets.adam import DATASETS
from hepatica.datasets.adam.frame import Dataset, Row, Value
from hepatica.datasets.adam.inputs import Inputs
from hepatica.datasets.adam.parameters import parameters_of
from hepatica.datasets.efficacy import WindowValue
from hepatica.datasets.why.explanation import Explanation
from hepatica.datasets.why.reference import Reference, Unanswerable
from hepatica.datasets.why.score import of_draw
from hepatica.report import text as write
from hepatica.report.study.cut import Cut
from hepatica.scores.arithmetic import show

KEYED = {
    "ADAE": ("AESEQ",),
    "ADTTE": ("PARAMCD",),
    "ADLB": ("PARAMCD", "AVISIT"),
    "ADEFF": ("PARAMCD", "AVISIT"),
}
"""Dataset → what a reference names between the participant and the variable; any other has one row each."""
CHOSEN = "ANL01FL"
DECIMALS = 4
DEPTH = 2
"""How many steps of derivation within a row are followed."""


def explain_cell(cut: Cut, ref: Reference) -> Explanation:
    """Explain ``ADEFF:SUBJECT/PARAMCD/AVISIT/VAR`` and its kin; Unanswerable where the dataset has no such row."""
    keys = KEYED.get(ref.kind, ())
    parts = ref.take(len(keys) + 2)
    dataset = _dataset(cut, ref.kind)
    name = parts[-1]
    if name not in dataset.plan.by_name:
        raise Unanswerable(f"“{ref}”: {ref.kind} has no variable {name}.")
    row = _row(cut, dataset, parts[0], dict(zip(keys, parts[1:-1], strict=True)))
    if row is None:
        raise Unanswerable(f"“{ref}”: {ref.kind} has no such row at this cut.")
    return _explained(cut, ref, dataset, row, name, DEPTH)


def _dataset(cut: Cut, name: str) -> Dataset:
    if name not in cut.datasets:
        inputs = Inputs(study=cut.study, state=cut.state, cut=cut.stamp.cut)
        cut.datasets[name] = DATASETS[name].derive(inputs)
    return cut.datasets[name]


def _row(cut: Cut, dataset: Dataset, subject: str, wanted: dict[str, str]) -> Row | None:
    """Return the row of the keys: the one chosen for analysis first; a window answers to its id as to its title."""
    analysis = cut.study.analysis
    titles = {window.id: str(window.title) for window in (analysis.baseline, *analysis.windows)}

    def fits(row: Row) -> bool:
        if str(dataset.value(row, "SUBJID")) != subject:
            return False
        return all(
            str(dataset.value(row, key)) in {value, titles.get(value, value)} for key, value in wanted.items()
        )

    found = [row for row in dataset.rows if fits(row)]
    if CHOSEN in dataset.plan.by_name:
        found.sort(key=lambda row: dataset.value(row, CHOSEN) != "Y")
    return found[0] if found else None


def _explained(cut: Cut, ref: Reference, dataset: Dataset, row: Row, name: str, depth: int) -> Explanation:
    variable = dataset.plan.by_name[name]
    where = "/".join(ref.parts[:-1])
    inputs = [
        _explained(cut, Reference(kind=ref.kind, parts=(*ref.parts[:-1], of)), dataset, row, of, depth - 1)
        for of in variable.of
        if depth and of != name and of in dataset.plan.by_name
    ]
    inputs += _scores(cut, ref, name)
    return Explanation(
        ref=f"{ref.kind}:{where}/{name}",
        title=_title(dataset, row, variable.label, ref),
        value=said(dataset.value(row, name)),
        rule=variable.source,
        source=f"{ref.kind}, {variable.origin.lower()}",
        version=f"protocol {cut.study.version}",
        inputs=tuple(inputs),
        events=() if inputs else dataset.events(row, name),
    )


def _title(dataset: Dataset, row: Row, label: str, ref: Reference) -> str:
    """Name a cell in words: its label, of what, when, whose."""
    named = [dataset.value(row, key) for key in ("PARAM", "AVISIT") if key in dataset.plan.by_name]
    if "AESEQ" in dataset.plan.by_name:
        named = [f"event {ref.parts[1]}"]
    return ", ".join((label, *(str(one) for one in named if one), f"participant {ref.parts[0]}"))


def said(value: Value) -> str:
    """Return a dataset's value as it reads, to four decimals; 'empty' where there is none."""
    if value is None or value == "":
        return "empty"
    if not isinstance(value, Decimal):
        return str(value)
    return show(write.rounded(value, DECIMALS)).replace("-", write.MINUS)


def _scores(cut: Cut, ref: Reference, name: str) -> list[Explanation]:
    """Return the score of the draw that an efficacy value is."""
    if ref.kind != "ADEFF" or name not in {"AVAL", "AVALC", "BASE"}:
        return []
    subject, code, visit, _ = ref.parts
    score = next((p.score for p in parameters_of(cut.study) if p.code == code), None)
    course = cut.courses.get(subject)
    if score is None or course is None:
        return []
    values = [course.baseline] if name == "BASE" else [course.baseline, *course.windows]
    found = next((v for v in values if v and _is(v, visit, name) and v.scored), None)
    if found is None or found.scored is None or score not in found.scored.results:
        return []
    return [of_draw(cut.study, cut.state, found.scored, score)]


def _is(value: WindowValue, visit: str, name: str) -> bool:
    return name == "BASE" or visit in {value.window.id, str(value.window.title)}

"""Fill a form from a case: every line of the definition in its order, what is missing named, nothing typed twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hepatica.report.forms import read_event, read_papers, read_person, read_products  # noqa: F401 - register
from hepatica.report.forms.definition import LineDef, SectionDef, definition
from hepatica.report.forms.facts import Facts, Occasion, Other
from hepatica.report.forms.filled import Filled, Line, Option, Section, changed
from hepatica.report.forms.readers import READERS
from hepatica.safety.case import Case, Given
from hepatica.study.study import Study

NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
DRAFT = Occasion()


def fill(report: str, case: Case, study: Study, occasion: Occasion = DRAFT) -> Filled:
    """Return a form as it stands for a case; raises ValueError for a report without a form."""
    form = definition(report)
    facts = Facts(case=case, study=study, occasion=occasion, slashes=form.dates == "slashes")
    return Filled(
        report=form.id,
        title=form.title,
        subtitle=form.subtitle,
        short=form.short,
        version=form.version,
        layout=form.layout,
        note=form.note,
        subject=case.subject,
        row=case.row,
        sections=tuple(_section(facts, section) for section in form.sections),
    )


def stale(issued: Filled, now: Filled) -> tuple[Line, ...]:
    """Return the lines whose facts changed since a version was issued; its papers stand, a follow-up is due."""
    return changed(issued, now)


def _section(facts: Facts, section: SectionDef) -> Section:
    lines = tuple(line for group in _runs(section.lines) for line in _run(facts, group))
    return Section(id=section.id, title=section.title, mandatory=section.mandatory, lines=lines)


def _runs(lines: Sequence[LineDef]) -> Iterator[tuple[LineDef, ...]]:
    """Give neighbouring lines together that are asked of the same things: their rows belong together."""
    run: list[LineDef] = []
    for line in lines:
        if run and (line.each != run[0].each or bool(line.options) != bool(run[0].options)):
            yield tuple(run)
            run = []
        run.append(line)
    if run:
        yield tuple(run)


def _run(facts: Facts, lines: tuple[LineDef, ...]) -> Iterator[Line]:
    entities = _entities(facts, lines[0])
    if lines[0].options:
        yield from (_line(facts, line, of, name) for line in lines for of, name in entities)
    else:
        yield from (_line(facts, line, of, name) for of, name in entities for line in lines)


def _entities(facts: Facts, line: LineDef) -> list[tuple[Given | Other | None, str]]:
    lists: dict[str, Sequence[Given | Other]] = {
        "": (),
        "suspects": facts.suspects,
        "others": facts.others,
        "medicines": facts.medicines,
        "judged": facts.judged,
    }
    if not line.each:
        return [(None, "")]
    named = [(one, _name(n, one, line.each)) for n, one in enumerate(lists[line.each])]
    # With nothing to list the line still stands, empty: an empty field of the form is visible.
    return [*named] or [(None, "")]


def _name(n: int, one: Given | Other, each: str) -> str:
    if each == "judged" and isinstance(one, Given):
        return one.title
    return NUMERALS[n] if n < len(NUMERALS) else str(n + 1)


def _line(facts: Facts, line: LineDef, of: Given | Other | None, name: str) -> Line:
    if line.when == "fatal" and "death" not in facts.case.criteria:
        return Line(number=line.number, label=line.label, value="not applicable", width=line.width)
    read = READERS[line.read](facts, line, of)
    options = tuple(
        Option(code=code, label=label, ticked=code in read.ticked) for code, label in line.options.items()
    )
    return Line(
        number=line.number,
        label=line.label,
        value=read.value,
        source=read.source,
        of=name,
        mandatory=line.mandatory,
        needed=line.mandatory or line.needed,
        missing=read.empty or (bool(options) and not read.ticked),
        later=read.later,
        question=_question(line, of),
        form=read.form,
        item=read.item,
        typed=read.typed,
        each=line.each,
        width=line.width,
        options=options,
        columns=read.columns,
        rows=read.rows,
    )


def _question(line: LineDef, of: Given | Other | None) -> str:
    return f"{line.question}.{of.suspect}" if line.question and isinstance(of, Given) else line.question


def read_names() -> frozenset[str]:
    """Return the names of every reader: what a definition may use."""
    return frozenset(READERS)

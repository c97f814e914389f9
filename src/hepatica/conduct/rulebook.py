"""The stopping rules of a protocol made ready: compiled, and for each item which rules must be looked at when it changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hepatica.checks.lint import Problem
from hepatica.datasets import deterioration
from hepatica.datasets.cases import SAE_FORM, SPONSOR_FORM
from hepatica.safety.stopping import CompiledRule, compile_rule
from hepatica.study.stopping import RuleWindow
from hepatica.study.study import AE_FORM, CONSENT_ANCHOR, VISIT_DATE, VISIT_FORM, Study

EVERY = "*"
At = tuple[str, str]
"""(form, item); item '*' stands for every item of the form."""
Touched = Mapping[str, frozenset[str]]
"""Rule → the kinds of its evidence that must be looked for again."""


class RuleBook:
    """The rules with what they read. ``problems`` says what does not compile: such a study cannot be used."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.problems: list[str] = []
        self.rules: dict[str, CompiledRule] = dict(self._compiled())
        self._reads: dict[tuple[str, str], frozenset[At]] = {
            (name, kind): frozenset(reads)
            for name, made in self.rules.items()
            for kind, reads in self._kinds(made)
            if reads
        }
        self._on: dict[At, dict[str, frozenset[str]]] = {}

    def _compiled(self) -> Iterator[tuple[str, CompiledRule]]:
        for rule in self.study.stopping:
            try:
                made = compile_rule(self.study, rule)
            except (KeyError, ValueError) as error:
                self.problems.append(f"stopping rule {rule.code}: {error} is not in the study")
                continue
            if isinstance(made, CompiledRule):
                yield rule.id, made
            else:
                self.problems.extend(_said(rule.code, problem) for problem in made)

    # -- What a change touches ------------------------------------------------------------------------------------------

    def on(self, form: str, item: str) -> Touched:
        """Return the rules that must be looked at when an item changes."""
        if (form, item) not in self._on:
            wanted = {(form, item), (form, EVERY)}
            found: dict[str, frozenset[str]] = {}
            for (name, kind), reads in self._reads.items():
                if reads & wanted:
                    found[name] = found.get(name, frozenset()) | {kind}
            self._on[form, item] = found
        return self._on[form, item]

    def counting(self, kind: str, named: str = "") -> Touched:
        """Return the rules that count a kind of evidence; of proposals and deviations, those of the name."""
        return {
            name: frozenset({kind})
            for name, of in self._reads
            if of == kind and (not named or named in _names(self.rules[name], kind))
        }

    def counts_lots(self, form: str) -> bool:
        """Whether a form is read by a rule that counts the laboratory's lots instead, where there are any."""
        lots = (made for made in self.rules.values() if made.rule.lots)
        return any(reading.form.id == form for made in lots for reading in made.readings)

    def reach(self, touched: Touched) -> frozenset[tuple[str, str]]:
        """Return the forms, at any visit, that must be at hand to look at the touched rules again."""
        forms = {
            form for name, kinds in touched.items() for kind in kinds for form, _ in self._reads[name, kind]
        }
        return frozenset((EVERY, form) for form in forms - {VISIT_FORM})

    def everyone(self, touched: Touched) -> bool:
        """Whether one of the touched rules is told by how many were infused."""
        return any(self.rules[name].rule.bayesian is not None for name in touched)

    # -- What each kind of evidence reads -------------------------------------------------------------------------------

    def _kinds(self, made: CompiledRule) -> Iterator[tuple[str, set[At]]]:
        rule, windowed = made.rule, self._window(made.rule.window)
        events = self._logs()
        yield "event", events | windowed if made.of_events else set()
        yield "late", events if rule.late_reports else set()
        own = (self._window(reading.reading.window) for reading in made.readings)
        readings = {at for reading in made.readings for at in reading.reads}.union(*own)
        infused = self._anchor(self.study.schedule.visit_anchor)
        yield "reading", readings | windowed | infused if readings else set()
        yield "lot", readings if rule.lots else set()
        yield (
            "liver",
            {*deterioration.reads(self.study), *windowed, *infused, *self._visits()} if rule.liver else set(),
        )
        yield "signal", self._signals(rule.signals)
        yield "deviation", self._acts(rule.deviations) if rule.deviations else set()

    def _logs(self) -> set[At]:
        forms = (AE_FORM, SPONSOR_FORM, SAE_FORM)
        return {(form, EVERY) for form in forms if form in self.study.form_by_id}

    def _window(self, window: RuleWindow | None) -> set[At]:
        if window is None:
            return set()
        return self._anchor(window.anchor) | (self._anchor(CONSENT_ANCHOR) if window.first is None else set())

    def _anchor(self, name: str) -> set[At]:
        return {(a.item.form, a.item.item) for a in self.study.schedule.anchors if a.id == name}

    def _visits(self) -> set[At]:
        return {(VISIT_FORM, VISIT_DATE)} | self._anchor(self.study.schedule.analysis_anchor)

    def _signals(self, names: tuple[str, ...]) -> set[At]:
        forms = {form for s in self.study.signals if s.id in names for form in (s.form, s.baseline) if form}
        return {(form, EVERY) for form in forms} | (self._visits() if forms else set())

    def _acts(self, names: tuple[str, ...]) -> set[At]:
        """Items whose change may record or withdraw a deviation."""
        schedule = self.study.schedule
        starts = {(p.start.form, p.start.item) for p in schedule.procedures}
        happened = {(form, item) for g in self.study.gates for form, _, item in (g.happened.partition("."),)}
        ends = {(end.date.form, EVERY) for end in schedule.ends} if "death_date_unknown" in names else set()
        visits = {(VISIT_FORM, EVERY)} if "out_of_window" in names else set()
        anchors = {at for a in schedule.anchors for at in self._anchor(a.id)}
        return starts | ends | happened | anchors | visits


def _names(made: CompiledRule, kind: str) -> tuple[str, ...]:
    return {"signal": made.rule.signals, "deviation": made.rule.deviations}.get(kind, ())


def _said(code: str, problem: Problem) -> str:
    return f"stopping rule {code}: {problem.sentence}"

"""Methods for changes: an outcome that takes the place of a value ranks beyond every value measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from hepatica.datasets.efficacy import derive_course
from hepatica.datasets.estimands.people import People
from hepatica.datasets.estimands.result import Result, exact, tested
from hepatica.datasets.estimands.row import Row
from hepatica.datasets.visit_scores import ScoredDraw
from hepatica.scores.units import UnitError, convert
from hepatica.stats.bayes_paired import PairedPrior, bayes_paired
from hepatica.stats.hodges_lehmann import hodges_lehmann
from hepatica.stats.longitudinal import Measurement
from hepatica.stats.mixed import mixed_model
from hepatica.stats.paired_t import paired_t
from hepatica.stats.refusal import Refused
from hepatica.stats.reliable_change import Analyte, meld_analytes, reliable_change, score_noise
from hepatica.stats.shrinkage import shrink
from hepatica.stats.sign_flip import sign_flip
from hepatica.stats.sign_test import sign_test
from hepatica.stats.signed_rank import signed_rank
from hepatica.stats.test import Test
from hepatica.study.estimand import Estimand, Method, Prior

MELD = ("MELD_I_UNROUNDED", "MELD_UNOS_2002")
"""Scores whose noise is worked out from bilirubin, INR and creatinine."""
BEYOND = "among those who died, were transplanted or decompensated: beyond every value measured"
REPLACED = {"decompensation": 10, "transplant": 20, "death": 40}
UNITS = {"bilirubin": "mg/dL", "inr": "", "creatinine": "mg/dL"}


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """Changes of those with an outcome; what takes the place of one stands as a number beyond ``most``."""

    values: tuple[Decimal, ...]
    most: Decimal
    """The largest change measured, without its sign."""
    replaced: int


def ranked(rows: tuple[Row, ...]) -> Ranked:
    """Return the changes with outcomes set so far out that their order alone counts: death beyond transplant."""
    most = max((abs(r.value) for r in rows if r.value is not None), default=Decimal(0))
    values = [
        r.value if r.value is not None else REPLACED[r.took] * (most + 1)
        for r in rows
        if r.known
    ]  # fmt: skip
    return Ranked(values=tuple(values), most=most, replaced=sum(bool(r.took) for r in rows))


class Changes:
    """The methods of one estimand of a change."""

    def __init__(self, people: People, estimand: Estimand, rows: tuple[Row, ...]) -> None:
        self.people, self.estimand, self.rows = people, estimand, rows
        self.ranked = ranked(rows)
        self.known = tuple(r for r in rows if r.value is not None)

    def result(self, method: Method, label: str, **said: object) -> Result:
        """Return a result of this estimand."""
        fields = {"n": len(self.ranked.values), **said}
        return Result(estimand=self.estimand.id, method=method, label=label, **fields)  # type: ignore[arg-type]

    def _bound(self, value: float | Decimal) -> tuple[Decimal | None, str]:
        """Return a number, or the words for one that lies among the outcomes: those lie ten times as far out."""
        found = value if isinstance(value, Decimal) else Decimal(repr(value))
        return (None, BEYOND) if abs(found) > self.ranked.most + 1 else (found, "")

    def median(self) -> Iterator[Result]:
        """Give the middle participant."""
        if len(self.ranked.values) < 2:
            many = "one participant has an outcome" if self.ranked.values else "nobody has an outcome yet"
            raise ValueError(f"{many}: there is no middle")
        value, beyond = self._bound(median(self.ranked.values))
        replaced = f", {self.ranked.replaced} of them without a value" if self.ranked.replaced else ""
        said = f"{'The middle lies ' + beyond + '. ' if beyond else ''}Of {len(self.ranked.values)} participants{replaced}."
        yield self.result("median", "Median", value=value, sentence=said)

    def hodges_lehmann(self) -> Iterator[Result]:
        """Give the shift with the interval it attains."""
        found = hodges_lehmann(self.ranked.values)
        value, beyond = self._bound(found.estimate)
        lower, _ = self._bound(found.lower)
        upper, open_end = self._bound(found.upper)
        said = [f"Attains {100 * found.attained:.2f} % where 95 % was asked."] if found.falls_short else []
        said += [f"The estimate lies {beyond}."] if beyond else []
        said += (
            [f"From {lower:.1f} on; its upper end lies {open_end}."] if open_end and lower is not None else []
        )
        whole = upper is not None and lower is not None
        yield self.result(
            "hodges_lehmann",
            "Hodges–Lehmann shift",
            value=value,
            lower=lower if whole else None,
            upper=upper if whole else None,
            level=exact(found.attained),
            sentence=" ".join(said),
        )

    def _test(self, method: Method, label: str, test: Callable[[tuple[Decimal, ...]], Test]) -> Result:
        found = test(self.ranked.values)
        p, floor, said = tested(found)
        ranks = " Whoever has no value ranks worse than any change." if self.ranked.replaced else ""
        return self.result(method, label, p=p, floor=floor, sentence=said + ranks, n=found.n)

    def signed_rank(self) -> Iterator[Result]:
        """Test by ranks of the changes."""
        yield self._test("signed_rank", "Exact signed-rank test", signed_rank)

    def sign_test(self) -> Iterator[Result]:
        """Test by directions alone."""
        yield self._test("sign_test", "Exact sign test", sign_test)

    # -- Methods that lean on a mean ------------------------------------------------------------------------------------

    def _measured(self) -> tuple[Decimal, ...]:
        if self.ranked.replaced:
            raise ValueError("an outcome takes the place of a value, and a mean of outcomes does not exist")
        return self.ranked.values

    def sign_flip(self) -> Iterator[Result]:
        """Test by every turn of sign."""
        self._measured()
        yield self._test("sign_flip", "Permutation test, all turns of sign", sign_flip)

    def paired_t(self) -> Iterator[Result]:
        """Give the t interval alone: neither a mean nor a p that leans on normality stands for so few."""
        found = paired_t(self._measured())
        yield self.result(
            "paired_t",
            "t interval of the mean",
            lower=exact(found.lower),
            upper=exact(found.upper),
            level=exact(found.level),
            sentence=f"{found.note}: neither the mean nor a p is given.",
        )

    def bayes_paired(self) -> Iterator[Result]:
        """Give the posterior of the mean change under every prior of the study, one after the other."""
        values = self._measured()
        for prior in self.people.study.analysis.priors:
            yield self._posterior(prior, values)

    def _posterior(self, prior: Prior, values: tuple[Decimal, ...]) -> Result:
        title = f"Bayesian mean, {prior.title.en.lower()} prior"
        try:
            belief = PairedPrior(
                mean=float(prior.mean), sd=float(prior.sd), noise_scale=float(prior.noise_sd)
            )
            found = bayes_paired(values, belief)
        except ValueError as error:
            return self.result("bayes_paired", title, part=prior.id, sentence=_sentence(error))
        below = "; ".join(
            f"P(below {limit:g}) = {p:.2f}".replace("-", "\N{MINUS SIGN}") for limit, p in found.below
        )
        return self.result(
            "bayes_paired",
            title,
            part=prior.id,
            value=exact(found.mean),
            lower=exact(found.lower),
            upper=exact(found.upper),
            level=exact(found.level),
            sentence=f"Prior N({prior.mean}, {prior.sd}²). {below}.",
        )

    # -- Each against noise -------------------------------------------------------------------------------------------------

    def _analytes(self, draw: ScoredDraw | None) -> tuple[Analyte, ...]:
        if draw is None:
            raise ValueError("the two draws are not both there")
        if self.estimand.variable not in MELD:
            raise ValueError(f"noise is worked out for the original MELD, not for {self.estimand.variable}")
        varies = {
            one.analyte: float(one.cv_percent) / 100 for one in self.people.study.analysis.repeatability
        }
        missing = [name for name in UNITS if name not in varies]
        if missing:
            raise ValueError(
                f"the study does not say how much {' and '.join(missing)} varies within a person"
            )
        values = {name: _value(draw, name, unit) for name, unit in UNITS.items()}
        return meld_analytes(**values, **{f"{name}_cv": varies[name] for name in UNITS})

    def reliable_change(self) -> Iterator[Result]:
        """Set each change against what two draws of a stable person differ by."""
        if not self.known:
            raise ValueError("nobody has a change yet")
        for row in self.known:
            yield self._reliable(row)

    def _reliable(self, row: Row) -> Result:
        subject, title = row.who.subject, f"Reliable change, {row.who.subject}"
        try:
            change = float(row.value) if row.value is not None else float("nan")
            found = reliable_change(change, self._analytes(row.before), self._analytes(row.after))
        except ValueError as error:
            return self.result("reliable_change", title, part=subject, n=1, sentence=_sentence(error))
        verdict = "larger than" if found.larger_than_noise else "within"
        limit = exact(found.limit)
        return self.result(
            "reliable_change",
            title,
            part=subject,
            n=1,
            value=row.value,
            lower=None if limit is None else -limit,
            upper=limit,
            level=exact(found.level),
            sentence=f"{verdict} the noise of two draws from one stable person, which is the interval shown",
        )

    def shrunken(self) -> Iterator[Result]:
        """Draw each change towards the mean by the share of noise in it."""
        values = self._measured()
        noise = [
            (score_noise(self._analytes(r.before)).sd ** 2 + score_noise(self._analytes(r.after)).sd ** 2)
            for r in self.known
            if r.before is not None and r.after is not None
        ]
        if not noise:
            raise ValueError("nobody has a change yet")
        found = shrink(values, error_sd=(sum(noise) / len(noise)) ** 0.5)
        for row, shrunk in zip(self.known, found.shrunken, strict=True):
            subject = row.who.subject
            said = (
                f"Noise has SD {found.error_sd:.1f} and draws it {found.weight:.0%} of the way to the mean."
            )
            yield self.result(
                "shrunken", f"Shrunken change, {subject}", part=subject, value=exact(shrunk), sentence=said
            )

    def mixed_model(self) -> Iterator[Result]:
        """Give the common slope of a mixed model, or the reason why there is none."""
        found = mixed_model(tuple(self._measurements()))
        if isinstance(found, Refused):
            yield self.result("mixed_model", "Mixed model", sentence=f"Not printed: {found.reason}.")
            return
        yield self.result(
            "mixed_model",
            "Mixed model, change per 30 days",
            n=found.participants,
            value=exact(found.slope.value * 30),
            lower=exact(found.slope.lower * 30),
            upper=exact(found.slope.upper * 30),
            level=exact(found.level),
            sentence=found.note,
        )

    def _measurements(self) -> Iterator[Measurement]:
        for row in self.rows:
            draws = self.people.draws(row.who.subject, self.estimand.variable)
            course = derive_course(self.people.study, row.who, draws)
            for one in (course.baseline, *course.windows):
                value = one.value(self.estimand.variable) if one else None
                if one is not None and one.day is not None and value is not None:
                    yield Measurement(participant=row.who.subject, time=float(one.day), value=float(value))


def _value(draw: ScoredDraw, analyte: str, unit: str) -> float:
    answer = draw.draw.answers.get(analyte)
    if answer is None or answer.value is None:
        raise ValueError(f"{analyte} is from another draw")
    value = Decimal(answer.value)
    try:
        return float(convert(value, analyte, answer.unit, unit) if unit and answer.unit != unit else value)
    except UnitError as error:
        raise ValueError(str(error)) from error


def _sentence(error: Exception) -> str:
    said = str(error)
    return f"{said[:1].upper()}{said[1:].rstrip('.')}."

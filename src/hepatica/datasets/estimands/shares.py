"""Methods that count people: exact proportions, each against no change, cumulative incidence, days in the middle."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from statistics import median

from hepatica.datasets.estimands.counted import at_risk
from hepatica.datasets.estimands.people import People
from hepatica.datasets.estimands.result import Result, exact, tested
from hepatica.datasets.estimands.row import Row
from hepatica.datasets.estimands.values import window_of
from hepatica.stats.competing import cumulative_incidence
from hepatica.stats.intervals import clopper_pearson
from hepatica.stats.ranked import Outcome, rank_against
from hepatica.study.estimand import Estimand, Method

CAUSES = {"death": "Death", "transplant": "Transplantation"}


class Shares:
    """The methods of one estimand that count people."""

    def __init__(self, people: People, estimand: Estimand, rows: tuple[Row, ...]) -> None:
        self.people, self.estimand, self.rows = people, estimand, rows
        self.window = window_of(people.study, estimand)

    def _share(
        self, method: Method, label: str, x: int, n: int, *, part: str = "", sentence: str = ""
    ) -> Result:
        bounds = clopper_pearson(x, n)
        return Result(
            estimand=self.estimand.id,
            method=method,
            label=label,
            part=part,
            n=n,
            x=x,
            lower=exact(bounds.lower * 100),
            upper=exact(bounds.upper * 100),
            level=exact(bounds.level),
            sentence=sentence,
        )

    def exact_proportion(self) -> Iterator[Result]:
        """Give shares with exact intervals: of responders, or of those with an event of each category."""
        yield from (self._categories() if self.estimand.measure == "events" else self._responders())

    def _categories(self) -> Iterator[Result]:
        if not self.rows:
            raise ValueError("nobody has started a study procedure")
        events = self.people.events
        for category in self.people.study.categories:
            risk = at_risk(self.people, category)
            if not risk:
                said = "Nobody has had this procedure yet."
                yield Result(
                    estimand=self.estimand.id,
                    method="exact_proportion",
                    label=category.any_title.en,
                    part=category.id,
                    sentence=said,
                )
                continue
            had = sum(any(e.category == category.id for e in events[subject]) for subject in risk)
            yield self._share("exact_proportion", category.any_title.en, had, len(risk), part=category.id)
        everybody = [events[row.who.subject] for row in self.rows]
        serious = sum(any(e.serious for e in own) for own in everybody)
        related = sum(any(e.serious and e.related for e in own) for own in everybody)
        yield self._share("exact_proportion", "Serious, any cause", serious, len(everybody), part="serious")
        yield self._share(
            "exact_proportion", "Serious and judged related", related, len(everybody), part="serious_related"
        )

    def _responders(self) -> Iterator[Result]:
        known = [row for row in self.rows if row.responded is not None]
        x, n, unknown = sum(bool(row.responded) for row in known), len(known), len(self.rows) - len(known)
        if not known:
            raise ValueError("nobody has an outcome yet")
        said = "Death and transplantation count as no response." if any(row.took for row in known) else ""
        yield self._share("exact_proportion", "Responders of those with an outcome", x, n, sentence=said)
        if unknown:
            every, all_in = len(self.rows), f"{unknown} without an outcome"
            yield self._share(
                "exact_proportion", f"If none of the {all_in} responds", x, every, part="if_none"
            )
            yield self._share(
                "exact_proportion", f"If all of the {all_in} respond", x + unknown, every, part="if_all"
            )

    def ranked_against_no_change(self) -> Iterator[Result]:
        """Set each participant beside somebody alive with the own liver and an unchanged score."""
        horizon = self.window.last
        found = rank_against(
            [self._outcome(row, horizon) for row in self.rows],
            horizon=float(horizon),
            ranks=self.estimand.ranks,
        )
        decided = found.better + found.worse + found.ties
        counts = (
            f"Better {found.better}, worse {found.worse}, the same {found.ties}, undecided {found.undecided}."
        )
        if not decided:
            yield Result(
                estimand=self.estimand.id,
                method="ranked_against_no_change",
                label="Better than no change",
                sentence=counts,
            )
            return
        share = self._share(
            "ranked_against_no_change", "Better than no change", found.better, decided, sentence=counts
        )
        yield share
        if found.test is not None:
            p, floor, said = tested(found.test)
            yield Result(
                estimand=self.estimand.id,
                method="ranked_against_no_change",
                label="Sign test of better against worse",
                part="test",
                n=found.test.n,
                p=p,
                floor=floor,
                sentence=said,
            )

    def _outcome(self, row: Row, horizon: int) -> Outcome:
        day = float(max(0, row.day if row.took and row.day is not None else 0))
        followed = self.people.followed(row.who)
        last = float(horizon) if row.value is not None else float(followed or 0)
        return Outcome(
            participant=row.who.subject,
            last_day=max(last, day),
            death=day if row.took == "death" else None,
            transplant=day if row.took == "transplant" else None,
            decompensation=day if row.took == "decompensation" else None,
            change=None if row.value is None else float(row.value),
        )

    def cumulative_incidence(self) -> Iterator[Result]:
        """Give the share with each event first to the window's target, the other event competing."""
        horizon = self.window.target
        followed = [(row, days) for row in self.rows if (days := self._days(row)) is not None]
        if not followed:
            raise ValueError("nobody has been followed from day 0")
        left = len(self.rows) - len(followed)
        times = [days for _, days in followed]
        causes = [row.took or None for row, _ in followed]
        for cause, title in CAUSES.items():
            curve = cumulative_incidence(times, causes, cause)
            step = curve.at(float(horizon))
            said = [f"{curve.events} of {curve.n} to the end of follow-up."]
            said += [f"{left} without a day are not in it."] if left else []
            if step is None:
                said.append(
                    f"Nobody has been followed beyond day {curve.last:.0f}: not known at day {horizon}."
                )
            elif step.lower is None:
                said.append("The curve has no interval at 0 or 1: the exact one stands beside the count.")
            yield Result(
                estimand=self.estimand.id,
                method="cumulative_incidence",
                label=f"{title} to day {horizon}, cumulative incidence in %",
                part=cause,
                n=curve.n,
                value=exact(step.incidence * 100) if step else None,
                lower=exact(step.lower * 100) if step and step.lower is not None else None,
                upper=exact(step.upper * 100) if step and step.upper is not None else None,
                level=exact(curve.level),
                sentence=" ".join(said),
            )
            yield self._share(
                "cumulative_incidence", f"{title}, count", curve.events, curve.n, part=f"{cause}_count"
            )

    def _days(self, row: Row) -> float | None:
        if row.took:
            return None if row.day is None or row.day < 0 else float(row.day)
        days = self.people.followed(row.who)
        return None if days is None else float(days)

    def median(self) -> Iterator[Result]:
        """Give the days of the middle participant; bounds where follow-up ended early."""
        rows = [r for r in self.rows if r.known or r.least is not None]
        if not rows:
            raise ValueError("nobody has been followed from day 0")
        horizon = Decimal(self.window.target)
        low = [row.value if row.value is not None else row.least or Decimal(0) for row in rows]
        high = [row.value if row.value is not None else horizon for row in rows]
        least, most = median(low), median(high)
        known = least == most
        open_ = sum(row.value is None for row in rows)
        said = f"Of {len(rows)}, {open_} of them not known yet: bounds if all of these ended now, and if none did."
        yield Result(
            estimand=self.estimand.id,
            method="median",
            label=f"Median days of {horizon}",
            n=len(rows),
            value=least if known else None,
            lower=None if known else least,
            upper=None if known else most,
            sentence=f"Of {len(rows)} participants." if not open_ else said,
        )

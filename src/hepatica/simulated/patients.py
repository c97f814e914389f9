"""Virtual patients of a played trial: who they are, how they would go on without cells, and how they go on with them.

Day 0 is the day of consent. Equal seed, world and number give the same person whatever becomes of the trial: the course with
cells is that of the same person with the same luck, walked again from what was truly infused and when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import count

from hepatica.design.parameters import load
from hepatica.design.patients.arm import COLLECTION_DAY, ArmPlan
from hepatica.design.patients.baseline import Baseline
from hepatica.design.patients.eligible import Windows
from hepatica.design.patients.events import CAUSES
from hepatica.design.worlds.simulate import Nature, Trial, nature, simulate
from hepatica.design.worlds.world import World

LABORATORY = ("bilirubin", "inr", "creatinine", "albumin", "sodium")
"""The laboratory values of a visit, in the order of their columns."""
DAYS = 310
"""Days of a course: from consent past the last visit of somebody who waited two months for the infusion."""
REFERRED = Windows(meld=(9, 26), child_pugh=(6, 12), age=(18, 67))
"""Who is referred: a little wider than who may enter, so that some are turned away. Assumed."""
_CHART = {"creatinine": (0.0, 1.25), "platelets": (47.0, 1000.0), "sodium": (128.0, 160.0)}
"""What the referring physician looks up before asking, as wide. Assumed."""
PLANNED = 48
"""Days from consent to the infusion by the plan."""
_MSC = 50.0
_GROWN = 1.2
"""Harvest over plan: the laboratory goes on until there are enough cells. Assumed."""
_NO_CD34 = 0.001
"""Stands for none, 10^6: the model does the leukapheresis only for somebody who is to have cells of it."""
ASPIRATED = 13
"""Days from consent to the marrow aspiration by the plan."""
_ASPIRATION = frozenset({"marrow_pain", "marrow_bleeding"})
_COLLECTION = frozenset(
    {"bone_pain", "headache", "fatigue", "hypocalcaemia", "hypotension", "thrombocytopenia"}
)
"""Kinds that mobilisation and leukapheresis bring; the model counts them from the first dose of G-CSF."""
_DISEASE = frozenset({"ascites", "encephalopathy", "bleeding", "infection"})


@dataclass(frozen=True, kw_only=True)
class TrueEvent:
    """What truly happened to a patient: day of the course, kind, CTCAE grade, cause, and what the investigator makes of it."""

    day: int
    kind: str
    grade: int
    cause: str
    """disease, procedure or cells."""
    related: bool
    """What the investigator says, rightly or not."""
    serious: bool

    @property
    def of_disease(self) -> bool:
        """Whether it is an episode of the disease, and of no procedure."""
        return self.kind in _DISEASE


@cache
def supposed() -> Nature:
    """Return what is supposed about patients: the package's numbers, somebody to be seen on any day, a culture that grows."""
    days = list(range(DAYS + 1))
    course = load("course").replaced(
        visits__days=days, visits__jitter=[0.0] * len(days), visits__window=[0.0] * len(days)
    )
    return nature(
        course=course, events=load("events").replaced(culture__expansion=[_GROWN, 0.0]), windows=REFERRED
    )


@dataclass(frozen=True)
class Course:
    """One way in which a patient goes on, by days from consent."""

    trial: Trial

    def values(self, day: int) -> dict[str, float]:
        """Return the five laboratory values reported on a day, or on the last on which the patient was seen."""
        last = next(one for one in range(day, -1, -1) if self.comes(one))
        return dict(zip(LABORATORY, map(float, self.trial.visits.laboratory[0, last]), strict=True))

    def comes(self, day: int) -> bool:
        """Say whether the patient would come to a visit on a day: the sick miss more of them, all come on day 0."""
        return bool(self.trial.visits.seen[0, day])

    def signs(self, day: int) -> tuple[int, int]:
        """Return ascites and encephalopathy of a day, 0 to 2."""
        visits = self.trial.visits
        return int(visits.ascites[0, day]), int(visits.encephalopathy[0, day])

    @property
    def died(self) -> int:
        """Return the day of death, or -1."""
        return int(self.trial.endings.died[0])

    @property
    def transplanted(self) -> int:
        """Return the day of transplantation, or -1."""
        return int(self.trial.endings.transplanted[0])

    def meld(self, day: int) -> float:
        """Return the true, unrounded MELD of a day."""
        return float(self.trial.visits.true_meld[0, day])

    def events(self) -> tuple[TrueEvent, ...]:
        """Return everything that happens, in the order of its day."""
        table = self.trial.adverse
        return tuple(
            TrueEvent(
                day=int(table.day[row]),
                kind=table.kinds[table.kind[row]],
                grade=int(table.grade[row]),
                cause=CAUSES[table.cause[row]],
                related=bool(table.related[row]),
                serious=bool(table.serious[row]),
            )
            for row in range(len(table.day))
        )


@dataclass(frozen=True, kw_only=True)
class Virtual:
    """One virtual patient of a seed and a world."""

    number: int
    seed: int
    world: World

    def _played(self, arm: ArmPlan) -> Trial:
        return simulate(
            [arm], self.world, 1, seed=self.seed, replicate=self.number, days=DAYS, supposed=supposed()
        )

    @cached_property
    def untreated(self) -> Course:
        """Return the course under standard care."""
        return Course(self._played(ArmPlan(name="standard care")))

    @cached_property
    def _planned(self) -> Trial:
        return self._played(self._arm(PLANNED, _NO_CD34))

    @staticmethod
    def _arm(day: int, cd34: float) -> ArmPlan:
        return ArmPlan(name="combination", dose_cd34=cd34, dose_msc=_MSC, days=(day,))

    @property
    def baseline(self) -> Baseline:
        """Return the patient at consent; every array holds one."""
        return self.untreated.trial.baseline

    @property
    def referable(self) -> bool:
        """Say whether the referring physician thinks of the trial: the chart is near its limits, or within."""
        values = ((float(getattr(self.baseline, name)[0]), limits) for name, limits in _CHART.items())
        return all(low <= value <= high for value, (low, high) in values)

    @property
    def pain(self) -> float:
        """Return the worst pain after the marrow aspiration, 0 to 10."""
        return float(self._planned.adverse.vas[0])

    @property
    def in_blood(self) -> float:
        """Return CD34 cells per µL of blood on the third day of G-CSF."""
        return float(self._planned.groups[0].doses.count[0])

    @property
    def selected(self) -> float:
        """Return the living CD34 cells that are selected, 10^6."""
        return float(self._planned.groups[0].doses.manufactured[0, 0, 0])

    @property
    def grows(self) -> bool:
        """Say whether the culture of mesenchymal cells succeeds and passes its tests."""
        return bool(self._planned.groups[0].doses.released[0, 0, 1] > 0)

    @property
    def passes(self) -> bool:
        """Say whether enough of the CD34 cells are alive to be released."""
        return bool(self._planned.groups[0].doses.released[0, 0, 0] > 0)

    def treated(self, day: int) -> Course:
        """Return the course with the products infused on a day: both, or mesenchymal cells alone."""
        return Course(self._played(self._arm(day, self.selected if self.passes else _NO_CD34)))

    def before(self) -> tuple[TrueEvent, ...]:
        """Return what happens under standard care, and what the marrow aspiration brings."""
        needle = (one for one in Course(self._planned).events() if one.kind in _ASPIRATION)
        return tuple(sorted((*_placed(needle, PLANNED), *self.untreated.events()), key=lambda one: one.day))

    def after(self, course: Course, infusion: int) -> tuple[TrueEvent, ...]:
        """Return what happens on the course with cells infused on a day from consent, but for the marrow aspiration."""
        events = (one for one in course.events() if one.kind not in _ASPIRATION)
        return tuple(sorted(_placed(events, infusion), key=lambda one: one.day))


def referred(seed: int, world: World) -> Iterator[Virtual]:
    """Yield the virtual patients who are asked, in the order in which they come."""
    for number in count():
        virtual = Virtual(number=number, seed=seed, world=world)
        if virtual.referable:
            yield virtual


def _placed(events: Iterable[TrueEvent], infusion: int) -> Iterator[TrueEvent]:
    """Move events of procedures to the days on which this trial does them: the model does them on days of its own."""
    for one in events:
        if one.kind in _ASPIRATION:
            yield replace(one, day=one.day + ASPIRATED)
        elif one.kind in _COLLECTION:
            yield replace(one, day=one.day + infusion - COLLECTION_DAY)
        else:
            yield one

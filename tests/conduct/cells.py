"""A laboratory to work in during tests: one product made in four steps, tissue, and the shortest words for each act."""

from datetime import UTC, datetime
from functools import cache

from tests.conduct.desk import Desk, person
from tests.conduct.small_forms import OURS
from tests.conduct.small_study import SMALL, _codes, small

from hepatica.conduct.commands import (
    CorrectMaterial,
    MakeMaterial,
    MeasureMaterial,
    Moment,
    MoveMaterial,
    ReleaseLot,
    TestMaterial,
)
from hepatica.conduct.plan import Plan
from hepatica.conduct.product_commands import Quantity
from hepatica.ledger.product_rows import MaterialRow, ReleaseRow, TestRow
from hepatica.study.product import (
    Branch,
    Choice,
    Dose,
    Manufacture,
    Measure,
    Notice,
    Product,
    ReleaseLimit,
    Step,
    Temperature,
    TimeLimit,
)
from hepatica.study.tissue import Tissue

TECHNOLOGIST = person("kiran", "cell_lab")
QUALITY = person("sunita", "quality")
PHYSICIAN = person("rao", "investigator")
PATHOLOGIST = person("devi", "pathologist")
NOW = Moment(at=datetime(2026, 3, 14, 14, 30, tzinfo=UTC), zone="Asia/Kolkata")  # 20:00 at the site


def measure(name, title, unit, high, *, required=False):
    return Measure(id=name, title=title, unit=unit, high=high, required=required, **OURS)


def limit(name, title, comparison, value, unit=None, **more):
    return ReleaseLimit(id=name, title=title, comparison=comparison, limit=value, unit=unit, **more, **OURS)


VOLUME = measure("volume", "Volume", "mL", 1000)
CELLS = measure("cells", "Cells", "10^6", 100000)
VIABILITY = measure("viability", "Viability", "%", 100)
STEPS = (
    Step(
        id="marrow",
        title="Marrow aspiration",
        makes="collection",
        label="BM-{subject}",
        measures=(measure("volume", "Volume", "mL", 500, required=True), CELLS),
        **OURS,
    ),
    Step(
        id="passage",
        title="Passage",
        makes="passage",
        out_of=("marrow", "passage"),
        label="MSC-{subject}-P{n}",
        measures=(
            measure("seeded", "Cells seeded", "10^6", 100000),
            measure("harvested", "Cells harvested", "10^6", 100000),
            VIABILITY,
        ),
        **OURS,
    ),
    Step(
        id="lot",
        title="Harvest",
        makes="lot",
        out_of=("passage",),
        label="MSC-{subject}",
        measures=(CELLS, VIABILITY, VOLUME),
        **OURS,
    ),
    Step(
        id="bag",
        title="Bag",
        makes="bag",
        out_of=("lot",),
        label="{parent}-{letter}",
        measures=(CELLS, VOLUME, VIABILITY),
        **OURS,
    ),
    Step(
        id="sample",
        title="Retained sample",
        makes="sample",
        out_of=("lot",),
        label="{parent}-R{n}",
        measures=(VOLUME, CELLS),
        **OURS,
    ),
)
MSC = Product(
    id="msc",
    title="Mesenchymal cells",
    short="MSC",
    route="Hepatic artery",
    viability="viability",
    release=(
        limit("viability", "Viability", "at_least", "80", "%"),
        limit("endotoxin", "Endotoxin", "at_most", "5", "EU/mL"),
        limit("mycoplasma", "Mycoplasma", "equals", "negative"),
        limit("cells", "Viable cells", "at_least", "50", "10^6"),
        limit("passage", "Passages", "at_most", "4"),
        limit("sterility", "Sterility, final", "equals", "negative", late=True, days=14),
        limit("karyotype", "Karyotype", "equals", "normal", informs=True),
    ),
    steps=STEPS,
    dose=Dose(basis="total", planned=50, unit="10^6", least=40, most=60, doses=2, interval_days=28, **OURS),
    limits=(
        TimeLimit(
            id="seeding", title="Marrow to seeding", start="marrow.made", end="passage.made", hours=6, **OURS
        ),
        TimeLimit(
            id="thaw", title="Thaw to infusion", start="bag.thawed", end="infusion.start", hours=4, **OURS
        ),
        TimeLimit(id="vein", title="Vein to vein", start="marrow.made", end="infusion.start", **OURS),
    ),
    **OURS,
)
CD34 = Product(
    id="cd34",
    title="CD34 cells",
    short="CD34",
    route="Hepatic artery",
    release=(limit("purity", "Purity", "at_least", "80", "%"),),
    steps=(
        Step(id="apheresis", title="Leukapheresis", makes="collection", label="LP-{subject}", **OURS),
        Step(
            id="cd34_lot",
            title="Selection",
            makes="lot",
            out_of=("apheresis",),
            label="CD34-{subject}",
            measures=(CELLS,),
            **OURS,
        ),
    ),
    dose=Dose(basis="per_kg", planned=2, unit="10^6/kg", least=1, **OURS),
    **OURS,
)
TISSUE = Tissue(
    steps=(
        Step(id="core", title="Liver core", makes="core", label="LB{n}-{subject}", **OURS),
        Step(id="slide", title="Slide", makes="slide", out_of=("core",), label="{parent}-S{n}", **OURS),
    )
)


def notice(name, on):
    return Notice(id=name, on=on, to=("Sponsor",), hours=24, subject="Lot {lot}", text="{result}", **OURS)


MANUFACTURE = Manufacture(
    facility="Cell laboratory",
    temperatures=(Temperature(place="Refrigerator", low=2, high=8, **OURS),),
    branches=(
        Branch(
            id="culture_failure",
            title="The culture fails",
            product="msc",
            choices=(
                Choice(id="repeat", title="Aspirate again"),
                Choice(id="cd34_alone", title="Give CD34 cells alone", drops=("msc",)),
                Choice(id="stop", title="Give no cells", stops=True),
            ),
            **OURS,
        ),
    ),
    notices=(
        notice("conditional", "conditional"),
        notice("out_of_specification", "out_of_specification"),
        notice("rejected", "rejected"),
    ),
)


@cache
def cells_study():
    return small(
        products=(MSC, CD34),
        manufacture=MANUFACTURE,
        tissue=TISSUE,
        codelists=(*SMALL.codelists, _codes("culture_result", "negative", "positive", "pending")),
    )


@cache
def cells_plan():
    return Plan(cells_study())


def quantities(**values):
    """``cells="50 10^6"`` → a quantity of cells."""
    return tuple(
        Quantity(name=n, value=v.partition(" ")[0], unit=v.partition(" ")[2]) for n, v in values.items()
    )


class Laboratory(Desk):
    """A desk with a laboratory behind it."""

    def __init__(self, plan=None, *, now=NOW):
        super().__init__(plan or cells_plan(), now=now)
        self.publish()

    def make(self, step, material, *parents, at="2026-02-02T09:40", by="P. Naidu", witness="S. Bano", who=TECHNOLOGIST,
             subject="01-001", taken=(), **measures):  # fmt: skip
        command = MakeMaterial(
            subject=subject,
            material=material,
            step=step,
            at=at,
            by=by,
            witness=witness,
            parents=parents,
            taken=tuple(
                Quantity(name=n, value=v.partition(" ")[0], unit=v.partition(" ")[2]) for n, v in taken
            ),
            measures=quantities(**measures),
        )
        return self.do(command, who)

    def measured(
        self,
        material,
        *,
        at="2026-02-20T10:00",
        by="P. Naidu",
        who=TECHNOLOGIST,
        subject="01-001",
        **measures,
    ):
        command = MeasureMaterial(
            subject=subject, material=material, at=at, by=by, measures=quantities(**measures)
        )
        return self.do(command, who)

    def correct(self, material, reason="misread", *, who=TECHNOLOGIST, subject="01-001", **measures):
        command = CorrectMaterial(
            subject=subject, material=material, measures=quantities(**measures), reason=reason
        )
        return self.do(command, who)

    def move(self, material, move, *, at="2026-03-05T12:00", place="Tank", given="P. Naidu", received="M. Khan",
             who=TECHNOLOGIST, subject="01-001", amount=(), **more):  # fmt: skip
        command = MoveMaterial(
            subject=subject,
            material=material,
            move=move,
            at=at,
            place=place,
            given_by=given,
            received_by=received,
            amount=tuple(
                Quantity(name=n, value=v.partition(" ")[0], unit=v.partition(" ")[2]) for n, v in amount
            ),
            **more,
        )
        return self.do(command, who)

    def tested(self, test, value="", *, material="MSC-01-001", at="2026-03-05T15:00", by="P. Naidu", unit="", final=True,
               reason="", who=TECHNOLOGIST, subject="01-001"):  # fmt: skip
        command = TestMaterial(
            subject=subject, material=material, test=test, at=at, by=by, value=value, unit=unit, final=final, reason=reason
        )  # fmt: skip
        return self.do(command, who)

    def release(self, decision, *, lot="MSC-01-001", at="2026-03-06T10:00", reason="", expires="2026-04-06T10:00",
                who=QUALITY, subject="01-001"):  # fmt: skip
        expires = "" if decision == "rejected" else expires
        command = ReleaseLot(
            subject=subject, lot=lot, decision=decision, at=at, reason=reason, expires=expires
        )
        return self.do(command, who)

    # -- Shortest ways to a state -----------------------------------------------------------------------------------

    def lot(self, subject="01-001"):
        """Collect marrow and make a lot of 146 million cells in 60 mL."""
        bm, p1, lot = f"BM-{subject}", f"MSC-{subject}-P1", f"MSC-{subject}"
        self.make("marrow", bm, volume="22 mL", subject=subject)
        self.make("passage", p1, bm, at="2026-02-02T11:46", seeded="10 10^6", subject=subject)
        self.measured(p1, harvested="160 10^6", viability="86 %", subject=subject)
        self.make("lot", lot, p1, at="2026-03-05T09:15", cells="146 10^6", volume="60 mL", subject=subject)
        return self

    def specified(self, subject="01-001", **results):
        """Test all of a lot that decides at once; ``results`` replaces some."""
        lot = f"MSC-{subject}"
        asked = {"viability": "92", "endotoxin": "0.3", "mycoplasma": "negative", "sterility": ""} | results
        for test, value in asked.items():
            self.tested(test, value, material=lot, subject=subject)
        return self

    def rows(self, *tables, subject="01-001"):
        return tuple(row for table in tables for row in self.state.of(table, subject))

    def material(self, label, subject="01-001"):
        return self.row(MaterialRow, subject, label)

    def test(self, test, material="MSC-01-001", subject="01-001"):
        return self.row(TestRow, subject, f"{material}/{test}")

    def decision(self, lot="MSC-01-001", subject="01-001"):
        return self.row(ReleaseRow, subject, lot)


def laboratory():
    """A laboratory with one enrolled participant."""
    return Laboratory().enrolled()

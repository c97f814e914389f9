"""The reference trial's laboratory and bedside: a participant at the gate of the infusion, two products in bags, two people."""

from copy import copy
from datetime import UTC, datetime, timedelta
from functools import cache

import msgspec
from tests.conduct.cells import Laboratory
from tests.conduct.desk import person
from tests.conduct.trial import Trial
from tests.studies.reference import FOLDER

from hepatica.conduct import commands as c
from hepatica.conduct import lint
from hepatica.conduct import product_commands as p
from hepatica.conduct.plan import Plan, landmarks
from hepatica.ledger.evolve import fold
from hepatica.ledger.product_rows import AccessionRow, BagRow, MatchRow, NoticeRow, ReadingRow
from hepatica.product import codes
from hepatica.study.study import Study

KIRAN = person("kiran", "cell_lab")
PRIYA = person("priya", "cell_lab")
SUNITA = person("sunita", "quality")
ASHA = person("asha", "coordinator")
RAO = person("rao", "investigator")
MEERA = person("meera", "medical_monitor")
DEVI = person("devi", "pathologist")
LEENA, ARUN = person("leena", "reader"), person("arun", "reader")
DATA = person("dinesh", "data_manager")
START = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # 09:30 at the site
PASSES = {
    "msc": {"viability": "92", "cd73": "98", "cd90": "99", "cd105": "97", "negative_markers": "0.6", "sterility": "negative",
            "mycoplasma": "negative", "endotoxin": "0.3", "sterility_final": "", "differentiation": ""},
    "cd34": {"viability": "88", "purity": "91", "sterility": "negative", "events": "412", "sterility_final": ""},
}  # fmt: skip


@cache
def reference():
    """The reference study without its approvals and its stagger: they have tests of their own."""
    study = lint.load(FOLDER)
    oversight = study.oversight.model_copy(update={"approvals": (), "stagger": ()})
    return Study(**{n: getattr(study, n) for n in Study.model_fields} | {"oversight": oversight})


@cache
def reference_plan():
    return Plan(reference())


class Bedside(Laboratory):
    """A desk whose clock moves on by ten minutes with each act, unless it is put."""

    answer = Trial.answer
    enrolled_with_forms = Trial.enrolled
    consented = Trial.consented

    def __init__(self, plan=None, *, now=START):
        super().__init__(plan or reference_plan(), now=c.Moment(at=now, zone="Asia/Kolkata"))

    def pass_time(self, **length):
        self.now = msgspec.structs.replace(self.now, at=self.now.at + timedelta(**length))
        return self

    @property
    def minute(self):
        """The civil minute at the site."""
        return (self.now.at + timedelta(hours=5, minutes=30)).strftime("%Y-%m-%dT%H:%M")

    def refold(self):
        return fold(self.events, lambda _: landmarks(self.plan.study))

    # -- To the gate --------------------------------------------------------------------------------------------------

    def enrolled(self, subject="01-001"):
        return self.enrolled_with_forms(subject)

    def cleared(self, subject="01-001", authorise=True):
        """Laboratory values that let cells be given, and the gate's authorisation."""
        self.answer(
            "laboratory",
            "infusion_day",
            subject,
            row=1,
            lbdtc=self.minute[:10],
            platelets="88",
            creatinine="0.9",
        )
        self.answer("infusion", "infusion_day", subject, components="both")
        return self.do(c.AuthoriseAct(subject=subject, gate="infusion"), RAO) if authorise else self

    # -- In the laboratory --------------------------------------------------------------------------------------------

    def msc_lot(self, subject="01-001"):
        now = self.minute
        bm, p1, lot = f"BM-{subject}", f"MSC-{subject}-P1", f"MSC-{subject}"
        self.make("marrow", bm, at=now, volume="22 mL", subject=subject)
        self.make(
            "msc_passage",
            p1,
            bm,
            at=now,
            seeded="10 10^6",
            harvested="160 10^6",
            viability="90 %",
            subject=subject,
        )
        self.make(
            "msc_lot", lot, p1, at=now, cells="120 10^6", viability="92 %", volume="60 mL", subject=subject
        )
        return self

    def cd34_lot(self, subject="01-001"):
        now = self.minute
        lp, s, lot = f"LP-{subject}", f"CD34-{subject}-S", f"CD34-{subject}"
        self.make("apheresis", lp, at=now, volume="200 mL", subject=subject)
        self.make(
            "cd34_selection", s, lp, at=now, cells_before="200 10^6", cd34_cells="110 10^6", subject=subject
        )
        self.make(
            "cd34_lot",
            lot,
            s,
            at=now,
            cd34_cells="105 10^6",
            volume="40 mL",
            viability="88 %",
            subject=subject,
        )
        return self

    def tests(self, product, subject="01-001", **results):
        lot = f"{product.upper()}-{subject}"
        for test, value in (PASSES[product] | results).items():
            self.tested(test, value, material=lot, at=self.minute, subject=subject)
        return self

    def bag(self, product, letter="A", subject="01-001", volume="20 mL", cells="40 10^6"):
        lot = f"{product.upper()}-{subject}"
        counted = {"cells" if product == "msc" else "cd34_cells": cells}
        return self.make(f"{product}_bag", f"{lot}-{letter}", lot, at=self.minute, volume=volume, viability="90 %",
                         subject=subject, **counted)  # fmt: skip

    def decided(self, product, decision="conditional", subject="01-001", reason="", days=30):
        until = (self.now.at + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")
        self.release(decision, lot=f"{product.upper()}-{subject}", at=self.minute, expires=until, reason=reason, who=SUNITA,
                     subject=subject)  # fmt: skip
        return self

    def product(self, product="msc", subject="01-001"):
        """Both lots' forms must let the gate open: make, test, release and fill one product."""
        getattr(self, f"{product}_lot")(subject)
        self.tests(product, subject).decided(product, subject=subject)
        self.bag(product, subject=subject)
        return self

    def ready(self, subject="01-001"):
        """A participant who may be given both products, bags and all."""
        self.enrolled(subject)
        self.product("msc", subject)
        self.product("cd34", subject)
        self.cleared(subject)
        return self

    # -- At the bedside -----------------------------------------------------------------------------------------------

    def authorise(self, bag, subject="01-001", dose=1, who=SUNITA):
        return self.do(p.AuthoriseBag(subject=subject, bag=bag, dose=dose), who)

    def match(self, worn, bag, *, who=ASHA, second=KIRAN):
        command = p.MatchBag(
            wristband=codes.symbol(codes.PERSON, worn),
            code=codes.symbol(codes.MATERIAL, bag),
            place="Catheter laboratory",
        )
        return self.do(command, msgspec.structs.replace(who, witness=second))

    def start(self, bag, subject="01-001", *, at=None, first="Asha", second="Kiran", who=ASHA, **more):
        command = p.StartInfusion(
            subject=subject, bag=bag, at=at or self.minute, first=first, second=second, **more
        )
        return self.do(command, who)

    def noted(self, bag, what, subject="01-001", *, at=None, note="", values=(), who=ASHA):
        quantities = tuple(p.Quantity(name=n, value=v, unit=u) for n, v, u in values)
        command = p.NoteInfusion(
            subject=subject, bag=bag, at=at or self.minute, what=what, values=quantities, note=note
        )
        return self.do(command, who)

    def end(self, bag, volume="20", subject="01-001", *, at=None, complete=True, reason="", who=ASHA):
        command = p.EndInfusion(
            subject=subject, bag=bag, at=at or self.minute, volume=volume, complete=complete, reason=reason
        )
        return self.do(command, who)

    def given(self, bag="MSC-01-001-A", subject="01-001"):
        """Authorise, match, start and end a bag as it should be."""
        self.authorise(bag, subject)
        self.match(subject, bag)
        self.pass_time(minutes=5).start(bag, subject)
        self.pass_time(minutes=10).end(bag, subject=subject)
        return self

    # -- What stands --------------------------------------------------------------------------------------------------

    def bag_row(self, bag, subject="01-001"):
        return self.row(BagRow, subject, bag)

    def item(self, form, item, row=0, visit="infusion_day", subject="01-001"):
        found = self.form(form, visit, subject)
        answer = found.answer(item, row) if found else None
        return answer.value if answer else None

    def letters(self, subject="01-001"):
        return {(row.notice, row.to): row for row in self.state.of(NoticeRow, subject)}

    def matches(self, subject="01-001"):
        return self.state.of(MatchRow, subject)

    def codes(self, subject="01-001"):
        return self.state.of(AccessionRow, subject)

    def readings(self, subject="01-001"):
        return self.state.of(ReadingRow, subject)


@cache
def _ready():
    return Bedside().ready()


def at_the_gate():
    """A participant who may be given both products: a copy of one that is made once."""
    desk = copy(_ready())
    desk.state, desk.events = desk.state.copy(), list(desk.events)
    return desk

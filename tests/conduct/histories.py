"""Manufacturing histories at random: what a laboratory, a bedside and their worst days may send, most of it as it should be."""

from datetime import datetime, timedelta

import msgspec
from tests.conduct.bedside import ARUN, ASHA, DATA, DEVI, KIRAN, LEENA, PASSES, RAO, SUNITA, Bedside
from tests.conduct.misdeeds import PEOPLE, STEPS, Misdeeds

from hepatica.conduct import product_commands as p
from hepatica.ledger.product_rows import AccessionRow, BagRow, MaterialRow, NoticeRow, ReleaseRow, TestRow
from hepatica.ledger.rows import SubjectRow
from hepatica.product import codes
from hepatica.product.lineage import lineage_of
from hepatica.product.release import GIVES

CONTENT = {"msc": "cells", "cd34": "cd34_cells"}


class History(Misdeeds, Bedside):
    """A bedside at which a generator acts; each move sends one command, or nothing when there is nothing to do."""

    def __init__(self, rng):
        super().__init__()
        self.rng = rng
        self.sent = []
        for subject in PEOPLE:
            self.enrolled(subject)
        self.moves = {
            self.collect: 6, self.process: 14, self.measure_later: 4, self.mend: 2, self.hand_over: 4, self.sample: 3,
            self.fill_bag: 8, self.test_lot: 40, self.decide_lot: 14, self.gate: 6, self.let_go: 12, self.compare: 12,
            self.begin: 12, self.tell: 8, self.finish: 12, self.branch: 1, self.write: 3, self.cut: 4, self.mask: 3,
            self.read: 5, self.unmask: 3, self.late_result: 6,
        }  # fmt: skip
        self.attacks = {
            self.swap_wristbands: 2, self.same_witness: 2, self.torn: 1, self.another_s_cells: 2, self.overdraw: 2,
            self.too_soon: 3, self.not_mine: 3, self.more_than_the_bag: 2, self.twice: 2, self.tester_releases: 1,
            self.after_a_failure: 3,
        }  # fmt: skip
        self.disasters = {
            self.unauthorised: 3, self.wrong_person: 3, self.expired: 2, self.nobody_s_bag: 1, self.growth: 2,
            self.before_it_was_allowed: 2, self.recount: 2,
        }  # fmt: skip

    # -- Playing ------------------------------------------------------------------------------------------------------

    def play(self, moves, *, of=None):
        """Make so many moves of a kind; those with nothing to do are passed over."""
        table = of or self.moves
        for _ in range(moves):
            for _ in range(12):
                (move,) = self.rng.choices(list(table), list(table.values()))
                if move():
                    break
            self.pass_time(minutes=self.rng.choice((1, 3, 5, 20)))

    def send(self, command, actor):
        self.sent.append((command, self.do(command, actor)))
        return True

    def pick(self, many):
        many = list(many)
        return self.rng.choice(many) if many else None

    def rows_of(self, table, test=bool):
        return [row for row in self.state.all(table) if test(row)]

    def makes(self, row):
        return self.plan.study.steps[row.step][1].makes

    def materials(self, *kinds):
        return self.rows_of(MaterialRow, lambda row: self.makes(row) in kinds)

    def product_of(self, row):
        return self.plan.study.steps[row.step][0]

    def make_it(self, step, label, subject, *parents, who=KIRAN, **measures):
        quantities = tuple(
            p.Quantity(name=n, value=v.partition(" ")[0], unit=v.partition(" ")[2])
            for n, v in measures.items()
        )
        command = p.MakeMaterial(
            subject=subject, material=label, step=step, at=self.minute, by="P. Naidu", witness="S. Bano", parents=parents,
            measures=quantities,
        )  # fmt: skip
        return self.send(command, who)

    # -- In the laboratory --------------------------------------------------------------------------------------------

    def collect(self):
        step, label, volume = self.pick((("marrow", "BM", "22 mL"), ("apheresis", "LP", "200 mL")))
        free = [who for who in PEOPLE if not self.row(MaterialRow, who, f"{label}-{who}")]
        who = self.pick(free)
        return who and self.make_it(step, f"{label}-{who}", who, volume=volume)

    def process(self):
        """Make the next material of a line: passage, harvest, selection."""
        parent = self.pick(self.materials("collection", "passage", "selection"))
        if parent is None:
            return False
        who, line = parent.subject, lineage_of(self.plan.study, self.state, parent.subject)
        if line.children(parent.material):
            return False
        following = {"marrow": "msc_passage", "apheresis": "cd34_selection", "cd34_selection": "cd34_lot"}
        step = following.get(parent.step) or self.pick(("msc_passage", "msc_lot"))
        n = line.passage(parent.material) + 1
        if step == "msc_passage" and n > 4:
            step = "msc_lot"
        label = {"msc_passage": f"MSC-{who}-P{n}", "msc_lot": f"MSC-{who}", "cd34_selection": f"CD34-{who}-S",
                 "cd34_lot": f"CD34-{who}"}[step]  # fmt: skip
        return self.make_it(step, label, who, parent.material, **STEPS[step][0])

    def measure_later(self):
        row = self.pick(
            r
            for r in self.materials("passage")
            if not any(one.name == "harvested" for one in r.measures)
            and not lineage_of(self.plan.study, self.state, r.subject).children(r.material)
        )
        if row is None:
            return False
        harvest = (
            p.Quantity(name="harvested", value="160", unit="10^6"),
            p.Quantity(name="viability", value="91", unit="%"),
        )
        command = p.MeasureMaterial(
            subject=row.subject, material=row.material, at=self.minute, by="P. Naidu", measures=harvest
        )
        return self.send(command, KIRAN)

    def mend(self):
        row = self.pick(self.materials("collection"))
        if row is None:
            return False
        new = (p.Quantity(name="volume", value=str(self.rng.randint(15, 30)), unit="mL"),)
        command = p.CorrectMaterial(
            subject=row.subject, material=row.material, measures=new, reason="misread"
        )
        return self.send(command, KIRAN)

    def hand_over(self):
        row = self.pick(r for r in self.materials("bag", "sample", "lot") if not self._gone(r))
        if row is None:
            return False
        move = self.pick(("stored", "retrieved", "sent", "received"))
        command = p.MoveMaterial(
            subject=row.subject, material=row.material, move=move, at=self.minute, place="Refrigerator",
            given_by="P. Naidu", received_by="S. Bano", temperature="5",
        )  # fmt: skip
        return self.send(command, KIRAN)

    def _gone(self, row):
        return any(move.move in {"disposed", "lost"} for move in row.moves)

    def sample(self):
        row = self.pick(r for r in self.materials("lot") if not self._gone(r))
        if row is None:
            return False
        left = lineage_of(self.plan.study, self.state, row.subject).left(row.material)
        n = 1 + len([m for m in self.materials("sample") if m.parents == (row.material,)])
        if left.volume is None or left.volume < 1:
            return False
        return self.make_it(
            f"{self.product_of(row)}_sample", f"{row.material}-R{n}", row.subject, row.material, volume="0.5 mL"
        )  # fmt: skip

    def fill_bag(self, volume="15 mL"):
        row = self.pick(r for r in self.materials("lot") if not self._gone(r))
        if row is None:
            return False
        left = lineage_of(self.plan.study, self.state, row.subject).left(row.material)
        if left.volume is None or left.volume < 16 or left.cells < 26:
            return False
        return self._bag(row, volume, "25 10^6")

    def _bag(self, lot, volume, cells):
        product = self.product_of(lot)
        n = len([m for m in self.materials("bag") if m.parents == (lot.material,)])
        measures = {"volume": volume, CONTENT[product]: cells, "viability": "90 %"}
        return self.make_it(
            f"{product}_bag", f"{lot.material}-{'ABCDEF'[n]}", lot.subject, lot.material, **measures
        )

    def test_lot(self):
        row = self.pick(self.materials("lot"))
        if row is None:
            return False
        open_ = [t for t in PASSES[self.product_of(row)] if not self._test(row, t)]
        test = self.pick(open_)
        if test is None:
            return False
        value = PASSES[self.product_of(row)][test]
        if value == "negative" and self.rng.random() < 0.03:
            value = "positive"
        return self._tested(row, test, value)

    def _test(self, row, test):
        return self.row(TestRow, row.subject, f"{row.material}/{test}")

    def _tested(self, row, test, value, *, who=KIRAN, final=True, reason=""):
        command = p.TestMaterial(
            subject=row.subject, material=row.material, test=test, at=self.minute, by="P. Naidu", value=value, final=final,
            reason=reason,
        )  # fmt: skip
        return self.send(command, who)

    def late_result(self):
        """The final culture of a lot, once its fourteen days are over; or a reading on the way."""
        row = self.pick(r for r in self.materials("lot") if self._waits(r))
        if row is None:
            return False
        test = self._test(row, "sterility_final")
        days = (self.now.at.date() - datetime.fromisoformat(test.started).date()).days
        return self._tested(row, "sterility_final", "negative", final=days > 14)

    def _waits(self, row):
        test = self._test(row, "sterility_final")
        return test is not None and not (test.final and test.value)

    def decide_lot(self):
        waiting = [r for r in self.materials("lot") if not self.row(ReleaseRow, r.subject, r.material)]
        ripe = [r for r in waiting if all(self._test(r, t) for t in PASSES[self.product_of(r)])]
        row = self.pick(ripe)
        if row is None:
            return False
        failed = [t for t in PASSES[self.product_of(row)] if self._test(row, t).value == "positive"]
        until = (self.now.at + timedelta(days=self.pick((2, 30)))).strftime("%Y-%m-%dT%H:%M")
        command = p.ReleaseLot(
            subject=row.subject, lot=row.material, decision="rejected" if failed else "conditional", at=self.minute,
            reason="growth" if failed else "", expires="" if failed else until,
        )  # fmt: skip
        return self.send(command, SUNITA)

    # -- At the bedside -----------------------------------------------------------------------------------------------

    def gate(self):
        """Clear a participant: no command of the laboratory."""
        for who in PEOPLE:
            if self._released(who) == {"msc", "cd34"} and not self._authorised(who):
                self.cleared(who)
        return False

    def _authorised(self, who):
        return "infusion" in self.row(SubjectRow, who).authorised

    def _released(self, who):
        good = {r.lot for r in self.rows_of(ReleaseRow) if r.decision in GIVES and r.expires > self.minute}
        return {self.product_of(r) for r in self.materials("lot") if r.subject == who and r.material in good}

    def bags_that(self, **wanted):
        """Bags of one state: released, authorised, matched, running, ended."""
        for row in self.materials("bag"):
            lot = self.row(ReleaseRow, row.subject, row.parents[0])
            good = (
                lot is not None
                and lot.decision in GIVES
                and lot.expires > self.minute
                and not self._gone(row)
            )
            bag = self.row(BagRow, row.subject, row.material) or BagRow(subject=row.subject, bag=row.material)
            state = {
                "good": good and self._authorised(row.subject), "authorised": bool(bag.authorised), "matched": bool(bag.match),
                "started": bool(bag.started), "ended": bool(bag.ended),
            }  # fmt: skip
            if all(state[name] is value for name, value in wanted.items()):
                yield row

    def let_go(self):
        row = self.pick(self.bags_that(good=True, authorised=False, started=False))
        return row is not None and self.send(
            p.AuthoriseBag(subject=row.subject, bag=row.material), self.pick((SUNITA, KIRAN))
        )

    def compare(self):
        row = self.pick(self.bags_that(good=True, authorised=True, started=False))
        return row is not None and self._match(row.subject, row.material)

    def _match(self, worn, bag, *, who=ASHA, second=KIRAN, code=None):
        command = p.MatchBag(
            wristband=codes.symbol(codes.PERSON, worn), code=code or codes.symbol(codes.MATERIAL, bag)
        )
        return self.send(command, msgspec.structs.replace(who, witness=second))

    def begin(self):
        row = self.pick(self.bags_that(good=True, matched=True, started=False))
        if row is None:
            return False
        paper = self.pick(("", "", "SHEET-7"))
        return self._start(row.material, row.subject, paper=paper)

    def _start(self, bag, subject, *, at="", **more):
        command = p.StartInfusion(
            subject=subject, bag=bag, at=at or self.minute, first="Asha", second="Kiran", **more
        )
        return self.send(command, ASHA)

    def running(self):
        return self.pick(self.rows_of(BagRow, lambda bag: bag.started and not bag.ended))

    def tell(self):
        bag = self.running()
        if bag is None:
            return False
        vitals = (("sysbp", "118", "mmHg"), ("pulse", "78", "/min"), ("temp", "36.9", "°C"))
        what, values, note = self.pick((
            ("vitals", vitals, ""), ("rate", (("rate", "2.5", "mL/min"),), ""), ("pause", (), ""), ("resume", (), ""),
            ("contrast", (("contrast", "12", "mL"),), ""), ("note", (), "at ease"), ("position", (), "proper hepatic"),
        ))  # fmt: skip
        command = p.NoteInfusion(
            subject=bag.subject, bag=bag.bag, at=self.minute, what=what, note=note,
            values=tuple(p.Quantity(name=n, value=v, unit=u) for n, v, u in values),
        )  # fmt: skip
        return self.send(command, ASHA)

    def finish(self, volume=None):
        bag = self.running()
        if bag is None:
            return False
        whole = self.rng.random() < 0.8
        command = p.EndInfusion(
            subject=bag.subject, bag=bag.bag, at=self.minute, volume=volume or ("15" if whole else "7.5"), complete=whole,
            reason="" if whole else "pressure fell",
        )  # fmt: skip
        return self.send(command, ASHA)

    # -- Beside it ----------------------------------------------------------------------------------------------------

    def branch(self):
        choices = ("low_viability", "another_bag"), ("decompensation", "wait"), ("poor_mobiliser", "collect")
        branch, choice = self.pick(choices)
        command = p.ChooseBranch(
            subject=self.pick(PEOPLE), branch=branch, choice=choice, reason=f"as of {self.minute}"
        )
        return self.send(command, RAO)

    def write(self):
        row = self.pick(self.rows_of(NoticeRow, lambda notice: not notice.sent))
        if row is None:
            return False
        late = "" if self.minute <= row.due else "the office was shut"
        command = p.SendNotice(
            subject=row.subject, lot=row.lot, notice=row.notice, to=row.to, at=self.minute, reason=late
        )
        return self.send(command, SUNITA)

    def cut(self):
        who = self.pick(PEOPLE)
        if not self.row(MaterialRow, who, f"LB1-{who}"):
            return self.make_it("liver_core", f"LB1-{who}", who, who=DEVI, length="22 mm")
        if not self.row(MaterialRow, who, f"LB1-{who}-B1"):
            return self.make_it("liver_block", f"LB1-{who}-B1", who, f"LB1-{who}", who=DEVI)
        n = 1 + len([m for m in self.materials("slide") if m.subject == who])
        return n < 3 and self.make_it("liver_slide", f"LB1-{who}-B1-S{n}", who, f"LB1-{who}-B1", who=DEVI)

    def mask(self):
        coded = {row.material for row in self.rows_of(AccessionRow)}
        row = self.pick(r for r in self.materials("slide") if r.material not in coded)
        if row is None:
            return False
        code = "".join(self.rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=8))
        command = p.AccessionSlide(
            subject=row.subject, material=row.material, accession=code, file="a" * 64, media="image"
        )
        return self.send(command, DATA)

    def read(self):
        row = self.pick(self.rows_of(AccessionRow, lambda code: not code.unmasked))
        if row is None:
            return False
        reader = self.pick((LEENA, ARUN))
        again = "counted again" if any(r.reader == reader.user for r in self.readings(row.subject)) else ""
        command = p.RecordReading(
            accession=row.accession, method="ihc_single", at=self.minute, positive=self.rng.randint(20, 200), counted=4000,
            measures=(p.Quantity(name="area_mm2", value="12.5", unit="mm²"),), clone="QBEnd10", controls="yes",
            parameters='{"dab": "0.05"}', note=again,
        )  # fmt: skip
        return self.send(command, reader)

    def unmask(self):
        done = [
            row
            for row in self.rows_of(AccessionRow, lambda code: not code.unmasked)
            if len({r.reader for r in self.readings(row.subject) if r.accession == row.accession}) == 2
        ]
        row = self.pick(done)
        return row is not None and self.send(
            p.UnmaskReading(subject=row.subject, accession=row.accession, reason="both have read"), DATA
        )

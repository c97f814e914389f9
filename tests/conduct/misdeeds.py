"""What goes wrong at a bench and a bedside: attacks, which are refused, and disasters, which happened and are stored."""

from datetime import datetime, timedelta

from tests.conduct.bedside import ASHA, PRIYA, SUNITA

from hepatica.conduct import product_commands as p
from hepatica.ledger.product_rows import BagRow, TestRow
from hepatica.product.moments import civil_minute

PEOPLE = ("01-001", "01-002", "01-003")
STEPS = {
    "msc_passage": ({"seeded": "10 10^6"}, "P{n}"),
    "msc_lot": ({"cells": "120 10^6", "viability": "92 %", "volume": "60 mL"}, ""),
    "cd34_selection": ({"cells_before": "200 10^6", "cd34_cells": "110 10^6"}, ""),
    "cd34_lot": ({"cd34_cells": "105 10^6", "viability": "88 %", "volume": "40 mL"}, ""),
}


class Misdeeds:
    """Moves that nobody should make, for a history to mix in."""

    # -- Attacks: all of them are refused, or recorded as what they are ---------------------------------------------------

    def swap_wristbands(self):
        row = self.pick(self.bags_that(started=False))
        return row is not None and self._match(
            self.pick([w for w in PEOPLE if w != row.subject]), row.material
        )

    def same_witness(self):
        row = self.pick(self.bags_that(started=False))
        return row is not None and self._match(row.subject, row.material, second=ASHA)

    def torn(self):
        row = self.pick(self.bags_that(started=False))
        return row is not None and self._match(row.subject, row.material, code="HP.M.MSC-01-0")

    def another_s_cells(self):
        parent = self.pick(self.materials("collection"))
        if parent is None:
            return False
        who = self.pick([w for w in PEOPLE if w != parent.subject])
        step = {"marrow": "msc_passage", "apheresis": "cd34_selection"}[parent.step]
        return self.make_it(step, f"X-{who}-{len(self.events)}", who, parent.material, **STEPS[step][0])

    def overdraw(self):
        row = self.pick(self.materials("lot"))
        return row is not None and self._bag(row, "500 mL", "25 10^6")

    def too_soon(self):
        """Authorise a bag that is not released, or whose gate is shut."""
        row = self.pick(self.bags_that(good=False, authorised=False))
        return row is not None and self.send(p.AuthoriseBag(subject=row.subject, bag=row.material), SUNITA)

    def not_mine(self):
        row = self.pick(self.materials("bag"))
        if row is None:
            return False
        who = self.pick([w for w in PEOPLE if w != row.subject])
        return self.send(p.AuthoriseBag(subject=who, bag=row.material), SUNITA)

    def more_than_the_bag(self):
        return self.finish(volume="25")

    def twice(self):
        bag = self.pick(self.rows_of(BagRow, lambda b: bool(b.started)))
        return bag is not None and self._start(bag.bag, bag.subject)

    def tester_releases(self):
        row = self.pick(self.materials("lot"))
        if row is None:
            return False
        command = p.ReleaseLot(subject=row.subject, lot=row.material, decision="released", at=self.minute)
        return self.send(command, PRIYA)

    def after_a_failure(self):
        """Authorise a bag of a lot of which something fails since it was released."""
        failed = {r.material for r in self.rows_of(TestRow, lambda r: r.value in {"positive", "41"})}
        row = self.pick(r for r in self.bags_that(good=True, started=False) if r.parents[0] in failed)
        return row is not None and self.send(p.AuthoriseBag(subject=row.subject, bag=row.material), SUNITA)

    # -- Disasters: they happened, so they are stored -----------------------------------------------------------------------

    def unauthorised(self):
        row = self.pick(self.bags_that(authorised=False, started=False))
        return row is not None and self._start(row.material, row.subject)

    def wrong_person(self):
        row = self.pick(self.bags_that(started=False))
        return row is not None and self._start(
            row.material, self.pick([w for w in PEOPLE if w != row.subject])
        )

    def expired(self):
        row = self.pick(self.bags_that(authorised=True, started=False))
        if row is None:
            return False
        self.pass_time(days=40)
        return self._start(row.material, row.subject, paper="SHEET-9")

    def before_it_was_allowed(self):
        """Start a bag, by the entry made later, minutes before it was authorised."""
        row = self.pick(self.bags_that(good=True, authorised=True, started=False))
        if row is None:
            return False
        allowed = datetime.fromisoformat(self.row(BagRow, row.subject, row.material).authorised_at)
        at = max(row.at, civil_minute(allowed - timedelta(minutes=7), self.now.zone))
        return self._start(row.material, row.subject, at=at, paper="SHEET-8")

    def recount(self):
        """Replace a lot's viability by one far below its limit."""
        row = self.pick(r for r in self.materials("lot") if self._test(r, "viability"))
        return row is not None and self._tested(row, "viability", "41", reason="counted again")

    def nobody_s_bag(self):
        return self._start(f"ZZ-{len(self.events)}", self.pick(PEOPLE), reason="the label was torn off")

    def growth(self):
        row = self.pick(r for r in self.materials("lot") if self._waits(r))
        return row is not None and self._tested(row, "sterility_final", "positive")

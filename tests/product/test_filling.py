"""What the laboratory's record says in the forms, read off rows by hand."""

import pytest
from tests.conduct.bedside import reference

from hepatica.ledger.product_facts import Measured
from hepatica.ledger.product_rows import BagRow, MatchRow, MaterialRow, Noted, ReleaseRow, TestRow
from hepatica.ledger.rows import Answer, FormRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.product.filling import At, Filled, filled
from hepatica.product.sources import NAMES, Record, known
from hepatica.study.product import Fill, Manufacture
from hepatica.study.study import Study

WHO = "01-001"


def study(*fills):
    whole = reference()
    manufacture = Manufacture(fills=fills, weight=whole.manufacture.weight)
    return Study(**{n: getattr(whole, n) for n in Study.model_fields} | {"manufacture": manufacture})


def fill(on, *, visit="infusion_day", form="infusion", **items):
    where = {
        name: items.pop(name)
        for name in ("product", "step", "test", "what", "group", "number")
        if name in items
    }
    return Fill(on=on, visit=visit, form=form, items=items, **where)


def made(label, step, *parents, seq=1, at="2026-03-02T09:30", **measures):
    return MaterialRow(
        subject=WHO, material=label, step=step, at=at, by="P. Naidu", witness="S. Bano", parents=parents, seq=seq,
        measures=tuple(Measured(name=n, value=v, unit=u) for n, (v, u) in measures.items()),
    )  # fmt: skip


def bag(label, seq, *, started="2026-03-05T13:00", **more):
    more = {"step": "msc_bag", "donor": WHO, "lot": "MSC-01-001"} | more
    return BagRow(
        subject=WHO, bag=label, started=started, started_seq=seq, first="Asha", second="Kiran", **more
    )


def said(fills, *rows, names=None):
    return filled(study(*fills), State(rows), WHO, names)


def test_every_name_of_the_table_is_known_and_no_other():
    plain = [name for name in NAMES if ":" not in name and "=" not in name]
    assert all(known(name) for name in plain)
    assert known("=yes")
    assert known("measure:volume")
    assert not known("colour")


def test_a_literal_and_a_measure_come_with_their_unit():
    got = said(
        [fill("material.made", form="msc_batch", visit="culture", step="marrow", marrow_volume="measure:volume", medium="=DMEM")],
        made("BM-01-001", "marrow", volume=("22", "mL")),
    )  # fmt: skip
    assert got == {
        At("culture", "msc_batch", "marrow_volume"): Filled("22", "mL"),
        At("culture", "msc_batch", "medium"): Filled("DMEM"),
    }


def test_the_latest_recorded_stands_where_rows_do_not_repeat():
    rows = (made("BM-01-001", "marrow", seq=4), made("BM-01-001-2", "marrow", seq=9))
    got = said(
        [fill("material.made", form="msc_batch", visit="culture", step="marrow", from_collection="material")],
        *rows,
    )
    assert list(got.values()) == [Filled("BM-01-001-2")]


@pytest.mark.parametrize(("ran", "stands"), [(True, "conditional"), (False, "rejected")])
def test_rejecting_what_is_left_of_a_lot_changes_no_page_of_the_cells_that_ran_in(ran, stands):
    lot = "MSC-01-001"
    gave = ReleaseRow(subject=WHO, lot=lot, decision="conditional", at="2026-03-04T10:30", seq=3)
    row = ReleaseRow(subject=WHO, lot=lot, decision="rejected", at="2026-03-14T10:00", gave=gave, seq=9)
    fills = [
        fill(
            "lot.released",
            form="msc_release",
            visit="culture",
            product="msc",
            final_decision="decision",
            final_dtc="at",
        )
    ]
    bags = (bag(f"{lot}-A", 5),) if ran else ()
    got = said(fills, made(lot, "msc_lot", seq=2), row, *bags)
    assert got[At("culture", "msc_release", "final_decision")] == Filled(stands)
    assert got[At("culture", "msc_release", "final_dtc")].value == (gave.at if ran else row.at)


def test_rows_of_a_group_stay_in_the_order_of_recording():
    fills = [
        fill("infusion.started", product="msc", group="bag", component="=msc", bag_order="order"),
        fill("infusion.started", product="cd34", group="bag", component="=cd34", bag_order="order"),
        fill("infusion.ended", group="bag", bag_volume="volume"),
    ]
    first = bag("CD34-01-001-A", 7, step="cd34_bag", ended="2026-03-05T13:20", ended_seq=12, volume="30")
    second = bag("MSC-01-001-A", 11, ended="2026-03-05T13:40", ended_seq=10, volume="20")
    got = said(fills, second, first)
    rows = {(at.row, at.item): one.value for at, one in got.items()}
    assert rows == {
        (1, "component"): "cd34", (1, "bag_order"): "1", (1, "bag_volume"): "30",
        (2, "component"): "msc", (2, "bag_order"): "2", (2, "bag_volume"): "20",
    }  # fmt: skip


def test_a_bag_of_somebody_else_says_what_was_known_when_it_ran():
    other = bag("MSC-01-002-A", 3, donor="01-002", lot="MSC-01-002")
    got = said([fill("infusion.started", product="msc", msc_lot="lot")], other)
    assert list(got.values()) == [Filled("MSC-01-002")]


@pytest.mark.parametrize(("value", "final", "given"), [("negative", True, "negative"), ("negative", False, None),
                                                        ("positive", False, "positive"), ("", False, None)])  # fmt: skip
def test_a_reading_on_the_way_fills_nothing_unless_something_grew(value, final, given):
    test = TestRow(
        subject=WHO, material="MSC-01-001", test="sterility_final", at="2026-03-11T10:00", by="P. Naidu", value=value,
        final=final, seq=5,
    )  # fmt: skip
    got = said(
        [fill("material.tested", form="msc_release", visit="culture", product="msc", test="sterility_final", sterility_final="value")],
        made("MSC-01-001", "msc_lot"), test,
    )  # fmt: skip
    assert [one.value for one in got.values()] == ([given] if given else [])


def test_names_of_accounts_are_told_by_whoever_knows_them():
    match = MatchRow(
        subject=WHO, wristband="", code="", bag="MSC-01-001-A", matched=True, sentence="", second="Kiran",
        second_user="kiran", user="asha", at="2026-03-05T07:30:00.000000Z", seq=6,
    )  # fmt: skip
    fills = [fill("bag.matched", identity_first="first", identity_second="second")]
    row = made("MSC-01-001-A", "msc_bag", "MSC-01-001")
    assert [one.value for one in said(fills, row, match).values()] == ["Kiran"]
    assert [one.value for one in said(fills, row, match, names={"asha": "Asha Rao"}).values()] == [
        "Asha Rao",
        "Kiran",
    ]


def test_identity_is_no_once_a_bag_ran_in_unread():
    fills = [fill("infusion.started", identity_checked="identity")]
    matched, sheet, unread = (
        bag("A", 1, started_match=4), bag("B", 2, paper="S-1"), bag("C", 3)
    )  # fmt: skip
    assert [one.value for one in said(fills, matched, sheet).values()] == ["yes"]
    assert [one.value for one in said(fills, matched, unread, sheet).values()] == ["no"]


def test_only_what_comes_of_the_second_core_fills_the_second_biopsy():
    cores = (made("LB1-01-001", "liver_core", seq=1), made("LB2-01-001", "liver_core", seq=2))
    fills = [
        fill("material.made", form="biopsy", visit=visit, step="liver_core", number=n, specimen_id="material")
        for n, visit in ((1, "gate"), (2, "biopsy_2"))
    ]
    assert said(fills, *cores) == {
        At("gate", "biopsy", "specimen_id"): Filled("LB1-01-001"),
        At("biopsy_2", "biopsy", "specimen_id"): Filled("LB2-01-001"),
    }


def test_minutes_take_the_row_of_their_label_and_the_rest_stand_below():
    def at(minute, seq):
        return Noted(at=f"2026-03-05T13:{minute:02d}", what="vitals", seq=seq, values=(Measured(name="sysbp", value=str(100 + seq), unit="mmHg"),))  # fmt: skip

    notes = (at(0, 1), at(14, 2), at(16, 3), at(31, 4), at(50, 5))
    fills = [fill("infusion.noted", what="vitals", group="vitals", sysbp="measure:sysbp")]
    got = said(fills, bag("MSC-01-001-A", 1, notes=notes))
    assert {at.row: one.value for at, one in got.items()} == {
        1: "101",
        2: "102",
        16: "103",
        3: "104",
        4: "105",
    }


def test_the_weight_is_the_last_up_to_the_day():
    subject = SubjectRow(
        subject=WHO,
        site="01",
        seq=1,
        screened_at="",
        visits={"screening": "2026-01-05", "day_1": "2026-03-06"},
    )
    forms = [
        FormRow(
            subject=WHO,
            visit=visit,
            form="vital_signs",
            answers={"0": {"weight": Answer(value=kg, unit="kg", seq=n)}},
        )
        for n, (visit, kg) in enumerate((("screening", "64"), ("day_1", "66")), start=1)
    ]
    record = Record(reference(), State((subject, *forms)), WHO, {})
    assert record.weight("2026-03-05").value == "64"
    assert record.weight("2026-03-07").value == "66"
    assert record.weight("2025-01-01") is None


def test_cells_of_a_product_are_summed_over_its_bags():
    ended = {"ended": "2026-03-05T13:20", "ended_seq": 9}
    bags = (
        bag("MSC-01-001-A", 1, cells="36.00", **ended),
        bag("MSC-01-001-B", 2, cells="4.50", **ended),
        bag("CD34-01-001-A", 3, step="cd34_bag", cells="99.00", **ended),
    )
    got = said([fill("infusion.ended", product="msc", dose_msc="given")], *bags)
    assert list(got.values()) == [Filled("40.50", "10^6")]

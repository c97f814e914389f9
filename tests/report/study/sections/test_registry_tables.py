"""The registries' tables: their own field names, everybody counted or named, no mean and no p."""

import pytest
from tests.report.samples_endings import story

from hepatica.report.document import KeyValues
from hepatica.report.study.dossier import Dossier
from hepatica.report.study.sections.registry_tables import ctri, registry_tables
from hepatica.report.table import Table, cell_text


def entries(told, number):
    table = next(
        b for b in registry_tables(Dossier(cut=story(told))) if isinstance(b, Table) and b.id == number
    )
    return {
        cell_text(row.cells[0], table.columns[0]): [
            cell_text(c, k) for c, k in zip(row.cells[1:], table.columns[1:], strict=False)
        ]
        for row in table.rows
    }


def test_flow_has_the_registrys_fields_and_adds_up():
    flow = {field: int(entry[0]) for field, entry in entries("five", "16.7.1").items()}
    assert flow["STARTED"] == 5
    ended = flow["COMPLETED"] + flow["Not ended to the data cut"]
    ended += sum(n for field, n in flow.items() if field.startswith("Reason Not Completed"))
    assert flow["Reason Not Completed: death"] == len(
        [p for p in story("five").started if p.ended.get("death")]
    )
    assert ended <= 5


def test_every_outcome_of_the_record_stands_with_its_frame_and_everybodys_change():
    cut, found = story("five"), entries("five", "16.7.3")
    for outcome in cut.study.outcomes:
        assert found[f"{outcome.kind.capitalize()}: {outcome.measure}"] == [f"Time Frame: {outcome.frame}"]
    for who in cut.started:
        assert found[f"Change in MELD, unrounded (points): participant {who.ordinal}"]
    assert not any(word in field.casefold() for field in found for word in ("mean", "p-value", "deviation"))


def test_all_dead_is_five_of_five():
    assert entries("all dead", "16.7.4")["Number of participants affected / at risk"][0].startswith("5/5")


@pytest.mark.parametrize("number", ["16.7.5", "16.7.6"])
def test_no_event_is_a_row_that_says_so(number):
    assert list(entries("no events", number)) == ["None"]


def test_ctri_has_its_fields_and_invented_data_are_not_to_be_entered():
    cut = story("five")
    found = ctri(cut)
    assert isinstance(found, KeyValues)
    said = {pair.key: str(pair.value) for pair in found.pairs}
    assert said["Final Enrollment numbers achieved (India)"] == str(sum(p.enrolled for p in cut.participants))
    assert said["Result: brief summary"].endswith("nothing may be entered in a registry.")

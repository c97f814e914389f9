"""Keeping a design of the next trial: read, judged, told apart from what is kept, and never stopped by a lock."""

from importlib.resources import files

import pytest
from tests.conduct.desk import COORDINATOR, begun, kinds, person, sentences

from hepatica.conduct.commands import KeepDesign
from hepatica.conduct.review_commands import LockRecord
from hepatica.design.load import examine
from hepatica.design.written import sha256
from hepatica.ledger.kept_designs import DesignRow

STATISTICIAN, DATA = person("bose", "statistician"), person("dinesh", "data_manager")
TEXT = files("hepatica.designs").joinpath("single_arm.yaml").read_text(encoding="utf-8")


def keep(desk, text=TEXT, *, design="single_arm", reason="", actor=STATISTICIAN):
    return desk.do(KeepDesign(design=design, text=text, reason=reason), actor)


def test_a_design_is_kept_as_it_was_written_with_what_it_is_named_by():
    desk = begun()
    (draft,) = keep(desk, reason=" two infusions ")
    fact = draft.fact
    design = examine("x", TEXT.encode()).design
    assert (fact.text, fact.sha256, fact.version) == (TEXT, sha256(design), "0.1")
    assert (fact.title, fact.plan, fact.reason) == (str(design.title), "single_arm", "two infusions")
    (row,) = desk.state.of(DesignRow)
    assert (row.design, row.sha256, row.by) == ("single_arm", fact.sha256, "bose")


def test_what_is_kept_already_is_refused_and_a_change_is_another_version():
    desk = begun()
    keep(desk)
    (said,) = sentences(keep(desk, f"# another comment\r\n{TEXT}"))
    assert said.startswith("Nothing is changed: version 0.1 of 'single_arm' is kept so already, in event ")
    assert kinds(keep(desk, TEXT.replace('"0.1"', '"0.2"'))) == ["design.kept"]
    assert [row.version for row in desk.state.of(DesignRow)] == ["0.2"]
    assert kinds(keep(desk)) == ["design.kept"], "an earlier version may come back"


@pytest.mark.parametrize(
    ("text", "design", "said"),
    [
        (
            TEXT,
            "another",
            "It is sent as 'another' and says that its id is 'single_arm': make them the same.",
        ),
        (
            f'{TEXT}\nfollows:\n  study: other\n  version: "1"\n  sha256: x\n',
            "single_arm",
            "This design follows study 'other', and this is the folder of 'small'.",
        ),
        ("", "single_arm", "single_arm.yaml, line 1: the file holds no keys."),
        ("[" * 9_000, "", "design.yaml, line 1: the brackets or lists here nest deeper than 60 levels."),
        ("é" * 100_001, "single_arm", "This design has 200,002 bytes: at most 200,000 are kept."),
    ],
)
def test_a_text_that_is_no_design_of_this_folder_is_refused_in_a_sentence(text, design, said):
    desk = begun()
    said = said.replace("'small'", repr(desk.plan.study.id))
    assert sentences(keep(desk, text, design=design))[0] == said
    assert not list(desk.state.all(DesignRow))


def test_every_problem_has_its_line_and_many_are_counted():
    told = sentences(keep(begun(), TEXT.replace("per_month: ", "per_month: 0 #")))
    assert any("line " in one and "nobody would ever come" in one for one in told)
    many = sentences(keep(begun(), "".join(f"wrong_{n}: 1\n" for n in range(60))))
    assert len(many) == 21
    assert many[-1].startswith("And ")


def test_who_does_not_plan_keeps_no_design():
    (said,) = sentences(keep(begun(), actor=COORDINATOR))
    assert "may not keep a design of the next trial: a medical monitor or a statistician may." in said


def test_a_locked_study_does_not_stop_the_next_one():
    """REC-06: nothing of this trial changes by it."""
    desk = begun().consented()
    assert kinds(desk.do(LockRecord(level="subject", subject="01-001"), DATA))
    assert kinds(keep(desk)) == ["design.kept"]


def test_a_version_begun_from_another_than_the_latest_is_a_conflict():
    desk = begun()
    keep(desk)
    latest = desk.state.get(DesignRow, "", "single_arm").sha256
    again = TEXT.replace('"0.1"', '"0.2"')
    for since in ("", "0" * 64):
        found = desk.do(KeepDesign(design="single_arm", text=again, since=since), STATISTICIAN)
        assert [one.code for one in found.refusals] == ["conflict"]
        assert "version 0.1 of 'single_arm' is the latest" in sentences(found)[0]
    assert kinds(desk.do(KeepDesign(design="single_arm", text=again, since=latest), STATISTICIAN)) == [
        "design.kept"
    ]
    with pytest.raises(ValueError, match="since"):
        KeepDesign(design="single_arm", text=again, since="latest")

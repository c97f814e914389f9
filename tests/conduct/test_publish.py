from tests.conduct.desk import COORDINATOR, NOW, OWNER, begun, kinds, sentences
from tests.conduct.small_study import SMALL, SMALL_TEXT, small

from hepatica.conduct.commands import PublishStudy, ScreenSubject
from hepatica.conduct.decide import decide
from hepatica.ledger.rows import StudyRow
from hepatica.ledger.state import State
from hepatica.study.write import dump


def text(**changes):
    return dump(small(**changes))


def test_a_version_comes_into_force_whole_with_its_hash():
    desk = begun()
    row = desk.row(StudyRow, "")
    assert (row.study, row.version, row.definition) == ("small", "1", 1)
    assert desk.events[0].fact.text == SMALL_TEXT


def test_the_same_text_again_changes_nothing_and_a_new_version_does():
    desk = begun()
    assert desk.publish() == ()
    assert kinds(desk.do(PublishStudy(text=text(version="2")), OWNER)) == ["study.published"]


def test_one_version_has_one_text_and_one_folder_one_study():
    desk = begun()
    assert desk.do(PublishStudy(text=text(sponsor="Somebody")), OWNER).refusals[0].code == "not_possible"
    assert sentences(desk.do(PublishStudy(text=text(id="other", version="2")), OWNER)) == [
        "This folder runs small; other is another study."
    ]


def test_a_protocol_that_does_not_hold_together_is_refused_with_every_place():
    broken = tuple(c.model_copy(update={"when": "above(dirct, bilirubin)"}) for c in SMALL.checks[:1])
    gates = tuple(
        g.model_copy(update={"clearances": (g.clearances[0].model_copy(update={"when": "1 +"}),)})
        for g in SMALL.gates[:1]
    )
    refused = begun().do(PublishStudy(text=text(version="2", checks=broken, gates=gates)), OWNER)
    places = [refusal.sentence.partition(":")[0] for refusal in refused.refusals]
    assert places == ["check direct_above_total", "gate enrolment, consent"]


def test_what_is_not_a_study_is_refused():
    for nonsense in ("", "{}", "[]", "not json"):
        assert begun().do(PublishStudy(text=nonsense), OWNER).refusals


def test_before_a_protocol_nothing_else_happens():
    assert sentences(decide(None, State(), ScreenSubject(site="01"), NOW, COORDINATOR)) == [
        "No protocol is in force yet: publish one first."
    ]

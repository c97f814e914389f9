import pytest
from tests.conduct.bedside import ARUN, DATA, DEVI, LEENA, MEERA, Bedside
from tests.conduct.desk import kinds, person, sentences

from hepatica.conduct import product_commands as p
from hepatica.conduct.commands import GrantRole

CODE = "K7M2QX4R"
SLIDE = "LB1-01-001-B1-S1"


@pytest.fixture
def masked():
    """A slide under a code, and two readers."""
    desk = Bedside().enrolled()
    owner = person("owner", "administrator")
    for reader in (LEENA, ARUN):
        desk.do(GrantRole(user=reader.user, name=f"Dr {reader.name}", role="reader"), owner)
    now = desk.minute
    desk.make("liver_core", "LB1-01-001", at=now, who=DEVI, length="22 mm")
    desk.make("liver_block", "LB1-01-001-B1", "LB1-01-001", at=now, who=DEVI)
    desk.make("liver_slide", SLIDE, "LB1-01-001-B1", at=now, who=DEVI)
    accession(desk)
    return desk


def accession(desk, material=SLIDE, code=CODE, **more):
    said = {"file": "a" * 64, "media": "image"} | more
    return desk.do(p.AccessionSlide(subject="01-001", material=material, accession=code, **said), DATA)


def read(desk, who=LEENA, positive=61, **more):
    said = {"accession": CODE, "method": "ihc_single", "at": desk.minute, "counted": 4120, "clone": "QBEnd10",
            "controls": "yes", "parameters": '{"dab": "0.05"}'}  # fmt: skip
    return desk.do(p.RecordReading(**{**said, "positive": positive, **more}), who)


def unmask(desk, reason="both have read", who=DATA):
    return desk.do(p.UnmaskReading(subject="01-001", accession=CODE, reason=reason), who)


def test_a_slide_gets_a_code_that_stands_for_nothing_else(masked):
    assert [row.material for row in masked.codes()] == [SLIDE]
    assert sentences(accession(masked)) == [f"The code {CODE} is given already: draw another."]
    assert kinds(accession(masked, code="ZZZZ2222")) == ["slide.accessioned"]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"material": "LB1-01-001"}, "neither a slide nor a suspension"),
        ({"material": "LB9-01-001"}, "has no material"),
        ({"file": ""}, "picture or a cytometry file"),
    ],
)
def test_what_nobody_reads_gets_no_code(masked, how, said):
    assert said in sentences(accession(masked, **{"code": "ZZZZ2222"} | how))[0]


def test_a_reading_keeps_numerator_and_denominator(masked):
    assert kinds(read(masked)) == ["reading.recorded"]
    (row,) = masked.readings()
    assert (row.reader, row.read, row.positive, row.counted, row.corrected) == ("leena", 1, 61, 4120, False)


def test_the_same_reading_twice_is_one(masked):
    at = masked.minute
    read(masked, at=at)
    assert read(masked, at=at) == ()


def test_a_reading_is_mended_with_a_note(masked):
    read(masked)
    assert "write a note" in sentences(read(masked, positive=66))[0]
    read(masked, positive=66, note="a fold was counted")
    assert [(row.read, row.positive) for row in masked.readings()] == [(1, 61), (2, 66)]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"accession": "AAAA9999"}, "There is no code AAAA9999."),
        ({"method": "guess"}, "The protocol has no method 'guess'"),
        ({"positive": 5000}, "5000 positive of 4120 counted cannot be."),
        ({"parameters": "{"}, "no JSON object"),
        ({"parameters": "[1]"}, "no JSON object"),
        ({"at": "2027-01-01T10:00"}, "future"),
        ({"measures": tuple(p.Quantity(name="area_mm2", value=v, unit="mm²") for v in "12")}, "given twice"),
    ],
)
def test_a_reading_that_cannot_be_is_refused_and_names_nobody(masked, how, said):
    refused = sentences(read(masked, **how))
    assert said in refused[0]
    assert not any("01-001" in one or "LB1" in one for one in refused)


def test_who_made_the_slide_or_gave_the_code_does_not_read_it(masked):
    for handled in ("devi", "dinesh"):
        refused = sentences(read(masked, person(handled, "reader")))
        assert refused == ["You handled this material before it was masked, so you cannot read it."]


def test_unmasking_copies_a_row_for_each_reader_into_the_biopsy_page(masked):
    read(masked, LEENA, 61)
    read(masked, ARUN, 58)
    read(masked, LEENA, 66, note="a fold was counted")
    assert masked.form("biopsy", "gate").answer("cd34_positive", 1) is None
    drafts = unmask(masked)
    assert kinds(drafts)[0] == "reading.unmasked"
    rows = [
        [masked.item("biopsy", name, row=n, visit="gate") for name in ("reader", "cd34_positive", "nuclei", "masked")]
        for n in (1, 2)
    ]  # fmt: skip
    assert rows == [["Dr Leena", "66", "4120", "yes"], ["Dr Arun", "58", "4120", "yes"]]
    assert unmask(masked) == ()


def test_before_both_have_read_unmasking_needs_a_reason(masked):
    read(masked)
    assert sentences(unmask(masked, " "))[0] == "Unmasking after 1 of 2 readers needs a reason."
    assert kinds(unmask(masked, "the second reader left", MEERA))[0] == "reading.unmasked"


def test_what_was_unmasked_is_closed(masked):
    unmask(masked, "the slide broke")
    assert sentences(read(masked)) == [f"{CODE} was unmasked: its readings are closed."]
    assert unmask(masked, "x") == ()


def test_a_code_of_somebody_else_is_not_unmasked_here(masked):
    command = p.UnmaskReading(subject="01-002", accession=CODE, reason="x")
    masked.enrolled("01-002")
    assert sentences(masked.do(command, DATA)) == ["01-002 has no slide with the code K7M2QX4R."]


def test_a_slide_is_read_under_the_microscope_and_cells_only_from_their_file(masked):
    masked.make("liver_suspension", "LB1-01-001-F1", "LB1-01-001", at=masked.minute, who=DEVI)
    assert (
        "read from their cytometry file"
        in sentences(accession(masked, "LB1-01-001-F1", "FFFF2222", file="", media=""))[0]
    )
    assert kinds(accession(masked, code="MMMM2222", file="", media="")) == ["slide.accessioned"]
    assert kinds(accession(masked, "LB1-01-001-F1", "FFFF2222", media="fcs")) == ["slide.accessioned"]

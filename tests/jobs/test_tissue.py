"""Files of the reading room: kept as they came and once more without names; the same question gives the same file."""

from decimal import Decimal

import pytest
from tests.web.conftest import REFERENCE
from tests.web.tissue import files as samples

from hepatica.jobs import tissue, tissue_flow
from hepatica.store import files, read
from hepatica.store.access import Access
from hepatica.store.unavailable import StoreUnavailable
from hepatica.study.load import load

pytestmark = pytest.mark.engine


@pytest.fixture
def part(ward):
    """The protocol's part on tissue, in a trial folder of the test's own."""
    return load(REFERENCE).tissue


def received(data):
    return tissue.receive(iter([data[:1000], data[1000:]]), actor="devika")


def test_a_picture_is_kept_twice_and_its_coming_is_on_the_access_chain(part):
    got = received(samples.tiff())
    assert got.media == "image"
    assert files.path_of(got.original).read_bytes() == samples.tiff()
    assert b"Devi" not in files.path_of(got.file).read_bytes()
    seen = tissue.look(got.file)
    assert (seen.width, seen.height, seen.um_px) == (360, 300, Decimal("0.5"))
    assert got.file in read.accesses(Access.IMPORTED)[0].body


def test_a_cytometry_file_loses_its_keywords_and_no_event(part):
    got = received(samples.cytometry())
    assert got.media == "fcs"
    assert b"Lakshmi" not in files.path_of(got.file).read_bytes()
    assert "PerCP-A (CD45)" in tissue_flow.channels_of(got.file)


def test_the_same_question_gives_the_same_measurement_and_nobody_opens_that_of_another(part):
    got = received(samples.png())
    asked = {"accession": "ABCDEFGH", "file": got.file, "parameters": tissue.stated(part), "exclusions": ()}
    one, again = (tissue.measure(reader="rhea", **asked) for _time in range(2))
    assert one == again
    assert one != tissue.measure(reader="ravi", **asked)
    found = tissue.found(one, accession="ABCDEFGH", reader="rhea")
    assert found["found"]["file"] == got.file
    assert tissue.found(one, accession="ABCDEFGH", reader="ravi") is None
    assert tissue.found(one, accession="OTHERONE", reader="rhea") is None
    for other in (got.file, "0" * 64, "../secret.key"):
        assert tissue.found(other, accession="ABCDEFGH", reader="rhea") is None


def test_a_measurement_is_made_again_from_what_is_recorded_and_the_kept_file(part):
    from hepatica.tissue.mask import Exclusion
    from hepatica.tissue.parameters import Parameters

    got = received(samples.png())
    asked = {"accession": "ABCDEFGH", "reader": "rhea", "file": got.file}
    outlines = samples.section().vessels
    one = tissue.measure(parameters=tissue.stated(part), exclusions=outlines, **asked)
    said = tissue.found(one, accession="ABCDEFGH", reader="rhea")["found"]
    numbers = {
        name: value if name == "compartment" else int(value) if name == "pixels" else Decimal(value)
        for name, value in said["parameters"].items()
        if value is not None
    }
    drawn = tuple(
        Exclusion(reason=each["reason"], points=tuple((Decimal(x), Decimal(y)) for x, y in each["points"]))
        for each in said["exclusions"]
    )
    assert tissue.measure(parameters=Parameters(**numbers), exclusions=drawn, **asked) == one


def test_the_preview_is_made_once_and_says_nothing_but_pixels(part, settings):
    got = received(samples.png())
    made = tissue.preview_of(got.file)
    kept = list((settings.HEPATICA_DIR / "cache").glob("section-*.png"))
    assert [one.read_bytes() for one in kept] == [made]
    kept[0].write_bytes(b"kept")
    assert tissue.preview_of(got.file) == b"kept"


def test_the_worker_answers_a_file_that_cannot_be_measured_by_its_sentence(part):
    outline = [{"reason": "other", "points": [["0", "0"], ["360", "0"], ["360", "300"], ["0", "300"]]}]
    got = received(samples.png())
    said = tissue.measure_later.func("ABCDEFGH", "rhea", got.file, "", outline)
    assert "nothing to count" in said["sentence"]
    assert "measured" in tissue.measure_later.func("ABCDEFGH", "rhea", got.file, "0.5", [])
    gone = tissue.measure_later.func("ABCDEFGH", "rhea", "0" * 64, "", [])
    assert "gone from the folder" in gone["sentence"]


def test_gates_are_counted_with_the_picture_of_both_grounds(part):
    got = received(samples.cytometry())
    asked = tissue_flow.Asked(own=samples.TEMPLATE)
    sha = tissue_flow.gate(accession="ABCDEFGH", reader="rhea", file=got.file, tissue=part, asked=asked)
    found = tissue.found(sha, accession="ABCDEFGH", reader="rhea")
    assert [one["count"] for one in found["found"]["gates"]] == [9, 7, 6]
    assert tissue_flow.BLOOD in found["found"]["sentences"][0]
    assert "is not known" not in found["found"]["sentences"][0]
    for which in ("overlay", "dark"):
        assert files.path_of(found[which]).read_bytes().startswith(b"<svg")
    asked = tissue_flow.Asked(gating=part.gating[0].id)
    with pytest.raises(tissue.Unreadable, match="has no channel"):
        tissue_flow.gate(accession="ABCDEFGH", reader="rhea", file=got.file, tissue=part, asked=asked)


@pytest.mark.parametrize("data", [b"", b"text", b"FCS3.1 cut"])
def test_what_is_no_picture_and_no_cytometry_file_is_refused_in_a_sentence(part, data):
    with pytest.raises(tissue.Unreadable, match=r"[a-z]\. Nothing was stored under a code\."):
        received(data)


def test_pieces_that_stop_coming_leave_no_half_file(part, settings):
    def torn():
        yield b"half"
        raise OSError

    with pytest.raises(StoreUnavailable, match="Nothing of this entry was stored"):
        files.keep_pieces(torn())
    assert not list((settings.HEPATICA_DIR / "files").iterdir())

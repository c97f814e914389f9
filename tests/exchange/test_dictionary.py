"""Licensed dictionaries, by files made up for the test: no term or code of a licensor stands here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.exchange.dictionary import Dictionary, DictionaryError, Entry, read_meddra, read_whodrug

PT = b"90000001$Vessel trouble$$90000100$$$$$$$$\n90000002$Warmth$$90000101$$$$$$$$\n"
LLT = (
    b"90000011$Vessel trouble$90000001$$$$$$$Y$$\n"
    b"90000012$Vessel trouble of the liver$90000001$$$$$$$Y$$\n"
    b"90000013$Troubled vessel NOS$90000001$$$$$$$N$$\n"
    b"90000014$Warmth$90000002$$$$$$$Y$$\n"
)
SOC = b"90000100$Vessels$Vess$$\n90000101$General$Genrl$$\n"
MEDDRA = read_meddra(LLT, PT, "28.1", SOC)


def test_a_term_leads_to_its_code_preferred_term_and_organ_class():
    found = MEDDRA.find("  vessel TROUBLE  of the liver ")
    assert (found.code, found.preferred_code, found.preferred) == ("90000012", "90000001", "Vessel trouble")
    assert (found.group_code, found.group) == ("90000100", "Vessels")
    assert MEDDRA.version == "28.1"
    assert MEDDRA.by_code["90000014"].preferred == "Warmth"
    assert read_meddra(LLT, PT, "28.1").find("warmth").group == ""


def test_the_search_puts_the_same_name_first_and_leaves_out_what_is_not_current():
    assert [one.code for one in MEDDRA.search("vessel trouble")] == ["90000011", "90000012"]
    assert [one.code for one in MEDDRA.search("trouble vessel", current=False)] == [
        "90000011",
        "90000013",
        "90000012",
    ]
    assert [one.code for one in MEDDRA.search("LIVER")] == ["90000012"]
    assert len(MEDDRA.search("e", limit=2)) == 2
    assert MEDDRA.search(" ") == MEDDRA.search("nothing") == ()
    assert MEDDRA.find("Troubled vessel NOS") is None


@pytest.mark.parametrize(
    ("llt", "pt", "version", "sentence"),
    [
        (LLT, PT, "28", "'28' is no release of MedDRA"),
        (b"", PT, "28.1", r"llt\.asc: the file is empty"),
        (LLT, b" \n", "28.1", r"pt\.asc: the file is empty"),
        (LLT + b"90000015$Short$90000002\n", PT, "28.1", r"llt\.asc: line 5 has 3 fields"),
        (LLT + b"nine$x$90000002$$$$$$$Y$$\n", PT, "28.1", r"llt\.asc: line 5 begins with 'nine'"),
        (LLT + LLT, PT, "28.1", r"llt\.asc: line 5: the code 90000011 stands twice"),
        (
            LLT + b"90000015$$90000002$$$$$$$Y$$\n",
            PT,
            "28.1",
            r"llt\.asc: line 5: the code 90000015 has no name",
        ),
        (
            LLT,
            PT.split(b"\n")[0],
            "28.1",
            r"llt\.asc: line 4: 'Warmth' belongs to the preferred term 90000002",
        ),
    ],
)
def test_a_bad_file_is_refused_with_its_line(llt, pt, version, sentence):
    with pytest.raises(DictionaryError, match=sentence):
        read_meddra(llt, pt, version)


def test_an_older_encoding_and_a_mark_at_the_start_are_read():
    pt = b"\xef\xbb\xbf" + PT
    llt = LLT + "90000016$M\xe9ni\xe8re$90000002$$$$$$$Y$$".encode("cp1252")
    assert read_meddra(llt, pt, "28.1").find("Ménière").code == "90000016"


def _c3(record, seq1, seq2, name):
    return f"{'1':>10}{'':35}{record}{seq1}{seq2}{'':20}Y{name}".encode() + b"\n"


def _b3(record, seq1, seq2, name):
    return f"{record}{seq1}{seq2}{'':22}{name}".encode() + b"\n"


@pytest.mark.parametrize(("layout", "line"), [("c3", _c3), ("b3", _b3)])
def test_a_drug_name_leads_to_its_code_and_preferred_name(layout, line):
    data = line("900001", "01", "001", "Madeupine") + line("900001", "02", "003", "Brandine forte")
    found = read_whodrug(data, "GLOBAL Mar 2026", layout).find("brandine FORTE")
    assert (found.code, found.preferred_code, found.preferred) == (
        "900001 02 003",
        "900001 01 001",
        "Madeupine",
    )


@pytest.mark.parametrize(
    ("data", "version", "layout", "sentence"),
    [
        (
            _b3("900001", "01", "001", "X"),
            "Mar 2026",
            "c3",
            r"MP\.txt: line 1 does not stand in the layout c3",
        ),
        (_b3("900001", "01", "001", ""), "Mar 2026", "b3", r"DD\.txt: line 1"),
        (b"", "Mar 2026", "b3", "the file is empty"),
        (b"x", "Mar 2026", "b2", "'b2' is no layout of WHODrug: b3 or c3"),
        (b"x", " ", "b3", "needs its release"),
    ],
)
def test_a_bad_drug_file_is_refused_with_its_line(data, version, layout, sentence):
    with pytest.raises(DictionaryError, match=sentence):
        read_whodrug(data, version, layout)


words = st.text(st.characters(exclude_characters="\t\n\r", exclude_categories=("Cs",)), max_size=10)


@given(
    st.lists(
        st.builds(
            Entry,
            code=words,
            name=words,
            preferred_code=words,
            preferred=words,
            group_code=words,
            group=words,
            current=st.booleans(),
        )
    ),
    words,
)
def test_a_dictionary_is_read_back_as_it_was_kept(entries, version):
    kept = Dictionary(kind="meddra", version=version, entries=tuple(entries))
    assert Dictionary.from_text(kept.to_text()) == kept


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "line 1 is not the head"),
        ("something\telse\t1\n", "line 1 is not the head"),
        (MEDDRA.to_text()[:-1], "cut short"),
        (MEDDRA.to_text() + "a\tb\n", "line 6 has 2 fields"),
        (MEDDRA.to_text().replace("\tN\n", "\t?\n"), "line 4 has 7 fields"),
    ],
)
def test_a_kept_dictionary_that_was_damaged_is_refused(text, sentence):
    with pytest.raises(DictionaryError, match=sentence):
        Dictionary.from_text(text)

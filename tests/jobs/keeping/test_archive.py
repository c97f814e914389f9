"""An archive reads without the program, hides what must be hidden, and fails its own check on any altered byte."""

import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from tests.jobs.keeping.trial import NAMED, SILENT, recorded

from hepatica.jobs.keeping.archive import NoSuchPart, write_archive
from hepatica.ledger.chain import first_break
from hepatica.ledger.events import Draft, ItemChanged, RowRemoved, SignatureGiven, SignatureInvalidated
from hepatica.ledger.kept_designs import DesignKept
from hepatica.ledger.lines import event_of, events_of
from hepatica.ledger.rows import FormRow
from hepatica.ledger.seals import seal
from hepatica.report.archive.verify import faults
from hepatica.store import read


@pytest.fixture
def whole(folder, tmp_path, monkeypatch):
    """A whole archive; the report itself has tests of its own."""
    monkeypatch.setattr("hepatica.jobs.outputs.report", lambda *_, **__: b"%PDF the report")
    place = tmp_path / "archive"
    place.mkdir()
    write_archive(place, SILENT)
    return place


def written(tmp_path, name, **scope):
    place = tmp_path / name
    place.mkdir()
    return place, write_archive(place, SILENT, **scope)


def run(place):
    """Run the archive's own script as a person would, isolated from everything installed here."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(place / "verify.py"), str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def texts(place):
    return {p.relative_to(place).as_posix(): p.read_bytes() for p in place.rglob("*") if p.is_file()}


def test_it_checks_itself_with_pythons_own_library_alone(whole):
    """AUD-07, REC-01."""
    code, said = run(whole)
    assert (code, said.splitlines()[-1]) == (0, "Whole.")
    assert f"study chain: {read.head().seq} events, sealed {read.head().hash}" in said
    source = (whole / "verify.py").read_text()
    assert set(re.findall(r"^(?:import|from) (\w+)", source, re.MULTILINE)) <= {
        "__future__", "collections", "hashlib", "json", "pathlib", "sys",
    }  # fmt: skip
    assert (
        len([line for line in source.splitlines() if line.strip() and not line.lstrip().startswith("#")]) < 55
    )


KINDS = (
    "index.html", "archive.css", "verify.py", "checkpoint.json", "events/study.jsonl", "events/access.jsonl",
    "datasets/adsl.csv", "outputs/report.pdf", "participants/HYD-001/baseline.html", "trail/0001.html",
    "study/index.html", "files/*", "study/versions/*", "manifest.json",
)  # fmt: skip


def test_a_byte_flipped_in_any_kind_of_file_is_found(whole):
    """VAL-05, AUD-03."""
    for kind in KINDS:
        flipped(whole, kind)
    assert run(whole)[0] == 0


def told(whole):
    """What the check says, also where it cannot read on."""
    said = []
    try:
        for fault in faults(whole):
            said.append(fault)
    except (ValueError, KeyError, TypeError) as error:
        said.append(f"manifest.json or a chain: {error}")
    return " ".join(said)


def flipped(whole, kind):
    """Flip a byte at the start, in the middle and at the end of a file, and ask for the faults each time."""
    file = next(whole.glob(kind))
    data = file.read_bytes()
    for place in (0, len(data) // 2, len(data) - 2):
        file.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        said = told(whole)
        # A hash altered in the list is told as the file that it no longer fits.
        assert said if kind == "manifest.json" else file.relative_to(whole).as_posix() in said, (kind, place)
    file.write_bytes(data)


def test_added_missing_reordered_and_cut_off_are_found(whole):
    """VAL-05, AUD-03."""
    (whole / "participants" / "note.txt").write_text("by hand")
    assert list(faults(whole)) == ["participants/note.txt was added"]
    (whole / "participants" / "note.txt").unlink()
    (whole / "care.html").rename(whole.parent / "care.html")
    assert list(faults(whole)) == ["care.html is missing"]
    shutil.move(whole.parent / "care.html", whole / "care.html")
    chain = whole / "events" / "study.jsonl"
    lines = chain.read_bytes().splitlines(keepends=True)
    chain.write_bytes(b"".join([*lines[:4], lines[5], lines[4], *lines[6:]]))
    found = list(faults(whole))
    assert found[0] == "events/study.jsonl was altered"
    assert "event 5 of the study chain does not follow from the one before" in found
    chain.write_bytes(b"".join(lines[:-1]))
    assert "the study chain does not end where the manifest says" in list(faults(whole))


def test_the_same_cut_gives_the_same_bytes(folder, tmp_path):
    written(tmp_path, "first", site="HYD")  # the key is made and announced
    access = read.head("access").seq
    one, _ = written(tmp_path, "one", site="HYD", access=access)
    from hepatica.store.access import Access
    from hepatica.store.record import append_access

    append_access(Access.SIGNED_OUT, actor="asha")
    two, _ = written(tmp_path, "two", site="HYD", access=access, cut=read.head().seq)
    assert texts(one) == texts(two)


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        assert tag != "script", "an archive needs no script"
        self.found += [value for name, value in attrs if name in {"href", "src"}]


def test_every_link_leads_to_a_file_of_the_archive(whole):
    """REC-01."""
    seen = 0
    for page in whole.rglob("*.html"):
        if page.parent.name == "outputs":
            continue
        links = _Links()
        links.feed(page.read_text(encoding="utf-8"))
        for link in links.found:
            target = page if link.startswith("#") else (page.parent / link.partition("#")[0]).resolve()
            assert target.is_file(), f"{page.relative_to(whole)} leads to {link}"
            assert target.is_relative_to(whole.resolve())
            seen += 1
    assert seen > 200


def test_its_pages_tell_values_history_signatures_and_the_trail(whole):
    """REC-01, AUD-02, AUD-07."""
    visit = (
        (whole / "participants" / "HYD-001" / "baseline.html").read_text().replace("\N{NO-BREAK SPACE}", " ")
    )
    assert "130" in visit

    assert "300 mm[Hg] until 14 Mar 2026, 13:35, changed by Asha Reddy" in visit
    trail = (whole / "trail" / "0001.html").read_text()
    assert "Asha Reddy (coordinator) changed" in trail
    assert "bedside chart" in (whole / "participants" / "HYD-001" / "index.html").read_text()
    assert "chart.pdf" in (whole / "files.html").read_text()
    published = json.loads(next((whole / "study" / "versions").iterdir()).read_bytes())
    assert published["protocol"] == "EX-01" or published["id"]
    lines = (whole / "events" / "study.jsonl").read_bytes().splitlines()
    assert len(lines) == read.head().seq


def test_no_identifier_and_no_redacted_word_is_in_it(whole):
    """REC-14, AUD-04, DP-09. The chain still follows over the event whose words were taken out of sight."""
    for name, data in texts(whole).items():
        for word in (NAMED, "Ramesh", "9848022338", "argon2$secret"):
            assert word.encode() not in data, name
    lines = [json.loads(line) for line in (whole / "events" / "study.jsonl").read_bytes().splitlines()]
    struck = [line for line in lines if line.get("redacted")]
    assert [line["redacted"] for line in struck] == [["reason"]]
    assert "[redacted]" in struck[0]["body"]
    assert run(whole)[0] == 0


@pytest.mark.engine
def test_a_sites_copy_holds_its_own_in_full_and_the_rest_by_hash(folder, tmp_path):
    """REC-03. The site can prove its own record and the order of all events, and learns nothing of another's."""
    place, said = written(tmp_path, "hyd", site="HYD")
    assert said.what == "archive of HYD"
    assert run(place)[0] == 0
    assert sorted(p.name for p in (place / "participants").iterdir()) == ["HYD-001", "HYD-002", "index.html"]
    lines = [json.loads(line) for line in (place / "events" / "study.jsonl").read_bytes().splitlines()]
    assert len(lines) == read.head().seq
    hidden = [line for line in lines if line.get("withheld")]
    assert hidden
    assert all(set(line) == {"seq", "prev", "hash", "withheld"} for line in hidden)
    own = [line for line in lines if line.get("subject", "").startswith("HYD")]
    assert own
    for name, data in texts(place).items():
        assert b"DEL-003" not in data, name
        assert b"118" not in data or not name.startswith(("participants", "datasets")), name
    assert (place / "outputs" / "HYD-001.pdf").read_bytes().startswith(b"%PDF")


def test_a_participants_copy_is_complete_by_its_own_counts(folder, tmp_path):
    """REC-01."""
    from pypdf import PdfReader

    place, _ = written(tmp_path, "one", participant="HYD-001")
    copy = json.loads((place / "outputs" / "HYD-001.json").read_bytes())
    with_subject = [e for e in read.events(limit=1000) if e.subject == "HYD-001"]
    assert copy["counts"]["events"] == len(with_subject) == len(copy["events"])
    assert copy["counts"]["form"] == len(copy["rows"]["form"]) == 1
    assert copy["anchor"] == {"seq": read.head().seq, "hash": read.head().hash}
    assert [e["hash"] for e in copy["events"]] == [e.hash for e in with_subject]
    paper = " ".join(p.extract_text() for p in PdfReader(place / "outputs" / "HYD-001.pdf").pages)
    assert f"{len(with_subject)} events" in paper
    assert "130" in paper
    assert "Ramesh" not in paper


@pytest.mark.parametrize("scope", [{"site": "BLR"}, {"participant": "HYD-999"}])
def test_a_part_that_is_not_there_is_said(folder, tmp_path, scope):
    with pytest.raises(NoSuchPart, match="has no participant of"):
        written(tmp_path, "none", **scope)


def test_an_earlier_cut_holds_what_was_known_then_without_words_struck_since(folder, tmp_path):
    """AUD-04."""
    at = next(e.seq for e in read.events(limit=1000) if e.kind == "item.changed")
    place, said = written(tmp_path, "then", site="HYD", cut=at)
    assert said.cut == at
    chain = (place / "events" / "study.jsonl").read_bytes()
    assert len(chain.splitlines()) == at
    assert b"Ramesh" not in b"".join(texts(place).values())
    assert run(place)[0] == 0


def test_lines_of_whole_events_read_back_as_they_were(whole):
    """AUD-07."""
    lines = (whole / "events" / "access.jsonl").read_bytes().splitlines()
    assert first_break(events_of(lines)) is None
    with pytest.raises(ValueError, match="is no event"):
        event_of(b'{"seq": 1}')
    with pytest.raises(ValueError, match="line 2"):
        list(events_of([lines[0], b"{"]))


WHO = "HYD-001"
PAGE = {"visit": "baseline", "form": "vital_signs"}


def signed(name, *, rightly=True):
    """Sign the page as it stands, or with the seal of an empty one; return the signature's number."""
    row = read.form_row(WHO, **PAGE) if rightly else FormRow(subject=WHO, **PAGE)
    by = {"name": name, "role": "investigator", "meaning": "responsibility"}
    given = SignatureGiven(
        **by, act="form", **PAGE, at_seq=read.head().seq, state_sha256=seal(row, signer="meena", **by)
    )
    return recorded(Draft(subject=WHO, fact=given), by="meena").seq_first


def corrected(signature, *facts):
    ended = SignatureInvalidated(signature=signature, **PAGE)
    recorded(*(Draft(subject=WHO, fact=fact) for fact in (*facts, ended)))


def test_each_signature_says_whether_it_still_holds_and_what_changed_since(folder, tmp_path):
    """SIG-02: on the front page, beside each signature, in the lines for a program, and on the participant's paper."""
    from pypdf import PdfReader

    change = {**PAGE, "item": "sysbp", "reason": "misread"}
    signature = signed("Dr Meena Rao")
    corrected(signature, ItemChanged(**change, row=2, value="128", was="130"))
    corrected(
        signed("Dr Anil Das"), RowRemoved(**PAGE, group="readings", row=2, reason="taken from another chart")
    )
    signed("Dr Forged", rightly=False)
    signed("Dr Latest")
    place, _ = written(tmp_path, "one", participant=WHO)

    def plain(name):
        return " ".join((place / name).read_text().replace("\N{NO-BREAK SPACE}", " ").split())

    assert "1 valid, 2 changed since, 1 not fitting what they sign" in plain("index.html")
    told = "130 mm[Hg] → 128 mm[Hg] by Asha Reddy, "
    for page in (f"participants/{WHO}/index.html", f"participants/{WHO}/baseline.html", "care.html"):
        shown = plain(page)
        assert "changed since, by event" in shown, page
        assert told in shown, page
        assert "misread" in shown, page
        assert "was struck out by Asha Reddy" in shown, page
        assert "does not fit: no change on the record explains" in shown, page
    lines = [json.loads(line) for line in (place / "signatures.jsonl").read_bytes().splitlines()]
    found = {line["name"]: line for line in lines}
    assert {name: line["standing"] for name, line in found.items()} == {
        "Dr Meena Rao": "changed", "Dr Anil Das": "changed", "Dr Forged": "broken", "Dr Latest": "valid",
    }  # fmt: skip
    first = found["Dr Meena Rao"]["differences"][0]
    assert (first["was"], first["now"], first["reason"], first["by"]) == ("130", "128", "misread", "asha")
    assert json.loads((place / "outputs" / f"{WHO}.json").read_bytes())["signatures"] == lines
    paper = " ".join(p.extract_text() for p in PdfReader(place / "outputs" / f"{WHO}.pdf").pages)
    paper = " ".join(paper.split())
    assert "changed since, by event" in paper
    assert "misread" in paper
    assert run(place)[0] == 0


def test_kept_designs_of_the_next_trial_are_read_in_the_whole_archive_and_carry_no_file_along(
    folder, tmp_path, monkeypatch
):
    """REC-01. Words that would run in a browser are words, and a hash written in a design names no file of the record."""
    monkeypatch.setattr("hepatica.jobs.outputs.report", lambda *_, **__: b"%PDF the report")
    (attached,) = [p.name for p in (folder / "files").iterdir() if len(p.name) == 64]
    text = f"id: next_trial\n# {attached}\n<script>h9()</script>\n"
    fact = DesignKept(
        design="next_trial", version="=1+1", sha256="0" * 64, title="<script>h9()</script>", plan="two_arm",
        text=text, reason="<img src=x onerror=h9()>",
    )  # fmt: skip
    seq = recorded(Draft(subject="", fact=fact)).seq_first
    place, _ = written(tmp_path, "all")
    assert (place / "study" / "designs" / f"next_trial-event-{seq}.yaml").read_text() == text
    page = (place / "study" / "index.html").read_text()
    assert f"designs/next_trial-event-{seq}.yaml" in page
    assert "&lt;script&gt;h9()" in page
    for one in place.rglob("*.html"):
        assert "<script" not in one.read_text()
        assert "<img src=x" not in one.read_text()
    assert run(place)[0] == 0
    away, _ = written(tmp_path, "away", site="DEL")
    assert not (away / "study" / "designs").exists()
    assert not list(away.rglob(f"{attached}*"))

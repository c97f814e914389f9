"""The Design screens: answers first, what is typed is answered and never lost, and only those who plan keep."""

import io
import re
import zipfile
from hashlib import sha256

import pytest
from pypdf import PdfReader
from tests.web.design.test_draft import ARM, sent
from tests.web.outputs.test_outputs import words
from tests.web.outputs.test_printed import accesses

from hepatica.conduct.commands import Actor, KeepDesign
from hepatica.store import designs, read
from hepatica.store.access import Access
from hepatica.store.record import Refused, record
from hepatica.study.load import load
from hepatica.web import doors
from hepatica.web.design import present, shelf
from hepatica.web.design.draft import changed

START, TWO, KEPT = "/design/start/factorial/", "/design/start/two_arm/", "/design/kept/next_trial/"
IYER = Actor(user="iyer", name="Dr S. Iyer", roles=frozenset({"medical_monitor"}))


def beginning(name="factorial"):
    return next(one.text for one in shelf.beginnings() if one.name == name)


def page(client, address, **asked):
    response = client.get(address, asked)
    assert response.status_code == 200
    return response.content.decode()


def begin(planner, **typed):
    """Keep the two-armed design to begin from, the cheapest to answer that compares something."""
    posted = sent(beginning("two_arm"), **typed)
    posted |= {"name": "next_trial", "reason": "One accrual for all", "since": "", "version": "0.1"}
    return planner.post(f"{TWO}keep/", posted)


def hidden(text, name):
    """Return what a box of the page holds."""
    return re.search(rf'name="{name}" value="([^"]*)"', text)[1]


def test_the_first_page_lists_what_to_begin_from_with_its_numbers(signed_in):
    said = words(page(signed_in("iris"), "/design/"))
    assert "A statistician or a medical monitor keeps one" in said
    for one in shelf.beginnings():
        assert str(one.design.title) in said
        assert f"Participants {one.design.participants}" in said
    assert "Power, primary 80 %" in said
    assert "/design/" in page(signed_in("asha"), "/outputs/")


def test_a_design_answers_first_and_says_what_it_cannot_show(signed_in):
    text = page(signed_in("asha"), START)
    said = words(text)
    for needs, against in ((32, "1.0"), (79, "2.5"), (126, "4.0")):
        assert re.search(rf"\d+ % .{{0,40}}{needs} .{{0,20}}\d+ × {re.escape(against)}", said)
    assert said.index("What it comes to") < said.index("What it cannot show, whatever it finds")
    for sentence in shelf.standing("start", "factorial").design.cannot_show:
        assert str(sentence) in said
    assert text.count('class="report-figure"') == 3
    assert "Leipzig, 264 patients" in said


def test_the_five_of_the_record_stop_in_a_quarter_at_thirty_and_lose_one_in_two_thirds(signed_in):
    """The numbers of a design of five: 26 % stopped at a true 30 %, 64 % with a death from the disease alone."""
    five = sent(beginning("single_arm"), sample_size__per_arm="5", sample_size__dropout="0")
    said = words(signed_in("asha").post("/design/start/single_arm/live/", five).content.decode())
    assert "Participants 5" in said
    assert re.search(r"25\.6 %|26 %", said)
    found = present.shown(changed(five).supposed).answers
    assert "63.6 %" in {fact.number for fact in found.learned}


def test_what_is_typed_is_answered_with_its_text_and_its_change(signed_in):
    posted = sent(beginning(), sample_size__per_arm="100")
    text = signed_in("asha").post(f"{START}live/", posted).content.decode()
    said = words(text)
    assert "Participants 424" in said
    assert "One change" in said
    assert re.search(r"79.{0,30}100", said)
    assert 'id="design-text"' in text
    assert "per_arm: 100" in text
    assert 'name="was.n.sample_size.per_arm" value="100" hx-swap-oob="true"' in text


def test_bad_numbers_are_sentences_at_their_boxes_and_nothing_is_lost(planner):
    for typed, said in (("0", "cannot be"), ("8o", "must be a whole number"), ("", "is missing")):
        live = planner.post(f"{TWO}live/", sent(beginning("two_arm"), sample_size__per_arm=typed))
        slot = live.content.decode().split('id="box-sample-size-per-arm-refusal"')[1][:400]
        assert live.status_code == 200
        assert said in words(slot)
        kept = begin(planner, sample_size__per_arm=typed)
        assert kept.status_code == 422
        assert 'value="One accrual' not in kept.content.decode()
        assert "One accrual for all</textarea>" in kept.content.decode()
        assert f'name="{ARM}" value="{typed}"' in kept.content.decode()
    assert designs.kept() == ()


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("arms: [", "this is not YAML"),
        ("", "the file holds no keys"),
        ("- a\n- b\n", "the file holds no keys"),
        ("id: x\ncolour: blue\n", "colour"),
        ("#" * 200_001, "at most 200,000"),
    ],
)
def test_a_file_that_cannot_be_is_told_by_line_and_stays_as_typed(planner, broken, said):
    for tail in ("live/", "change/", "keep/"):
        response = planner.post(TWO + tail, {"text": broken, "name": "next_trial"})
        assert response.status_code in {200, 422}
        assert said in words(response.content.decode())
    if len(broken) < 1000:
        assert broken.strip() in response.content.decode()


def test_a_slip_of_a_size_computes_nothing(planner):
    live = planner.post(f"{START}live/", sent(beginning(), sample_size__per_arm="1000000000"))
    assert "more than this page computes with" in words(live.content.decode())
    compared = planner.get("/design/compare/", {"of": "start/factorial", "sizes": "999999"})
    assert compared.status_code == 422
    assert "more than this page computes with" in words(compared.content.decode())


def test_a_design_is_begun_kept_changed_and_told_apart(planner):
    assert begin(planner, sample_size__per_arm="100")["Location"] == KEPT
    (first,) = designs.kept()
    assert (first.id, first.by) == ("next_trial", "nobody")
    design = designs.design("next_trial")
    assert (design.sample_size.per_arm, design.follows.study) == (100, read.plan().study.id)
    text = page(planner, f"{KEPT}change/")
    assert hidden(text, "since") == first.sha256
    posted = sent(designs.text("next_trial"), sample_size__per_arm="84", endpoints__0__sd="4.1")
    posted |= {"since": first.sha256, "reason": "SD", "version": hidden(text, "version")}
    assert planner.post(f"{KEPT}keep/", posted).status_code == 302
    assert [one.version for one in designs.versions("next_trial")] == ["0.2", "0.1"]
    said = words(page(planner, f"{KEPT}history/"))
    assert "Nisha Obi" in said
    assert "One accrual for all" in said
    assert re.search(r"100.{0,20}84", said)
    old = page(planner, KEPT, version=first.sha256)
    assert "a newer version is kept" in old
    assert f"design.yaml?version={first.sha256}" in old
    assert "Kept in this trial 1" in words(page(planner, "/design/"))


def test_the_same_text_again_is_refused_with_its_sentence(planner):
    begin(planner)
    (first,) = designs.kept()
    posted = sent(designs.text("next_trial")) | {"since": first.sha256, "version": "0.2"}
    again = planner.post(f"{KEPT}keep/", posted)
    assert again.status_code == 422
    assert "Nothing is changed" in words(again.content.decode())


def test_a_newer_version_of_somebody_else_is_shown_beside_ones_own(planner):
    begin(planner)
    (first,) = designs.kept()
    theirs = designs.text("next_trial").replace("per_arm: 65", "per_arm: 90")
    done = record(KeepDesign(design="next_trial", text=theirs, reason="More"), actor=IYER)
    assert not isinstance(done, Refused)
    mine = sent(designs.text("next_trial", first.sha256), sample_size__per_arm="85")
    met = planner.post(f"{KEPT}keep/", mine | {"since": first.sha256, "reason": "mine"})
    text = met.content.decode()
    assert met.status_code == 409
    assert "kept another version" in words(text)
    assert re.search(r"90.{0,30}85", words(text))
    assert "per_arm: 85" in text
    assert len(designs.versions("next_trial")) == 2
    since = hidden(text, "since")
    assert since == designs.kept()[0].sha256
    assert hidden(text, "version") == "0.2"
    assert planner.post(f"{KEPT}keep/", mine | {"since": since, "version": "0.2"}).status_code == 302
    assert designs.design("next_trial").sample_size.per_arm == 85
    assert designs.design("next_trial").version == "0.2"


def test_beginning_under_a_name_that_is_kept_shows_what_is_there(planner):
    begin(planner)
    again = begin(planner, sample_size__per_arm="90")
    assert again.status_code == 409
    assert len(designs.versions("next_trial")) == 1


@pytest.mark.parametrize("name", ["", "Next Trial", "x__y", "../etc"])
def test_a_name_that_is_none_is_a_sentence(planner, name):
    refused = planner.post(f"{TWO}keep/", sent(beginning("two_arm")) | {"name": name, "since": ""})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.content.decode()
    assert designs.kept() == ()


def test_who_does_not_plan_may_look_and_try_and_not_keep(signed_in):
    client = signed_in("asha")
    assert "keeps a design" in words(page(client, f"{START}change/"))
    posted = sent(beginning("two_arm"), sample_size__per_arm="90") | {"name": "next_trial", "since": ""}
    assert client.post(f"{TWO}live/", posted).status_code == 200
    refused = client.post(f"{TWO}keep/", posted)
    assert refused.status_code == 422
    assert "may not keep a design of the next trial" in words(refused.content.decode())
    assert designs.kept() == ()


def test_sizes_are_compared_with_what_each_cannot_show(signed_in):
    text = page(signed_in("iris"), "/design/compare/", of="start/factorial", sizes="32, 79, 126")
    said = words(text)
    for label in ("factorial 32", "factorial 79", "factorial 126"):
        assert label in said
    assert "What each cannot show" in said
    assert text.count('class="report-figure"') == 1
    assert text.count(" adjusted</small>") == 9
    assert "what the baseline explains is taken off" in said
    assert "Choose two or more" in words(page(signed_in("iris"), "/design/compare/"))


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ("many", "is no number of participants"),
        ("0", "above 0"),
        ("79,79", "named once"),
        ("1,2,3,4,5,6,7,8,9", "at most 8"),
    ],
)
def test_sizes_that_cannot_be_compared_are_a_sentence(signed_in, sizes, said):
    response = signed_in("iris").get("/design/compare/", {"of": "start/factorial", "sizes": sizes})
    assert response.status_code == 422
    assert said in words(response.content.decode())


def test_the_file_and_the_next_study_are_given_and_written_down(signed_in, tmp_path):
    client = signed_in("asha")
    assert client.get(f"{START}design.yaml").content.decode() == beginning()
    response = client.get(f"{START}study.zip")
    again = client.get(f"{START}study.zip")
    assert response.content == again.content
    with zipfile.ZipFile(io.BytesIO(response.content)) as folder:
        folder.extractall(tmp_path)
    assert (tmp_path / "factorial" / "TO-DO.md").read_text().count("\n- ") > 3
    (tmp_path / "factorial" / "TO-DO.md").unlink()
    assert load(tmp_path / "factorial").arms
    who, said = accesses(Access.EXPORTED)[0]
    assert who == "asha"
    assert said["what"].startswith("design factorial")


def test_both_papers_are_given_and_written_down(signed_in):
    client = signed_in("asha")
    for kind, pages in (("sheet", 1), ("appendix", 2)):
        response = client.get(f"/design/start/single_arm/{kind}.pdf")
        assert response["Content-Type"] == "application/pdf"
        assert len(PdfReader(io.BytesIO(response.content)).pages) >= pages
        _who, said = accesses(Access.EXPORTED)[-1]
        assert said["what"].startswith(f"design single_arm-{kind}.pdf")
        assert said["sha256"] == sha256(response.content).hexdigest()


ADDRESSES = ("/design/", START, f"{START}change/", "/design/compare/", f"{START}design.yaml")


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_shut_without_a_sign_in_a_role_or_to_masked_readers(signed_in, client, monkeypatch, address):
    assert client.get(address).status_code == 302
    assert signed_in("nobody").get(address).status_code == 403
    monkeypatch.setattr(doors, "is_masked", lambda _user: True)
    assert signed_in("asha").get(address).status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/design/start/x/",
        "/design/kept/x/",
        "/design/kept/x/history/",
        f"{START}?version=abc",
        "/design/start/x/study.zip",
    ],
)
def test_a_design_that_is_not_there_is_not_found(signed_in, address):
    response = signed_in("asha").get(address)
    assert response.status_code == 404
    assert "design" in words(response.content.decode())


def test_a_design_that_this_version_cannot_read_is_named_and_not_left_out(planner, monkeypatch):
    begin(planner)
    monkeypatch.setattr(designs, "text", lambda _name, _sha=None: "from: another time\n")
    assert "next_trial is kept in event" in words(page(planner, "/design/"))
    assert planner.get(KEPT).status_code == 404


def test_a_comparison_with_a_design_that_is_not_there_is_not_found(signed_in):
    assert signed_in("asha").get("/design/compare/", {"of": "kept/gone"}).status_code == 404

"""The laboratory's pages say where every product stands, and what waits for whom."""

import re
from types import SimpleNamespace

import pytest
from tests.web.product.laboratory import NAIDU, minute, must
from tests.web.product.typed import said

from hepatica.conduct.product_commands import TestMaterial
from hepatica.product import codes
from hepatica.study.product import Manufacture
from hepatica.web.product import overview

LOT = "/products/01-001/of/MSC-01-001/"


@pytest.mark.engine
def test_the_list_says_where_each_product_stands(enter):
    words = said(enter("lata").get("/products/"))
    assert "authorised, not given yet" in words
    assert "in culture, P1, day" in words
    assert "Sterility, final: pending, day" in words


def test_many_participants_stand_on_pages_and_all_that_waits_on_each(enter, monkeypatch):
    client = enter("lata")
    whole = client.get("/products/").content.decode()
    people = re.findall(r'<li class="product-row"><a class="plain" href="([^"]+)"', whole)
    assert len(people) > 1
    monkeypatch.setattr(overview, "PAGE", 1)
    pages = [client.get("/products/", {"page": n}).content.decode() for n in range(1, len(people) + 1)]
    assert [
        re.findall(r'<li class="product-row"><a class="plain" href="([^"]+)"', page)[0] for page in pages
    ] == people
    assert all(page.count("waiting") == whole.count("waiting") for page in pages)
    for odd in ("0", "999", "x", "-1", "9" * 400):
        assert client.get("/products/", {"page": odd}).status_code == 200


@pytest.mark.engine
def test_a_participants_page_says_what_is_pending_and_what_follows_if_it_fails(enter):
    words = said(enter("lata").get("/products/01-001/"))
    assert "10 pass" in words
    assert "2 pending" in words
    assert "released at risk" in words
    assert "a serious event is drafted, dosing goes on hold, 4 letters are ready" in words
    assert "2.1 h of 6.0 h" in words
    assert "MSC, dose 1: not given." in words


def test_what_the_forms_say_otherwise_is_listed_and_leads_to_the_answer(enter):
    page = enter("lata").get("/products/01-001/")
    assert "The form says 20.2 mL, the laboratory 22 mL." in said(page)
    assert "/participants/01-001/visits/" in page.content.decode()


def test_the_pedigree_draws_every_material_with_its_page(enter):
    page = enter("lata").get("/products/01-001/").content.decode()
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page
    for label in ("BM-01-001", "MSC-01-001-P1", "MSC-01-001-A"):
        assert f'href="/products/01-001/of/{label}/"' in page


@pytest.mark.parametrize(
    ("user", "sees", "not_offered"),
    [
        ("lata", ("Hand over", "Fill bags", "Correct"), ("Decide",)),
        ("qamar", ("Decide again", "Hand over"), ("Fill bags", "Correct")),
        ("iris", ("Specification",), ("Hand over", "Decide again", "Fill bags")),
        ("meena", ("Hand over",), ("Decide again", "Fill bags")),
    ],
)
def test_each_role_is_offered_what_it_may_do(enter, user, sees, not_offered):
    words = said(enter(user).get(LOT))
    assert all(one in words for one in sees)
    assert not any(one in words for one in not_offered)


def test_a_specification_names_limit_source_result_and_state(enter):
    words = said(enter("iris").get(LOT))
    assert "CD90 positive literature: identity of mesenchymal stromal cells" in words
    assert "≥ 95 %" in words
    assert "day 4 of 14" in words
    assert "Released at risk, results pending on" in words


def test_a_late_positive_is_seen_on_every_page_at_once(enter):
    found = TestMaterial(
        subject="01-001",
        material="MSC-01-001",
        test="sterility_final",
        at=minute(),
        by=NAIDU.name,
        value="positive",
        final=False,
    )
    must(found, NAIDU)
    words = said(enter("qamar").get("/products/"))
    assert "MSC-01-001 failed after its release" in words
    assert "Letter to Licensing authority" in words
    assert "a result failed" in words
    assert "Since then: Sterility, final: positive does not meet the limit" in said(enter("qamar").get(LOT))


def test_a_page_of_nobody_and_of_nothing_is_a_sentence(enter):
    client = enter("lata")
    for address in ("/products/01-099/", "/products/01-001/of/MSC-01-009/", "/products/01-001/make/nothing/"):
        assert client.get(address).status_code == 404


@pytest.mark.engine
def test_an_account_without_a_role_sees_nothing(enter):
    response = enter("nobody").get("/products/")
    assert response.status_code == 403
    assert "no role in this trial" in response.content.decode()


def test_a_protocol_without_manufacture_says_so(enter, monkeypatch):
    plan = overview.read.plan()
    bare = plan.study.model_copy(update={"products": (), "manufacture": Manufacture()})
    monkeypatch.setattr(
        overview.read, "plan", lambda: SimpleNamespace(study=bare, definition=plan.definition)
    )
    assert "This protocol describes no manufacturing." in said(enter("lata").get("/products/"))


@pytest.mark.engine
def test_the_find_box_opens_what_a_label_or_its_scanned_code_stands_for(enter):
    for asked in ("MSC-01-001", "msc-01-001", codes.symbol(codes.MATERIAL, "MSC-01-001")):
        found = enter("lata").get("/find", {"q": asked})
        assert (found.status_code, found["Location"]) == (302, LOT)


@pytest.mark.engine
def test_the_participants_page_leads_to_their_cells(enter):
    assert 'href="/products/01-001/"' in enter("lata").get("/participants/01-001/").content.decode()

"""The laboratory's pages say where every product stands, and what waits for whom."""

import re

import pytest


def said(response, status=200):
    """The words of a page, as they are read."""
    assert response.status_code == status, (response.status_code, response.content[:2000])
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace(" ,", ",")


@pytest.mark.engine
def test_the_list_says_where_each_product_stands(enter):
    words = said(enter("lata").get("/products/"))
    assert "authorised, not given yet" in words
    assert "in culture, P1, day" in words

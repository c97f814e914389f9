"""The safety desk."""


def test_the_desk_lists_what_rules_proposed(signed_in):
    page = signed_in("iris").get("/safety/")
    assert page.status_code == 200
    assert "A rule proposes, a clinician decides." in page.content.decode()

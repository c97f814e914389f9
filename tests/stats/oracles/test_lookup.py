from hepatica.stats.oracles.lookup import column, data, number, uncomputed

ROWS = [{"Time": "1", "x": "NA"}]


def test_data_are_found_by_the_first_name_that_lies_beside_with_or_without_its_ending():
    assert data({"b.csv": ROWS}.get, "a.csv", "b.csv") == ROWS
    assert data({"b": ROWS}.get, "b.csv") == ROWS
    assert data({}.get, "b.csv") is None


def test_a_column_is_found_whatever_its_case():
    assert (column(ROWS, "futime", "time"), column(ROWS, "y")) == ("Time", None)


def test_a_missing_value_is_no_number():
    assert [number(text) for text in ("1.5", 2, "NA", "NaN", "", None, True)] == [
        1.5,
        2,
        None,
        None,
        None,
        None,
        None,
    ]


def test_every_number_that_nothing_computes_is_a_case_with_its_reason():
    cases = list(
        uncomputed("a", {"b": [1, 2], "c": {"d": 3.0}, "e": "word", "f": [{"g": 4}], "h": []}, "because")
    )
    assert [(c.case, c.expected) for c in cases] == [("a.b", [1, 2]), ("a.c.d", 3.0), ("a.f[0].g", 4)]
    assert {(c.got, c.agrees, c.why) for c in cases} == {(None, None, "because")}

import pytest

from hepatica import rules


def test_a_rules_file_is_read_once_with_its_numbers_as_text():
    read = rules.load("compensation-india-2019.yaml")
    assert read is rules.load("compensation-india-2019.yaml")
    assert read["divisor"]["value"] == "99.37"


@pytest.mark.parametrize("name", ["absent.yaml", "__init__.py", "../scores/units.py"])
def test_a_name_that_is_no_rules_file_is_a_sentence(name):
    with pytest.raises(ValueError, match="no rules file is called"):
        rules.load(name)

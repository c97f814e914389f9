from pathlib import Path

import pytest

import hepatica
from hepatica.study.load import load


@pytest.fixture(scope="session")
def study():
    loaded = load(Path(hepatica.__file__).parent / "studies" / "nct04243681")
    told = loaded.oversight.model_copy(
        update={"sponsor_code": "AIG", "registrations": ("NCT04243681", "CTRI/2019/11/000001")}
    )
    return loaded.model_copy(update={"oversight": told})

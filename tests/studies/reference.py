"""Where the reference study stands, and its items by name."""

from importlib import resources

from hepatica.study.form import Item
from hepatica.study.study import Study

FOLDER = resources.files("hepatica") / "studies" / "nct04243681"
ACTS = {"marrow_aspiration", "gcsf", "leukapheresis", "infusion"}


def asked(study: Study, form: str, item: str) -> Item:
    found = study.item(form, item)
    assert found is not None, f"{form}.{item}"
    return found

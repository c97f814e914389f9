"""What the watch over the record names must exist, and each purpose of processing has a ground that carries it."""

import shutil
from pathlib import Path

import pytest

from hepatica.study.load import check

FOLDER = Path(__file__).parents[2] / "src" / "hepatica" / "studies" / "nct04243681"


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("data_notice: data_consent", "data_notice: data_notice", "asks no item 'data_notice'"),
        ("date: cedtc", "date: cedate", "asks no item 'cedate'"),
        ("form: disposition", "form: disposal", "there is no form 'disposal'"),
        ("always: [disposition,", "always: [dispositon,", "there is no form 'dispositon'"),
        (
            "ground: medical_emergency",
            "ground: research_exemption",
            "'emergency' decides about the person: the exemption of research is no ground for it",
        ),
        ("ground: medical_emergency", "ground: usual", "ground"),
    ],
)
def test_what_does_not_hold_together_is_told_in_its_file(tmp_path, right, wrong, sentence):
    """DP-03: a purpose without a ground of the law, or with one that does not carry it, is refused."""
    folder = Path(shutil.copytree(FOLDER, tmp_path / "study"))
    text = (folder / "monitoring.yaml").read_text(encoding="utf-8")
    assert right in text
    (folder / "monitoring.yaml").write_text(text.replace(right, wrong, 1), encoding="utf-8")
    assert [p for p in check(folder) if p.file == "monitoring.yaml" and sentence in p.sentence]

"""What the oversight of a protocol names must exist; each mistake is told at its line."""

import shutil
from pathlib import Path

import pytest

from hepatica.study.load import check

FOLDER = Path(__file__).parents[2] / "src" / "hepatica" / "studies" / "nct04243681"


@pytest.mark.parametrize(
    ("file", "right", "wrong", "sentence"),
    [
        ("oversight.yaml", "  - id: marrow\n    procedure", "  - id: marow\n    procedure", "there is no code of 'aephase' 'marow'"),
        ("oversight.yaml", "procedure: liver_biopsy", "procedure: biopsy", "there is no procedure 'biopsy'"),
        ("oversight.yaml", "item: cath_start}", "item: cath_begin}", "asks no item 'cath_begin'"),
        ("oversight.yaml", "item: sprel_gcsf}", "item: sprel_gscf}", "asks no item 'sprel_gscf'"),
        ("oversight.yaml", "signals: [spleen_pain]", "signals: [splean_pain]", "there is no signal 'splean_pain'"),
        ("oversight.yaml", "  - id: tumour", "  - id: tumor", "there is no code of 'aesi' 'tumor'"),
        ("oversight.yaml", "[aspiration, first_gcsf]", "[aspirate, first_gcsf]", "there is no anchor 'aspirate'"),
        ("oversight.yaml", "follow_up:\n  anchor: infusion", "follow_up:\n  anchor: day_zero", "there is no anchor 'day_zero'"),
        ("safety.yaml", "    baseline: laboratory\n    own: true", "    own: true", "the own baseline needs a 'baseline'"),
        ("safety.yaml", '    when: "below(spo2, spo2_limit)"\n', "", "nothing decides: say 'when', or 'ctcae_grade'"),
    ],
)  # fmt: skip
def test_each_name_that_does_not_exist_is_told_where_it_stands(tmp_path, file, right, wrong, sentence):
    folder = Path(shutil.copytree(FOLDER, tmp_path / "study"))
    text = (folder / file).read_text(encoding="utf-8")
    assert right in text
    (folder / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    assert [p for p in check(folder) if p.file == file and sentence in p.sentence]


def test_the_reference_study_names_only_what_exists():
    assert check(FOLDER) == ()

"""import: nine published participants in two unit systems, and files that are not what they seem."""

import csv
import re
from decimal import Decimal

import pytest
from tests.cli.conftest import NINE, hepatica

FILE, MAP = NINE / "patients.csv", NINE / "map.yaml"
AGREED = ("MELD_I_UNROUNDED: 8 of 9 agree with the file.", "CHILD_PUGH: 9 of 9 agree with the file.")


def load(folder, file=FILE, lab_map=MAP, *more):
    return hepatica("import", folder, file, "--map", lab_map, *more)


def people(folder):
    return len(set(re.findall(r"01-\d{3}", load(folder).stdout)))


def test_a_dry_run_prints_its_assumptions_and_every_row_and_keeps_nothing(trial):
    """REC-09."""
    done = load(trial)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Assumed: ") == 3
    assert '"Yes" is read as mild, which gives 2 points' in done.stdout
    assert [f"line {n}: 01-00{n - 1}" in done.stdout for n in range(2, 11)] == [True] * 9
    for sentence in AGREED:
        assert sentence in done.stdout
    assert "MELD_I_UNROUNDED: computed 13.4 differs from 13.0 in the file" in done.stdout
    assert done.stdout.count("differs from") == 1
    assert "9 rows: 9 would store, 0 left out." in done.stdout
    assert "Dry run: nothing was kept." in done.stdout
    assert "1 events of the study" not in done.stdout
    assert load(trial).stdout == done.stdout, "the second dry run finds nothing of the first"


def test_what_is_stored_has_a_person_behind_it_and_verifies(trial):
    """REC-10, AUD-10."""
    assert "say who with --user NAME" in load(trial, FILE, MAP, "--store").stderr
    assert load(trial, FILE, MAP, "--store", "--user", "nobody").stderr == "There is no account nobody.\n"
    done = load(trial, FILE, MAP, "--store", "--user", "asha")
    assert done.returncode == 0, done.stderr
    assert "9 rows: 9 stored, 0 left out." in done.stdout
    assert hepatica("verify", trial).returncode == 0
    assert "line 2: 01-010" in load(trial).stdout, "the next new participant is the tenth"


def test_si_units_give_the_same_scores(trial, tmp_path):
    factors = {"bilirubin_mg_dl": Decimal("17.1"), "creatinine_mg_dl": Decimal("88.42"), "albumin_g_dl": 10}
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for column, factor in factors.items():
            row[column] = format((Decimal(row[column]) * factor).quantize(Decimal("0.01")).normalize(), "f")
    si = tmp_path / "si.csv"
    with si.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    lab_map = tmp_path / "si.yaml"
    text = MAP.read_text(encoding="utf-8")
    text = text.replace("item: bilirubin, unit: mg/dL", "item: bilirubin, unit: µmol/L")
    text = text.replace("item: creatinine, unit: mg/dL", "item: creatinine, unit: µmol/L")
    lab_map.write_text(text.replace("unit: g/dL", "unit: g/L"), encoding="utf-8")
    done = load(trial, si, lab_map)
    assert done.returncode == 0, done.stdout + done.stderr
    for sentence in AGREED:
        assert sentence in done.stdout
    assert "computed 13.4 differs from 13.0" in done.stdout


def test_a_row_that_cannot_be_read_is_left_out_whole_and_named(trial, tmp_path):
    """REC-09."""
    file = tmp_path / "labs.csv"
    file.write_text(FILE.read_text(encoding="utf-8").replace("3,5.4,1.26", "3,banana,1.26"), encoding="utf-8")
    done = load(trial, file, MAP, "--store", "--user", "asha")
    assert done.returncode == 1
    assert re.search(r"line 4: .*'banana' is not a number", done.stdout), done.stdout
    assert "9 rows: 8 stored, 1 left out." in done.stdout
    assert "line 2: 01-009" in load(trial).stdout, "the row left out took no participant number"
    assert hepatica("verify", trial).returncode == 0


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            b"patient,bilirubin_mg_dl\n1,2.2 \xb5mol\n",
            "line 2: byte 0xB5 is not utf-8. Nothing was imported.",
        ),
        (b"", "The file is empty"),
        (b"patient,serum_porcelain\n1,2\n", "serum_porcelain"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_a_sentence(trial, tmp_path, data, sentence):
    file = tmp_path / "labs.csv"
    file.write_bytes(data)
    done = load(trial, file)
    assert done.returncode == 1
    assert sentence in done.stderr


def test_a_map_that_names_what_the_study_lacks_says_where(trial, tmp_path):
    lab_map = tmp_path / "map.yaml"
    lab_map.write_text(MAP.read_text(encoding="utf-8").replace("item: inr", "item: inrr"), encoding="utf-8")
    done = load(trial, FILE, lab_map)
    assert done.returncode == 1
    assert "columns.inr: the study has no item 'inrr' on form 'laboratory'" in done.stderr

"""``hepatica tissue`` and the rows of a batch that read a file."""

import csv
import json
import sys

import pytest
import typer
from PIL import Image
from tests.tissue.flow_cast import COUNTS, GATES, SECRET, fcs, template
from tests.tissue.test_gatingml import SEQUENCE, xml
from typer.testing import CliRunner

from hepatica.cli import score, tissue
from hepatica.tissue.area import bundled

SHIPPED = "skimage.data.immunohistochemistry"


@pytest.fixture
def run():
    app = typer.Typer(pretty_exceptions_enable=False)
    app.callback()(lambda: None)
    score.register(app)
    tissue.register(app)
    return lambda *arguments: CliRunner().invoke(app, [*map(str, arguments)])


@pytest.fixture
def cells(tmp_path):
    path = tmp_path / "cells.fcs"
    path.write_bytes(fcs())
    return path


@pytest.fixture
def gates(tmp_path):
    path = tmp_path / "gates.json"
    path.write_text(template(denominator="CD45+"), encoding="utf-8")
    return path


def test_gates_are_printed_in_order_with_their_counts(run, cells, gates):
    result = run("tissue", "gate", cells, "--template", gates)
    told = json.loads(result.stdout)
    assert [(g["channel"], g["op"], g["limit"], g["name"]) for g in told["gates"]] == [
        tuple(g) for g in GATES
    ]
    assert [g["count"] for g in told["gates"]] == COUNTS
    assert (told["target"]["count"], told["denominator"]["count"], told["events"]) == (4, 7, 10)
    assert told["percent"] == pytest.approx(100 * 4 / 7)
    assert told["wilson_95"][0] < told["percent"] < told["wilson_95"][1]
    assert told["precision"] == "not quantifiable"
    assert len(told["template_sha256"]) == len(told["sha256"]) == 64
    assert [word for word in SECRET.values() if word in result.stdout] == []


def test_blood_of_the_same_hour_is_shown_and_changes_no_count(run, cells, gates):
    told = json.loads(run("tissue", "gate", cells, "--template", gates, "--blood", "12.5").stdout)
    assert (told["blood_per_ul"], told["target"]["count"]) == (12.5, 4)
    assert any("nothing is subtracted" in sentence for sentence in told["sentences"])


def test_gating_ml_is_a_template_too(run, cells, tmp_path):
    path = tmp_path / "gates.xml"
    path.write_bytes(xml(*SEQUENCE))
    told = json.loads(run("tissue", "gate", cells, "--template", path, "--denominator", "CD45pos").stdout)
    assert (told["target"], told["denominator"]["count"]) == ({"name": "dim_low", "count": 4}, 7)


@pytest.mark.parametrize(
    ("threshold", "fraction"), [("0.05", 0.519806), ("0.1", 0.201595), ("otsu", 0.452187)]
)
def test_the_area_of_the_picture_that_ships_with_scikit_image(run, threshold, fraction):
    told = json.loads(run("tissue", "area", SHIPPED, "--threshold", threshold).stdout)
    assert told["area_fraction"] == pytest.approx(fraction, abs=1e-5)
    assert told["area_fraction"] == told["positive"] / told["pixels"]
    assert told["sha256"].startswith("f8dd1aa3")
    assert ("otsu" in told) == (threshold == "otsu")


@pytest.mark.parametrize("name", ["ihc.tif", "ihc.png"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_the_same_picture_saved_by_another_program_has_the_same_area(run, tmp_path, name, mode):
    Image.open(bundled(SHIPPED)).convert(mode).save(tmp_path / name)
    told = json.loads(run("tissue", "area", tmp_path / name, "--threshold", "0.05").stdout)
    assert (told["positive"], told["pixels"]) == (136264, 512 * 512)


@pytest.mark.parametrize(("compensation", "count"), [("$SPILL", 1), (None, 4)])
def test_a_template_compensates_by_the_file_s_matrix_or_not_at_all(run, cells, tmp_path, compensation, count):
    path = tmp_path / "gates.json"
    gates = [["FSC-A", "<=", 80], ["PerCP-A", ">=", 430]]
    path.write_text(json.dumps({"compensation": compensation, "scale": "linear", "gates": gates}))
    told = json.loads(run("tissue", "gate", cells, "--template", path).stdout)
    assert [one["count"] for one in told["gates"]] == [9, count]


def test_a_channel_that_the_file_lacks_is_named_with_those_it_has(run, cells, tmp_path):
    path = tmp_path / "gates.json"
    path.write_text(json.dumps({"compensation": None, "scale": "linear", "gates": [["FL1-A", ">=", 1]]}))
    result = run("tissue", "gate", cells, "--template", path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("gates.json: gates[1]: this file has no channel 'FL1-A'; it has FSC-A")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["gate", "absent.fcs", "--template", "absent.json"], "absent.fcs: no such file or directory"),
        (["gate", "{gates}", "--template", "{gates}"], "gates.json: this is not an FCS file"),
        (["gate", "{cells}", "--template", "absent.json"], "absent.json: no such file or directory"),
        (["gate", "{cells}", "--template", "{cells}"], "cells.fcs: the template is not valid JSON"),
        (
            ["gate", "{cells}", "--template", "{gates}", "--target", "CD34+"],
            "gates.json: this template names its own target",
        ),
        (
            ["gate", "{cells}", "--template", "{gates}", "--blood", "some"],
            "--blood: 'some' is not a number of cells",
        ),
        (
            ["gate", "{cells}", "--template", "{gates}", "--blood", "-1"],
            "cells.fcs: -1 is not a number of cells per µL of blood",
        ),
        (["area", "{cells}", "--threshold", "0.1"], "cells.fcs is not a TIFF, PNG or JPEG picture"),
        (["area", "absent.png", "--threshold", "0.1"], "absent.png cannot be opened"),
        (["area", SHIPPED, "--threshold", "much"], "--threshold: 'much' is not a number, and not otsu"),
        (["area", SHIPPED, "--threshold", "NaN"], "a threshold of nan is not a density"),
    ],
)
def test_what_cannot_be_measured_fails_with_one_sentence(run, cells, gates, arguments, sentence):
    result = run("tissue", *(one.format(cells=cells, gates=gates) for one in arguments))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(sentence)
    assert result.stderr.count("\n") == 1


def test_a_file_with_nothing_to_count_over_gives_a_sentence(run, cells, tmp_path):
    path = tmp_path / "none.json"
    path.write_text(template([["FSC-A", ">=", 5000], ["PE-A", ">=", 1]], denominator=1), encoding="utf-8")
    result = run("tissue", "gate", cells, "--template", path)
    assert (result.exit_code, result.stderr) == (
        1,
        "cells.fcs: 'FSC-A ≥ 5000' holds no event, so there is nothing to take a percentage of\n",
    )


def test_without_the_extra_the_command_says_what_to_install(run, cells, gates, monkeypatch):
    monkeypatch.setitem(sys.modules, "flowio", None)
    result = run("tissue", "gate", cells, "--template", gates)
    assert result.stderr == (
        "cells.fcs: Flow cytometry files need the extra 'flow': pip install hepatica[flow].\n"
    )


def batch(run, folder, *rows, files=None):
    """Answer a table of (score, inputs) and give (value, error) of each row."""
    table, answers = folder / "in.csv", folder / "out.csv"
    with table.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(
            [("score", "inputs"), *((score, json.dumps(told)) for score, told in rows)]
        )
    result = run("score", "--batch", table, "-o", answers, *(("--files", files) if files else ()))
    assert result.exit_code == 0, result.output
    read = csv.DictReader(answers.read_text(encoding="utf-8").splitlines())
    return [(row["value"], row["error"]) for row in read]


def row(n=5, file="cells.fcs", **more):
    gates = [gate[:3] for gate in GATES[:n]]
    return "FLOW_GATE_COUNT", {
        "file": file,
        "compensation": "$SPILL",
        "scale": "linear",
        "gates": gates,
    } | more


@pytest.mark.parametrize("where", ["", "fcs", "given", "given/fcs"])
def test_a_row_finds_its_file_beside_the_table_in_fcs_and_in_the_folder_given(run, tmp_path, where):
    table, folder = tmp_path / "table", tmp_path / ("table" if "given" not in where else "") / where
    table.mkdir(exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cells.fcs").write_bytes(fcs())
    answers = batch(run, table, *(row(n) for n in range(1, 6)), files=tmp_path / "given")
    assert answers == [(str(count), "") for count in COUNTS]


def test_rows_of_pictures_are_answered_to_fifteen_digits(run, tmp_path):
    told = {"image": SHIPPED, "method": "rgb2hed channel 2 > t", "t": 0.05, "sha256": "f8dd1aa3"}
    ((value, error),) = batch(run, tmp_path, ("IHC_DAB_AREA_FRACTION", told))
    assert (float(value), error) == (pytest.approx(0.519806, abs=1e-6), "")


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (row(file="other.fcs"), "file 'other.fcs' is neither beside the table nor in the folder given with"),
        (row(file="../../etc/passwd"), "file '../../etc/passwd' is neither"),
        (row(file=""), "file: the row names no file"),
        (row(file=5), "file: the row names no file"),
        (row(sha256="00000000"), "sha256: 'cells.fcs' is another file than the row means"),
        (row(sha256="8d"), "sha256: at least the first 8 hexadecimal digits are needed"),
        (row(sha256=8), "sha256: at least the first 8 hexadecimal digits are needed"),
        (row(gate="x"), "FLOW_GATE_COUNT has no input 'gate'"),
        (row(gates=[["X", "<=", 1]]), "gates[1]: this file has no channel 'X'"),
        (row(gates=[["FSC-A", "<", 1]]), "gates[1]: '<' is not an operator"),
        (row(scale="log"), "scale: neither"),
        (("FLOW_GATE_COUNT", {"file": "cells.fcs"}), "a template needs compensation"),
        (("IHC_DAB_AREA_FRACTION", {"image": SHIPPED}), "t: None is not a number"),
        (("IHC_DAB_AREA_FRACTION", {"image": SHIPPED, "t": -1}), "a threshold of -1.0 is not a density"),
        (("IHC_DAB_AREA_FRACTION", {"image": SHIPPED, "method": "x"}), "method: 'x' is neither"),
        (("IHC_DAB_AREA_FRACTION", {"image": "cells.fcs", "t": 1}), "cells.fcs is not a TIFF"),
        (
            ("IHC_DAB_AREA_FRACTION", {"image": SHIPPED, "sha256": "0" * 8, "t": 1}),
            "sha256: 'ihc.png' is another",
        ),
        (
            (
                "IHC_DAB_AREA_FRACTION",
                {"image": SHIPPED, "method": "rgb2hed channel 2 > otsu", "otsu": 0.07},
            ),
            "otsu: Otsu's threshold of this image is 0.062151, not 0.07",
        ),
    ],
)
def test_a_row_that_cannot_be_measured_says_why(run, tmp_path, cells, asked, sentence):
    ((value, error),) = batch(run, tmp_path, asked)
    assert value == ""
    assert error.startswith(sentence)

"""The shared reference files where they are, read as the command reads them."""

import csv
import json
from pathlib import Path

FOLDER = Path(__file__).parents[4] / "shared/data/oracles"


def shared(name):
    return json.loads((FOLDER / name).read_text())


def beside(name):
    path = FOLDER / name
    if not path.is_file():
        return None
    with path.open() as file:
        return list(csv.DictReader(file))


def disagreeing(cases):
    return [(c.case, c.expected, c.got) for c in cases if c.agrees is False]

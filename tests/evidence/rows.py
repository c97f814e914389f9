"""Rows of a published table written for one test: the shipped header, a sound row, and what the test changes of it."""

import csv
import io

from hepatica.evidence.load import read_evidence
from hepatica.evidence.row import COLUMNS, STUDY_COLUMNS

SOUND = dict.fromkeys(COLUMNS, "") | {
    "row": "E001", "study_id": "ONE", "first_author": "One", "year": "2020", "design": "RCT", "cell_type": "BM-MSC",
    "source": "autologous", "route": "hepatic artery", "n_doses": "1", "n_arm": "20", "arm": "cells", "outcome": "MELD",
    "unit": "points", "timepoint_months": "3", "statistic": "mean/sd", "mean": "15.0", "sd": "4.0", "as_printed": "yes",
    "read_from": "abstract", "source_url": "https://example.org/one",
}  # fmt: skip
CARE = SOUND | {
    "row": "E002",
    "cell_type": "standard of care",
    "source": "",
    "route": "",
    "arm": "control",
    "mean": "17.0",
}
STUDY = dict.fromkeys(STUDY_COLUMNS, "") | {
    "study_id": "ONE", "label": "One 2020", "species": "human", "cells": "BM-MSC", "allocation": "randomised",
    "masking": "open", "direction": "none", "said": "No difference.",
}  # fmt: skip
EVENTS = {"statistic": "events/n", "mean": "", "sd": "", "unit": "patients", "outcome": "mortality"}
QUARTILES = {
    "statistic": "median/IQR of change",
    "outcome": "MELD change from baseline",
    "mean": "-0.5",
    "sd": "",
}


def text(columns, *rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def read(*rows, studies=None):
    """Read rows with their studies; each study named by a row gets the sound one under its name."""
    if studies is None:
        names = dict.fromkeys(row["study_id"] for row in rows)
        studies = [STUDY | {"study_id": name, "label": f"{name.title()} 2020"} for name in names]
    return read_evidence(text(COLUMNS, *rows), text(STUDY_COLUMNS, *studies))


def trial(name, first, treated, care, **more):
    """Two arms of a study: (mean, sd, n) each."""
    made = []
    for at, (base, (mean, sd, n)) in enumerate(((SOUND, treated), (CARE, care))):
        row = base | {
            "row": f"E{first + at:03d}",
            "study_id": name,
            "mean": str(mean),
            "sd": str(sd),
            "n_arm": str(n),
        }
        made.append(row | more)
    return made

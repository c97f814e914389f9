"""Cytometry files made here, byte by byte or by FlowIO, and gates to count them by."""

import json
from array import array
from io import BytesIO

import flowio

from hepatica.tissue.flow_problem import FlowProblem

CHANNELS = ("FSC-A", "SSC-A", "PerCP-A", "PE-A")
MARKERS = ("", "", "CD45", "CD34")
SPILL = "2,PerCP-A,PE-A,1,0.5,0.5,0.75"  # its inverse is exact in binary: 1.5, -1, -1, 2
# What a laboratory writes into its files and no reader may see.
SECRET = {
    "src": "Lakshmi Devi",
    "smno": "01-003",
    "cells": "baseline biopsy",
    "exp": "week 24",
    "fil": "Devi.fcs",
}

# Ten cells. After compensation (dyes times the inverse of the matrix) the two fluorescences are whole numbers.
CELLS = [
    # FSC, SSC, CD45, CD34
    (50, 10, 0, 0),
    (50, 10, 99, 0),
    (50, 10, 100, 50),
    (50, 10, 200, 50),
    (50, 10, 300, 49),
    (50, 90, 400, 80),
    (50, 91, 400, 80),
    (90, 10, 400, 80),
    (50, 10, 900, 80),
    (50, 10, 400, 400),
]
GATES = [
    ["FSC-A", "<=", 80, "singlets"],
    ["PerCP-A", ">=", 100, "CD45+"],
    ["PE-A", ">=", 50, "CD34+"],
    ["PerCP-A", "<=", 400, "CD45dim"],
    ["SSC-A", "<=", 90, "low side scatter"],
]
COUNTS = [9, 7, 6, 5, 4]


def measured(cells=CELLS):
    """Give what detectors see of the cells: each dye leaks into the other's detector as the matrix says."""
    return [(f, s, a + 0.5 * b, 0.5 * a + 0.75 * b) for f, s, a, b in cells]


def fcs(rows=None, *, channels=CHANNELS, markers=MARKERS, spill=SPILL, **keywords):
    """Write an FCS 3.1 file of floats by FlowIO."""
    rows = measured() if rows is None else rows
    told = {"cyt": "Cytometer 1", "date": "01-MAR-2026", **SECRET, **keywords} | (
        {"spillover": spill} if spill else {}
    )
    file = BytesIO()
    flowio.create_fcs(
        file,
        array("f", [value for row in rows for value in row]),
        channel_names=list(channels),
        opt_channel_names=list(markers),
        metadata_dict=told,
    )
    return file.getvalue()


def by_hand(data, keywords, *, version="3.0", delimiter="/", said=None):
    """Write an FCS file of these bytes and keywords; `said` overrides what the header says of offsets."""
    places = ["beginanalysis", "endanalysis", "beginstext", "endstext", "nextdata"]
    told = dict.fromkeys((f"${place.upper()}" for place in places), "0") | {"$MODE": "L"}
    width, begin = 10, 0
    for _ in range(2):  # the offsets stand in the text whose length they depend on
        offsets = {"$BEGINDATA": f"{begin:0{width}}", "$ENDDATA": f"{begin + len(data) - 1:0{width}}"}
        pairs = told | offsets | keywords
        text = delimiter + delimiter.join(f"{k}{delimiter}{v}" for k, v in pairs.items()) + delimiter
        begin = 58 + len(text)
    places = (begin, begin + len(data) - 1) if begin + len(data) < 10**8 else (0, 0)  # eight digits at most
    header = said or (58, begin - 1, *places, 0, 0)
    return f"FCS{version}    ".encode() + b"".join(f"{n:>8}".encode() for n in header) + text.encode() + data


def integers(bits=16, top="1024", *, order="1,2", data=b"", rows=2, amplified="0,0", **keywords):
    """Write two integer channels."""
    told = {"$PAR": "2", "$TOT": str(rows), "$DATATYPE": "I", "$BYTEORD": order}
    for n, name in ((1, "FSC-H"), (2, "FL1-H")):
        told |= {f"$P{n}N": name, f"$P{n}B": str(bits), f"$P{n}R": top, f"$P{n}E": amplified}
    return by_hand(data or bytes(rows * 2 * bits // 8), told | keywords)


def template(gates=None, **more):
    return json.dumps({"compensation": "$SPILL", "scale": "linear", "gates": gates or GATES, **more})


def refusal(read):
    """Give the sentence with which something is refused, or nothing."""
    try:
        read()
    except FlowProblem as problem:
        return str(problem)
    return ""

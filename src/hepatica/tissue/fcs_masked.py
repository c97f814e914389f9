"""Writes a cytometry file again with what gates need and nothing else: what a masked reader may be given."""

from hepatica.tissue.fcs import HEADER, data_place, flow_data, read_fcs
from hepatica.tissue.fcs_spill import KEYWORDS

_KEPT = ("byteord", "datatype", "mode", "par", "timestep", *KEYWORDS)
_PER_CHANNEL = ("n", "s", "b", "e", "g", "r")
_DELIMITER = "\x1e"
_WIDTH = 12  # digits of an offset, so that the text is as long before they are known as after


def mask_fcs(data: bytes) -> bytes:
    """Give the same events, bit for bit, as FCS 3.1 whose keywords tell channels, scales and spillover only.

    Gone are sample, specimen, experiment, operator, instrument, file name, date and clock, the analysis segment and
    whatever a vendor adds. Raises FlowProblem for a file that ``read_fcs`` refuses.
    """
    file = read_fcs(data)
    told = flow_data(data, only_text=True)
    begin, end = data_place(told)
    events = data[begin : end + 1]
    kept = [*_KEPT, *(f"p{n}{key}" for n in range(1, len(file.channels) + 1) for key in _PER_CHANNEL)]
    pairs = {
        f"${key.upper()}": told.text[key].strip().replace(_DELIMITER, " ") for key in kept if key in told.text
    }
    pairs |= {"$TOT": str(len(file.events)), "$NEXTDATA": "0"}
    pairs |= dict.fromkeys(("$BEGINANALYSIS", "$ENDANALYSIS", "$BEGINSTEXT", "$ENDSTEXT"), "0")
    text = _text(pairs, 0, 0)
    first = HEADER + len(text)
    return _header(len(text), first, len(events)) + _text(pairs, first, first + len(events) - 1) + events


def _text(pairs: dict[str, str], first: int, last: int) -> bytes:
    told = pairs | {"$BEGINDATA": f"{first:0{_WIDTH}}", "$ENDDATA": f"{last:0{_WIDTH}}"}
    parts = [part for key, value in told.items() if value for part in (key, value)]
    return (_DELIMITER + _DELIMITER.join(parts) + _DELIMITER).encode()


def _header(text: int, first: int, events: int) -> bytes:
    """Write the offsets; those of events beyond the header's eight digits stand in the keywords alone."""
    last = first + events - 1
    places = (first, last) if last <= 99_999_999 else (0, 0)
    return b"FCS3.1    " + b"".join(f"{n:>8}".encode() for n in (HEADER, HEADER + text - 1, *places, 0, 0))

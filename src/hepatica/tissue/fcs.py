"""Reads flow-cytometry files (FCS 2.0, 3.0 and 3.1); the only door to FlowIO.

FlowIO reads header and keywords; every number they state is checked against the bytes that are there before an event
is decoded, so a file costs what it weighs and not what it claims. Of the keywords only those that gates need leave
this module: never a sample's, an experiment's or a person's name.
"""

import re
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from math import isfinite
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from hepatica.tissue.fcs_spill import Spill, read_spill
from hepatica.tissue.flow_problem import FlowProblem

Events = NDArray[np.float64]
Kind = Literal["scatter", "fluorescence", "time"]

MOST_BYTES = 256 * 2**20
MOST_VALUES = 40 * 10**6
MOST_TEXT = 4 * 2**20
VERSIONS = ("2.0", "3.0", "3.1")
HEADER = 58
NO_EXTRA = "Flow cytometry files need the extra 'flow': pip install hepatica[flow]."
_SCATTER = ("FSC", "SSC", "FS ", "SS ", "FS-", "SS-")
# FlowIO splits keywords by a regular expression and does not quote these.
_PADDING = b" \t\r\n\0"
_UNREADABLE_DELIMITERS = frozenset("^.$+?{}[]()")


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One measured parameter; its events are linear, divided by its gain, with log amplification undone."""

    name: str  # PerCP-A
    marker: str  # CD45
    kind: Kind
    top: float  # of the stored scale
    gain: float
    decades: float  # of log amplification, 0 when stored linearly

    @property
    def said(self) -> str:
        """Write the name with its marker."""
        return f"{self.name} ({self.marker})" if self.marker else self.name


@dataclass(frozen=True, kw_only=True, eq=False)
class FlowFile:
    """A file's events, one row each, one column per channel, and what is needed to gate them.

    `instrument` and `date` are for the laboratory's record; a masked reader is shown neither.
    """

    sha256: str
    version: str
    channels: tuple[Channel, ...]
    events: Events = field(repr=False)
    spill: Spill | None
    timestep: float | None
    """Seconds per tick, already applied to the time channel; None when the file does not say."""
    instrument: str
    date: str

    def column(self, name: str) -> int:
        """Find the column of a channel by its name; raises FlowProblem with the names there are."""
        for n, channel in enumerate(self.channels):
            if channel.name == name:
                return n
        alike = [c.name for c in self.channels if name.casefold() in (c.marker.casefold(), c.name.casefold())]
        hint = (
            f"did you mean '{alike[0]}'?" if alike else f"it has {', '.join(c.said for c in self.channels)}"
        )
        raise FlowProblem(f"this file has no channel '{name}'; {hint}")


def read_fcs(data: bytes, *, most_bytes: int = MOST_BYTES) -> FlowFile:
    """Read one data set of list-mode events; raises FlowProblem, a sentence, for anything that cannot be trusted.

    Source: the FCS 3.1 standard (Spidlen et al., Cytometry A 2010); FCS 2.0 and 3.0 where they differ.
    """
    if len(data) > most_bytes:
        raise FlowProblem(
            f"this file has {len(data) / 2**20:.0f} MB; at most {most_bytes / 2**20:.0f} MB are read"
        )
    _check_header(data)
    told = flow_data(data, only_text=True)
    text: dict[str, str] = told.text
    channels = _channels(told)
    layout = _layout(text, channels)
    begin = _data_begins(told, len(data), rows=_rows(text, len(channels)), width=layout.itemsize)
    stored = np.frombuffer(data, layout, count=int(text["tot"]), offset=begin)
    timestep = _timestep(text)
    return FlowFile(
        sha256=sha256(data).hexdigest(),
        version=told.version,
        channels=channels,
        events=_events(stored, channels, told.channels, timestep or 1.0),
        spill=read_spill(text),
        timestep=timestep,
        instrument=_printable(text.get("cyt", "")),
        date=_printable(text.get("date", "")),
    )


def flow_data(data: bytes, *, only_text: bool = False) -> Any:
    """Let FlowIO parse the bytes; whatever it stumbles on becomes a FlowProblem."""
    try:
        import flowio  # an extra, and slow to load
    except ImportError as error:
        raise FlowProblem(NO_EXTRA) from error
    try:
        return flowio.FlowData(BytesIO(data), only_text=only_text)
    except flowio.exceptions.DataOffsetDiscrepancyError as error:
        raise FlowProblem(
            "header and keywords disagree about where the events lie; export the file again"
        ) from error
    except flowio.exceptions.MultipleDataSetsError as error:
        raise FlowProblem("this file holds more than one data set; export the sample by itself") from error
    except flowio.exceptions.FCSParsingError as error:
        raise FlowProblem("the events are said to end beyond the end of the file; it is cut off") from error
    except KeyError as error:
        raise FlowProblem(
            f"the keyword ${_printable(str(error.args[0])).upper()[:20]} is missing; export the file again"
        ) from error
    except Exception as error:  # of a hostile file: re.error, EOFError, OverflowError, ValueError and more
        raise FlowProblem("the keywords of this file cannot be read; it is damaged or not FCS") from error


def _check_header(data: bytes) -> None:
    version = _printable(data[3:6].decode("ascii", "replace"))
    if data[:3] != b"FCS" or len(data) < HEADER:
        raise FlowProblem("this is not an FCS file: it does not begin with an FCS header")
    if version not in VERSIONS:
        raise FlowProblem(f"FCS version '{version}' is not read; export as FCS 3.1, 3.0 or 2.0")
    try:
        begin, end = int(data[10:18]), int(data[18:26])
        _ = int(data[26:34]), int(data[34:42])
    except ValueError as error:
        raise FlowProblem("the header's offsets are not numbers; the file is damaged") from error
    if not HEADER <= begin < end < len(data):
        raise FlowProblem(
            f"the keywords are said to lie at bytes {begin} to {end} of {len(data)}; it is cut off"
        )
    if end - begin > MOST_TEXT or _analysis_bytes(data, data[begin : end + 1]) > MOST_TEXT:
        raise FlowProblem(
            f"keywords or analysis take more than {MOST_TEXT // 2**20} MB; this is not a usual file"
        )
    delimiter = chr(data[begin])
    closed = data[begin : end + 1].rstrip(
        _PADDING.replace(data[begin : begin + 1], b"")
    )  # some instruments pad
    if delimiter.isalnum() or delimiter in _UNREADABLE_DELIMITERS or closed[-1] != data[begin]:
        raise FlowProblem("the keywords are not set apart by a delimiter that can be read; export as FCS 3.1")


def _analysis_bytes(data: bytes, text: bytes) -> int:
    """Give the size the ANALYSIS segment is said to have; it is not used, but FlowIO reads it."""
    header = [int(part) if part.strip().isdigit() else 0 for part in (data[42:50], data[50:58])]
    found = [
        re.search(key + rb"ANALYSIS.\s*([0-9]{1,18})", text, re.IGNORECASE | re.DOTALL)
        for key in (b"BEGIN", b"END")
    ]
    said = [int(match[1]) if match else 0 for match in found]
    return max(header[1] - header[0], said[1] - said[0])


def _printable(said: str) -> str:
    """Give a keyword's value without what would disturb a page or a log."""
    return "".join(character if character.isprintable() else "?" for character in said.strip())


def _channels(told: Any) -> tuple[Channel, ...]:
    numbers, names = sorted(told.channels), [_printable(name) for name in told.pnn_labels]
    if not names or told.channel_count != len(names) or numbers != list(range(1, len(names) + 1)):
        raise FlowProblem(f"$PAR says {told.channel_count} channels and {len(names)} are named")
    if not all(names) or len(set(names)) < len(names):
        twice = next((a for a, b in pairwise(sorted(names)) if a == b), "")
        raise FlowProblem(f"two channels are called '{twice}'" if twice else "a channel has no name")
    return tuple(_channel(names[n - 1], told.channels[n]) for n in numbers)


def _channel(name: str, said: dict[str, Any]) -> Channel:
    kind = _kind(name)
    gain = 1.0 if _is_clock(name) else said["png"] or 1.0  # an amplifier's gain says nothing of time
    decades, top = said["pne"][0], said["pnr"]
    if not (isfinite(gain) and gain > 0 and isfinite(decades) and decades >= 0 and isfinite(top) and top > 0):
        raise FlowProblem(f"channel '{name}': its gain, amplification or range is not a positive number")
    return Channel(name=name, marker=_printable(said["pns"]), kind=kind, top=top, gain=gain, decades=decades)


def _kind(name: str) -> Kind:
    if name.upper().startswith("TIME"):
        return "time"
    return "scatter" if name.upper().startswith(_SCATTER) else "fluorescence"


def _is_clock(name: str) -> bool:
    """Say whether a channel counts the ticks of $TIMESTEP; a second word of a clock does not."""
    return name.casefold() == "time"


def _layout(text: dict[str, str], channels: tuple[Channel, ...]) -> np.dtype[Any]:
    """Give the record of one event: a number per channel, as wide as the file says."""
    kind, mode = _printable(text["datatype"]).upper(), _printable(text.get("mode", "")).upper()
    if mode != "L":
        raise FlowProblem(f"$MODE is '{mode[:8]}': only list-mode events are read, not histograms")
    if kind not in ("F", "D", "I"):
        raise FlowProblem(f"$DATATYPE is '{kind[:8]}': events are read as integers, floats or doubles")
    order = _order(text.get("byteord", ""))
    wanted = {"F": (32,), "D": (64,), "I": (8, 16, 32)}[kind]
    fields = []
    for n, channel in enumerate(channels, 1):
        bits = _printable(text.get(f"p{n}b", ""))
        if bits not in map(str, wanted):
            raise FlowProblem(f"channel '{channel.name}' is stored in '{bits[:8]}' bits, which is not read")
        if kind != "I" and channel.decades:
            raise FlowProblem(f"channel '{channel.name}' holds floats and claims log amplification: $P{n}E")
        fields.append((f"c{n}", f"{order}{'u' if kind == 'I' else 'f'}{int(bits) // 8}"))
    return np.dtype(fields)


def _order(said: str) -> str:
    parts = said.replace(" ", "").split(",")
    rising = [str(n) for n in range(1, len(parts) + 1)]
    if parts == rising:
        return "<"
    if parts == rising[::-1]:
        return ">"
    raise FlowProblem(f"$BYTEORD is '{_printable(said)[:20]}', which is not read; export as FCS 3.1")


def _rows(text: dict[str, str], channels: int) -> int:
    try:
        rows = int(text["tot"])
        extra = int(text.get("beginstext") or 0), int(text.get("endstext") or 0)
    except ValueError as error:
        raise FlowProblem("$TOT, $BEGINSTEXT or $ENDSTEXT is not a whole number") from error
    if extra[1] > extra[0] > 0:
        raise FlowProblem(
            "this file keeps keywords in a supplemental segment, which is not read; export again"
        )
    if rows < 1:
        raise FlowProblem("this file holds no event")
    if rows * channels > MOST_VALUES:
        raise FlowProblem(f"{rows} events of {channels} channels are more than is read in one file")
    return rows


def data_place(told: Any) -> tuple[int, int]:
    """Give the first and the last byte of the events as a file states them: FCS 2.0 in its header, later in keywords."""
    if told.version == "2.0":
        return told.header["data_start"], told.header["data_stop"]
    return int(told.text["begindata"]), int(told.text["enddata"])


def _data_begins(told: Any, size: int, *, rows: int, width: int) -> int:
    begin, end = data_place(told)
    if begin < HEADER or end >= size:
        raise FlowProblem(f"the events are said to lie at bytes {begin} to {end} of {size}; it is cut off")
    if end - begin == rows * width:
        raise FlowProblem(
            "the events are said to end one byte too late; the standard counts the last byte in"
        )
    if end - begin + 1 != rows * width:
        raise FlowProblem(f"{rows} events of {width} bytes do not fill the {end - begin + 1} bytes set aside")
    return begin


def _timestep(text: dict[str, str]) -> float | None:
    said = _printable(text.get("timestep", ""))
    if not said:
        return None
    try:
        step = float(said)
    except ValueError:
        step = 0.0
    if not (isfinite(step) and step > 0):
        raise FlowProblem(f"$TIMESTEP is '{said[:20]}', which is not a number of seconds")
    return step


def _events(
    stored: NDArray[Any], channels: tuple[Channel, ...], said: dict[int, Any], timestep: float
) -> Events:
    """Bring every channel to its linear scale, one column at a time."""
    events = np.empty((len(stored), len(channels)), dtype=np.float64)
    for n, channel in enumerate(channels):
        values = _within_range(stored[f"c{n + 1}"], channel.top).astype(np.float64)
        with np.errstate(all="ignore"):  # what overflows is refused below
            if channel.decades:
                values = 10 ** (channel.decades * values / channel.top) * said[n + 1]["pne"][1]
            values = values * timestep if _is_clock(channel.name) else values / channel.gain
        if broken := int(np.count_nonzero(~np.isfinite(values))):
            raise FlowProblem(f"channel '{channel.name}' holds {broken} values that are not numbers")
        events[:, n] = values
    events.setflags(write=False)
    return events


def _within_range(column: NDArray[Any], top: float) -> NDArray[Any]:
    """Drop the bits above an integer channel's range: by the standard they are not data."""
    if column.dtype.kind != "u" or top >= np.iinfo(column.dtype).max:
        return column
    kept: NDArray[Any] = column & column.dtype.type((1 << (int(top) - 1).bit_length()) - 1)
    return kept

"""The small values of an E2B message: a reason for absence, a date with its precision, a quantity, a coded term."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Self

from hepatica.study.dates import PartialDate

PARTS = {4: "year", 6: "month", 8: "day", 10: "hour", 12: "minute", 14: "second"}
_STAMP = re.compile(r"(?P<digits>\d{4}(?:\d{2}){0,5})(?P<fraction>\.\d{1,4})?(?P<zone>[+-]\d{2}(?:\d{2})?)?")
_FORMS = {4: "%Y", 6: "%Y%m", 8: "%Y%m%d", 10: "%Y%m%d%H", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}


class NotAStamp(ValueError):  # noqa: N818 - the sentence it carries begins so
    """The text is no E2B date; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Null:
    """A value that is absent for a stated reason: NI, MSK, UNK, NA, ASKU, NASK, NINF, PINF."""

    flavour: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment as E2B writes it, CCYYMMDDhhmmss with as many parts as are known, and a zone where there is a time.

    Raises `NotAStamp` for parts that cannot be, and for a zone or a fraction without the time it belongs to.
    """

    text: str

    def __post_init__(self) -> None:
        match = _STAMP.fullmatch(self.text)
        if match is None:
            raise NotAStamp(
                f"'{self.text}' is not a date of E2B (CCYYMMDDhhmmss+ZZzz, from the right as known)"
            )
        digits = match["digits"]
        if (match["zone"] and len(digits) < 10) or (match["fraction"] and len(digits) < 14):
            raise NotAStamp(f"'{self.text}' is not a date of E2B: a zone needs a time, a fraction its second")
        try:
            datetime.strptime(digits, _FORMS[len(digits)])  # noqa: DTZ007 - only whether it exists
            _offset(match["zone"])
        except ValueError:
            raise NotAStamp(f"'{self.text}' is not a date of E2B: there is no such moment") from None

    @classmethod
    def of(cls, day: PartialDate) -> Self:
        """Return the stamp of a civil date, as precise as it is known; raises `NotAStamp` when nothing is."""
        if not day.known:
            raise NotAStamp("a date of which nothing is known has no stamp: state a nullFlavor")
        return cls(day.iso().replace("-", ""))

    @classmethod
    def at(cls, moment: datetime, *, precision: str = "second") -> Self:
        """Return the stamp of an aware moment on its own clock, to the minute or the second, with its zone."""
        if moment.tzinfo is None:
            raise NotAStamp("a moment without a zone has no stamp")
        return cls(
            moment.strftime("%Y%m%d%H%M%S" if precision == "second" else "%Y%m%d%H%M") + f"{moment:%z}"
        )

    @property
    def digits(self) -> str:
        """Return the digits before fraction and zone."""
        return self._match["digits"]

    @property
    def precision(self) -> str:
        """Return the last part that is known: year, month, day, hour, minute or second."""
        return PARTS[len(self.digits)]

    @property
    def zoned(self) -> bool:
        """Whether the stamp names its zone."""
        return self._match["zone"] is not None

    @property
    def _match(self) -> re.Match[str]:
        match = _STAMP.fullmatch(self.text)
        assert match is not None
        return match

    def at_least(self, part: str) -> bool:
        """Whether the stamp is known at least to this part."""
        order = tuple(PARTS.values())
        return order.index(self.precision) >= order.index(part)

    def span(self, *, zone: timezone | None = None) -> tuple[datetime, datetime]:
        """Return the first and the last second the stamp can mean, in UTC; without a zone of its own, read in `zone`."""
        digits = self.digits
        first = datetime.strptime(digits, _FORMS[len(digits)])  # noqa: DTZ007 - the zone follows
        last = datetime.strptime(_padded(digits), _FORMS[14])  # noqa: DTZ007
        offset = _offset(self._match["zone"]) or zone or UTC
        return first.replace(tzinfo=offset).astimezone(UTC), last.replace(tzinfo=offset).astimezone(UTC)

    @property
    def offset(self) -> timezone | None:
        """Return the zone the stamp names."""
        return _offset(self._match["zone"])


def _offset(zone: str | None) -> timezone | None:
    if zone is None:
        return None
    hours, minutes = int(zone[1:3]), int(zone[3:5] or 0)
    if minutes > 59:
        raise ValueError(zone)
    return timezone((timedelta(hours=hours, minutes=minutes)) * (-1 if zone[0] == "-" else 1))


def _padded(digits: str) -> str:
    if len(digits) == 4:
        digits += "12"
    if len(digits) == 6:
        day = PartialDate(int(digits[:4]), int(digits[4:])).latest
        assert day is not None
        digits = day.strftime("%Y%m%d")
    return digits + "235959"[len(digits) - 8 :]


def before(a: Stamp, b: Stamp, *, zone: timezone | None = None) -> bool | None:
    """Whether `a` lies before `b`; None when their unknown parts decide. Stamps without a zone are read in `zone`."""
    (a_first, a_last), (b_first, b_last) = a.span(zone=zone), b.span(zone=zone)
    if a_last < b_first:
        return True
    return False if a_first >= b_last else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number as typed and its UCUM unit; a half may be '' (which the check refuses)."""

    value: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MedDRA:
    """A lowest level term: the release of MedDRA and the eight-digit code; a half may be '' (refused by the check)."""

    version: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A code of another terminology with its version: MPID, PhPID, route of administration."""

    version: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A test result: a number and unit, and '<', '<=', '>' or '>=' when the laboratory gave only a bound.

    The open side is sent as nullFlavor NINF or PINF.
    """

    value: str = ""
    unit: str = ""
    bound: str = ""


Text = str | Null | None
When = Stamp | Null | None
Flag = bool | Null | None
